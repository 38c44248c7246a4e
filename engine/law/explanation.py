"""Every day of a clock, counted or not, with the reason: what the page, the paper and the dossier show."""
from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from engine.law.calendar import Calendar
from engine.law.reckoning import excluded_days
from engine.law.running import Clock

_ROLL = "民法典第二百零三条"


class Line(NamedTuple):
    """One day of a period."""

    date: date
    counted: bool
    reason: str


def explain(clock: Clock, calendar: Calendar) -> list[Line]:
    """Each day from day 0 to the last day for the one whom the clock binds.

    Returns:
        lines in order of date; `reason` is Chinese and names the article where a rule takes the day out.
    """
    lines = [Line(clock.day0, False, "起算日，不计入（民法典第二百零一条）")]
    lost, number, day = excluded_days(clock), 0, clock.day0
    while day < clock.due_on:
        day += timedelta(days=1)
        reason = _uncounted(clock, calendar, day, lost)
        if reason is None:
            number += 1
            lines.append(Line(day, True, _ordinal(clock, calendar, number, day)))
        else:
            lines.append(Line(day, False, reason))
    if clock.binds != "party" and clock.rolled != clock.nominal:
        last = lines[-1]
        lines[-1] = last._replace(reason=f"{last.reason}；当日为{calendar.reason(clock.nominal)}，本期限不因节假日顺延，"
                                         f"最迟应在 {clock.act_by.isoformat()}（前一工作日）办结")
    return lines


def _uncounted(clock: Clock, calendar: Calendar, day: date, lost: frozenset[date]) -> str | None:
    off = calendar.reason(day)
    if day in lost:
        cited = next(s for s in clock.suspensions if s.end and s.start < day <= s.end)
        return f"期间中止，不计入（{cited.basis}）"
    if clock.unit == "working_day" and off:
        return f"{off}，不计入"
    if day > clock.nominal:
        return f"{off}，顺延（{_ROLL}）" if off else f"顺延后的最后一日（{_ROLL}）"
    return None


def _ordinal(clock: Clock, calendar: Calendar, number: int, day: date) -> str:
    text = f"第 {number} {'个工作日' if clock.unit == 'working_day' else '日'}"
    if clock.unit == "working_day" and day.weekday() > 4:
        text += "（调休上班）"
    granted = [e.basis for e in clock.extensions if e.on == day]
    if granted:
        text += f"；当日批准延长（{granted[0]}）"
    if day < clock.due_on and day == clock.nominal:
        return f"{text}，届满日为{calendar.reason(day)}，顺延（{_ROLL}）"
    return text + ("，届满" if day == clock.due_on else "")
