"""C-55: every paper that leaves the agency has its number, its seal and its service receipt 送达回证, made as its mode asks."""
from __future__ import annotations

import re
from collections import Counter
from typing import Iterator

from engine.law.facts import Defect, Facts, Finding
from engine.law.file.dossier import SERVICE_MODES, Service

ID = "C-55"
DEFECTS = ("number", "seal", "receipt", "leave", "mail", "publish", "entrust", "electronic")

_YEAR = re.compile(r"〔\d{4}〕")
#: 民事诉讼法第八十九条、第九十一条、第九十五条: what must lie beside the receipt.
_BESIDE = {"leave": "拒收事由、见证人签名或者录像的记载", "mail": "邮寄凭证和签收单据", "publish": "公告文本和张贴、刊登的记录",
           "entrust": "委托函和代为送达的回证"}


def check(facts: Facts) -> Finding | None:
    """A paper re-issued is served again: as many receipts as papers of the kind."""
    return facts.defective(ID, _defects(facts), "请补办编号、用印或者送达；送达材料已有的，请归入案卷。")


def _defects(facts: Facts) -> Iterator[Defect]:
    served = Counter(service.paper for service in facts.dossier.services)
    outward = [paper for paper in facts.dossier.papers if paper.outward]
    for paper in outward:
        if not _YEAR.search(paper.number):
            yield Defect("number", f"《{paper.name}》没有规范的文号")
        if not paper.sealed:
            yield Defect("seal", f"《{paper.name}》（{paper.number}）没有加盖行政机关印章")
    for kind, issued in Counter(paper.kind for paper in outward).items():
        if kind not in facts.rules.paper_rules.acknowledged and served[kind] < issued:
            name = next(paper.name for paper in outward if paper.kind == kind)
            yield Defect("receipt", f"《{name}》{f'制发 {issued} 份，' if issued > 1 else ''}案卷中有送达回证 {served[kind]} 份")
    for service in facts.dossier.services:
        yield from _mode(facts, service)


def _mode(facts: Facts, service: Service) -> Iterator[Defect]:
    paper = facts.rules.papers.get(service.paper)
    said = f"《{paper.name if paper else service.paper}》{SERVICE_MODES.get(service.mode, service.mode)}"
    if service.mode in _BESIDE and not service.noted.strip():
        yield Defect(service.mode, f"{said}，没有{_BESIDE[service.mode]}")
    if service.mode == "electronic" and not service.consented:
        yield Defect("electronic", f"{said}，没有当事人签订的确认书（行政处罚法第六十一条第二款）")
