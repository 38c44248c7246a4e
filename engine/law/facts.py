"""What a gate sees of a case, and what it may say about it: plain values only."""
from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Iterable, Mapping, NamedTuple

from engine.law.file.dossier import Dossier
from engine.law.money import yuan as yuan
from engine.law.penalty.penalty import Item
from engine.law.people.separation import Held
from engine.law.power.authority import NoPower, Power
from engine.law.rules import Rulebook
from engine.law.time.reckoning import SHANGHAI
from engine.law.time.running import Clock

#: a finding with many defects names the first few and counts the rest
_SAID = 4


class Defect(NamedTuple):
    """One of several things that a gate objects to at once: a code for the scoring models, and what is wrong, in Chinese."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a gate objects to. `message` says what is wrong with this case, `next` what to do about it, in Chinese.

    `defects` lists each instance where the case-file review 案卷评查 deducts per instance.
    """

    gate: str
    name: str
    article: str
    message: str
    next: str
    severity: str
    points: int = 0
    defects: tuple[Defect, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain values for problem+json and the audit row."""
        plain = {"gate": self.gate, "name": self.name, "article": self.article, "message": self.message,
                 "next": self.next, "severity": self.severity, "points": self.points}
        return {**plain, "defects": [d._asdict() for d in self.defects]} if self.defects else plain


@dataclass(frozen=True, slots=True)
class Facts:
    """A case at the moment of an act.

    Attributes:
        at: the instant (aware). on: the day in Asia/Shanghai.
        data: form fields of the case so far, those being submitted included. Money in fen, dates as date or ISO text.
        clocks: code → the latest generation.
        met: obligation → {"at": ISO instant, "by": person, "penalty_fen": …}; a voided one is absent or has "voided".
        duties: who has done what on the case, the one acting now included.
        power: what authority.may_act says about unit and item on `on`.
        dossier: what lies in the file.
    """

    at: datetime
    on: date
    rules: Rulebook
    data: Mapping[str, Any] = field(default_factory=dict)
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    met: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    duties: tuple[Held, ...] = ()
    item: Item | None = None
    power: Power | NoPower | None = None
    unit_code: str = ""
    dossier: Dossier = field(default_factory=Dossier)

    @property
    def punishes(self) -> bool:
        """Whether a penalty is what is being imposed, as against 不予处罚 or 违法事实不成立."""
        return self.data.get("conclusion", "penalty") == "penalty"

    @property
    def fine_fen(self) -> int:
        """The fine being imposed, 0 when there is none."""
        if not self.punishes or (self.data.get("penalty_kind", "fine") != "fine" and "fine" not in self.kinds):
            return 0
        return int(self.data.get("penalty_fen") or 0)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of penalty proposed (keys of penalty.KINDS), the chief one first; none where no penalty is imposed."""
        if not self.punishes:
            return ()
        chief, others = self.data.get("penalty_kind") or (), self.data.get("penalty_kinds") or ()
        return tuple(dict.fromkeys(((chief,) if isinstance(chief, str) else tuple(chief)) + tuple(others)))

    @property
    def party_type(self) -> str:
        """citizen, individual_business or organisation."""
        return self.data.get("party_type") or "citizen"

    def day(self, key: str) -> date | None:
        """A form date, or None when the field is empty."""
        return as_day(self.data.get(key))

    def done(self, obligation: str) -> Mapping[str, Any] | None:
        """The record of an obligation that is met and not voided."""
        entry = self.met.get(obligation)
        return entry if entry is not None and not entry.get("voided") else None

    def done_at(self, obligation: str) -> datetime | None:
        """When an obligation was met."""
        entry = self.done(obligation)
        return None if entry is None or not entry.get("at") else as_instant(entry["at"])

    def done_on(self, obligation: str) -> date | None:
        """The day in China on which an obligation was met."""
        at = self.done_at(obligation)
        return None if at is None else at.astimezone(SHANGHAI).date()

    def finding(self, gate: str, message: str, next: str, *, past: bool = False) -> Finding:
        """A finding of this gate, with its name, article and severity from the rule data.

        Args:
            past: nothing can be done about it any more, or it is only a remark: the rule's `past` severity applies.
        """
        rule = self.rules.gates[gate]
        severity = (past and rule.past) or rule.severity
        return Finding(gate, rule.name, rule.article, message, next, severity, rule.points)

    def defective(self, gate: str, defects: Iterable[Defect], next: str, *, past: bool = False) -> Finding | None:
        """One finding for all the defects of this gate, or None when there are none; `past` as in `finding`."""
        found = tuple(dict.fromkeys(defects))
        if not found:
            return None
        said = "；".join(d.message.rstrip("。") for d in found[:_SAID])
        more = f"；另有 {len(found) - _SAID} 处" if len(found) > _SAID else ""
        return replace(self.finding(gate, f"{said}{more}。", next, past=past), defects=found)


def as_day(value: Any) -> date | None:
    """A form date, as a date or as ISO text; None when empty."""
    if value in (None, ""):
        return None
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def as_instant(value: Any) -> datetime:
    """An instant from ISO text or a datetime."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
