"""G-13: a hearing that was asked for in time has been held or abandoned before the decision."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.time.milestones import judged_on

ID = "G-13"


def check(facts: Facts) -> Finding | None:
    """A request in time obliges the agency to hold the hearing before it goes on; a late one does not (第六十四条第一项)."""
    asked = facts.data.get("statement_outcome") == "hearing_requested" or facts.done("hearing_requested")
    if not asked or _late(facts):
        return None
    if facts.data.get("hearing_result") not in ("held", "abandoned"):
        return facts.finding(ID, "当事人已申请听证，听证尚未举行。", "请组织听证并制作笔录；当事人放弃的，记明放弃情形。")
    held_on = facts.day("hearing_held_on")
    if held_on is None or held_on <= judged_on(facts):
        return None
    return facts.finding(ID, f"听证于 {held_on.isoformat()} 举行，晚于作出决定之日（{judged_on(facts).isoformat()}）。",
                         "请在听证结束后，根据听证笔录重新作出决定。")


def _late(facts: Facts) -> bool:
    asked_on, clock = facts.day("hearing_requested_on"), facts.clocks.get("hearing_request")
    return asked_on is not None and clock is not None and asked_on > clock.due_on
