"""Every day of a clock, counted or not, with the reason: what the page, the paper and the dossier show."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from engine.law.time.calendar import Calendar
from engine.law.time.period import UNITS, add_months
from engine.law.time.reckoning import SHANGHAI, excluded_days, reckon
from engine.law.time.running import Clock, Extended, Suspension
from engine.law.time.wording import ROLL, over

_START = "民法典第二百零一条"
_DAY = timedelta(days=1)


class Line(NamedTuple):
    """One day of a period."""

    date: date
    counted: bool
    reason: str


def explain(clock: Clock, calendar: Calendar, on: date | datetime | None = None) -> list[Line]:
    """Each day from day 0 to the last day for the one whom the clock binds.

    Args:
        on: the day or instant it is read: a clock that stands still, or is overdue, is listed up to it.
    Returns:
        lines in order of date; `reason` is Chinese and names the article where a rule takes the day out.
    """
    at = on if isinstance(on, datetime) else None
    on = at.astimezone(SHANGHAI).date() if at else on
    if clock.unit == "hour":
        lines = list(_exceeded(clock, list(_hours(clock)), at))
    else:
        lines = list(_days(clock, calendar))
        if clock.binds != "party" and clock.rolled != clock.nominal and clock.kind == "period":
            lines[-1] = _note(lines[-1], f"当日为{calendar.reason(clock.nominal)}，本期限不因节假日顺延，"
                                         f"最迟应在 {clock.act_by.isoformat()}（前一工作日）办结")
    return _as_it_went(clock, lines, on)


def _days(clock: Clock, calendar: Calendar) -> Iterator[Line]:
    lost, counted, day = excluded_days(clock), 0, clock.day0
    whole, ends, granted = _wholes(clock), _former_ends(clock, calendar), _by_day(clock)
    yield Line(day, False, f"起算日，不计入（{_START}）")
    while day < clock.due_on:
        day += _DAY
        off = calendar.reason(day)
        reason = _uncounted(clock, day, off, lost)
        if reason is None:
            counted += 1
            reason = f"第 {counted} {'个工作日' if clock.unit == 'working_day' else '日'}{whole.get(day, '')}"
            if off is None and day.weekday() > 4 and clock.unit == "working_day":
                reason += "（调休上班）"
            if day == clock.nominal:
                reason += f"，届满日为{off}，顺延（{ROLL}）" if day < clock.due_on else "，届满"
            line = Line(day, True, reason)
        else:
            line = Line(day, False, reason)
        for note in (*granted.get(day, ()), *ends.get(day, ())):
            line = _note(line, note)
        yield line


def _uncounted(clock: Clock, day: date, off: str | None, lost: frozenset[date]) -> str | None:
    if day in lost:
        cited = next(s for s in clock.suspensions if s.end and s.start < day <= s.end)
        return f"期间中止，不计入（{_cite(cited)}）"
    if clock.unit == "working_day" and off:
        return f"{off}，不计入"
    if day > clock.nominal:
        return f"{off}，顺延（{ROLL}）" if off else f"顺延后的最后一日（{ROLL}）"
    return None


def _hours(clock: Clock) -> Iterator[Line]:
    """A day of an hour clock says how many of its hours fall on it."""
    total = clock.length + sum(e.length for e in clock.extensions)
    if clock.began_at is None:
        yield Line(clock.day0, False, f"起算日，不计入（{_START}）")
        first = datetime.combine(clock.day0 + _DAY, time(), SHANGHAI)
    else:
        first = clock.began_at.astimezone(SHANGHAI)
    last = first + timedelta(hours=total)
    while first < last:
        midnight = datetime.combine(first.date() + _DAY, time(), SHANGHAI)
        until = min(midnight, last)
        reason = f"{first:%H:%M} 至 {'24:00' if until == midnight else f'{until:%H:%M}'}，计 {_span(until - first)}"
        yield Line(first.date(), True, reason + (f"，满 {total} 小时，届满" if until == last else ""))
        first = until


def _exceeded(clock: Clock, lines: list[Line], at: datetime | None) -> Iterator[Line]:
    """On the day on which its last hour was over, by how much an hour clock was or is exceeded."""
    yield from lines[:-1]
    late = clock.late or clock.state == "overdue"
    words = over(clock, at or clock.due_at) if late else ""
    yield _note(lines[-1], f"{'办结时' if clock.state == 'met' else '至今'}超过 {words}") if words else lines[-1]


def _as_it_went(clock: Clock, lines: list[Line], on: date | None) -> list[Line]:
    """The plain list with what has happened since: met, cancelled, standing still, overdue."""
    standing = min((s for s in clock.suspensions if s.end is None), key=lambda s: s.start, default=None)
    if clock.state == "suspended" and standing is not None:
        since = max(standing.start, clock.day0)
        *kept, last = [line for line in lines if line.date <= since]
        return [*kept, _note(last, "次日起中止计算"),
                *(Line(d, False, f"中止计算，不计入（{_cite(standing)}）") for d in _between(since, on))]
    if clock.ended_on is not None and clock.state in ("met", "cancelled"):
        word = "办结" if clock.state == "met" else "取消，以后不再计算"
        late = [Line(d, False, f"逾期第 {n} 日") for n, d in enumerate(_between(clock.due_on, clock.ended_on), 1)]
        lines = [line for line in lines if clock.state == "met" or line.date <= clock.ended_on] + late
        why = f"（{clock.ended_why}）" if clock.ended_why else ""
        return [_note(line, f"当日{word}{why}") if line.date == clock.ended_on else line for line in lines]
    if clock.state == "overdue":
        return lines + [Line(d, False, f"逾期第 {n} 日") for n, d in enumerate(_between(clock.due_on, on), 1)]
    return lines


def _wholes(clock: Clock) -> dict[date, str]:
    """Days on which a whole month or year is full; exclusions shift them, so that then only the days are counted."""
    if clock.unit not in ("month", "year") or clock.suspensions:
        return {}
    months, word = (12, "年") if clock.unit == "year" else (1, "个月")
    total = clock.length + sum(e.length for e in clock.extensions if e.unit == clock.unit)
    return {add_months(clock.day0, n * months): f"（满 {n} {word}）" for n in range(1, total + 1)}


def _former_ends(clock: Clock, calendar: Calendar) -> dict[date, list[str]]:
    """Where it would have ended before each extension."""
    found: dict[date, list[str]] = {}
    for n, e in enumerate(clock.extensions):
        before = reckon(replace(clock, extensions=clock.extensions[:n]), calendar).nominal
        found.setdefault(before, []).append(f"原期限至当日，延长 {e.length} {UNITS[e.unit]}（{_cite(e)}）")
    return found


def _by_day(clock: Clock) -> dict[date, list[str]]:
    found: dict[date, list[str]] = {}
    for e in clock.extensions:
        found.setdefault(e.on, []).append(f"当日批准延长（{_cite(e)}）")
    return found


def _between(after: date, until: date | None) -> list[date]:
    return [] if until is None else [after + n * _DAY for n in range(1, (until - after).days + 1)]


def _note(line: Line, words: str) -> Line:
    return line._replace(reason=f"{line.reason}；{words}")


def _cite(one: Suspension | Extended) -> str:
    return f"{one.basis}，{one.document}" if one.document else one.basis


def _span(passed: timedelta) -> str:
    hours, minutes = divmod(int(passed.total_seconds()) // 60, 60)
    return f"{hours} 小时" + (f" {minutes} 分" if minutes else "") if hours else f"{minutes} 分"
