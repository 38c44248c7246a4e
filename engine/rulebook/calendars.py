"""Reads calendars/<year>.toml: the days off and worked of one year, with the notice they come from."""
from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType

from engine.errors import RulePackInvalid
from engine.law.time.calendar import Year
from engine.rulebook.rows import Source

#: what every notice since 2008 arranges (全国年节及纪念日放假办法 第二条); one that lacks a holiday is not the whole notice
_EACH_YEAR = ("元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆")
_SINCE = 2008
#: worked weekends lie around their holiday; further off they are a slip of the pen
_AROUND = timedelta(31)
_LONGEST_SOURCE = 200


def year(source: Source, name: str) -> Year | None:
    """One year, or None when its file has faults."""
    found = _year(source, name)
    if found and name != f"calendars/{found.year}.toml":
        source.fault(name, None, "文件名与年份不一致")
        return None
    return found


def published(data: bytes, name: str) -> Year:
    """A year as a county publishes it: the same text as a file, which must be an official and whole arrangement.

    Args:
        data: TOML in UTF-8. name: what the faults call it.
    Raises:
        RulePackInvalid: with every fault found, as `{"file", "line", "reason"}`.
    """
    source = Source()
    source.add(name, data)
    found = _year(source, name)
    if found and found.status != "official":
        source.fault(name, None, '只能公布正式放假安排，status 应为 "official"')
    if found and len(found.source) > _LONGEST_SOURCE:
        source.fault(name, None, f"source 超过 {_LONGEST_SOURCE} 个字")
    if source.problems or found is None:
        raise RulePackInvalid(source.problems)
    return found


def _year(source: Source, name: str) -> Year | None:
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
        root.fault(f"放假安排不完整，缺少：{'、'.join(missing)}（全国年节及纪念日放假办法第二条）")
    if off.keys() & work:
        root.fault("同一天既放假又上班")
    return Year(year, status, notice, frozenset(off), frozenset(work), MappingProxyType(off)) if root.done() else None
