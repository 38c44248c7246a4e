"""G-17: the decision falls within the statutory period from filing."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.time.milestones import judged_on

ID = "G-17"


def check(facts: Facts) -> Finding | None:
    """A late decision is still owed: it is recorded, it is not forbidden. An extension counts only with the rule it cites."""
    clock = facts.clocks.get("decide")
    if clock is None or clock.state == "cancelled":
        return None
    if any(not e.basis.strip() for e in clock.extensions) or any(not s.basis.strip() for s in clock.suspensions):
        return facts.finding(ID, "决定期限的延长或者扣除没有写明所依据的规定。", "请补充依据（名称、条款）和批准文书；没有依据的，期限照常计算。")
    made_on = clock.ended_on or judged_on(facts)
    if made_on <= clock.due_on:
        return None
    return facts.finding(ID, f"决定期限已于 {clock.due_on.isoformat()} 届满，迟延 {(made_on - clock.due_on).days} 日。",
                         "请尽快作出决定，并在案卷中说明迟延的原因。")
