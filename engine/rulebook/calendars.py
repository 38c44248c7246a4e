"""Reads calendars/<year>.toml: the days off and worked of one year, with the notice they come from."""
from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType

from engine.law.calendar import Year
from engine.rulebook.rows import Source

#: what every notice since 2008 arranges (全国年节及纪念日放假办法 第二条); one that lacks a holiday is not the whole notice
_EACH_YEAR = ("元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆")
_SINCE = 2008
#: worked weekends lie around their holiday; further off they are a slip of the pen
_AROUND = timedelta(31)


def year(source: Source, name: str) -> Year | None:
    """One year, or None when its file has faults."""
    root = source.root(name)
    year, status = root.take("year", int, low=1949), root.take("status", str, among=("official", "provisional"))
    notice, off, work = root.take("source", str), {}, set()
    for row in source.tables(root, "holiday"):
        title, first, last = row.take("name", str), row.take("from", date), row.take("to", date)
        worked = row.takes("work", date)
        if row.done() and year and not (timedelta(0) <= last - first < timedelta(20) and abs(first.year - year) <= 1):
            row.fault(f"“{title}”的起止日期不合理")
        elif row.sound:
            days = [first + timedelta(i) for i in range((last - first).days + 1)]
            if off.keys() & set(days) or any(d.weekday() < 5 for d in worked):
                row.fault(f"“{title}”与其他假日重叠，或调休上班日不是周末")
            if any(not first - _AROUND <= d <= last + _AROUND for d in worked):
                row.fault(f"“{title}”的调休上班日与假日相距过远")
            off.update(dict.fromkeys(days, title))
            work.update(worked)
    missing = [name for name in _EACH_YEAR if not any(name in title for title in off.values())]
    if year and year >= _SINCE and missing:
        root.fault(f"缺少节假日安排：{'、'.join(missing)}")
    if off.keys() & work:
        root.fault("同一天既放假又上班")
    if name != f"calendars/{year}.toml":
        root.fault("文件名与年份不一致")
    return Year(year, status, notice, frozenset(off), frozenset(work), MappingProxyType(off)) if root.done() else None
