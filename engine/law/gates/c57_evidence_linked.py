"""C-57: evidence list ↔ evidence ↔ facts found: each piece proves a fact, each fact is proved, each listed piece exists."""
from __future__ import annotations

from typing import Iterator

from engine.law.facts import Defect, Facts, Finding

ID = "C-57"
DEFECTS = ("unlinked", "unverified", "unlisted", "absent", "unproved", "idle")

#: papers that list evidence under `evidence` (ids), and those that set out facts under `facts_found` (their names)
_LISTS, _FACTS = ("evidence_list",), ("penalty_decision", "investigation_report")


def check(facts: Facts) -> Finding | None:
    """A list or a paper that does not name pieces or facts one by one is not compared; what a piece proves is always asked."""
    return facts.defective(ID, _defects(facts), "请逐项写明证据所证明的事实，查证属实后入卷，并使证据清单、证据和认定的事实一一对应。")


def _defects(facts: Facts) -> Iterator[Defect]:
    evidence = facts.dossier.evidence
    for one in evidence:
        if not one.proves.strip():
            yield Defect("unlinked", f"证据“{one.name}”没有写明证明什么事实")
        if not one.verified:
            yield Defect("unverified", f"证据“{one.name}”没有查证属实的记载（第四十六条第二款）")
    yield from _listed(facts)
    yield from _proved(facts)


def _listed(facts: Facts) -> Iterator[Defect]:
    lists = [ids for paper in facts.dossier.issued(*_LISTS) if isinstance(ids := paper.says.get("evidence"), (list, tuple))]
    if not lists:
        return
    listed, held = {str(i) for ids in lists for i in ids}, {str(e.id): e.name for e in facts.dossier.evidence}
    for missing in sorted(listed - held.keys()):
        yield Defect("absent", f"证据清单中的第 {missing} 号证据不在案卷中")
    for extra in (i for i in held if i not in listed):
        yield Defect("unlisted", f"证据“{held[extra]}”没有列入证据清单")


def _proved(facts: Facts) -> Iterator[Defect]:
    for kind in _FACTS:
        papers = [p for p in facts.dossier.issued(kind) if isinstance(p.says.get("facts_found"), (list, tuple))]
        if not papers:
            continue
        found = [str(fact).strip() for fact in papers[-1].says["facts_found"]]
        proved = {one.proves.strip() for one in facts.dossier.evidence}
        for fact in (f for f in found if f not in proved):
            yield Defect("unproved", f"《{papers[-1].name}》认定的“{fact}”没有证据证明")
        for one in facts.dossier.evidence:
            if one.proves.strip() and one.proves.strip() not in found:
                yield Defect("idle", f"证据“{one.name}”证明的“{one.proves.strip()}”不在《{papers[-1].name}》认定的事实中")
