"""Amounts that decide the procedure: the on-the-spot limit, when a hearing must be offered, when leaders discuss together."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Iterable, Mapping

from engine.law.money import yuan
from engine.law.penalty.crime import Crime
from engine.law.penalty.party import PARTY_TYPES, Amount, amount_for
from engine.law.power.hierarchy import Conflict, Level, SameAct
from engine.law.time.limitation import Limitation

COLLECTIVE_TESTS = ("flagged", "hearing_amount", "hearing_held", "grave_kind")
#: How a hearing rule treats illegal gains 违法所得 and goods 非法财物: each on its own against the amount; both as one total; added to
#: the fine; or the rule seen speaks of fines only, though the statute names the others (行政处罚法第六十三条第一款第二项).
COUNTS = ("apart", "together", "added", "unstated")
ARTICLE = "行政处罚法第六十三条"


@dataclass(frozen=True, slots=True)
class HearingThreshold:
    """From what amount a hearing must be offered in a place or field (较大数额).

    Attributes:
        place: where it holds, "" everywhere. domains: the fields it is for, empty for all.
        inclusive: True when the amount itself is enough (≥), False when it must be exceeded.
        counts: one of COUNTS.
        percent: the threshold is this share of the statute's highest fine, and `amount` its floor; None where it is `amount`.
        local: True when no national or provincial rule stands behind it.
    """

    place: str
    name: str
    amount: Amount
    inclusive: bool
    counts: str
    in_force: date
    until: date | None = None
    domains: tuple[str, ...] = ()
    percent: int | None = None
    local: bool = False

    def holds_on(self, on: date) -> bool:
        """Whether this version is in force on `on`."""
        return self.in_force <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class HearingKinds:
    """Penalty kinds for which a hearing is offered whatever the amount; `certain` False: the statute does not name them."""

    kinds: tuple[str, ...]
    name: str
    basis: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """Why a hearing must be offered 告知听证权利.

    Attributes:
        why: a clause in Chinese. basis: the rule.
        certain: False when no verified number says so and it is offered because in doubt.
        row: the threshold reached; None when a kind of penalty or doubt is the reason.
    """

    why: str
    basis: str
    certain: bool
    row: HearingThreshold | None = None


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
    bands: Mapping[str, tuple[int, int] | None]
    basis: str
    in_force: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """All amounts and local choices.

    Attributes:
        summary: limit of a fine imposed on the spot.
        hearing: every row known; place and field select at the call. hearing_kinds: kinds that need no amount.
        unset: places without a verified number → name. collective: what sends a case to the leaders together.
        levels: key of a statute's level → its rank. conflicts, same_acts: items whose norms meet in one act.
    """

    summary: Amount
    hearing: tuple[HearingThreshold, ...]
    collective: tuple[Trigger, ...] = ()
    local_bands: tuple[LocalBand, ...] = ()
    hearing_kinds: tuple[HearingKinds, ...] = ()
    unset: Mapping[str, str] = field(default_factory=dict)
    limitations: tuple[Limitation, ...] = ()
    crimes: tuple[Crime, ...] = ()
    levels: Mapping[str, Level] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    same_acts: tuple[SameAct, ...] = ()


def summary_limit(party_type: str, switches: Mapping[str, str], thresholds: Thresholds) -> int:
    """The highest fine, in fen, that may be imposed on the spot (行政处罚法第五十一条)."""
    return amount_for(thresholds.summary, party_type, switches)


def hearing_due(fine_fen: int, party_type: str, switches: Mapping[str, str], thresholds: Thresholds, on: date, *,
                gains_fen: int = 0, goods_fen: int = 0, domain: str = "", cap_fen: int | None = None) -> HearingThreshold | None:
    """The verified threshold that the amounts reach on `on`, or None (行政处罚法第六十三条). Arguments as `hearing_offer`."""
    for row in _rows(thresholds, switches["hearing_place"], domain, on)[0]:
        others = (0, 0) if row.counts == "unstated" else (gains_fen, goods_fen)
        if _reaches(row, _bound(row, party_type, switches, cap_fen), fine_fen, *others):
            return row
    return None


def hearing_offer(fine_fen: int, party_type: str, switches: Mapping[str, str], thresholds: Thresholds, on: date, *,
                  gains_fen: int = 0, goods_fen: int = 0, kinds: Iterable[str] = (), domain: str = "",
                  cap_fen: int | None = None) -> Offer | None:
    """Whether a hearing must be offered, and why; in doubt it is, since offering it harms nobody (行政处罚法第六十三条).

    Args:
        fine_fen, gains_fen, goods_fen: the fine, illegal gains and value of goods to be confiscated, in fen.
        switches: `hearing_place` selects the rows, `individual_business` the party's side.
        kinds: the penalty kinds proposed. domain: the item's field.
        cap_fen: the statute's highest fine for this party, for thresholds that are a share of it.
    """
    proposed = set(kinds)
    for group in thresholds.hearing_kinds:
        if proposed & set(group.kinds):
            return Offer(f"拟给予的处罚属于{group.name}", group.basis, group.certain)
    amounts = {"gains_fen": gains_fen, "goods_fen": goods_fen, "domain": domain, "cap_fen": cap_fen}
    if row := hearing_due(fine_fen, party_type, switches, thresholds, on, **amounts):
        return Offer(f"达到{row.name}的听证标准（{_said(row, party_type, switches, cap_fen)}）", row.amount.basis, True, row)
    place = switches["hearing_place"]
    rows, known = _rows(thresholds, place, domain, on)
    for row in rows:
        if _reaches(row, _bound(row, party_type, switches, cap_fen), fine_fen, gains_fen, goods_fen):
            return Offer(f"{row.name}的听证标准只写明罚款数额，没收的数额已达同一标准，存疑", row.amount.basis, False)
    # Below every number verified anywhere there is nothing to doubt.
    lowest = min((amount_for(r.amount, party_type, switches) for r in thresholds.hearing if r.holds_on(on)), default=0)
    if known or not 0 < fine_fen + gains_fen + goods_fen >= lowest:
        return None
    name = thresholds.unset.get(place) or next((r.name for r in thresholds.hearing if r.place == place), place)
    field_said = f"对“{domain}”领域" if domain else ""
    return Offer(f"{name}{field_said}没有核实的听证标准，须由本地配置，存疑", ARTICLE, False)


def _rows(thresholds: Thresholds, place: str, domain: str, on: date) -> tuple[list[HearingThreshold], bool]:
    """The rows to look at (the place's for the field, else its general and the national), and whether it has one of its own."""
    held = [r for r in thresholds.hearing if r.holds_on(on)]
    special = [r for r in held if r.place == place and domain in r.domains]
    if special:
        return special, True
    general = [r for r in held if r.place == place and not r.domains]
    return general + [r for r in held if r.place == "" and domain in r.domains], bool(general)


def _bound(row: HearingThreshold, party_type: str, switches: Mapping[str, str], cap_fen: int | None) -> int:
    """The amount in fen; of a share of an unknown highest fine only the floor is left, which is the safe side."""
    floor = amount_for(row.amount, party_type, switches)
    return floor if row.percent is None or cap_fen is None else max(floor, -(-cap_fen * row.percent // 100))


def _reaches(row: HearingThreshold, bound: int, fine_fen: int, gains_fen: int, goods_fen: int) -> bool:
    sums = {"added": (fine_fen + gains_fen + goods_fen,), "together": (fine_fen, gains_fen + goods_fen)}
    return any(_beyond(row, bound, one) for one in sums.get(row.counts, (fine_fen, gains_fen, goods_fen)))


def _beyond(row: HearingThreshold, bound: int, fen: int) -> bool:
    return fen > bound or (row.inclusive and fen == bound and fen > 0)


def _said(row: HearingThreshold, party_type: str, switches: Mapping[str, str], cap_fen: int | None) -> str:
    bound = _bound(row, party_type, switches, cap_fen)
    share = f"，即法定最高罚款的百分之{row.percent}" if row.percent and bound > amount_for(row.amount, party_type, switches) else ""
    return f"对{PARTY_TYPES[party_type]}{f'{yuan(bound)}以上' if row.inclusive else f'超过 {yuan(bound)}'}{share}"
