"""G-16: complicated or grave cases are discussed by the leaders together before the decision."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.penalty import hearing_due

ID = "G-16"


def check(facts: Facts) -> Finding | None:
    """What counts as grave is data (thresholds.toml)."""
    if not facts.punishes:
        return None
    reasons = [t.name for t in facts.rules.thresholds.collective if _TESTS[t.when](facts)]
    if not reasons:
        return None
    if facts.done("collective") and facts.data.get("collective_result", "agree") == "agree":
        return None
    return facts.finding(ID, f"本案{'、'.join(reasons)}，须经负责人集体讨论决定。", "请提交集体讨论并形成笔录。")


def _hearing_amount(facts: Facts) -> bool:
    rules = facts.rules
    return hearing_due(facts.fine_fen, facts.party_type, rules.switches, rules.thresholds, facts.on) is not None


_TESTS = {
    "flagged": lambda facts: bool(facts.data.get("collective_required")),
    "hearing_amount": _hearing_amount,
    "hearing_held": lambda facts: facts.data.get("hearing_result") == "held",
}
