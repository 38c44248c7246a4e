"""All rules in force in one place, as one frozen value: what engine.rulebook reads from processes/law/."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Mapping

from engine.errors import ClockRefused
from engine.law.file.binding import Binding
from engine.law.file.fields import PaperRules
from engine.law.file.numbering import Paper
from engine.law.file.standard import Standard
from engine.law.obligation import National
from engine.law.penalty.discretion import Table
from engine.law.penalty.penalty import Item, Thresholds
from engine.law.penalty.remedy import told
from engine.law.people.masking import Field
from engine.law.people.security import Policy
from engine.law.power.authority import ListEntry, Unit
from engine.law.power.capacity import Agency
from engine.law.power.catalogue import Catalogue
from engine.law.power.power_list import ListVersion
from engine.law.power.profile import NATIONAL, Profiles
from engine.law.power.succession import Recall
from engine.law.power.suitability import Suitability
from engine.law.time.calendar import Calendar
from engine.law.time.limit import Bound
from engine.law.time.rule import Rule
from engine.law.time.running import Clock
from engine.law.upload import UploadRules


@dataclass(frozen=True, slots=True)
class GateRule:
    """A gate's data: severity "blocks" refuses the act, "deducts" records `points` for the case-file review.

    `past` is the severity of a breach that lies behind and can be mended no more; empty where it is the same.
    """

    id: str
    name: str
    article: str
    severity: str
    points: int = 0
    past: str = ""


@dataclass(frozen=True, slots=True)
class CheckRule:
    """How grave a finding of a publish check is: "error" refuses the deployment, "warning" is told, "off" is not looked for."""

    code: str
    name: str
    severity: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything processes/law/ says.

    Attributes:
        clocks: code → its newest rule, the national one if there is one; `versions` has all, national ones first, oldest first.
        profiles: which packs of a province or field bind a case.
        items: code → newest version of an enforcement item; `item_versions` has all of them, oldest first.
        discretion: item code → its discretion tables 裁量基准.
        lists: the entries of published power lists; power_lists: unit → all versions; recalls: what was taken back.
        units: code → unit. catalogue: tags, owners and overlaps of items; suitability: how delegating one is scored.
        gates, acts: gate id → rule; act → gate ids in order.
        separation, soft_separation: incompatible duties (both orders) → article; duties: code → Chinese name.
        limits: code → the versions of a number or list that stands beside clocks and amounts, oldest first.
        numbering: template of document numbers; papers: kind → paper; remedies: key → text.
        paper_rules: what papers must state. standards: code → way of scoring a closed file.
        bindings: code → way of binding a case file, the shipped one first.
        national: what every procedure owes whatever its drawing says. uploads: what files may be handed in.
        security: passwords, lockout, sessions, second factor, fresh proof.
        checks: publish check → how grave it is. masks: fields that are covered on screens, by key. digest: SHA-256 over every file.
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
    limits: Mapping[str, tuple[Bound, ...]]
    numbering: str
    papers: Mapping[str, Paper]
    remedies: Mapping[str, str]
    paper_rules: PaperRules
    standards: Mapping[str, Standard]
    switches: Mapping[str, str]
    thresholds: Thresholds
    national: National
    security: Policy
    uploads: UploadRules
    digest: str
    masks: Mapping[str, Field] = field(default_factory=dict)
    item_versions: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)
    discretion: Mapping[str, tuple[Table, ...]] = field(default_factory=dict)
    profiles: Profiles = Profiles()
    power_lists: Mapping[str, tuple[ListVersion, ...]] = field(default_factory=dict)
    recalls: tuple[Recall, ...] = ()
    catalogue: Catalogue = Catalogue()
    suitability: Suitability = Suitability()
    bindings: Mapping[str, Binding] = field(default_factory=dict)
    checks: Mapping[str, CheckRule] = field(default_factory=dict)

    @property
    def agencies(self) -> Mapping[str, Agency]:
        """Units and departments by code: whoever has a full name for papers."""
        return {**self.catalogue.departments, **self.units}

    def clock(self, code: str, on: date, profile: str | tuple[str, ...] = ()) -> Rule:
        """The version of a clock's rule in force on `on`.

        Args:
            profile: the packs that bind the case, the first one first (see `profiles.of`); the national one always does.
        Raises:
            ClockRefused: no such clock in these packs, or none in force on that day.
        """
        packs = (profile,) if isinstance(profile, str) else profile
        versions = self.versions.get(code, ())
        for pack in (*packs, NATIONAL):
            for rule in versions:
                if rule.profile == pack and rule.holds_on(on):
                    return rule
        others = "、".join(dict.fromkeys(r.profile for r in versions if r.profile not in (NATIONAL, *packs)))
        raise ClockRefused(f"规则库中没有在 {on.isoformat()} 有效的期限“{code}”" + (f"（仅规则包 {others} 有规定）" if others else "") + "。",
                           clock=code)

    def rule_of(self, clock: Clock) -> Rule:
        """The version of the rule by which a clock was counted.

        Raises:
            ClockRefused: the rule folder has it no more.
        """
        found = next((r for r in self.versions.get(clock.code, ()) if r.version == clock.rule_version), None)
        if found is None:
            raise ClockRefused(f"“{clock.name}”所依据的规定（{clock.rule_version}）已不在规则库中。", article=clock.basis, clock=clock.code)
        return found

    def limit(self, code: str, on: date) -> Bound | None:
        """The version of a limit in force on `on`, or None when none is."""
        return next((one for one in self.limits.get(code, ()) if one.holds_on(on)), None)

    @property
    def binding(self) -> Binding:
        """The way in which this county binds its files."""
        return self.bindings.get(self.switches.get("binding", "")) or next(iter(self.bindings.values()))

    def remedy(self, kind: str, *, reconsideration: str = "", court: str = "", electronic: bool = False, online: str = "") -> str:
        """The remedy text that a paper of this kind prints; arguments as `engine.law.penalty.remedy.told`."""
        return told(self.papers[kind], self.remedies, reconsideration, court, electronic=electronic, online=online)
