"""G-07: the legal reviewer held the national legal qualification on the day of the review."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.people import hands
from engine.law.time.milestones import day_of

ID = "G-07"


def check(facts: Facts) -> Finding | None:
    """Every review on the case must have been given by a qualified reviewer; who reviewed before it was asked of beginners (初次从事) is one."""
    for held in (h for h in facts.duties if h.duty == "review"):
        why = hands.unfit(facts, held.person_id, "review", day_of(held.at) if held.at else facts.on)
        if not held.qualified or why:
            return facts.finding(ID, why.reason if why else "法制审核人员未取得国家统一法律职业资格。",
                                 "请转由具备资格的审核人员（可用县级审核池）重新审核。")
    return None
