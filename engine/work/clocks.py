"""Clocks 期限: how they stand, how they were counted, and what happens when one comes due."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from engine import errors
from engine.case import motion
from engine.law import clock as law
from engine.now import shanghai_date
from engine.store import cases, clocks, crash, incidents, standing

_UNITS = {"working_day": "个工作日", "day": "天", "month": "天", "year": "天", "hour": "天"}


def of_case(engine, actor, case_id: int, *, at: datetime) -> list[dict[str, Any]]:
    """The clocks of a case, those still running first, the nearest first.

    Returns:
        Each with its dates, `remaining` in `remaining_unit`, `words` ("剩 3 个工作日（3月12日止）") and `severity`
        (normal, soon, overdue, suspended, met, lapsed, cancelled).
    """
    with engine.store.read() as conn:
        cases.see(conn, actor, case_id)
        rows = clocks.of_case(conn, case_id)
    shown = [_shown(engine, clock_id, one, shanghai_date(at)) for clock_id, one in rows]
    return sorted(shown, key=lambda c: (c["state"] not in ("running", "overdue", "suspended"), c["due_at"]))


def explain(engine, actor, clock_id: int, *, at: datetime) -> dict[str, Any]:
    """One clock, day by day: which days count, which don't and why.

    Raises:
        errors.NotFound: it does not exist, or not for this person.
    """
    with engine.store.read() as conn:
        found = clocks.one(conn, clock_id)
        if found is None:
            raise errors.NotFound("没有找到这个期限。")
        case_id, one = found
        cases.see(conn, actor, case_id)
    lines = [{"date": line.date, "counted": line.counted, "reason": line.reason} for line in law.explain(one, engine.rules.calendar)]
    return {**_shown(engine, clock_id, one, shanghai_date(at)), "case_id": case_id, "lines": lines}


def due_cases(engine, at: datetime, limit: int = 100) -> list[int]:
    """Cases in which a clock mark or a moment in the diagram has come, the earliest first."""
    but = incidents.held_back("firing", at)
    with engine.store.read() as conn:
        return list(dict.fromkeys(clocks.due_cases(conn, at, but, limit) + cases.waiting_instances(conn, at, but, limit)))


def fire(engine, case_id: int, *, at: datetime) -> int:
    """Lets everything that has come due in one case happen, in one transaction.

    Returns:
        How many marks fired; 0 when another process holds the case or was faster.
    Raises:
        errors.Incident: the diagram cannot go on; nothing has changed then.
    """
    with engine.store.act(None, at) as act:
        held = cases.lock(act.conn, case_id, wait=False)
        if held is None:
            return 0
        crash.point("firing_locked")
        step = motion.begin(engine, act, held, standing.read(act.conn, case_id, None))
        fired = [mark for code in list(step.clocks) for mark in _marks(step, code)]
        waits = held.instance["next_at"] is not None and held.instance["next_at"] <= at
        if not fired and not waits:
            return 0
        crash.point("firing_marked")
        due = {code for code, mark in fired if mark == "due"}
        if step.running is not None and (waits or due & set(held.instance["waiting_clocks"])):
            motion.tick(step)
        else:
            clocks.write(act.conn, case_id, [c for code, c in step.clocks.items() if c is not step.standing.clocks[code]])
        if waits:
            act.record("case.waited", case_id=case_id)
        if incidents.close(act.conn, "firing", str(case_id), at):
            act.record("incident.closed", case_id=case_id, kind="firing")
        act.done()
    return max(len(fired), 1)


def note_incident(engine, case_id: int, error: BaseException, *, at: datetime) -> None:
    """Keeps a firing that failed for a later try, so that one broken case never stops the others."""
    with engine.store.act(None, at) as act:
        tries = incidents.note(act.conn, "firing", str(case_id), case_id, f"{type(error).__name__}: {error}"[:2000], at)
        act.record("incident.opened", case_id=case_id, kind="firing", tries=tries)
        act.done()


def _marks(step: motion.Step, code: str):
    while True:
        before = step.clocks[code]
        after, mark = law.fire(before, step.act.at)
        if mark is None:
            return
        step.clocks[code] = after
        step.act.record("clock.due" if mark == "due" else "clock.warned", case_id=step.case_id, code=code, gen=after.gen, mark=mark,
                        state=after.state, due_on=after.due_on.isoformat(), late_by_s=int((step.act.at - before.next_at).total_seconds()),
                        effect=f"clock:{step.case_id}:{code}:{after.gen}:{mark}:{before.due_on.isoformat()}")
        yield code, mark


def _shown(engine, clock_id: int, one: law.Clock, on: date) -> dict[str, Any]:
    calendar, working = engine.rules.calendar, one.unit == "working_day"
    days = (one.due_on - on).days
    if working:
        low, high, sign = (on, one.due_on, 1) if days >= 0 else (one.due_on, on, -1)
        days = sign * sum(calendar.is_working(date.fromordinal(o)) for o in range(low.toordinal() + 1, high.toordinal() + 1))
    until = f"（{one.due_on.month}月{one.due_on.day}日止）"
    unit = _UNITS[one.unit]
    words = {"met": f"已办结{'（超期）' if one.late else ''}", "cancelled": "已取消", "lapsed": f"已届满{until}", "suspended": "中止计算"}.get(
        one.state) or (f"已逾期 {-days} {unit}{until}" if one.due_on < on else f"今天届满{until}" if days == 0 else f"剩 {days} {unit}{until}")
    severity = one.state if one.state in ("met", "lapsed", "suspended", "cancelled") else (
        "overdue" if one.state == "overdue" or one.due_on < on else "soon" if _soon(one, calendar, on) else "normal")
    fields = ("code", "name", "gen", "state", "day0", "length", "unit", "binds", "basis", "nominal", "rolled", "act_by", "due_on", "due_at",
              "provisional", "ended_on")
    return {"id": clock_id, **{f: getattr(one, f) for f in fields}, "remaining": days, "remaining_unit": "working_day" if working else "day",
            "words": words, "severity": severity, "late": one.late}


def _soon(one: law.Clock, calendar, on: date) -> bool:
    return bool(one.warn_at) and calendar.back(one.due_on, max(w for w in one.warn_at if w <= 10) if any(w <= 10 for w in one.warn_at) else 1) <= on
