"""G-12: no decision before the party was told and the periods for statement and hearing request have ended."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.time.milestones import judged_on, on_the_spot

ID = "G-12"
_WINDOWS = ("statement", "hearing_request")


def check(facts: Facts) -> Finding | None:
    """The period runs to its rolled last day, whatever was said earlier, unless the party waived explicitly (第六十二条)."""
    if not facts.punishes or on_the_spot(facts):
        return None
    if facts.done("notice") is None:
        return facts.finding(ID, "尚未向当事人送达行政处罚事先告知书。", "请先告知拟处罚的内容、事实、理由、依据和当事人的权利。")
    if _waived(facts):
        return None
    opened = [code for code in _WINDOWS if code in facts.clocks]
    if not opened or (facts.data.get("hearing_offered") and "hearing_request" not in opened):
        return facts.finding(ID, "事先告知送达后，陈述申辩或听证申请的期限没有起算。", "请核对送达日期并起算期限。")
    made_on = judged_on(facts)
    for code in opened:
        clock = facts.clocks[code]
        if clock.state != "cancelled" and made_on <= clock.due_on:
            return facts.finding(ID, f"“{clock.name}”的期限到 {clock.due_on.isoformat()} 才届满，{made_on.isoformat()} 不得作出决定。",
                                 f"请于 {clock.due_on.isoformat()} 之后办理，或取得当事人明确放弃权利的书面材料。")
    return None


def _waived(facts: Facts) -> bool:
    """An explicit waiver answers the notice it followed; one given to an earlier notice says nothing of the new one."""
    heard, noticed = facts.done_at("defence_window"), facts.done_at("notice")
    return facts.data.get("statement_outcome") == "waived" and heard is not None and noticed is not None and heard >= noticed
