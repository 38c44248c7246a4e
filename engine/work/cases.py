"""Case files 案件: find, read, follow, comment."""
from __future__ import annotations

from datetime import datetime
from typing import Any, Mapping

from engine.case.access import masking, naming, permit
from engine.case.file import labelled
from engine.now import shanghai_date
from engine.process import instance
from engine.store import cases, chain, comments, duties, papers, people, standing, tasks
from engine.store.act import RequestKey
from engine.store.paging import cursor, position

#: persons an event speaks of besides the one who acts, each told by name
_NAMED = ("bearer", "assignee_id", "for_id", "subject", "from_id")
#: what the file's header shows of the facts; the rest is read through the tasks' forms
_HEADER = ("party_type", "party_name", "penalty_kind", "penalty_fen", "act_on", "procedure")


def find(engine, actor, *, q: str | None = None, stage: str | None = None, status: str | None = None, after: str | None = None,
         limit: int = 50) -> dict[str, Any]:
    """One page of cases this person may see, the most recently changed first.

    Args:
        q: text in number, title, party or place.
    Returns:
        `{"items": [case …], "next": cursor or None}`.
    """
    with engine.store.read() as conn:
        rows = cases.find(conn, actor, q=q, stage=stage, status=status, leads_only=False, after=position(after), limit=limit + 1)
    page = rows[:limit]
    return {"items": [masking.listed(engine, r, _shown(r)) for r in page], "next": cursor(page[-1]["updated_at"], page[-1]["id"]) if len(rows) > limit else None}


def get(engine, actor, case_id: int, *, at: datetime) -> dict[str, Any]:
    """One case with its duties, open tasks and live position; an open task says in `barred` why not this actor.

    Raises:
        errors.NotFound: it does not exist, or not for this person.
    """
    with engine.store.read() as conn:
        row = cases.see(conn, actor, case_id)
        item = engine.rules.items.get(row["item_code"])
        opened = [t for t in tasks.of_case(conn, case_id) if t["state"] in ("open", "signing")]
        seen = standing.read(conn, case_id, actor.person_id, at=at)
        why = {t["id"]: permit.barred(engine, seen, actor.person_id, t, shanghai_date(at)) for t in opened}
        veil = masking.of(engine, conn, actor, row)
        return veil.over({**_shown(row), "facts": row["facts"], "item_name": item.name if item else None,
                "duties": duties.of_case(conn, case_id), "open_tasks": [
                    {**_task(t), "barred": why[t["id"]] and {"reason": why[t["id"]].detail, "article": why[t["id"]].article}} for t in opened],
                "position": _position(engine, conn, case_id)})


def timeline(engine, actor, case_id: int, *, after: str | None = None, limit: int = 100) -> dict[str, Any]:
    """What happened in a case, newest first: who, what, when, with which paper or clock.

    Returns:
        `{"items": [{"seq", "at", "action", "person_name", "task_name", "data", "text"} …], "next"}`.
    """
    with engine.store.read() as conn:
        veil, where = masking.of(engine, conn, actor, cases.see(conn, actor, case_id)), position(after)
        rows = chain.of_case(conn, case_id, where[1] if where else None, limit + 1)
        known = {t["id"]: t for t in tasks.of_case(conn, case_id)}
        said = {c["id"]: c["text"] for c in comments.of_case(conn, case_id)}
        names = people.names(conn, {p for r in rows for p in (r["person_id"], *(r["data"].get(k) for k in _NAMED)) if p})
    page = rows[:limit]
    items = [{"seq": r["seq"], "at": r["at"], "action": r["action"], "person_id": r["person_id"], "person_name": names.get(r["person_id"]),
              "task_id": r["task_id"], "task_name": known.get(r["task_id"], {}).get("name"), "data": r["data"],
              **{k.removesuffix("_id") + "_name": names.get(r["data"].get(k)) for k in _NAMED},
              "text": veil.over(said.get(r["data"].get("comment_id")))} for r in page]
    return {"items": items, "next": cursor(page[-1]["at"], page[-1]["seq"]) if len(rows) > limit else None}


