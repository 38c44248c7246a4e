"""C-56: the person questioned or inspected signed the record, or the refusal is noted with a witness."""
from __future__ import annotations

from typing import Iterator

from engine.law.facts import Defect, Facts, Finding
from engine.law.time.milestones import day_of

ID = "C-56"
DEFECTS = ("unsigned", "no_witness")

#: records of what the party said that are kept as papers; where they print `signed`, it is read like a record's
_HEARD = ("hearing_record", "statement_record")
_NAMES = {"inquiry": "询问笔录", "inspection": "现场检查（勘验）笔录"}


def check(facts: Facts) -> Finding | None:
    """Nobody is made to sign; what counts is that the page says which of the two happened."""
    return facts.defective(ID, _defects(facts), "请由当事人逐页签名；拒绝签名的，注明情况并由见证人签名。")


def _defects(facts: Facts) -> Iterator[Defect]:
    for record in facts.dossier.records:
        name = f"{day_of(record.began_at).isoformat()} {_NAMES.get(record.kind, '笔录')}"
        if record.signed == "refused" and not record.witness.strip():
            yield Defect("no_witness", f"{name}注明拒绝签名，但没有见证人")
        elif record.signed not in ("signed", "refused"):
            yield Defect("unsigned", f"{name}没有当事人签名，也没有注明拒绝签名的情况")
    for paper in facts.dossier.issued(*_HEARD):
        if "signed" in paper.says and paper.says["signed"] not in ("signed", "refused"):
            yield Defect("unsigned", f"《{paper.name}》没有当事人签名，也没有注明拒绝签名的情况（行政处罚法第六十四条第八项）")
