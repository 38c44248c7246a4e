"""Numbers and lists that a rule sets beside the clocks and the amounts: cash on the spot, ratios, stages."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

#: code → unit of its number, or "codes" for a list. Every one of them must be given in limits.toml.
LIMITS = {
    "cash_small": "fen", "reviewer_ratio": "percent", "same_day_stages": "papers",
    "stage_papers": "codes", "verification_records": "codes", "verification_evidence": "codes",
}


@dataclass(frozen=True, slots=True)
class Bound:
    """One version of a limit 限额, valid from `in_force` until `until` (both inclusive).

    Attributes:
        value: the number in `unit` (money in fen), 0 for a list. codes: the list, empty for a number.
        local: True when no statute fixes it.
    """

    code: str
    name: str
    value: int
    unit: str
    basis: str
    in_force: date
    until: date | None = None
    local: bool = False
    codes: tuple[str, ...] = ()

    def holds_on(self, on: date) -> bool:
        """Whether this version is in force on `on`."""
        return self.in_force <= on and (self.until is None or on <= self.until)
