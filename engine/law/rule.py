"""What a statute says about one clock 期限: its length, whom it binds, what may be excluded, whether it may be extended."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

BINDS = ("agency", "party", "restraint")
ON_EXPIRY = ("overdue", "lapse")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Time that a cited rule does not count, e.g. testing 检测 during a seizure."""

    reason: str
    name: str
    basis: str


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension that a cited rule allows.

    Attributes:
        length: the most that one extension may add.
        unit: of `length`.
        times: how often.
        approver: who approves, in Chinese.
        basis: the article.
    """

    length: int
    unit: str
    times: int
    approver: str
    basis: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a rule pack, valid from `in_force` until `until` (both inclusive).

    Attributes:
        code: stable name used in diagrams, e.g. "decide".
        id: number in the deadline table, e.g. "D-12".
        length: in `unit`; None when an order or notice sets it (within `shortest` … `longest`).
        unit: hour, day, working_day, month or year.
        binds: "agency" (机关), "party" (当事人) or "restraint" (对当事人的限制): a party's last day rolls, the others' does not.
        basis: the article.
        warn_at: working days before the last day at which to warn.
        on_expiry: "overdue" (still owed, late) or "lapse" (the right or the period is over).
        local: True when the length is a local or internal rule, not a statute's.
        profile: "national", or the province or field whose rule it is.
        starts_on: what day 0 is, in Chinese.
        consequence: what follows when it is missed, in Chinese.
    """

    code: str
    id: str
    name: str
    length: int | None
    unit: str
    binds: str
    basis: str
    in_force: date
    until: date | None = None
    warn_at: tuple[int, ...] = ()
    on_expiry: str = "overdue"
    extend: Extension | None = None
    excludes: tuple[Exclusion, ...] = ()
    local: bool = False
    profile: str = "national"
    shortest: int | None = None
    longest: int | None = None
    starts_on: str = ""
    consequence: str = ""

    @property
    def version(self) -> str:
        """Which version of the rule a clock was counted by."""
        return f"{self.profile}:{self.code}@{self.in_force.isoformat()}"

    def holds_on(self, on: date) -> bool:
        """Whether this version of the rule is in force on `on`."""
        return self.in_force <= on and (self.until is None or on <= self.until)
