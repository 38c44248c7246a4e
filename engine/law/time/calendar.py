"""Which days count: working days, holidays 节假日 and make-up working days 调休上班.

The days come from the yearly notice of the State Council's General Office (data in processes/law/calendars).
A year without an official notice is provisional: it may be used, never silently.
"""
from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Mapping, NamedTuple

_WEEKEND = {5: "周六", 6: "周日"}
_DAY = timedelta(days=1)


class Skipped(NamedTuple):
    """A day that a period does not count, and why, in Chinese."""

    date: date
    reason: str


@dataclass(frozen=True, slots=True)
class Year:
    """One year's arrangement, as published.

    Attributes:
        status: "official" (a notice is published) or "provisional" (statutory days only, no 调休 known).
        source: the document, e.g. "国办发明电〔2025〕7号".
        off: every day off that the source names, weekends inside a holiday included.
        work: weekend days that are worked.
        names: day off → holiday name.
    """

    year: int
    status: str
    source: str
    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    names: Mapping[date, str] = field(default_factory=dict)


class _Table(NamedTuple):
    working: list[int]          # ordinals
    rest: list[int]             # ordinals
    skipped: tuple[Skipped, ...]  # beside `rest`


class Calendar:
    """Working days of all years: from the published years where there are any, else plain weekends, provisionally."""

    __slots__ = ("years", "_off", "_work", "_names", "_tables")

    def __init__(self, years: Mapping[int, Year]):
        self.years: Mapping[int, Year] = MappingProxyType(dict(years))
        # A notice may reach into a neighbouring year (New Year's make-up days), so the sets are not cut by year.
        self._off = frozenset(d for y in years.values() for d in y.off)
        self._work = frozenset(d for y in years.values() for d in y.work)
        self._names = {d: n for y in years.values() for d, n in y.names.items()}
        self._tables: dict[int, _Table] = {}

    def is_working(self, d: date) -> bool:
        """Whether offices work on `d`; a make-up Saturday or Sunday is a working day."""
        if d in self._work:
            return True
        return d not in self._off and d.weekday() < 5

    def reason(self, d: date) -> str | None:
        """Why `d` is not a working day (春节, 周六 …), or None when it is one."""
        if self.is_working(d):
            return None
        return self._names.get(d) or _WEEKEND.get(d.weekday()) or "法定节假日"

    def is_provisional(self, d: date) -> bool:
        """True when no official notice for the year of `d` has been loaded."""
        year = self.years.get(d.year)
        return year is None or year.status != "official"

    def next_working(self, d: date) -> date:
        """The first working day on or after `d`."""
        while not self.is_working(d):
            d += _DAY
        return d

    def previous_working(self, d: date) -> date:
        """The last working day on or before `d`."""
        while not self.is_working(d):
            d -= _DAY
        return d

    def back(self, d: date, n: int) -> date:
        """The n-th working day before `d` (`d` itself is not counted; n=0 gives `d`)."""
        for _ in range(n):
            d = self.previous_working(d - _DAY)
        return d

    def advance(self, start: date, n: int) -> tuple[date, tuple[Skipped, ...]]:
        """The n-th working day after `start` (n ≥ 1), and the days passed over on the way."""
        after, year, skipped = start.toordinal(), start.year, ()
        while True:
            table = self._table(year)
            first, rest = bisect_right(table.working, after), bisect_right(table.rest, after)
            if first + n <= len(table.working):
                end = table.working[first + n - 1]
                return date.fromordinal(end), skipped + table.skipped[rest:bisect_left(table.rest, end)]
            n -= len(table.working) - first
            skipped += table.skipped[rest:]
            year += 1

    def _table(self, year: int) -> _Table:
        """The year's days sorted into worked and not, so that a count is two bisections."""
        table = self._tables.get(year)
        if table is None:
            days = [date.fromordinal(o) for o in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)]
            rest = [d for d in days if not self.is_working(d)]
            table = self._tables[year] = _Table([d.toordinal() for d in days if self.is_working(d)],
                                                [d.toordinal() for d in rest],
                                                tuple(Skipped(d, self.reason(d) or "") for d in rest))
        return table
