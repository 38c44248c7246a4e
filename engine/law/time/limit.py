"""Numbers and lists that a rule sets beside the clocks and the amounts: cash on the spot, ratios, stages."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

#: code → unit of its number, or "codes" or "days" for a list. Every one of them must be given in limits.toml or staffing.toml.
LIMITS = {
    "cash_small": "fen", "reviewer_ratio": "percent", "same_day_stages": "papers", "token_days": "count", "system_token_days": "count",
    "first_reviewer": "codes", "collective_quorum": "thirds", "absence_waited_for": "count",
    "stage_papers": "codes", "verification_records": "codes", "verification_evidence": "codes",
    "training_hours": "hours", "exam_pass_mark": "points", "exam_valid_days": "count", "certificate_years": "years", "certificate_warning": "days",
}


@dataclass(frozen=True, slots=True)
class Bound:
    """One version of a limit 限额, valid from `in_force` until `until` (both inclusive).

    Attributes:
        value: the number in `unit` (money in fen), 0 for a list. codes: the list, empty for a number.
        days: a list of day counts, the longest first; empty for anything else.
        local: True when no statute fixes it. source: in which text the basis was checked, and what could not be checked.
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
    days: tuple[int, ...] = ()
    source: str = ""

    def holds_on(self, on: date) -> bool:
        """Whether this version is in force on `on`."""
        return self.in_force <= on and (self.until is None or on <= self.until)
