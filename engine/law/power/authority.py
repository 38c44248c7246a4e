"""May this unit act on this item today, by what title, up to what: no power beyond the list 清单以外无权力."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Iterable, Mapping

#: Title of the power → Chinese name. It decides the name on papers (engine.law.power.capacity).
MODES = {"own": "法定职权", "conferred": "赋权", "entrusted": "委托", "authorised": "授权", "stationed": "派驻"}
#: Titles that a statute gives by itself: the list repeats them, nobody offers, claims or declines them.
BY_STATUTE = ("own", "authorised")
#: Titles under which another agency's name stands on the papers.
IN_ANOTHERS_NAME = ("entrusted", "stationed")
#: What a grant may allow beside one another.
POWERS = {"inspect": "行政检查", "order": "责令改正", "punish": "行政处罚", "measure": "行政强制措施",
          "enforce": "行政强制执行"}
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
        powers: keys of POWERS allowed.
        in_name_of: the entrusting or stationing agency's code, None where the unit acts in its own name.
        version: number of the list version that has it.
    """

    unit_code: str
    item_code: str
    mode: str
    valid_from: date
    valid_until: date | None
    instrument: str
    kinds: tuple[str, ...] = ()
    top_fen: int | None = None
    powers: tuple[str, ...] = tuple(POWERS)
    in_name_of: str | None = None
    version: str = ""

    def holds_on(self, on: date) -> bool:
        """Whether the unit has the power on `on`."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Power:
    """The power found: the entry it rests on. `continued` is the instrument by which a unit finishes a case after a recall."""

    entry: ListEntry
    continued: str = ""

    @property
    def mode(self) -> str:
        """Title of the power, a key of MODES."""
        return self.entry.mode

    @property
    def compulsory_measures(self) -> bool:
        """Compulsory measures must be granted and may not be entrusted (行政强制法第十七条)."""
        return "measure" in self.entry.powers and self.entry.mode != "entrusted"


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
    holders = tuple(dict.fromkeys(e.unit_code for e in rows if e.holds_on(on)))
    return NoPower(unit_code, item_code, on, _absence(mine, item_code, on), holders)


def _absence(mine: list[ListEntry], item_code: str, on: date) -> str:
    past = [e.valid_until for e in mine if e.valid_until and e.valid_until < on]
    if not mine:
        return f"事项 {item_code} 不在本单位的权力清单内。"
    if past:
        return f"事项 {item_code} 在本单位清单中有效至 {max(past).isoformat()}，已经收回或者期满。"
    return f"事项 {item_code} 自 {min(e.valid_from for e in mine).isoformat()} 起才列入本单位清单。"


def receivers(none: NoPower, units: Mapping[str, Unit]) -> tuple[Unit, ...]:
    """The holders that a case of this unit can go to: those above it and below it.

    A neighbouring town's power ends at its own boundary (行政处罚法第二十二条), so it cannot take the case.
    """
    above, below = _ancestors(none.unit_code, units), none.unit_code
    return tuple(units[code] for code in none.holders
                 if code in units and (code in above or below in _ancestors(code, units)))


def transfer_offer(none: NoPower, units: Mapping[str, Unit], owner: str = "") -> str:
    """Who does hold the power and where the case can go, in words for the person who was refused.

    Args:
        owner: full name of the agency that the catalogue names for the penalty power, for want of a holder on a list.
    """
    held, above = receivers(none, units), _ancestors(none.unit_code, units)
    nearest = min((u for u in held if u.code in above), key=lambda u: above.index(u.code), default=None)
    if nearest:
        return f"该事项由{nearest.agency}行使，可将线索或者案件移送{nearest.agency}办理。"
    if held:
        return f"该事项由{'、'.join(u.agency for u in held)}在本辖区内行使，可按违法行为发生地移送有权的机关办理。"
    if owner:
        return f"该事项的处罚权由{owner}行使，可将线索或者案件移送{owner}办理。"
    return "各单位清单中没有可以接收的单位，请报请共同的上一级行政机关指定管辖。"


def _ancestors(code: str, units: Mapping[str, Unit]) -> tuple[str, ...]:
    found: list[str] = []
    while code in units and (parent := units[code].parent) and parent not in found:
        found.append(code := parent)
    return tuple(found)
