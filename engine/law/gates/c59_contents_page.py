"""C-59: the contents page 卷内目录 lists what is in the file, with the pages it has."""
from __future__ import annotations

from collections import Counter
from typing import Iterator

from engine.law.facts import Defect, Facts, Finding

ID = "C-59"
DEFECTS = ("unlisted", "absent", "pages")

#: kinds that the file also keeps as records and services, so that a contents entry may stand for one of those
_ENTRIES = {"inquiry_record": "inquiry", "inspection_record": "inspection", "recheck_record": "inspection"}


def check(facts: Facts) -> Finding | None:
    """Compared kind by kind, once the file is bound: before that there is no contents page."""
    return facts.defective(ID, _defects(facts), "请按卷内文书的顺序和页数重新编制卷内目录。") if facts.dossier.pages else None


def _defects(facts: Facts) -> Iterator[Defect]:
    file, names = facts.dossier, {code: paper.name for code, paper in facts.rules.papers.items()}
    held, listed, held_pages, listed_pages = Counter(), Counter(), Counter(), Counter()
    for paper in file.papers:
        held[paper.kind] += 1
        held_pages[paper.kind] += paper.pages
    for kind, pages in file.pages:
        listed[kind] += 1
        listed_pages[kind] += pages
    for kind in held:
        if held[kind] > listed[kind]:
            yield Defect("unlisted", f"《{names.get(kind, kind)}》共 {held[kind]} 份，卷内目录列有 {listed[kind]} 份")
        elif held[kind] == listed[kind] and held_pages[kind] != listed_pages[kind]:
            yield Defect("pages", f"《{names.get(kind, kind)}》共 {held_pages[kind]} 页，卷内目录记为 {listed_pages[kind]} 页")
    for kind in listed:
        if kind in names and listed[kind] > held[kind] + _beside(facts, kind):
            yield Defect("absent", f"卷内目录列有《{names[kind]}》{listed[kind]} 份，案卷中有 {held[kind]} 份")


def _beside(facts: Facts, kind: str) -> int:
    if kind == "service_receipt":
        return len(facts.dossier.services)
    return sum(record.kind == _ENTRIES.get(kind) for record in facts.dossier.records)
