"""G-35: the right to a hearing was offered when the fine reaches the local threshold."""
from __future__ import annotations

from engine.law.facts import Facts, Finding, yuan
from engine.law.penalty import amount_for, hearing_due

ID = "G-35"


def check(facts: Facts) -> Finding | None:
    """Offering it below the threshold is harmless and never refused."""
    rules = facts.rules
    row = hearing_due(facts.fine_fen, facts.party_type, rules.switches, rules.thresholds, facts.on)
    if row is None or facts.data.get("hearing_offered"):
        return None
    bound = amount_for(row.limit, facts.party_type, rules.switches)
    return facts.finding(ID, f"拟罚款 {yuan(facts.fine_fen)}，达到听证标准（{yuan(bound)}，{row.limit.basis}），尚未告知听证权利。",
                         "请制发听证告知书，等待五个工作日的申请期限。")
