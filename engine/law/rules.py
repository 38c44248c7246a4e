"""All rules in force in one place, as one frozen value: what engine.rulebook reads from processes/law/."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Mapping

from engine.errors import ClockRefused
from engine.law.authority import ListEntry, Unit
from engine.law.calendar import Calendar
from engine.law.numbering import Paper
from engine.law.obligation import National
from engine.law.penalty import Item, Thresholds
from engine.law.rule import Rule


@dataclass(frozen=True, slots=True)
class GateRule:
    """A gate's data: severity "blocks" refuses the act, "deducts" records `points` for the case-file review."""

    id: str
    name: str
    article: str
    severity: str
    points: int = 0


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything processes/law/ says.

    Attributes:
        clocks: code → its newest rule; `versions` has all of them, oldest first.
        items: code → enforcement item. lists: all power lists. units: code → unit.
        gates, acts: gate id → rule; act → gate ids in order.
        separation, soft_separation: incompatible duties (both orders) → article; duties: code → Chinese name.
        numbering: template of document numbers; papers: kind → paper; remedies: key → text.
        national: what every procedure owes whatever its drawing says.
        digest: SHA-256 over every file.
    """

    clocks: Mapping[str, Rule]
    versions: Mapping[str, tuple[Rule, ...]]
    calendar: Calendar
    items: Mapping[str, Item]
    lists: tuple[ListEntry, ...]
    units: Mapping[str, Unit]
    gates: Mapping[str, GateRule]
    acts: Mapping[str, tuple[str, ...]]
    separation: Mapping[tuple[str, str], str]
    soft_separation: Mapping[tuple[str, str], str]
    duties: Mapping[str, str]
    numbering: str
    papers: Mapping[str, Paper]
    remedies: Mapping[str, str]
    switches: Mapping[str, str]
    thresholds: Thresholds
    national: National
    digest: str

    def clock(self, code: str, on: date) -> Rule:
        """The version of a clock's rule in force on `on`.

        Raises:
            ClockRefused: no such clock, or none in force on that day.
        """
        for rule in self.versions.get(code, ()):
            if rule.holds_on(on):
                return rule
        raise ClockRefused(f"规则库中没有在 {on.isoformat()} 有效的期限“{code}”。", clock=code)

    def remedy(self, kind: str, **names: str) -> str:
        """The remedy text that a paper of this kind prints, with `reconsideration` and `court` filled in; empty if none."""
        key = self.papers[kind].remedy
        return self.remedies[key].format(**names) if key else ""
