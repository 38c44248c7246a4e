"""What lies in a case file 案卷, as plain values: deeds done, papers, evidence, records, measures, service, payments."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Mapping

from engine.law.file.evidence import EVIDENCE_KINDS, MEASURES, Evidence, Goods, Measure, Record
from engine.law.people.eligibility import Qualification

#: how a paper reached the party (民事诉讼法第八十七条至第九十五条)
SERVICE_MODES = {"direct": "直接送达", "leave": "留置送达", "mail": "邮寄送达", "electronic": "电子送达", "entrust": "委托送达",
                 "publish": "公告送达"}
PAYMENT_CHANNELS = {"collector": "代收机构缴款", "cash": "当场收缴"}

__all__ = ["EVIDENCE_KINDS", "MEASURES", "PAYMENT_CHANNELS", "SERVICE_MODES", "Deed", "Dossier", "Earlier", "Evidence", "Goods",
           "Measure", "PaperIssued", "Payment", "Person", "Publication", "Record", "Service", "Staff"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acted in the case. `kind`: one of eligibility.PERSON_KINDS."""

    id: Any
    name: str
    kind: str
    qualifications: tuple[Qualification, ...] = ()
    reviewer_since: date | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """One completed task: who signed it, when, and what the form said."""

    element: str
    name: str
    duty: str
    at: datetime
    by: tuple[Any, ...]
    form: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PaperIssued:
    """A numbered paper 文书. `says` is what it printed (party_name, penalty_fen, articles …); `remedy` its remedy text."""

    kind: str
    name: str
    number: str
    issued_at: datetime
    by: Any
    agency: str = ""
    outward: bool = False
    remedy: str = ""
    says: Mapping[str, Any] = field(default_factory=dict)
    sealed: bool = True
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Service:
    """One service 送达 of a paper, from its 送达回证.

    Attributes:
        paper: its kind. number: its number, empty where only the kind is known.
        consented: the party signed a confirmation that allows electronic service.
        noted: refusal, witnesses, mail receipt or announcement text, as the mode asks for.
    """

    paper: str
    on: date
    mode: str
    by: tuple[Any, ...]
    receiver: str = ""
    consented: bool = False
    noted: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received. `channel` is a key of PAYMENT_CHANNELS; `ground` why cash was lawful (small, hard_to_enforce, remote)."""

    fen: int
    on: date
    channel: str
    receipt_no: str = ""
    by: Any = None
    ground: str = ""
    handed_in_on: date | None = None
    deposited_on: date | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """A decision made public. `masked` names what was covered: id_number, address, minor, business_secret."""

    on: date
    masked: tuple[str, ...] = ()
    withdrawn_on: date | None = None
    withdraw_since: date | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another decided case of the same party, for 一事不再罚 and repeated violations."""

    case: str
    item_code: str
    act_on: date
    place: str
    decided_on: date
    kind: str
    penalty_fen: int
    window: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """How many people a unit has in a role, for ratios."""

    officers: int
    reviewers: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything in the file, in the order it happened.

    Attributes:
        people: person id → who they are. recused: those taken off the case (行政处罚法第四十三条); recused_on: since which day, as far as known.
        recusal_asked: those whose recusal waits for its decision.
        pages: the contents page 卷内目录: (paper kind, page count) as bound; empty before archiving.
    """

    deeds: tuple[Deed, ...] = ()
    papers: tuple[PaperIssued, ...] = ()
    services: tuple[Service, ...] = ()
    records: tuple[Record, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    measures: tuple[Measure, ...] = ()
    payments: tuple[Payment, ...] = ()
    publications: tuple[Publication, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    people: Mapping[Any, Person] = field(default_factory=dict)
    recused: frozenset[Any] = frozenset()
    recused_on: Mapping[Any, date] = field(default_factory=dict)
    recusal_asked: frozenset[Any] = frozenset()
    staff: Staff | None = None
    pages: tuple[tuple[str, int], ...] = ()

    def issued(self, *kinds: str) -> list[PaperIssued]:
        """The papers of these kinds, oldest first."""
        return [p for p in self.papers if p.kind in kinds]

    def served(self, kind: str) -> Service | None:
        """The first service of a kind of paper."""
        return next((s for s in self.services if s.paper == kind), None)
