"""How a period 期间 is counted.

The first day is not counted; a month or year ends on the corresponding day, or on the last day of a
month that has none (民法典第二百零一条、第二百零二条); a last day on a day off moves to the first day after it
(民法典第二百零三条) — for the party's periods. Hours run from their instant, not from the next full hour that 民事诉讼法
第八十五条 would allow: the earlier and safer end. Which of the three ends binds whom is the clock's business.
"""
from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.errors import BadInput
from engine.law.time.calendar import Calendar, Skipped

__all__ = ["LONGEST", "Skipped", "Span", "UNITS", "add_months", "count"]

#: unit → its Chinese measure word.
UNITS = {"hour": "小时", "day": "日", "working_day": "个工作日", "month": "个月", "year": "年"}

#: Guards against typing errors, not law: no statute sets a period of more than a century.
LONGEST = {"hour": 24 * 36525, "day": 36525, "working_day": 26000, "month": 1200, "year": 100}
_EARLIEST, _LATEST = date(1949, 1, 1), date(2899, 12, 31)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A counted period.

    Attributes:
        start: day 0, not counted.
        nominal: the end by bare counting.
        rolled: first working day on or after `nominal`.
        act_by: last working day on or before `nominal`.
        provisional: the result used a year whose official calendar is not known.
        skipped: days not counted: in working days, each day off passed over; in natural units, those the roll passed.
        ends_at: for hours counted from an instant, the instant they end (aware as given); else None.
    """

    start: date
    nominal: date
    rolled: date
    act_by: date
    provisional: bool
    skipped: tuple[Skipped, ...] = ()
    ends_at: datetime | None = None


def count(start: date, length: int, unit: str, calendar: Calendar) -> Span:
    """Count `length` units from `start`, `start` itself not counted.

    Args:
        start: day 0 in Asia/Shanghai; with unit "hour" it may be an aware datetime in that zone.
        length: 1 or more.
        unit: "hour", "day", "working_day", "month" or "year".
    Raises:
        BadInput: unknown unit, a length below 1 or beyond a century, a date before 1949 or unreasonably late.
    """
    _check(start, length, unit)
    skipped: tuple[Skipped, ...] = ()
    ends_at = None
    if unit == "working_day":
        nominal, skipped = calendar.advance(start, length)
        years = range((start + _DAY).year, nominal.year + 1)
        # A working day is its own roll; only the years walked through matter.
        return Span(start, nominal, nominal, nominal, _provisional(years, calendar), skipped)
    if unit == "day":
        nominal = start + timedelta(days=length)
    elif unit == "hour":
        ends_at = start + timedelta(hours=length) if isinstance(start, datetime) else None
        nominal = ends_at.date() if ends_at else start + timedelta(days=-(-length // 24))
        start = start.date() if isinstance(start, datetime) else start
    else:
        nominal = add_months(start, length * 12 if unit == "year" else length)
    rolled = act_by = nominal
    if not calendar.is_working(nominal):
        rolled, act_by = calendar.next_working(nominal), calendar.previous_working(nominal)
        skipped = tuple(Skipped(d, calendar.reason(d) or "") for d in _days(nominal, rolled))
    return Span(start, nominal, rolled, act_by, _provisional(range(act_by.year, rolled.year + 1), calendar), skipped, ends_at)


def add_months(start: date, months: int) -> date:
    """The corresponding day `months` later, or the last day of a month without one (民法典第二百零二条)."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _provisional(years: range, calendar: Calendar) -> bool:
    known = calendar.years
    return any(y not in known or known[y].status != "official" for y in years)


def _days(first: date, end: date) -> list[date]:
    return [first + i * _DAY for i in range((end - first).days)]


def _check(start: date, length: int, unit: str) -> None:
    if unit not in UNITS:
        raise BadInput(f"不认识的期限单位“{unit}”，可用：{'、'.join(UNITS)}。", unit=str(unit))
    if not isinstance(start, date) or (isinstance(start, datetime) and unit != "hour"):
        raise BadInput("起算日须为日期。")
    if isinstance(start, datetime):
        start = start.date()
    if not _EARLIEST <= start <= _LATEST:
        raise BadInput(f"起算日 {start.isoformat()} 不在可计算的范围内（1949 年以后）。", start=start.isoformat())
    if not isinstance(length, int) or isinstance(length, bool) or not 1 <= length <= LONGEST[unit]:
        raise BadInput(f"期限长度 {length!r} 不合理：应为 1 至 {LONGEST[unit]} 的整数（{UNITS[unit]}）。")
