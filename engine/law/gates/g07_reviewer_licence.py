"""G-07: the legal reviewer holds the national legal qualification."""
from __future__ import annotations

from engine.law.facts import Facts, Finding

ID = "G-07"


def check(facts: Facts) -> Finding | None:
    """Every review on the case must have been given by a qualified reviewer."""
    if all(h.qualified for h in facts.duties if h.duty == "review"):
        return None
    return facts.finding(ID, "法制审核人员未取得国家统一法律职业资格。", "请转由具备资格的审核人员（可用县级审核池）重新审核。")
