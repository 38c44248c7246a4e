"""How a clock reads on a day: what is left, in words, and how pressing it is."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.law.calendar import Calendar

#: units shown to people: months and years run out in days
_WORDS = {"working_day": "个工作日"}
#: warnings further ahead than this do not make a clock pressing
_PRESSING = 10


@dataclass(frozen=True, slots=True)
class Reading:
    """Attributes:
        left: days or working days to the last day, negative once it has passed.
        unit: `working_day` or `day`.
        severity: normal, soon, overdue, or the state of a clock that does not run.
    """

    left: int
    unit: str
    words: str
    severity: str


def read(due_on: date, unit: str, on: date, calendar: Calendar, *, state: str = "running", late: bool = False,
         warn_at: tuple[int, ...] = ()) -> Reading:
    """How a clock reads.

    Args:
        due_on: its last day. on: the day it is read.
        warn_at: working days before the last day at which it warns.
    """
    working = unit == "working_day"
    left = _working_days(on, due_on, calendar) if working else (due_on - on).days
    year = "" if due_on.year == on.year else f"{due_on.year}年"
    counted, until = _WORDS.get(unit, "天"), f"（{year}{due_on.month}月{due_on.day}日止）"
    ended = {"met": f"已办结{'（超期）' if late else ''}", "cancelled": "已取消", "lapsed": f"已届满{until}", "suspended": "中止计算"}
    if state in ended:
        return Reading(left, "working_day" if working else "day", ended[state], state)
    if due_on < on:
        words, severity = f"已逾期 {max(-left, 1)} {counted}{until}", "overdue"
    elif due_on == on:
        words, severity = f"今天届满{until}", "soon"
    else:
        words, severity = f"剩 {left} {counted}{until}", "soon" if on >= _first_warning(due_on, calendar, warn_at) else "normal"
    return Reading(left, "working_day" if working else "day", words, "overdue" if state == "overdue" else severity)


def _first_warning(due_on: date, calendar: Calendar, warn_at: tuple[int, ...]) -> date:
    return calendar.back(due_on, max((n for n in warn_at if n <= _PRESSING), default=1))


def _working_days(on: date, due_on: date, calendar: Calendar) -> int:
    low, high = sorted((on, due_on))
    days = sum(calendar.is_working(date.fromordinal(o)) for o in range(low.toordinal() + 1, high.toordinal() + 1))
    return days if due_on >= on else -days
