"""Where a clock ends: its length, extensions and excluded days counted anew from day 0."""
from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from engine.law.calendar import Calendar
from engine.law.period import Span, count
from engine.law.running import Clock, Mark

SHANGHAI = ZoneInfo("Asia/Shanghai")
WARN_TIME = time(8, 30)
_DAY = timedelta(days=1)


def recount(clock: Clock, calendar: Calendar, since: date) -> Clock:
    """The clock with its ends worked out again: after a change, or after a year's calendar was published.

    Args:
        since: warnings that would fall on or before this day are not given any more.
    """
    span = _reckon(clock, calendar)
    due_on = span.rolled if clock.binds == "party" else span.nominal
    midnight = datetime.combine(due_on + _DAY, time(), SHANGHAI)
    due_at = (span.ends_at or midnight).astimezone(timezone.utc)
    warnings = ((calendar.back(due_on, n), n) for n in sorted(set(clock.warn_at), reverse=True))
    marks = tuple(Mark(datetime.combine(d, WARN_TIME, SHANGHAI).astimezone(timezone.utc), f"warn:{n}")
                  for d, n in warnings if d > since) + (Mark(due_at, "due"),)
    changed = replace(clock, nominal=span.nominal, rolled=span.rolled, act_by=span.act_by, due_on=due_on, due_at=due_at,
                      provisional=span.provisional)
    return armed(changed, marks if clock.state in ("running", "suspended") else ())


def armed(clock: Clock, marks: tuple[Mark, ...]) -> Clock:
    """The clock with these marks still to fire; nothing is armed unless it is running."""
    head = marks[0] if marks and clock.state == "running" else None
    return replace(clock, marks=marks, next_at=head and head.at, next_mark=head and head.name)


def excluded_days(clock: Clock) -> frozenset[date]:
    """The days that suspensions took out of the count, each once."""
    return frozenset(s.start + i * _DAY for s in clock.suspensions if s.end
                     for i in range(1, (s.end - s.start).days + 1) if s.start + i * _DAY > clock.day0)


def _reckon(clock: Clock, calendar: Calendar) -> Span:
    base, unit, added = clock.length, clock.unit, [e for e in clock.extensions if e.unit != clock.unit]
    base += sum(e.length for e in clock.extensions if e.unit == unit)
    span = count(clock.began_at or clock.day0, base, unit, calendar)
    for e in added:
        span = count(span.nominal, e.length, e.unit, calendar)
    lost = excluded_days(clock)
    if not lost:
        return span
    # Pushing the end out may take in more excluded days, so it is pushed until none is new. In working days only
    # an excluded working day is a loss; in the others each day is one more day.
    if unit == "working_day":
        lost = frozenset(d for d in lost if calendar.is_working(d))
    end, shift = span.nominal, 0
    while (taken := sum(d <= end for d in lost)) != shift:
        shift = taken
        end = calendar.advance(span.nominal, shift)[0] if unit == "working_day" else span.nominal + shift * _DAY
    past = count(end - _DAY, 1, "day", calendar)
    return replace(past, start=clock.day0, provisional=past.provisional or span.provisional)
