"""Clocks 期限: how they stand, how they were counted, and what happens when one comes due."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from engine import errors
from engine.case.flow import motion
from engine.case.flow.step import begin
from engine.law.time import clock as law
from engine.law.time import reading, wording
from engine.law.time.calendar import Calendar
from engine.now import shanghai_date
from engine.store import cases, clocks, crash, incidents, standing

_SHOWN = ("code", "name", "gen", "state", "day0", "length", "unit", "binds", "basis", "nominal", "rolled", "act_by", "due_on", "due_at",
          "provisional", "ended_on")


def of_case(engine, actor, case_id: int, *, at: datetime) -> list[dict[str, Any]]:
    """The clocks of a case, those still running first, the nearest first.

    Returns:
        Each with its dates, `remaining` in `remaining_unit`, `words` ("剩 3 个工作日（3月12日止）") and `severity`
        (normal, soon, overdue, suspended, met, lapsed, cancelled).
    """
    with engine.store.read() as conn:
        cases.see(conn, actor, case_id)
        rows, calendar = clocks.of_case(conn, case_id), engine.rules_for(conn).calendar
    shown = [_shown(calendar, clock_id, one, at) for clock_id, one in rows]
    return sorted(shown, key=lambda c: (c["state"] not in ("running", "overdue", "suspended"), c["due_at"]))


def explain(engine, actor, clock_id: int, *, at: datetime) -> dict[str, Any]:
    """One clock, day by day: which days count, which don't and why.

    Returns:
        As `of_case`, with `heading` ((label, text) pairs: from when, how long, on what article, till when, whom it binds)
        and `lines`.
    Raises:
        errors.NotFound: it does not exist, or not for this person.
    """
    with engine.store.read() as conn:
        found = clocks.one(conn, clock_id)
        if found is None:
            raise errors.NotFound("没有找到这个期限。")
        case_id, one = found
        cases.see(conn, actor, case_id, "没有找到这个期限。")
        return _explained(engine.rules_for(conn), clock_id, case_id, one, at)


def at_the_machine(engine, case: str, code: str, *, at: datetime) -> dict[str, Any]:
    """As `explain`, the newest generation of a code, for the command line of the machine that holds the database.

    Args:
        case: the number of the case file, or its internal number.
    Raises:
        errors.NotFound: no such case, or it has no such clock.
    """
    with engine.store.read() as conn:
        row = cases.named(conn, case)
        if row is None:
            raise errors.NotFound(f"没有找到编号为 {case} 的案件。", next="请核对案号或者案件内部编号。")
        case_id = row["id"]
        mine = [(clock_id, one) for clock_id, one in clocks.of_case(conn, case_id) if one.code == code]
        if not mine:
            raise errors.NotFound(f"案件 {case} 没有期限“{code}”。", next="可以在案件页查看各项期限的代码。")
        clock_id, one = max(mine, key=lambda found: found[1].gen)
        return _explained(engine.rules_for(conn), clock_id, case_id, one, at)


def _explained(rules, clock_id: int, case_id: int, one: law.Clock, at: datetime) -> dict[str, Any]:
    calendar = rules.calendar
    try:
        rule = rules.rule_of(one)
    except errors.ClockRefused:  # the rule folder has moved on; the clock itself says what it was counted by
        rule = None
    lines = [{"date": line.date, "counted": line.counted, "reason": line.reason} for line in law.explain(one, calendar, at)]
    return {**_shown(calendar, clock_id, one, at), "case_id": case_id, "heading": wording.heading(one, calendar, rule), "lines": lines}


def due_cases(engine, at: datetime, limit: int = 100) -> list[int]:
    """Cases in which a clock mark or a moment in the diagram has come, the earliest first."""
    but = incidents.held_back("firing", at)
    with engine.store.read() as conn:
        return list(dict.fromkeys(clocks.due_cases(conn, at, but, limit) + cases.waiting_instances(conn, at, but, limit)))


def next_due(engine, case_id: int, after: datetime) -> datetime | None:
    """The first instant after `after` at which a period of a case ends or its diagram waits for the time, for programs that already hold the case."""
    with engine.store.read() as conn:
        ends = [one.due_at for _, one in clocks.of_case(conn, case_id) if one.state == "running"]
        return min((at for at in (*ends, cases.instance_of(conn, case_id)["next_at"]) if at is not None and at > after), default=None)


def fire(engine, case_id: int, *, at: datetime) -> int:
    """Lets everything that has come due in one case happen, in one transaction.

    Returns:
        How many marks fired, or 1 where a new calendar only moved them; 0 when another process holds the case or was faster.
    Raises:
        errors.Incident: the diagram cannot go on; nothing has changed then.
    """
    with engine.store.act(None, at) as act:
        held = cases.lock(act.conn, case_id, wait=False)
        if held is None:
            return 0
        crash.point("firing_locked")
        step = begin(engine, act, held, standing.read(act.conn, case_id, None))
        fired = motion.fire_marks(step)
        waits = held.instance["next_at"] is not None and held.instance["next_at"] <= at
        moved = any(one is not step.standing.clocks[key] for key, one in step.clocks.items())
        if not fired and not waits and not moved:
            return 0
        crash.point("firing_marked")
        due = {code for code, mark in fired if mark == "due"}
        if held.instance["state"] is not None and (waits or due & set(held.instance["waiting_clocks"])):
            motion.tick(step)
        else:
            clocks.write(act.conn, case_id, [c for code, c in step.clocks.items() if c is not step.standing.clocks[code]])
        if waits:
            act.record("case.waited", case_id=case_id)
        if incidents.close(act.conn, "firing", str(case_id), at):
            act.record("incident.closed", case_id=case_id, kind="firing")
        act.done()
    return len(fired) or int(waits or moved)


def note_incident(engine, case_id: int, error: BaseException, *, at: datetime) -> None:
    """Keeps a firing that failed for a later try, so that one broken case never stops the others."""
    with engine.store.act(None, at) as act:
        tries = incidents.note(act.conn, "firing", str(case_id), case_id, f"{type(error).__name__}: {error}"[:2000], at)
        act.record("incident.opened", case_id=case_id, kind="firing", tries=tries)
        act.done()


def _shown(calendar: Calendar, clock_id: int, one: law.Clock, at: datetime) -> dict[str, Any]:
    found = reading.read(one.due_on, one.unit, shanghai_date(at), calendar, state=one.state, late=one.late, over=wording.over(one, at) if one.late else "",
                         warn_at=one.warn_at, due_at=one.due_at, at=at)
    return {"id": clock_id, **{f: getattr(one, f) for f in _SHOWN}, "remaining": found.left, "remaining_unit": found.unit,
            "words": found.words, "severity": found.severity, "late": one.late}
