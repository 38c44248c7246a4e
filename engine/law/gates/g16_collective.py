"""G-16: complicated or grave cases are discussed by the leaders together before the decision."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.penalty.penalty import band, hearing_due
from engine.law.time.milestones import decided_at, on_the_spot

ID = "G-16"


def check(facts: Facts) -> Finding | None:
    """What counts as grave is data (thresholds.toml); G-31 and G-38 ask about reduced fines and deviations themselves."""
    if not facts.punishes or on_the_spot(facts):
        return None
    reasons = [t.name for t in facts.rules.thresholds.collective if _TESTS[t.when](facts)]
    if not reasons:
        return None
    discussed_at, made_at = facts.done_at("collective"), decided_at(facts)
    agreed = facts.done("collective") and facts.data.get("collective_result", "agree") == "agree"
    if agreed and (discussed_at is None or made_at is None or discussed_at <= made_at):
        return None
    if agreed:
        return facts.finding(ID, "集体讨论晚于处罚决定。", "请报请撤销原决定，经集体讨论后重新作出。")
    return facts.finding(ID, f"本案{'、'.join(reasons)}，须经负责人集体讨论决定。", "请提交集体讨论并形成笔录。")


def _hearing_amount(facts: Facts) -> bool:
    """Whether the amounts reach the verified threshold of the place and field."""
    rules, item = facts.rules, facts.item
    gains_fen, goods_fen = (int(facts.data.get(key) or 0) for key in ("gains_fen", "goods_fen"))
    top = band(item, facts.party_type, rules.switches) if item else None
    return hearing_due(facts.fine_fen, facts.party_type, rules.switches, rules.thresholds, facts.on, gains_fen=gains_fen,
                       goods_fen=goods_fen, domain=item.domain if item else "", cap_fen=top and top[1]) is not None


def _grave_kind(facts: Facts) -> bool:
    """Whether a penalty is proposed for which a hearing is offered whatever the amount: 停产停业, 吊销 and the like."""
    return any(set(facts.kinds) & set(group.kinds) for group in facts.rules.thresholds.hearing_kinds)


_TESTS = {
    "flagged": lambda facts: bool(facts.data.get("collective_required")),
    "hearing_amount": _hearing_amount,
    "hearing_held": lambda facts: facts.data.get("hearing_result") == "held",
    "grave_kind": _grave_kind,
}
