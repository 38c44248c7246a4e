"""Who goes on when a power is taken back 收回 or a unit is abolished 撤销 while a case is open, and who answers for it later."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Iterable

from engine.law.power.authority import ListEntry, NoPower, Power, may_act

#: What a recall may say about cases filed before it.
OPEN_CASES = {"successor": "由接收单位继续办理", "finish": "由原单位办结"}
ARTICLE = "行政处罚法第十七条、第二十四条；行政诉讼法第二十六条第六款"


@dataclass(frozen=True, slots=True)
class Recall:
    """A power taken back, or all powers of a unit that was abolished or merged.

    Attributes:
        items: what is taken back; empty = everything, the unit is abolished.
        on: the first day without the power.
        instrument: the document that takes it back.
        open_cases: a key of OPEN_CASES.
        successor: who holds the power from then on, None when nobody on these lists does.
        finish_by: last day on which the old unit may still finish; the successor takes over what is left.
    """

    unit_code: str
    items: tuple[str, ...]
    on: date
    instrument: str
    open_cases: str
    successor: str | None = None
    finish_by: date | None = None

    @property
    def abolished(self) -> bool:
        """Whether the unit itself is gone."""
        return not self.items

    def takes(self, unit_code: str, item_code: str) -> bool:
        """Whether this recall takes the item from the unit."""
        return self.unit_code == unit_code and (not self.items or item_code in self.items)

    def handed_on(self) -> date | None:
        """The day on which open cases pass to the successor; None when they never do."""
        if self.open_cases == "successor":
            return self.on
        return self.finish_by + timedelta(days=1) if self.finish_by and self.successor else None


@dataclass(frozen=True, slots=True)
class Carrier:
    """Who carries an open case: the unit, and the recalls that touched the case on its way there, oldest first."""

    unit_code: str
    recalls: tuple[Recall, ...] = ()


def carrier(recalls: Iterable[Recall], unit_code: str, item_code: str, filed_on: date, on: date) -> Carrier:
    """The unit that carries on `on` a case which `unit_code` filed on `filed_on`.

    A recall that names no successor leaves the case where it is, without power.
    """
    known, here, since, met = sorted(recalls, key=lambda r: r.on), unit_code, filed_on, []
    while recall := next((r for r in known if r.takes(here, item_code) and since < r.on <= on), None):
        met.append(recall)
        handed_on = recall.handed_on()
        since = recall.on
        if recall.successor and handed_on and handed_on <= on:
            here, since = recall.successor, handed_on
    return Carrier(here, tuple(met))


def may_continue(entries: Iterable[ListEntry], recalls: Iterable[Recall], unit_code: str, item_code: str, filed_on: date,
                 on: date, *, filed_by: str | None = None) -> Power | NoPower:
    """Whether the unit may go on with an open case: power on the filing day, and since then by right or by succession.

    Args:
        filed_by: the unit that filed the case, when it is not `unit_code`.
    Returns:
        Power; NoPower of the filing day when there was none; NoPower naming the unit that carries the case now.
    """
    entries, filer = tuple(e for e in entries if e.item_code == item_code), filed_by or unit_code
    then = may_act(entries, filer, item_code, filed_on)
    if isinstance(then, NoPower):
        return then
    found = carrier(recalls, filer, item_code, filed_on, on)
    if found.unit_code != unit_code:
        return NoPower(unit_code, item_code, on, _moved(found, item_code), (found.unit_code,), ARTICLE)
    now, last = may_act(entries, unit_code, item_code, on), found.recalls[-1] if found.recalls else None
    if isinstance(now, NoPower) and last and _may_finish(last, unit_code, on):
        return Power(then.entry, continued=last.instrument)
    return now


def answers_for(recalls: Iterable[Recall], unit_code: str, item_code: str, decided_on: date, on: date) -> Carrier:
    """The unit that exercises the power now and so answers for a decision made earlier.

    It follows every recall that names a successor, whatever the rule for open cases was: the decided case is not open
    (行政复议法第十九条第四款、行政诉讼法第二十六条第六款).
    """
    known, here, since, met = sorted(recalls, key=lambda r: r.on), unit_code, decided_on, []
    while recall := next((r for r in known if r.takes(here, item_code) and r.successor and since < r.on <= on), None):
        met.append(recall)
        here, since = recall.successor, recall.on
    return Carrier(here, tuple(met))


def _may_finish(recall: Recall, unit_code: str, on: date) -> bool:
    return (recall.unit_code == unit_code and recall.open_cases == "finish"
            and (recall.finish_by is None or on <= recall.finish_by))


def _moved(found: Carrier, item_code: str) -> str:
    if not found.recalls:
        return f"案件不是由本单位立案，也没有移交本单位办理事项 {item_code} 的文书。"
    last = found.recalls[-1]
    what = "原办理单位撤销" if last.abolished else f"事项 {item_code} 收回"
    return f"{what}（{last.instrument}，自 {last.on.isoformat()} 起），未办结的案件应由接收单位继续办理。"
