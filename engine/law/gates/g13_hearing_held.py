"""G-13: a hearing that was asked for has been held or abandoned."""
from __future__ import annotations

from engine.law.facts import Facts, Finding

ID = "G-13"


def check(facts: Facts) -> Finding | None:
    """A request in time obliges the agency to hold the hearing before it goes on."""
    asked = facts.data.get("statement_outcome") == "hearing_requested" or facts.done("hearing_requested")
    if not asked or facts.data.get("hearing_result") in ("held", "abandoned"):
        return None
    return facts.finding(ID, "当事人已申请听证，听证尚未举行。", "请组织听证并制作笔录；当事人放弃的，记明放弃情形。")
