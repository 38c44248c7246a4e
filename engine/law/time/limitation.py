"""Until when an act may be punished 追究时效: two years, five where there is harm, counted from the act or its end."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Sequence

from engine.law.time.period import add_months

UNITS = {"month": 1, "year": 12}
#: What a violation may have done, and to what; the flat facts `harm` and `harm_to`.
HARMS = {"none": "没有危害后果", "minor": "危害后果轻微", "serious": "危害后果严重"}
HARMED = {"life_health": "公民生命健康安全", "finance": "金融安全", "environment": "生态环境"}


@dataclass(frozen=True, slots=True)
class Limitation:
    """One rule on limitation.

    Attributes:
        length: in `unit`, a key of UNITS.
        harm_to: keys of HARMED; the rule is for acts with harm to one of them. Empty: with or without harm.
        sources: keys of the statute levels it is for; domains: fields it is for. Empty: all.
    """

    name: str
    length: int
    unit: str
    basis: str
    in_force: date
    until: date | None = None
    harm_to: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


def limitation_for(rows: Sequence[Limitation], ended_on: date, *, source: str, domain: str, harm: str = "",
                   harm_to: str = "") -> Limitation | None:
    """The rule for an act: that of its field before all others, then the longest, then the one of its own statute.

    Args:
        ended_on: the day of the act, or of its end where it continued; the rule must be in force on it.
        source, domain: of the item's version that applies.
        harm, harm_to: keys of HARMS and HARMED, empty when not stated.
    """
    harmed = harm in ("minor", "serious")
    rows = [r for r in rows if r.in_force <= ended_on and (r.until is None or ended_on <= r.until)
            and (not r.sources or source in r.sources) and (not r.domains or domain in r.domains)
            and (not r.harm_to or (harmed and harm_to in r.harm_to))]
    return max(rows, key=lambda r: (bool(r.domains), r.length * UNITS[r.unit], bool(r.sources)), default=None)


def last_day(rule: Limitation, ended_on: date) -> date:
    """The last day on which finding the act still allows a penalty; no rolling, it does not bind the party."""
    return add_months(ended_on, rule.length * UNITS[rule.unit])
