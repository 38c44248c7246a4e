"""What penalty a statute allows for an item: bands, on-the-spot limits, hearing and collective thresholds. Amounts are data."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Mapping

from engine.errors import BadInput

PARTY_TYPES = {"citizen": "公民", "individual_business": "个体工商户", "organisation": "法人或者其他组织"}
REQUIRES = ("none", "order", "order_and_recheck")
#: How the fine is set: a band of the statute, an amount the province sets, a formula (造价、面积), or none at all.
FINES = ("band", "local", "formula", "none")
COLLECTIVE_TESTS = ("flagged", "hearing_amount", "hearing_held")

Band = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Item:
    """An enforcement item 执法事项. Amounts in fen.

    Attributes:
        violated, penalty: the articles, as the list prints them.
        bands: "individual" and "organisation" → (low, high), or None where the statute has no fine for that party.
        fine: one of FINES.
        precondition: the statute's words on what comes first; requires: the same for the engine, one of REQUIRES.
        other: other penalties and measures.
        source: key of the statute's level.
    """

    code: str
    name: str
    domain: str
    violated: str
    penalty: str
    bands: Mapping[str, Band | None]
    fine: str
    precondition: str
    requires: str
    other: str
    source: str


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount per kind of party, in fen, with its article."""

    citizen_fen: int
    organisation_fen: int
    basis: str


@dataclass(frozen=True, slots=True)
class HearingThreshold:
    """From what fine a hearing must be offered in a place or field (较大数额罚款).

    Attributes:
        inclusive: True when the amount itself is enough (≥), False when it must be exceeded.
        counts_gains: illegal gains and goods are added to the fine.
    """

    place: str
    name: str
    limit: Limit
    inclusive: bool
    counts_gains: bool
    in_force: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    """When the leaders must discuss a case together; `when` is one of COLLECTIVE_TESTS."""

    when: str
    name: str
    basis: str


@dataclass(frozen=True, slots=True)
class LocalBand:
    """A band that a province or county set for an item whose statute leaves the amount to it."""

    item_code: str
    unit_code: str
    bands: Mapping[str, Band | None]
    basis: str
    in_force: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """All amounts and local choices in force here.

    Attributes:
        summary: limit of a fine imposed on the spot.
        hearing: the versions of the row that holds here. collective: what sends a case to the leaders together.
    """

    summary: Limit
    hearing: tuple[HearingThreshold, ...]
    collective: tuple[Trigger, ...] = ()
    local_bands: tuple[LocalBand, ...] = ()


def counted_as(party_type: str, switches: Mapping[str, str]) -> str:
    """"citizen" or "organisation": how the party is treated where the law knows only these two.

    Args:
        switches: `individual_business` says how an 个体工商户 counts here.
    """
    if party_type not in PARTY_TYPES:
        raise BadInput(f"不认识的当事人类型“{party_type}”。", party_type=str(party_type))
    return switches["individual_business"] if party_type == "individual_business" else party_type


def amount_for(limit: Limit, party_type: str, switches: Mapping[str, str]) -> int:
    """The limit in fen for this party."""
    return limit.citizen_fen if counted_as(party_type, switches) == "citizen" else limit.organisation_fen


def band(item: Item, party_type: str, switches: Mapping[str, str]) -> Band | None:
    """The statute's fine for this party, (low, high) in fen, or None when it sets none."""
    return item.bands["individual" if counted_as(party_type, switches) == "citizen" else "organisation"]


def local_band(item: Item, unit_code: str, party_type: str, on: date, thresholds: Thresholds,
               switches: Mapping[str, str]) -> tuple[Band, str] | None:
    """The configured local band and its basis on `on`, the unit's own before the general one."""
    side = "individual" if counted_as(party_type, switches) == "citizen" else "organisation"
    rows = [b for b in thresholds.local_bands if b.item_code == item.code and b.unit_code in (unit_code, "")
            and b.in_force <= on and (b.until is None or on <= b.until) and b.bands[side]]
    rows.sort(key=lambda b: b.unit_code, reverse=True)
    return (rows[0].bands[side], rows[0].basis) if rows else None


def summary_limit(party_type: str, switches: Mapping[str, str], thresholds: Thresholds) -> int:
    """The highest fine, in fen, that may be imposed on the spot (行政处罚法第五十一条)."""
    return amount_for(thresholds.summary, party_type, switches)


def hearing_due(fine_fen: int, party_type: str, switches: Mapping[str, str], thresholds: Thresholds, on: date, *,
                gains_fen: int = 0) -> HearingThreshold | None:
    """The threshold on `on` that obliges the agency to offer a hearing for this fine, or None (行政处罚法第六十三条)."""
    for row in thresholds.hearing:
        if row.in_force <= on and (row.until is None or on <= row.until):
            total, bound = fine_fen + (gains_fen if row.counts_gains else 0), amount_for(row.limit, party_type, switches)
            if total > bound or (row.inclusive and total == bound):
                return row
    return None


def needs_correction_first(item: Item) -> bool:
    """Whether a fine is lawful only after an order to correct 责令改正 was not obeyed."""
    return item.requires == "order_and_recheck"
