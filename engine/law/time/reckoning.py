"""Where a clock ends: its length, extensions and excluded days counted anew from day 0."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from engine.law.time.calendar import Calendar
from engine.law.time.period import Span, count
from engine.law.time.running import Clock, Mark

SHANGHAI = ZoneInfo("Asia/Shanghai")
WARN_TIME = time(8, 30)
_DAY = timedelta(days=1)
_OPEN = ("running", "suspended", "overdue", "lapsed")


@dataclass(frozen=True, slots=True)
class Change:
    """What a new calendar does to a clock."""

    before: Clock
    after: Clock

    @property
    def words(self) -> str:
        """What changed, for the audit row and the people whose clock it is."""
        said = []
        if self.before.due_on != self.after.due_on:
            said.append(f"届满日由 {self.before.due_on.isoformat()} 改为 {self.after.due_on.isoformat()}")
        elif self.before.act_by != self.after.act_by:
            said.append(f"最迟办结日由 {self.before.act_by.isoformat()} 改为 {self.after.act_by.isoformat()}")
        if self.before.state != self.after.state:
            said.append("按新的届满日尚未届满，恢复计算")
        if self.before.provisional != self.after.provisional:
            said.append("结果转为暂定" if self.after.provisional else "不再是暂定结果")
        return "；".join(said) or "提醒日期按新的放假安排调整"


def recount(clock: Clock, calendar: Calendar, since: date) -> Clock:
    """The clock with its ends and marks worked out again after an act changed it.

    Args:
        since: warnings that would fall on or before this day are not given any more.
    """
    changed = _with_ends(clock, calendar)
    warnings = ((calendar.back(changed.due_on, n), n) for n in sorted(set(clock.warn_at), reverse=True))
    marks = tuple(Mark(_morning(d), f"warn:{n}") for d, n in warnings if d > since) + (Mark(changed.due_at, "due"),)
    return armed(changed, marks if clock.state in ("running", "suspended") else ())


def renewed(clock: Clock, calendar: Calendar, at: datetime) -> Clock:
    """The clock as a newly published calendar has it. Doing it twice changes nothing more.

    Marks that fired stay fired; the others move. A clock that came due on a day that turns out not to have been its
    last runs again.

    Args:
        at: the instant of recomputing.
    """
    if clock.state not in _OPEN:
        return clock
    changed, names = _with_ends(clock, calendar), [m.name for m in clock.marks]
    if clock.state in ("overdue", "lapsed"):
        if changed.due_at <= at:
            return changed
        changed, names = replace(changed, state="running"), ["due"]
    warnings = (Mark(_morning(calendar.back(changed.due_on, int(name[5:]))), name) for name in names if name != "due")
    return armed(changed, (*warnings, Mark(changed.due_at, "due")))


def changes(clocks: Iterable[Clock], calendar: Calendar, at: datetime) -> list[Change]:
    """What a new calendar changes in these clocks; those it leaves as they are do not appear."""
    found = ((clock, renewed(clock, calendar, at)) for clock in clocks)
    return [Change(before, after) for before, after in found if before != after]


def armed(clock: Clock, marks: tuple[Mark, ...]) -> Clock:
    """The clock with these marks still to fire; nothing is armed unless it is running."""
    head = marks[0] if marks and clock.state == "running" else None
    return replace(clock, marks=marks, next_at=head and head.at, next_mark=head and head.name)


def excluded_days(clock: Clock) -> frozenset[date]:
    """The days that suspensions took out of the count, each once."""
    return frozenset(s.start + i * _DAY for s in clock.suspensions if s.end
                     for i in range(1, (s.end - s.start).days + 1) if s.start + i * _DAY > clock.day0)


def reckon(clock: Clock, calendar: Calendar) -> Span:
    """The clock's span from day 0, with its extensions and without its excluded days."""
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
    walked = range(span.nominal.year, end.year + 1) if unit == "working_day" else ()
    unknown = past.provisional or span.provisional or any(calendar.is_provisional(date(y, 1, 1)) for y in walked)
    return replace(past, start=clock.day0, provisional=unknown, ends_at=span.ends_at and span.ends_at + shift * _DAY)


def _with_ends(clock: Clock, calendar: Calendar) -> Clock:
    span = reckon(clock, calendar)
    due_on = span.rolled if clock.binds == "party" else span.nominal
    due_at = (span.ends_at or datetime.combine(due_on + _DAY, time(), SHANGHAI)).astimezone(timezone.utc)
    return replace(clock, nominal=span.nominal, rolled=span.rolled, act_by=span.act_by, due_on=due_on, due_at=due_at,
                   provisional=span.provisional)


def _morning(day: date) -> datetime:
    return datetime.combine(day, WARN_TIME, SHANGHAI).astimezone(timezone.utc)
