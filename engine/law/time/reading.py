"""How a clock reads on a day: what is left, in words, and how pressing it is."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from engine.law.time.calendar import Calendar
from engine.law.time.reckoning import SHANGHAI
from engine.law.time.wording import span

#: units shown to people: months and years run out in days
_WORDS = {"working_day": "个工作日"}
#: warnings further ahead than this do not make a clock pressing
_PRESSING = 10


@dataclass(frozen=True, slots=True)
class Reading:
    """Attributes:
        left: hours, days or working days to the end, negative once it has passed.
        unit: `hour` when the instants were given, else `working_day` or `day`.
        severity: normal, soon, overdue, or the state of a clock that does not run.
    """

    left: int
    unit: str
    words: str
    severity: str


def read(due_on: date, unit: str, on: date, calendar: Calendar, *, state: str = "running", late: bool = False, over: str = "",
         warn_at: tuple[int, ...] = (), kind: str = "period", due_at: datetime | None = None, at: datetime | None = None) -> Reading:
    """How a clock reads.

    Args:
        due_on: its last day. on: the day it is read.
        warn_at: working days before the last day at which it warns.
        late: met, but not in time; over: by how much, in words (wording.over), where that is known.
        kind: "meter" for a sum that grows daily until `due_on`.
        due_at, at: for a clock in hours, the instant it ends and the instant it is read.
    """
    if unit == "hour" and due_at is not None and at is not None and state in ("running", "overdue"):
        return _hours(due_at, at, state)
    working = unit == "working_day"
    left = _working_days(on, due_on, calendar) if working else (due_on - on).days
    year = "" if due_on.year == on.year else f"{due_on.year}年"
    counted, until = _WORDS.get(unit, "天"), f"（{year}{due_on.month}月{due_on.day}日止）"
    exceeded = f"（超期 {over}）" if over else "（超期）"
    ended = {"met": f"已办结{exceeded if late else ''}", "cancelled": "已取消", "lapsed": f"已届满{until}",
             "suspended": "中止计算"}
    if state in ended:
        return Reading(left, "working_day" if working else "day", ended[state], state)
    if kind == "meter":
        words, severity = ("正在按日加处", "soon") if due_on >= on else ("按日加处已满期", "overdue")
    elif due_on < on:
        words, severity = f"已逾期 {max(-left, 1)} {counted}{until}", "overdue"
    elif due_on == on:
        words, severity = f"今天届满{until}", "soon"
    else:
        words, severity = f"剩 {left} {counted}{until}", "soon" if on >= _first_warning(due_on, calendar, warn_at) else "normal"
    return Reading(left, "working_day" if working else "day", words, "overdue" if state == "overdue" else severity)


def _hours(due_at: datetime, at: datetime, state: str) -> Reading:
    end, minutes = due_at.astimezone(SHANGHAI), int((due_at - at).total_seconds()) // 60
    until = f"（{end.month}月{end.day}日{end:%H:%M}止）"
    if at > due_at:
        return Reading(minutes // 60, "hour", f"已逾期 {span(at - due_at)}{until}", "overdue")
    hours, rest = divmod(minutes, 60)
    words = f"剩 {hours} 小时" if hours else f"剩 {rest} 分钟"
    return Reading(hours, "hour", words + until, "overdue" if state == "overdue" else "soon")


def _first_warning(due_on: date, calendar: Calendar, warn_at: tuple[int, ...]) -> date:
    return calendar.back(due_on, max((n for n in warn_at if n <= _PRESSING), default=1))


def _working_days(on: date, due_on: date, calendar: Calendar) -> int:
    low, high = sorted((on, due_on))
    days = sum(calendar.is_working(date.fromordinal(o)) for o in range(low.toordinal() + 1, high.toordinal() + 1))
    return days if due_on >= on else -days
