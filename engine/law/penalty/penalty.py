"""Enforcement items 执法事项: what a statute, in each of its versions, allows by way of penalty. Amounts are data."""
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Mapping

from engine.law.citation import cites
from engine.law.penalty.party import PARTY_TYPES, SIDES, Amount, amount_for, counted_as, side
from engine.law.penalty.thresholds import (COLLECTIVE_TESTS, HearingThreshold, LocalBand, Thresholds, Trigger, hearing_due, hearing_offer, summary_limit)

__all__ = ["COLLECTIVE_TESTS", "FINES", "KINDS", "PARTY_TYPES", "REQUIRES", "SIDES", "Amount", "Band", "HearingThreshold", "Item",
           "LocalBand", "Thresholds", "Trigger", "amount_for", "band", "cited", "counted_as", "hearing_due", "hearing_offer",
           "local_band", "needs_correction_first", "side", "summary_limit"]

#: 行政处罚法第九条, but for 行政拘留, which only the police impose (第十八条第三款).
KINDS = {"warning": "警告", "criticism": "通报批评", "fine": "罚款", "confiscate_gains": "没收违法所得", "confiscate_goods": "没收非法财物",
         "suspend_licence": "暂扣许可证件", "downgrade": "降低资质等级", "revoke_licence": "吊销许可证件", "restrict_operation": "限制开展生产经营活动",
         "suspend_operation": "责令停产停业", "close_down": "责令关闭", "restrict_employment": "限制从业"}
#: What must come before a fine: nothing, an order to correct 责令改正, or the order and a re-check that found it not obeyed.
REQUIRES = ("none", "order", "order_and_recheck")
#: How the fine is set: a band of the statute, an amount the province sets, a formula (造价、面积), none at all, or none
#: because the act is no longer unlawful 不认为是违法.
FINES = ("band", "local", "formula", "none", "lawful")

Band = tuple[int, int]

_SIGN = re.compile(r"§\d+[①②③④⑤⑥⑦⑧⑨⑩]*(?:\(\d+\))*")
_FORMERLY = re.compile(r"\(原[^)]*\)")


@dataclass(frozen=True, slots=True)
class Item:
    """One version of an enforcement item 执法事项, in force from `in_force` until `until` (both inclusive). Amounts in fen.

    Attributes:
        violated, penalty: the articles, as the list prints them.
        bands: "individual" and "organisation" → (low, high), or None where the statute has no fine for that party.
        fine: one of FINES.
        precondition: the statute's words on what comes first; requires: the same for the engine, one of REQUIRES.
        other: other penalties and measures. kinds: the penalty kinds of the norm, keys of KINDS.
        source: key of the statute's level. statute: the statute's short name.
        in_force: the earliest day where the beginning is not known.
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
    kinds: tuple[str, ...] = ("fine",)
    statute: str = ""
    in_force: date = date.min
    until: date | None = None

    @property
    def version(self) -> str:
        """Which version of the item this is, as a case records it (`law_version`)."""
        return f"{self.code}@{self.in_force.isoformat()}"

    @property
    def article(self) -> str:
        """The article of the penalty in full."""
        return cited(self.penalty)

    def holds_on(self, on: date) -> bool:
        """Whether this version is in force on `on`."""
        return self.in_force <= on and (self.until is None or on <= self.until)


def cited(article: str) -> str:
    """An article of the catalogue as a statute is cited: 水法§66(1) → 水法第六十六条第一项; what it was formerly is left out."""
    return _SIGN.sub(lambda sign: str(cites(sign[0])[0]), re.sub(r"/§?(?=\d)", "、§", _FORMERLY.sub("", article)))


def band(item: Item, party_type: str, switches: Mapping[str, str]) -> Band | None:
    """The statute's fine for this party, (low, high) in fen, or None when it sets none."""
    return item.bands[side(party_type, switches)]


def local_band(item: Item, unit_code: str, party_type: str, on: date, thresholds: Thresholds,
               switches: Mapping[str, str]) -> tuple[Band, str] | None:
    """The configured local band and its basis on `on`, the unit's own before the general one."""
    mine = side(party_type, switches)
    rows = [b for b in thresholds.local_bands if b.item_code == item.code and b.unit_code in (unit_code, "")
            and b.in_force <= on and (b.until is None or on <= b.until) and b.bands[mine]]
    rows.sort(key=lambda b: b.unit_code, reverse=True)
    return (rows[0].bands[mine], rows[0].basis) if rows else None


def needs_correction_first(item: Item) -> bool:
    """Whether a fine is lawful only after an order to correct 责令改正 was not obeyed."""
    return item.requires == "order_and_recheck"