def forms(engine, actor, case_id: int) -> list[dict[str, Any]]:
    """The completed records of a case, in order: task, who, when, and each field with its label."""
    with engine.store.read() as conn:
        veil = masking.of(engine, conn, actor, cases.see(conn, actor, case_id))
        definition = engine.definition_of_case(conn, case_id)
        done = [t for t in tasks.of_case(conn, case_id) if t["state"] == "done"]
        signers = naming.signers(conn, done, duties.of_case(conn, case_id))
    return [{**_task(t), "completed_at": t["completed_at"], "signer_names": signers[t["id"]],
             "fields": [veil.record(one) for one in labelled.record(definition, t)]} for t in done]


def papers_of(engine, actor, case_id: int) -> list[dict[str, Any]]:
    """The papers 文书 of a case in the order they were issued."""
    with engine.store.read() as conn:
        veil = masking.of(engine, conn, actor, cases.see(conn, actor, case_id))
        rows = papers.of_case(conn, case_id)
        names = people.names(conn, {r["data"]["for_id"] for r in rows if r["data"].get("for_id")})
        return veil.over([{**r, "issued_by_name": naming.named(r["issued_by_name"], names.get(r["data"].get("for_id")))} for r in rows])


def diagram(engine, actor, case_id: int, process: str | None = None) -> dict[str, Any]:
    """A process drawing with the case's place in it.

    Args:
        process: which of the case's processes; default the innermost one that is live.
    Returns:
        `{"process", "processes": [{"key", "name"}], "xml", "live": [element ids], "done": [element ids]}`.
    """
    with engine.store.read() as conn:
        cases.see(conn, actor, case_id)
        definition = engine.definition_of_case(conn, case_id)
        live = _position(engine, conn, case_id)["live"]
        every = tasks.of_case(conn, case_id)
    used = list(dict.fromkeys([definition.key, *(t["process"] for t in every), *live]))
    chosen = process if process in used else next((t["process"] for t in reversed(every) if t["state"] in ("open", "signing")), used[-1])
    return {"process": chosen, "processes": [{"key": k, "name": definition.bundles[k].name} for k in used], "xml": definition.xml(chosen).decode(),
            "live": list(live.get(chosen, ())), "done": list(dict.fromkeys(
                t["element"] for t in every if t["process"] == chosen and t["state"] == "done"))}


def comment(engine, actor, case_id: int, text: str, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Adds a note to a case.

    Raises:
        errors.FormInvalid: no text, or too much. errors.NotFound.
    """
    comments.check(text)
    with engine.store.act(actor, at, key) as act:
        cases.see(act.conn, actor, case_id)
        answer = act.earlier()
        if answer is not None:
            return answer
        comment_id = comments.add(act.conn, case_id, None, actor.person_id, text, at)
        act.record("case.commented", case_id=case_id, comment_id=comment_id)
        return act.done({"id": comment_id, "case_id": case_id, "task_id": None})


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**{k: row[k] for k in ("id", "number", "title", "status", "stage", "item_code", "party_name", "unit_id", "unit_name", "version",
                                   "opened_at", "updated_at", "filed_on", "closed_on", "lead_id", "lead_number", "place", "source")},
            "summary": {k: row["facts"][k] for k in _HEADER if k in row["facts"]}}


def _task(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**{k: row[k] for k in ("id", "process", "element", "name", "duty", "unit_id", "unit_name", "state", "assignee_id",
                                   "assignee_name", "for_id", "for_name", "escalated_from_name", "escalated_why", "round", "version", "created_at")}, "due_at": tasks.due_of(row), "due_clock": row["due_clock"]}


def _position(engine, conn, case_id: int) -> dict[str, Any]:
    running = cases.instance_of(conn, case_id)
    if running["state"] is None:
        return {"live": {}}
    return instance.restore(engine.definition(conn, running["deployment_id"]), running["state"]).position()
