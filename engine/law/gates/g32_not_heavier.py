"""G-32: the penalty is not heavier than the one the party was told about."""
from __future__ import annotations

from engine.law.facts import Facts, Finding, yuan

ID = "G-32"


def check(facts: Facts) -> Finding | None:
    """Heavier needs new facts and a new notice, which replaces the amount told."""
    notice = facts.done("notice")
    if not facts.punishes or notice is None or notice.get("penalty_fen") is None or facts.fine_fen <= notice["penalty_fen"]:
        return None
    return facts.finding(ID, f"拟罚款 {yuan(facts.fine_fen)}，重于已告知的 {yuan(notice['penalty_fen'])}；不得因申辩加重处罚。",
                         "请不高于告知数额；确有新的事实的，重新告知后再决定。")
