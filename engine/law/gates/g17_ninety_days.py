"""G-17: the decision falls within the statutory period from filing."""
from __future__ import annotations

from engine.law.facts import Facts, Finding

ID = "G-17"


def check(facts: Facts) -> Finding | None:
    """A late decision is still owed: it is recorded, it is not forbidden."""
    clock = facts.clocks.get("decide")
    if clock is None or clock.state == "cancelled":
        return None
    made_on = clock.ended_on or facts.on
    if made_on <= clock.due_on:
        return None
    return facts.finding(ID, f"决定期限已于 {clock.due_on.isoformat()} 届满，迟延 {(made_on - clock.due_on).days} 日。",
                         "请尽快作出决定，并在案卷中说明迟延的原因。")
