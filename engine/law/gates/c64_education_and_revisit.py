"""C-64: education 教育 and, where correction was ordered, the revisit 整改回访 are on record."""
from __future__ import annotations

from typing import Iterator

from engine.law.facts import Defect, Facts, Finding

ID = "C-64"
DEFECTS = ("education", "revisit")

_PENALTIES = ("penalty_decision", "on_spot_decision")


def check(facts: Facts) -> Finding | None:
    """Asked once the decision is in the file: a duty where nothing is imposed (第三十三条第三款), good practice else (第六条)."""
    return facts.defective(ID, _defects(facts), "请补做并登记：教育的日期和内容；回访的日期和整改情况。")


def _defects(facts: Facts) -> Iterator[Defect]:
    data, file = facts.data, facts.dossier
    educated = data.get("education_on") or data.get("educated_on") or file.issued("education_record")
    if file.issued("no_penalty_decision") and not educated:
        yield Defect("education", "决定不予处罚，没有对当事人进行教育的记录")
    ordered = data.get("correction") in ("ordered", "corrected")
    if file.issued(*_PENALTIES) and ordered and not data.get("revisit_on"):
        yield Defect("revisit", "曾责令改正，处罚后没有整改回访的记录")
