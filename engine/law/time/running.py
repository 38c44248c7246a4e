"""The values that make up a running period: the clock itself, its suspensions, extensions and marks."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
        ended_on: the day it was met or cancelled. ended_at: the instant, which a clock in hours is judged by.
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
    ended_at: datetime | None = None

    @property
    def late(self) -> bool:
        """Met, but after its last day; one in hours, after its last instant (the last hour itself is within: 民法典第一千二百五十九条)."""
        if self.state != "met" or self.ended_on is None:
            return False
        if self.unit == "hour" and self.ended_at is not None:
            return self.ended_at > self.due_at
        return self.ended_on > self.due_on

    def over(self, at: datetime) -> timedelta:
        """By how much a clock in hours has been exceeded: at the instant it was met, else at `at`; zero while it is not."""
        return max((self.ended_at or at) - self.due_at, timedelta())
