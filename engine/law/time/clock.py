"""A running legal period 期限 on a case, as a value: each act gives a new one.

The party's periods end on the rolled day; the agency's own limits and restraints end on the bare nominal day,
the earlier and safer one. An extension or exclusion without a cited rule is refused. A missed clock approves nothing.
Every act keeps who did it and why in the value.
"""
from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone
from typing import Any

from engine.errors import BadInput, ClockRefused
from engine.law.time.calendar import Calendar
from engine.law.time.explanation import Line, explain
from engine.law.time.period import LONGEST, UNITS
from engine.law.time.reckoning import SHANGHAI, Change, armed, changes, excluded_days, recount, renewed
from engine.law.time.rule import Extension, Rule
from engine.law.time.running import Clock, Extended, Mark, Suspension

__all__ = ["Change", "Clock", "Extended", "Line", "Mark", "Rule", "Suspension", "cancel", "changes", "excluded_days", "explain",
           "extend", "fire", "meet", "recount", "renewed", "restart", "resume", "start", "suspend"]

ENDED = ("met", "lapsed", "cancelled")


def start(rule: Rule, day0: date, calendar: Calendar, *, gen: int = 1, length: int | date | None = None, by: Any = None,
          why: str = "") -> Clock:
    """Start a clock.

    Args:
        day0: the day of the event, not counted; for a rule in hours it may be an aware datetime.
        length: for a rule whose length an order or notice sets: units, or the last day itself (natural-day rules).
        by, why: the person, and the event or paper that starts it.
    Raises:
        ClockRefused: a rule that is not counted or not in force on day 0; a length that it does not leave open.
        BadInput: see period.count.
    """
    began_at = day0 if isinstance(day0, datetime) else None
    if began_at is not None:
        if rule.unit != "hour" or began_at.tzinfo is None:
            raise BadInput(f"“{rule.name}”的起算须为{'带时区的时刻' if rule.unit == 'hour' else '日期'}。")
        began_at = began_at.astimezone(SHANGHAI)
        day0 = began_at.date()
    if not rule.holds_on(day0):
        raise ClockRefused(f"“{rule.name}”的规定在 {day0.isoformat()} 不具有效力。", article=rule.basis, clock=rule.code)
    blank = Clock(rule.code, rule.name, gen, "running", day0, rule.units(day0, length), rule.unit, rule.binds, rule.basis, day0,
                  day0, day0, day0, datetime.min.replace(tzinfo=timezone.utc), False, rule.warn_at, rule.on_expiry,
                  rule.version, began_at=began_at, kind=rule.kind, started_by=by, started_why=why)
    return recount(blank, calendar, day0)


def restart(clock: Clock, rule: Rule, day0: date, calendar: Calendar, *, why: str, length: int | date | None = None,
            by: Any = None) -> tuple[Clock, Clock]:
    """Start anew after a renewed notice 重新告知: the old generation is without object, the next one runs.

    Args:
        rule: its version in force on `day0`. why: what was notified anew.
    Returns:
        The old clock, cancelled unless it had ended, and its next generation.
    Raises:
        ClockRefused: no reason given, another clock's rule, or see `start`.
    """
    if not why.strip():
        raise ClockRefused(f"“{clock.name}”重新起算须写明理由。", article=clock.basis, clock=clock.code)
    if rule.code != clock.code:
        raise ClockRefused(f"“{clock.name}”不能按“{rule.name}”重新起算。", article=clock.basis, clock=clock.code)
    renewed_one = start(rule, day0, calendar, gen=clock.gen + 1, length=length, by=by, why=why)
    return cancel(clock, renewed_one.day0, by=by, why=why), renewed_one


def meet(clock: Clock, on: date | datetime, *, by: Any = None, why: str = "") -> Clock:
    """The clock with its act done; `late` tells whether that was in time. No effect on one that has ended.

    Args:
        on: the day, or the aware instant: a clock in hours keeps it and is late by the minute.
    Raises:
        BadInput: a bare day for a clock in hours on whose last day it is not known whether it was in time.
    """
    if not isinstance(on, datetime):
        if clock.unit == "hour" and clock.state not in ENDED and on == clock.due_at.astimezone(SHANGHAI).date():
            raise BadInput(f"“{clock.name}”按小时计算，请写明办结的时刻（届满时刻为 {clock.due_at.astimezone(SHANGHAI):%H:%M}）。")
        return _ended(clock, "met", on, by, why)
    ended = _ended(clock, "met", on.astimezone(SHANGHAI).date(), by, why)
    return replace(ended, ended_at=on) if clock.unit == "hour" and ended is not clock else ended


def cancel(clock: Clock, on: date | None = None, *, by: Any = None, why: str = "") -> Clock:
    """The clock without object any more (case ended, notice re-issued). No effect on one that has ended."""
    return _ended(clock, "cancelled", on, by, why)


