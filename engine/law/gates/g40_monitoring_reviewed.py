"""G-40: a camera's record is evidence only after legal and technical review, from a published place, the party told."""
from __future__ import annotations

from typing import Iterator

from engine.law.facts import Defect, Facts, Finding
from engine.law.file.dossier import Evidence

ID = "G-40"
DEFECTS = ("legal_review_id", "technical_review_id", "public_location", "informed_on", "unreviewed")

_NEEDED = {"legal_review_id": "法制审核编号", "technical_review_id": "技术审核编号", "public_location": "设置地点的公布信息",
           "informed_on": "告知当事人的日期"}
#: what a device leaves behind
_RECORDED = ("electronic", "audiovisual")


def check(facts: Facts) -> Finding | None:
    """A case that a device found must rest on evidence whose review is on file (第四十一条第二款: else it is no evidence).

    A record marked as not verified is not relied on, and needs no review.
    """
    return facts.defective(ID, _defects(facts), "请补齐设备的法制审核、技术审核和设置地点公布的材料，并告知当事人违法事实；"
                                               "不能补齐的，该记录不得作为处罚的证据。")


def _defects(facts: Facts) -> Iterator[Defect]:
    evidence = [one for one in facts.dossier.evidence if one.verified]
    for one in evidence:
        if one.monitoring is not None:
            yield from _lacking(one)
    recorded = [e for e in evidence if e.kind in _RECORDED]
    if facts.data.get("source") == "device" and recorded and all(e.monitoring is None for e in recorded):
        yield Defect("unreviewed", f"线索来自非现场监控设备，证据“{recorded[0].name}”没有审核记载")


def _lacking(one: Evidence) -> Iterator[Defect]:
    for key, name in _NEEDED.items():
        if not (one.monitoring or {}).get(key):
            yield Defect(key, f"监控证据“{one.name}”缺少{name}")
