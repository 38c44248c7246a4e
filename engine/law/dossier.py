"""What lies in a case file 案卷, as plain values: deeds done, papers, evidence, records, measures, service, payments."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Mapping

from engine.law.eligibility import Qualification

#: 行政处罚法第四十六条: the eight kinds of evidence.
EVIDENCE_KINDS = {"documentary": "书证", "physical": "物证", "audiovisual": "视听资料", "electronic": "电子数据", "testimony": "证人证言",
                  "statement": "当事人的陈述", "appraisal": "鉴定意见", "scene_record": "勘验笔录、现场笔录"}
MEASURES = {"registration_hold": "先行登记保存", "seizure": "查封、扣押"}
#: how a paper reached the party (民事诉讼法第八十七条至第九十五条)
SERVICE_MODES = {"direct": "直接送达", "leave": "留置送达", "mail": "邮寄送达", "electronic": "电子送达", "entrust": "委托送达",
                 "publish": "公告送达"}
PAYMENT_CHANNELS = {"collector": "代收机构缴款", "cash": "当场收缴"}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acted in the case. `kind`: officer, auxiliary, grid_worker, reviewer, leader."""

    id: Any
    name: str
    kind: str
    qualifications: tuple[Qualification, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Record:
    """An inquiry 询问 or inspection 现场检查（勘验） record.

    Attributes:
        kind: "inquiry" or "inspection".
        officers: the natural persons who asked or inspected.
        signed: "signed", "refused" (noted, with witness) or "" when neither is on the page.
    """

    kind: str
    began_at: datetime
    ended_at: datetime
    officers: tuple[Any, ...]
    person: str = ""
    certificate_shown: bool = True
    rights_told: bool = True
    signed: str = "signed"
    witness: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence. `proves` names the fact it stands for.

    Attributes:
        kind: a key of EVIDENCE_KINDS.
        monitoring: for electronic monitoring (第四十一条): legal_review_id, technical_review_id, public_location, informed_on.
    """

    id: Any
    kind: str
    name: str
    obtained_at: datetime
    by: tuple[Any, ...] = ()
    proves: str = ""
    verified: bool = True
    monitoring: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Goods:
    """A thing held. `linked` to the violation; `necessity` of daily life; `third_party` owns it (行政强制法第二十三条)."""

    name: str
    quantity: str = "1"
    linked: bool = True
    necessity: bool = False
    third_party: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A registration hold or a seizure.

    Attributes:
        kind: a key of MEASURES.
        basis: the law or regulation that names the measure.
        approved_at: None while approval is missing; emergency: executed before it (行政强制法第十九条).
        extended_on, due_on: its one extension, and the last day it may stand.
        resolved_at, resolution: returned, released, confiscated, destroyed, auctioned, transferred, seized …
    """

    kind: str
    executed_at: datetime
    by: tuple[Any, ...]
    objects: tuple[Goods, ...]
    due_on: date
    basis: str = ""
    approved_at: datetime | None = None
    emergency: bool = False
    extended_on: date | None = None
    resolved_at: datetime | None = None
    resolution: str = ""


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
        people: person id → who they are. recused: those taken off the case (行政处罚法第四十三条).
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
    staff: Staff | None = None
    pages: tuple[tuple[str, int], ...] = ()

    def issued(self, *kinds: str) -> list[PaperIssued]:
        """The papers of these kinds, oldest first."""
        return [p for p in self.papers if p.kind in kinds]

    def served(self, kind: str) -> Service | None:
        """The first service of a kind of paper."""
        return next((s for s in self.services if s.paper == kind), None)
