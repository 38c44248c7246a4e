"""A running legal period 期限 on a case, as a value: each act gives a new one.

The party's periods end on the rolled day; the agency's own limits and restraints end on the bare nominal day,
the earlier and safer one. An extension or exclusion without a cited rule is refused. A missed clock approves nothing.
"""
from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone

from engine.errors import BadInput, ClockRefused
from engine.law.calendar import Calendar
from engine.law.explanation import Line, explain
from engine.law.period import UNITS
from engine.law.reckoning import SHANGHAI, armed, excluded_days, recount
from engine.law.rule import Rule
from engine.law.running import Clock, Extended, Mark, Suspension

__all__ = ["Clock", "Extended", "Line", "Mark", "Rule", "Suspension", "cancel", "excluded_days", "explain", "extend",
           "fire", "meet", "recount", "resume", "start", "suspend"]

ENDED = ("met", "lapsed", "cancelled")


def start(rule: Rule, day0: date, calendar: Calendar, *, gen: int = 1, length: int | date | None = None) -> Clock:
    """Start a clock.

    Args:
        day0: the day of the event, not counted; for a rule in hours it may be an aware datetime.
        length: for a rule whose length an order or notice sets: units, or the last day itself (natural-day rules).
    Raises:
        ClockRefused: a length that the rule does not leave open or outside its bounds; a rule not in force on day 0.
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
    units = _length(rule, day0, length)
    blank = Clock(rule.code, rule.name, gen, "running", day0, units, rule.unit, rule.binds, rule.basis, day0, day0, day0,
                  day0, datetime.min.replace(tzinfo=timezone.utc), False, rule.warn_at, rule.on_expiry, rule.version,
                  began_at=began_at)
    return recount(blank, calendar, day0)


def meet(clock: Clock, on: date) -> Clock:
    """The clock with its act done on `on`; `late` tells whether that was in time. No effect on one that has ended."""
    return clock if clock.state in ENDED else armed(replace(clock, state="met", ended_on=on), ())


def cancel(clock: Clock, on: date | None = None) -> Clock:
    """The clock without object any more (case ended, notice re-issued). No effect on one that has ended."""
    return clock if clock.state in ENDED else armed(replace(clock, state="cancelled", ended_on=on), ())


def suspend(clock: Clock, on: date, reason: str, rule: Rule) -> Clock:
    """Stop counting after `on`, on a ground that the rule names.

    Args:
        reason: an exclusion code of the rule, e.g. "appraisal".
    Raises:
        ClockRefused: the rule names no such exclusion, or the clock is not running any more.
    """
    cited = next((x for x in rule.excludes if x.reason == reason), None)
    if cited is None:
        raise ClockRefused(f"“{rule.name}”没有可以扣除“{reason}”时间的规定，期限照常计算。", article=rule.basis,
                           next="如本省或本领域另有规定，请由规则管理员载入该规定及条文后再办理。", clock=rule.code)
    _still_open(clock, on)
    spans = (*clock.suspensions, Suspension(on, None, reason, cited.basis))
    return armed(replace(clock, state="suspended", suspensions=spans), clock.marks)


def resume(clock: Clock, on: date, calendar: Calendar, reason: str | None = None) -> Clock:
    """Count again after `on`; the days really lost are added, overlapping ones once.

    Args:
        reason: close only this suspension; the clock stays suspended while another lasts.
    Raises:
        ClockRefused: nothing to resume, or `on` before the suspension began.
    """
    spans = tuple(replace(s, end=on) if s.end is None and reason in (None, s.reason) else s for s in clock.suspensions)
    if clock.state != "suspended" or spans == clock.suspensions or any(s.end and s.end < s.start for s in spans):
        raise ClockRefused(f"“{clock.name}”没有可以在 {on.isoformat()} 恢复的中止。", article=clock.basis, clock=clock.code)
    if any(s.end is None for s in spans):
        return replace(clock, suspensions=spans)
    return recount(replace(clock, state="running", suspensions=spans), calendar, on)


def extend(clock: Clock, rule: Rule, calendar: Calendar, *, on: date, length: int | None = None, reason: str = "") -> Clock:
    """Extend the clock under the rule's own extension clause.

    Args:
        on: the day of approval; must not be after the last day.
        length: units of the clause's unit; default the most it allows.
    Raises:
        ClockRefused: the rule has no extension clause, it is used up, or `length` is more than it allows.
    """
    clause = rule.extend
    if clause is None:
        raise ClockRefused(f"“{rule.name}”没有延长的规定，不能延长。", article=rule.basis,
                           next=f"请在 {clock.due_on.isoformat()} 前办结；如本省或本领域另有规定，请先载入该规定及条文。",
                           clock=rule.code)
    _still_open(clock, on)
    length = clause.length if length is None else length
    if len(clock.extensions) >= clause.times:
        raise ClockRefused(f"“{rule.name}”最多延长 {clause.times} 次，已经用完。", article=clause.basis, clock=rule.code)
    if not 1 <= length <= clause.length:
        raise ClockRefused(f"“{rule.name}”每次最多延长 {clause.length}{UNITS[clause.unit]}。", article=clause.basis,
                           clock=rule.code)
    granted = Extended(on, length, clause.unit, reason, clause.basis)
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


def _length(rule: Rule, day0: date, wanted: int | date | None) -> int:
    if isinstance(wanted, date):
        if rule.unit != "day":
            raise BadInput(f"“{rule.name}”须以长度计，不能直接指定届满日。")
        wanted = (wanted - day0).days
    if wanted is None or wanted == rule.length:
        if rule.length is None:
            raise ClockRefused(f"“{rule.name}”的期限须在文书中写明，不能缺省。", article=rule.basis, clock=rule.code)
        return rule.length
    low, high = rule.shortest, rule.longest
    if low is None or high is None:
        raise ClockRefused(f"“{rule.name}”为 {rule.length}{UNITS[rule.unit]}，由规定确定，不能另定。", article=rule.basis,
                           clock=rule.code)
    if not low <= wanted <= high:
        raise ClockRefused(f"“{rule.name}”应在 {low} 至 {high}{UNITS[rule.unit]}之间。", article=rule.basis, clock=rule.code)
    return wanted


def _still_open(clock: Clock, on: date) -> None:
    if clock.state not in ("running", "suspended") or (clock.state == "running" and on > clock.due_on):
        raise ClockRefused(f"“{clock.name}”已经届满或结束（{clock.due_on.isoformat()} 止），不能再中止或延长。",
                           article=clock.basis, clock=clock.code)
