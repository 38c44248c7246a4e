"""G-25: the court is applied to inside its window, and after the party was urged and given time."""
from __future__ import annotations

from dataclasses import replace
from datetime import date

from engine.errors import ClockRefused
from engine.law.facts import Facts, Finding
from engine.law.time import window
from engine.law.time.milestones import remedies, rule_on, served_on
from engine.law.time.wording import day as said

ID = "G-25"


def check(facts: Facts) -> Finding | None:
    """The window opens when the suit period has ended; its months count from then, or from the end of instalments granted."""
    applied_on = facts.day("court_applied_on")
    if applied_on is None:
        return None
    running, stated, instalments = remedies(facts), facts.day("suit_ended_on"), facts.day("instalment_until")
    if served_on(facts) is None:
        return facts.finding(ID, "处罚决定书尚未送达，起诉期限没有起算，不能申请强制执行。", "请先送达决定书。")
    if instalments is not None and applied_on <= instalments:
        return facts.finding(ID, f"批准的延期、分期缴纳到{said(instalments)}结束，此前不能申请强制执行。",
                             f"请在{said(instalments)}之后申请。")
    if stated is not None:
        running = [c if c.code == "reconsider" else replace(c, due_on=stated, state="lapsed") for c in running]
    rule, urging = (rule_on(facts, code, applied_on) for code in ("court_apply", "urge_before_court"))
    if rule is None or urging is None:
        return None
    try:
        span = window.court_window(rule, urging, running, facts.rules.calendar, instalment_until=instalments,
                                   urged_on=_urged_on(facts))
    except ClockRefused as why:
        return facts.finding(ID, why.detail, why.next or "请待复议、诉讼终结后再申请。")
    why = span.refuses(applied_on)
    if why is None:
        return None
    if applied_on > span.closes_on:
        return facts.finding(ID, f"{said(applied_on)}申请强制执行：{why}", "有正当理由的，随申请说明并附证据；没有的，追究过错责任。")
    return facts.finding(ID, f"{said(applied_on)}不能申请强制执行：{why}", f"{'；'.join(span.reasons)}。")


def _urged_on(facts: Facts) -> date | None:
    service = facts.dossier.served("urge_notice")
    return facts.day("urge_served_on") or facts.day("urged_on") or (service.on if service else None)
