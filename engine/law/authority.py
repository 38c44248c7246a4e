"""May this unit act on this item today, by what title, in whose name: no power beyond the list 清单以外无权力."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Iterable

#: Title of the power → Chinese name. Under entrustment 委托 papers bear the entrusting agency's name.
MODES = {"own": "法定职权", "conferred": "赋权", "entrusted": "委托", "authorised": "授权", "stationed": "派驻"}
ARTICLE = "行政处罚法第十七条、第二十条、第二十四条"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with a power list. `prefix` is its word in document numbers 机关代字, `agency` its full name on papers."""

    code: str
    name: str
    agency: str
    prefix: str
    level: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One item on one unit's power list 权力清单, valid from `valid_from` to `valid_until` (both inclusive).

    Attributes:
        mode: a key of MODES.
        instrument: the document that gives the power.
        kinds: penalty kinds allowed; empty where the power is not one to punish.
        top_fen: the highest fine allowed, None when only the item's band limits it.
    """

    unit_code: str
    item_code: str
    mode: str
    valid_from: date
    valid_until: date | None
    instrument: str
    kinds: tuple[str, ...] = ()
    top_fen: int | None = None

    def holds_on(self, on: date) -> bool:
        """Whether the unit has the power on `on`."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Power:
    """The power found: the entry it rests on."""

    entry: ListEntry

    @property
    def mode(self) -> str:
        """Title of the power, a key of MODES."""
        return self.entry.mode

    @property
    def compulsory_measures(self) -> bool:
        """Compulsory measures may not be entrusted (行政强制法第十七条)."""
        return self.entry.mode != "entrusted"


@dataclass(frozen=True, slots=True)
class NoPower:
    """The unit lacks the power on that day: why, and which units of the same lists hold it."""

    unit_code: str
    item_code: str
    on: date
    reason: str
    holders: tuple[str, ...]
    article: str = ARTICLE


def may_act(entries: Iterable[ListEntry], unit_code: str, item_code: str, on: date) -> Power | NoPower:
    """Whether the unit holds the item's power on `on`.

    Returns:
        Power, or NoPower naming the units that do hold it so that a transfer can be offered.
    """
    rows = [e for e in entries if e.item_code == item_code]
    mine = [e for e in rows if e.unit_code == unit_code]
    for entry in mine:
        if entry.holds_on(on):
            return Power(entry)
    if not mine:
        reason = f"事项 {item_code} 不在本单位的权力清单内。"
    elif all(on < e.valid_from for e in mine):
        reason = f"事项 {item_code} 自 {min(e.valid_from for e in mine).isoformat()} 起才列入本单位清单。"
    else:
        ended = max(e.valid_until for e in mine if e.valid_until)
        reason = f"事项 {item_code} 在本单位清单中有效至 {ended.isoformat()}，已经收回。"
    holders = tuple(dict.fromkeys(e.unit_code for e in rows if e.holds_on(on)))
    return NoPower(unit_code, item_code, on, reason, holders)
