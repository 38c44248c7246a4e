"""G-10: filing comes before questioning, appraisal and holding things; verifying the lead may come before it."""
from __future__ import annotations

from datetime import datetime
from typing import Iterator

from engine.law.facts import Facts, Finding
from engine.law.file.evidence import EVIDENCE_KINDS, MEASURES
from engine.law.people.hands import RECORDS
from engine.law.time.milestones import day_of

ID = "G-10"


def check(facts: Facts) -> Finding | None:
    """What verification may yield is a local list; the urgent may be taken first where the urgency is noted."""
    filed_at = facts.done_at("filing")
    if filed_at is None or str(facts.data.get("urgent_evidence_note") or "").strip():
        return None
    for at, what in _after_filing(facts):
        if at < filed_at:
            return facts.finding(ID, f"{day_of(at).isoformat()} 取得的{what}早于立案（{day_of(filed_at).isoformat()}），也没有紧急取证的说明。",
                                 "请写明紧急情况和取证经过；没有紧急情况的，立案后重新取证。")
    return None


def _after_filing(facts: Facts) -> Iterator[tuple[datetime, str]]:
    records, evidence = (facts.rules.limit(code, facts.on) for code in ("verification_records", "verification_evidence"))
    for record in facts.dossier.records:
        if records and record.kind not in records.codes:
            yield record.began_at, RECORDS.get(record.kind, "笔录")
    for item in facts.dossier.evidence:
        if evidence and item.kind not in evidence.codes:
            yield item.obtained_at, f"{EVIDENCE_KINDS.get(item.kind, '证据')}“{item.name}”"
    for measure in facts.dossier.measures:
        if not measure.emergency:
            yield measure.executed_at, MEASURES.get(measure.kind, "强制措施")
