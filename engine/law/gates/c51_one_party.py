"""C-51: every paper of the file names the same party with the same identity number."""
from __future__ import annotations

import re
from typing import Iterator

from engine.law.facts import Defect, Facts, Finding

ID = "C-51"
DEFECTS = ("party_name", "party_id")

_NAMES = {"party_name": "当事人名称", "party_id": "公民身份号码或者统一社会信用代码"}


def check(facts: Facts) -> Finding | None:
    """The case's own entry counts as the first; each paper that differs from it is named. Spaces make no difference."""
    return facts.defective(ID, _defects(facts), "请核对身份证件或者营业执照，以正确的为准更正其余文书。")


def _defects(facts: Facts) -> Iterator[Defect]:
    for key, name in _NAMES.items():
        first, where = _plain(facts.data.get(key)), "案件登记"
        for paper in facts.dossier.papers:
            value = _plain(paper.says.get(key))
            if value and not first:
                first, where = value, f"《{paper.name}》"
            elif value and value != first:
                yield Defect(key, f"{name}不一致：{where}为“{first}”，《{paper.name}》为“{value}”")


def _plain(value: object) -> str:
    return re.sub(r"\s+", "", str(value or "")).upper()
