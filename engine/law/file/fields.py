"""What each paper 文书 must state, as data, and what one of them leaves out."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Iterator, Mapping

from engine.law.file.dossier import Dossier, PaperIssued, Service
from engine.law.file.evidence import Record
from engine.law.time.reckoning import SHANGHAI

#: entries of the file that carry their statements as attributes: key of the data → the entry's class
ENTRIES = {"inquiry": Record, "inspection": Record, "service": Service}
#: what a paper shows on its face, beside the text it printed
FACE = ("number", "agency", "issued_at", "remedy", "sealed")
_NAMES = {"inquiry": "询问笔录", "inspection": "现场检查（勘验）笔录", "service": "送达回证"}


@dataclass(frozen=True, slots=True)
class Condition:
    """When a requirement holds: the fact `key` is one of `among`, or is given at all when `among` is empty."""

    key: str
    among: tuple[Any, ...] = ()

    def holds(self, *facts: Mapping[str, Any]) -> bool:
        """Whether it holds; the first mapping that has the key decides."""
        value = next((f[self.key] for f in facts if self.key in f), None)
        return value in self.among if self.among else value not in (None, "", (), [], False)


@dataclass(frozen=True, slots=True)
class Field:
    """One statement that a paper must make.

    Attributes:
        of: kind of paper, or a key of ENTRIES.
        keys: where it may stand: any one of these keys of what the paper says, of FACE, or of the entry's attributes.
        least: how many are needed, for a list (two officers, two servers).
    """

    of: str
    keys: tuple[str, ...]
    name: str
    article: str
    least: int = 1
    when: Condition | None = None

    @property
    def code(self) -> str:
        """Name of the defect when it is missing, e.g. "penalty_decision.party_name"."""
        return f"{self.of}.{self.keys[0]}"


@dataclass(frozen=True, slots=True)
class Mask:
    """What must be covered before a decision is made public, a key of dossier.Publication.masked."""

    key: str
    name: str
    article: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class PaperRules:
    """What papers must say.

    Attributes:
        fields: kind of paper or key of ENTRIES → what it must state.
        masks: what publication covers.
        acknowledged: outward papers to other organs or to everybody, for which no 送达回证 exists → what stands in its place.
    """

    fields: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)
    masks: tuple[Mask, ...] = ()
    acknowledged: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Missing:
    """A statement that a paper leaves out."""

    field: Field
    paper: str


def missing(rules: PaperRules, dossier: Dossier, data: Mapping[str, Any]) -> Iterator[Missing]:
    """Every required statement that a paper or record in the file leaves out.

    A paper of which only the number is known, not the text, is not judged.

    Args:
        data: facts of the case, for the conditions of fields.
    """
    for paper in dossier.papers:
        if paper.says:
            title = f"《{paper.name}》（{paper.number}）" if paper.number else f"《{paper.name}》"
            yield from _absent(rules.fields.get(paper.kind, ()), title, _face(paper), paper.says, data)
    for record in dossier.records:
        title = f"{_day(record.began_at)}{_NAMES.get(record.kind, '笔录')}"
        yield from _absent(rules.fields.get(record.kind, ()), title, _attributes(record), {}, data)
    for service in dossier.services:
        title = f"{service.on.isoformat()} {_NAMES['service']}"
        yield from _absent(rules.fields.get("service", ()), title, _attributes(service), {}, data)


def _day(at: datetime | None) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d} " if at else ""


def _absent(fields: tuple[Field, ...], title: str, face: Mapping[str, Any], says: Mapping[str, Any],
            data: Mapping[str, Any]) -> Iterator[Missing]:
    for one in fields:
        if one.when is not None and not one.when.holds(says, face, data):
            continue
        if not any(_stated(says.get(key), one.least) or _stated(face.get(key), one.least) for key in one.keys):
            yield Missing(one, title)


def _stated(value: Any, least: int) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return len(value) >= least if isinstance(value, (tuple, list)) else bool(value)


def _face(paper: PaperIssued) -> dict[str, Any]:
    return {key: getattr(paper, key) for key in FACE}


def _attributes(entry: Record | Service) -> dict[str, Any]:
    return {key: getattr(entry, key) for key in entry.__slots__}
