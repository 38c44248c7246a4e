"""The inbox 待办: what a person can work on, and one task with everything needed to do it."""
from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Mapping

from engine import errors
from engine.case import picks
from engine.case.access import masking, naming, permit
from engine.case.access.permit import Verdict
from engine.case.file import dossier
from engine.case.flow import drawing, motion
from engine.law.people.eligibility import Past
from engine.law.rules import Rulebook
from engine.law.time import reading
from engine.now import shanghai_date
from engine.store import comments, duties, standing, tasks
from engine.store.paging import cursor, position
from engine.store.standing import Standing

SOON = timedelta(days=3)
VIEWS = ("all", "mine", "pool")


def find(engine, actor, *, view: str = "all", q: str | None = None, duty: str | None = None, due: str | None = None,
         after: str | None = None, limit: int = 50, at: datetime) -> dict[str, Any]:
    """One page of the inbox, the earliest due first.

    Args:
        view: `mine` in the actor's hands, `pool` open to claim, or `all`.
        q: text in number, title, party, place or task name.
        due: `overdue`, or `soon` for what is due within three days.
        after: the cursor of the page before.
        limit: rows, 1 to 200.
    Returns:
        `{"items": [task …], "next": cursor or None}`; a task the actor is barred from says why in `barred`.
    """
    before = {"overdue": at, "soon": at + SOON}.get(due or "")
    with engine.store.read() as conn:
        rows = tasks.inbox(conn, actor, view=view, q=q, duty=duty, due_before=before, after=position(after), limit=limit + 1)
        page, more = rows[:limit], len(rows) > limit
        pasts = standing.histories(conn, (r["case_id"] for r in page))
        me = standing.read(conn, 0, actor.person_id, at=at) if page else None
        rules = engine.rules_for(conn) if page else None
    found = [(r, _judged(engine, r, me, pasts[r["case_id"]], shanghai_date(at))) for r in page]
    items = [{**masking.listed(engine, r, shown(rules, r, at, _reason(verdict.refusal))), **_for(r, verdict, me)} for r, verdict in found]
    return {"items": items, "next": cursor(page[-1]["due_at"], page[-1]["id"]) if more else None}


def get(engine, actor, task_id: int, *, at: datetime) -> dict[str, Any]:
    """One task with its form, draft, findings and comments.

    Returns:
        The task, and `form` (form-js JSON), `data` (what the form starts with), `draft`, `findings`, `case_clocks`,
        `duties`, `comments`, `can` (the acts open to this actor), `asked` (for what they would have to give a reason, or None).
    Raises:
        errors.NotFound: it does not exist, or not for this person.
    """
    with engine.store.read() as conn:
        row = tasks.one(conn, task_id)
        if row is None:
            raise errors.NotFound("没有找到这项任务。")
        seen = standing.read(conn, row["case_id"], actor.person_id, at=at)
        if not permit.sees(engine, conn, actor, seen, {"id": row["case_id"], "unit_id": row["case_unit_id"]}, row):
            raise errors.NotFound("没有找到这项任务。")
        definition = engine.definition_of_case(conn, row["case_id"])
        element = definition.elements[(row["process"], row["element"])]
        verdict = _verdict(engine, row, seen, shanghai_date(at))
        left = _left(engine, conn, row, verdict, at) if row["assignee_id"] != actor.person_id else None
        case = {"id": row["case_id"], "unit_id": row["case_unit_id"], "met": row["met"], "filed_on": row["filed_on"],
                "filing_unit_id": row["filing_unit_id"]}
        findings = motion.findings_for(engine, conn, case, row["facts"], seen.clocks, seen.duties, element, at,
                                        lambda: dossier.read(engine, conn, case, row["facts"], seen.clocks))
        drawn = definition.form(row["process"], element.form)
        known, public = {f.key for f in drawn.fields}, drawing.drawn(engine, conn, drawn, row["case_unit_id"], shanghai_date(at))
        picks.filled(engine, conn, public.get("components", ()), {**case, "item_code": row["facts"].get("item_code")}, at)
        held = duties.of_case(conn, row["case_id"])
        notes = [c for c in comments.of_case(conn, row["case_id"])]
        rules = engine.rules_for(conn)
        signers = naming.signers(conn, [row], held)[task_id]
        veil = masking.of(engine, conn, actor, {**row, "id": row["case_id"]})
    can = _can(row, actor, verdict, left, drawn)
    # What somebody fills in or signs lies open to them: covered numbers would be kept covered.
    data, said = ({k: v for k, v in row["facts"].items() if k in known}, row["form"]) if {"complete", "sign"} & set(can) else (
        veil.over({k: v for k, v in row["facts"].items() if k in known}), veil.over(row["form"]))
    return {**veil.over(shown(rules, row, at, _reason(verdict.refusal))), **_for(row, verdict, seen), "form": public, "data": data,
            "draft": row["draft"] if row["assignee_id"] == actor.person_id else None,
            "record": said, "signer_names": signers,
            "findings": veil.over([f.as_dict() for f in findings]), "case_clocks": sorted(seen.clocks.values(), key=lambda c: c.due_at),
            "duties": held, "comments": veil.over(notes), "left": _reason(left), "can": can, "asked": _asked(engine, row, actor, seen)}


