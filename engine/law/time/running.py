"""The values that make up a running period: the clock itself, its suspensions, extensions and marks."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days not counted: after `start` up to and including `end` (None while it lasts).

    Attributes:
        reason: the exclusion's code; `basis` its article.
        document: the paper that suspends (its number or name); `by` the person. `end_document`, `end_by`: the same of resuming.
    """

    start: date
    end: date | None
    reason: str
    basis: str
    document: str = ""
    by: Any = None
    end_document: str = ""
    end_by: Any = None


@dataclass(frozen=True, slots=True)
class Extended:
    """An extension granted on `on` for `reason` by `by`, whom the rule calls `approver`."""

    on: date
    length: int
    unit: str
    reason: str
    basis: str
    document: str = ""
    by: Any = None
    approver: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """An instant at which something is due to happen: "warn:3" or "due"."""

    at: datetime
    name: str


@dataclass(frozen=True, slots=True)
class Clock:
    """One legal period on one case. States: running, suspended, met, lapsed, overdue, cancelled.

    Attributes:
        gen: 1 for the first start; a re-notice starts the next.
        due_on: the last day for the one it binds (see module). due_at: 24:00 of that day in Shanghai, in UTC.
        marks: what has still to fire, earliest first; next_at and next_mark are its head, None while suspended or ended.
        ended_on: the day it was met or cancelled.
        kind: "period", or "meter" when a sum grows daily until the end.
        started_by, started_why, ended_by, ended_why: who started it and why, who met or cancelled it and why.
    """

    code: str
    name: str
    gen: int
    state: str
    day0: date
    length: int
    unit: str
    binds: str
    basis: str
    nominal: date
    rolled: date
    act_by: date
    due_on: date
    due_at: datetime
    provisional: bool
    warn_at: tuple[int, ...]
    on_expiry: str
    rule_version: str
    suspensions: tuple[Suspension, ...] = ()
    extensions: tuple[Extended, ...] = ()
    marks: tuple[Mark, ...] = ()
    next_at: datetime | None = None
    next_mark: str | None = None
    began_at: datetime | None = None
    ended_on: date | None = None
    kind: str = "period"
    started_by: Any = None
    started_why: str = ""
    ended_by: Any = None
    ended_why: str = ""

    @property
    def late(self) -> bool:
        """Met, but after its last day."""
        return self.state == "met" and self.ended_on is not None and self.ended_on > self.due_on