def suspend(clock: Clock, on: date, reason: str, rule: Rule, *, document: str, by: Any = None) -> Clock:
    """Stop counting after `on`, on a ground that the rule names.

    Args:
        reason: an exclusion code of the rule, e.g. "testing".
        document: number or name of the paper that says so; the party is told by it.
    Raises:
        ClockRefused: the rule names no such exclusion, there is no document, or the clock is not running any more.
    """
    cited = rule.cited(reason)
    if not document.strip():
        raise ClockRefused(f"“{clock.name}”因{cited.name}中止计算，须有文书并写明文号或名称。", article=cited.basis, clock=clock.code)
    _still_open(clock, on)
    if any(s.end is None and s.reason == reason for s in clock.suspensions):
        raise ClockRefused(f"“{clock.name}”已因{cited.name}中止计算，尚未恢复。", article=cited.basis, clock=clock.code)
    spans = (*clock.suspensions, Suspension(on, None, reason, cited.basis, document, by))
    return armed(replace(clock, state="suspended", suspensions=spans), clock.marks)


def resume(clock: Clock, on: date, calendar: Calendar, reason: str | None = None, *, document: str = "", by: Any = None) -> Clock:
    """Count again after `on`; the days really lost are added, overlapping ones once.

    Args:
        reason: close only this suspension; the clock stays suspended while another lasts.
        document: the report or paper that ends it.
    Raises:
        ClockRefused: nothing to resume, or `on` before the suspension began.
    """
    spans = tuple(replace(s, end=on, end_document=document, end_by=by) if s.end is None and reason in (None, s.reason) else s
                  for s in clock.suspensions)
    if clock.state != "suspended" or spans == clock.suspensions or any(s.end and s.end < s.start for s in spans):
        raise ClockRefused(f"“{clock.name}”没有可以在 {on.isoformat()} 恢复的中止。", article=clock.basis, clock=clock.code)
    if any(s.end is None for s in spans):
        return replace(clock, suspensions=spans)
    return recount(replace(clock, state="running", suspensions=spans), calendar, on)


def extend(clock: Clock, rule: Rule, calendar: Calendar, *, on: date, reason: str, length: int | date | None = None,
           document: str = "", by: Any = None) -> Clock:
    """Extend the clock under the rule's own extension clause.

    Args:
        on: the day of approval; must not be after the last day.
        length: units of the clause's unit, or the new last day itself (natural days); default the most that the clause allows.
        by: who approved; whom the rule asks for is kept beside it.
    Raises:
        ClockRefused: no extension clause, used up, no reason, or a `length` missing or beyond the clause.
    """
    clause = _clause(clock, rule)
    _still_open(clock, on)
    if not reason.strip():
        raise ClockRefused(f"“{rule.name}”延长须写明理由。", article=clause.basis, clock=rule.code)
    if isinstance(length, date):
        length = (length - clock.nominal).days if clause.unit == clock.unit == "day" else None
    length = clause.length if length is None else length
    if length is None:
        raise ClockRefused(f"“{rule.name}”的规定没有延长的天数，须由{clause.approver}写明。", article=clause.basis, clock=rule.code)
    cap = LONGEST[clause.unit] if clause.length is None else clause.length
    if not 1 <= length <= cap:
        raise ClockRefused(f"“{rule.name}”每次最多延长 {cap}{UNITS[clause.unit]}。", article=clause.basis, clock=rule.code)
    granted = Extended(on, length, clause.unit, reason, clause.basis, document, by, clause.approver)
    return recount(replace(clock, extensions=(*clock.extensions, granted)), calendar, on)


def fire(clock: Clock, at: datetime) -> tuple[Clock, str | None]:
    """Let the next mark happen if its time has come.

    Returns:
        the clock after it, and the mark ("warn:3", "due"), or the same clock and None when nothing is due at `at`.
        Several missed marks fire one per call, in order.
    """
    if clock.state != "running" or clock.next_at is None or at < clock.next_at:
        return clock, None
    mark, *rest = clock.marks
    state = clock.state if mark.name != "due" else {"lapse": "lapsed", "overdue": "overdue"}[clock.on_expiry]
    return armed(replace(clock, state=state), tuple(rest)), mark.name


def _ended(clock: Clock, state: str, on: date | None, by: Any, why: str) -> Clock:
    return clock if clock.state in ENDED else armed(replace(clock, state=state, ended_on=on, ended_by=by, ended_why=why), ())


def _clause(clock: Clock, rule: Rule) -> Extension:
    used = len(clock.extensions)
    for clause in rule.extend:
        if clause.times is None or used < clause.times:
            return clause
        used -= clause.times
    if rule.extend:
        raise ClockRefused(f"“{rule.name}”最多延长 {len(clock.extensions)} 次，已经用完。", article=rule.extend[-1].basis, clock=rule.code)
    raise ClockRefused(f"“{rule.name}”没有延长的规定，不能延长。", article=rule.basis, clock=rule.code,
                       next=f"请在 {clock.due_on.isoformat()} 前办结；如本省或本领域另有规定，请先载入该规定及条文。")


def _still_open(clock: Clock, on: date) -> None:
    """A meter may be stopped as long as money is owed, so beyond the day on which it would have been full."""
    if clock.kind == "meter" and clock.state == "overdue":
        return
    if clock.state not in ("running", "suspended") or (clock.state == "running" and on > clock.due_on and clock.kind == "period"):
        raise ClockRefused(f"“{clock.name}”已经届满或结束（{clock.due_on.isoformat()} 止），不能再中止或延长。",
                           article=clock.basis, clock=clock.code)
