"""What the agency gathers and holds: records 笔录, evidence 证据, and the measures 先行登记保存、查封扣押 that hold things."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Mapping

#: 行政处罚法第四十六条: the eight kinds of evidence.
EVIDENCE_KINDS = {"documentary": "书证", "physical": "物证", "audiovisual": "视听资料", "electronic": "电子数据", "testimony": "证人证言",
                  "statement": "当事人的陈述", "appraisal": "鉴定意见", "scene_record": "勘验笔录、现场笔录"}
MEASURES = {"registration_hold": "先行登记保存", "seizure": "查封、扣押"}


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
