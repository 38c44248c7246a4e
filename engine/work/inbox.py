"""The inbox 待办: what a person can work on, and one task with everything needed to do it."""
from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Mapping

from engine import errors
from engine.case import dossier, drawing, motion, permit
from engine.law import eligibility, reading, separation
from engine.law.rules import Rulebook
from engine.now import shanghai_date
from engine.store import comments, duties, people, standing, tasks
from engine.store.paging import cursor, position

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
        mine = duties.mine_in(conn, actor.person_id, (r["case_id"] for r in page)) if page else {}
        me = standing.read(conn, 0, actor.person_id) if page else None
        rules = engine.rules_for(conn) if page else None
    items = [shown(rules, r, at, _barred(engine, r, actor, mine.get(r["case_id"], ()), me, shanghai_date(at))) for r in page]
    return {"items": items, "next": cursor(page[-1]["due_at"], page[-1]["id"]) if more else None}


def get(engine, actor, task_id: int, *, at: datetime) -> dict[str, Any]:
    """One task with its form, draft, findings and comments.

    Returns:
        The task, and `form` (form-js JSON), `data` (what the form starts with), `draft`, `findings`, `case_clocks`,
        `duties`, `comments`, `can` (the acts open to this actor).
    Raises:
        errors.NotFound: it does not exist, or not for this person.
    """
    with engine.store.read() as conn:
        row = tasks.one(conn, task_id)
        if row is None:
            raise errors.NotFound("没有找到这项任务。")
        seen = standing.read(conn, row["case_id"], actor.person_id)
        if not permit.sees(engine.unit(conn, row["case_unit_id"]), seen, actor.person_id, row):
            raise errors.NotFound("没有找到这项任务。")
        definition = engine.definition_of_case(conn, row["case_id"])
        element = definition.elements[(row["process"], row["element"])]
        refusal = permit.barred(engine, seen, actor.person_id, row, shanghai_date(at), posted=row["assignee_id"] != actor.person_id)
        case = {"id": row["case_id"], "unit_id": row["case_unit_id"], "met": row["met"], "filed_on": row["filed_on"],
                "filing_unit_id": row["filing_unit_id"]}
        findings = motion.findings_for(engine, conn, case, row["facts"], seen.clocks, seen.duties, element, at,
                                        lambda: dossier.read(engine, conn, case, row["facts"], seen.clocks))
        drawn = definition.form(row["process"], element.form)
        known, public = {f.key for f in drawn.fields}, drawing.drawn(engine, conn, drawn, row["case_unit_id"], shanghai_date(at))
        held = duties.of_case(conn, row["case_id"])
        notes = [c for c in comments.of_case(conn, row["case_id"])]
        names, rules = people.names(conn, row["signers"]), engine.rules_for(conn)
    data = {k: v for k, v in row["facts"].items() if k in known}
    return {**shown(rules, row, at, _reason(refusal)), "form": public, "data": data,
            "draft": row["draft"] if row["assignee_id"] == actor.person_id else None,
            "record": row["form"], "signer_names": [names.get(p, "") for p in row["signers"]],
            "findings": [f.as_dict() for f in findings], "case_clocks": sorted(seen.clocks.values(), key=lambda c: c.due_at),
            "duties": held, "comments": notes, "can": _can(row, actor, refusal, seen, drawn)}


def of_case(engine, case_id: int) -> list[dict[str, Any]]:
    """The tasks of one case that wait for somebody, for programs that already hold the case."""
    with engine.store.read() as conn:
        return [t for t in tasks.of_case(conn, case_id) if t["state"] in ("open", "signing")]


def _can(row: Mapping[str, Any], actor, refusal, seen, drawn) -> list[str]:
    if row["state"] in ("done", "cancelled"):
        return ["comment"]
    if row["state"] == "signing":
        signed = actor.person_id in row["signers"]
        return ["comment"] + (["withdraw_signature"] if signed else ["sign"] if refusal is None else [])
    if row["assignee_id"] not in (None, actor.person_id) or refusal is not None:
        return ["comment"] + (["release", "transfer"] if row["assignee_id"] == actor.person_id else [])
    acts = ["comment", "complete"] + (["claim"] if row["assignee_id"] is None else ["release", "delegate", "transfer"])
    return acts + (["send_back"] if any("send_back" in (f.options or ()) for f in drawn.fields) else [])


def _barred(engine, row, actor, mine, me, on: date) -> dict[str, Any] | None:
    unfit = eligibility.check(row["duty"], me.kind, me.qualifications, on)
    if unfit is not None:
        return {"reason": unfit.reason, "article": unfit.article}
    breach = separation.conflict(mine, actor.person_id, row["duty"], engine.rules.separation)
    if breach is not None:
        return {"reason": f"您已承担本案的{permit.DUTY_NAMES[breach.held.duty]}（{breach.held.task_name}）", "article": breach.basis}
    return None


def _reason(refusal: errors.Refusal | None) -> dict[str, Any] | None:
    return None if refusal is None else {"reason": refusal.detail, "article": refusal.article, "code": refusal.code}


def shown(rules: Rulebook, row: Mapping[str, Any], at: datetime, barred: dict[str, Any] | None = None) -> dict[str, Any]:
    """A task as lists show it, its due date in words."""
    due_at = tasks.due_of(row)
    live = due_at is not None and row["state"] in ("open", "signing")
    found = _due(rules, row, due_at, at) if live else None
    hidden = ("facts", "met", "draft", "form", "case_unit_id", "filing_unit_id", "engine_id", "instance_id", "filed_on")
    return {**{k: v for k, v in row.items() if k not in hidden}, "due_at": due_at, "barred": barred, "overdue": live and due_at <= at,
            "due_words": found.words if found else None, "due_severity": found.severity if found else None}


def _due(rules: Rulebook, row: Mapping[str, Any], due_at: datetime, at: datetime) -> reading.Reading:
    rule = rules.clocks.get(row["due_clock"])
    last = shanghai_date(due_at - timedelta(microseconds=1))
    return reading.read(last, rule.unit if rule else "day", shanghai_date(at), rules.calendar, warn_at=rule.warn_at if rule else ())