def _asked(engine, row: Mapping[str, Any], actor, seen) -> dict[str, Any] | None:
    """For what this actor would have to give a reason, doing this task beside what they did before."""
    breach = permit.to_reason(engine, seen, actor.person_id, row["duty"])
    return breach and {"reason": permit.why(engine, breach), "article": breach.basis}


def of_case(engine, case_id: int) -> list[dict[str, Any]]:
    """The tasks of one case that wait for somebody, for programs that already hold the case."""
    with engine.store.read() as conn:
        return [t for t in tasks.of_case(conn, case_id) if t["state"] in ("open", "signing")]


def _can(row: Mapping[str, Any], actor, verdict: Verdict, left: errors.Refusal | None, drawn) -> list[str]:
    refusal = verdict.refusal
    if row["state"] in ("done", "cancelled"):
        return ["comment"]
    if row["state"] == "signing":
        signed = actor.person_id in row["signers"]
        return ["comment"] + (["withdraw_signature"] if signed else ["sign"] if refusal is None else [])
    if row["assignee_id"] not in (None, actor.person_id) and refusal is None and (left or verdict.for_id == row["assignee_id"]):
        return ["comment", "take_over"]
    if row["assignee_id"] not in (None, actor.person_id) or refusal is not None:
        return ["comment"] + (["release", "transfer"] if row["assignee_id"] == actor.person_id else [])
    acts = ["comment", "complete"] + (["claim"] if row["assignee_id"] is None else ["release", "delegate", "transfer"])
    return acts + (["send_back"] if any("send_back" in (f.options or ()) for f in drawn.fields) else [])


def _judged(engine, row, me: Standing, past: Past, on: date) -> Verdict:
    """What the law says of this person and a row of their list."""
    return _verdict(engine, row, replace(me, past=past, item_code=row["item_code"]), on)


def _verdict(engine, row: Mapping[str, Any], seen: Standing, on: date) -> Verdict:
    """The same, a task in the hands of whom they stand in for being asked about as one they take over."""
    me, holder = seen.me.id, row["assignee_id"]
    if holder not in (None, me) and any(one.principal.id == holder and (one.unit_id, one.duty) == (row["unit_id"], row["duty"]) for one in seen.lent):
        return permit.judged(engine, seen, me, {**row, "assignee_id": me, "for_id": holder}, on)
    return permit.judged(engine, seen, me, row, on)


def _left(engine, conn, row: Mapping[str, Any], verdict: Verdict, at: datetime) -> errors.Refusal | None:
    """Why whoever holds a task may not do it any more, where this person could take it over."""
    if row["state"] != "open" or row["assignee_id"] is None or verdict.refusal is not None:
        return None
    held = permit.judged(engine, standing.read(conn, row["case_id"], row["assignee_id"], at=at), row["assignee_id"], row, shanghai_date(at))
    if held.refusal is None or held.bar == "away":
        return None
    held.refusal.detail = held.refusal.detail.replace("您", row["assignee_name"])
    return held.refusal


def _for(row: Mapping[str, Any], verdict: Verdict, seen: Standing) -> dict[str, Any]:
    """For whom this person would do it."""
    one = next((one.principal for one in seen.lent if one.principal.id == verdict.for_id), None)
    return {"deputy_for_id": one.id if one else None, "deputy_for_name": one.name if one else None}


def _reason(refusal: errors.Refusal | None) -> dict[str, Any] | None:
    return None if refusal is None else {"reason": refusal.detail, "article": refusal.article, "code": refusal.code}


def shown(rules: Rulebook, row: Mapping[str, Any], at: datetime, barred: dict[str, Any] | None = None) -> dict[str, Any]:
    """A task as lists show it, its due date in words."""
    due_at = tasks.due_of(row)
    live = due_at is not None and row["state"] in ("open", "signing")
    found = _due(rules, row, due_at, at) if live else None
    hidden = ("minor", "facts", "met", "draft", "form", "case_unit_id", "filing_unit_id", "engine_id", "instance_id", "filed_on")
    return {**{k: v for k, v in row.items() if k not in hidden}, "due_at": due_at, "barred": barred, "overdue": live and due_at <= at,
            "due_words": found.words if found else None, "due_severity": found.severity if found else None}


def _due(rules: Rulebook, row: Mapping[str, Any], due_at: datetime, at: datetime) -> reading.Reading:
    rule = rules.clocks.get(row["due_clock"])
    last = shanghai_date(due_at - timedelta(microseconds=1))
    return reading.read(last, rule.unit if rule else "day", shanghai_date(at), rules.calendar, warn_at=rule.warn_at if rule else (),
                        due_at=due_at, at=at)
