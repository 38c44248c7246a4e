"""G-03: at least two different certified officers have handled the case."""
from __future__ import annotations

from engine.law.facts import Facts, Finding

ID = "G-03"
#: 行政处罚法第四十二条第一款: 不得少于两人.
OFFICERS = 2


def check(facts: Facts) -> Finding | None:
    """Count natural persons, not accounts or signatures."""
    handlers = {h.person_id for h in facts.duties if h.duty == "handle" and h.qualified}
    if len(handlers) >= OFFICERS:
        return None
    return facts.finding(ID, f"本案记录在册的持证办理人员只有 {len(handlers)} 人，不得少于两人。",
                         "请由另一名持证执法人员共同办理并签名后再提交。")
