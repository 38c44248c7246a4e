"""G-24: nothing is torn down before the remedies have run out, and by night or on a holiday only in an emergency."""
from __future__ import annotations

from datetime import date

from engine.errors import ClockRefused
from engine.law.facts import Facts, Finding, as_day, as_instant
from engine.law.time import window
from engine.law.time.milestones import day_of, remedies, rule_on, served_on
from engine.law.time.wording import day as said

ID = "G-24"


def check(facts: Facts) -> Finding | None:
    """The earliest day follows both periods, as rolled for the party, and the term of the public notice.

    Night and holidays are open in an emergency 情况紧急 whose reason is on record (行政强制法第四十三条第一款); the remedies are not.
    """
    at = facts.data.get("demolition_at")
    if not at:
        return None
    start = as_instant(at)
    on = day_of(start)
    if served_on(facts) is None:
        return facts.finding(ID, "责令拆除的决定尚未送达，复议、诉讼期限没有起算。", "请先送达决定。")
    notice_until = _notice_until(facts)
    if notice_until is None:
        return facts.finding(ID, "强制拆除前没有公告并限期当事人自行拆除。", "请先予公告，写明自行拆除的期限。")
    rule, calendar = rule_on(facts, "demolition", on), facts.rules.calendar
    if rule is None:
        return None
    running = remedies(facts)
    judged_on = facts.day("suit_ended_on") if any(c.state == "met" for c in running) else None
    try:
        first = window.demolition(rule, running, notice_until, calendar, judged_on=judged_on)
    except ClockRefused as why:
        return facts.finding(ID, why.detail, why.next or "请待复议、诉讼终结后，再定强制拆除的日期。")
    urgent = bool(facts.data.get("enforcement_urgent"))
    if urgent and not str(facts.data.get("enforcement_urgent_reason") or "").strip():
        return facts.finding(ID, "以情况紧急为由在夜间或者法定节假日强制拆除，没有写明理由。", "请写明紧急的事实和理由；不紧急的，改在工作日的白天实施。")
    if on < (first.over_on if urgent else first.earliest_on):
        return facts.finding(ID, f"定于{said(on)}强制拆除，为时过早：{'；'.join(first.reasons)}。", f"请在{said(first.earliest_on)}以后实施。")
    barred = None if urgent else window.forbidden(rule, start, calendar)
    return facts.finding(ID, barred, "请改在工作日的白天实施。") if barred else None


def _notice_until(facts: Facts) -> date | None:
    """The term of the notice, or the day it was issued when it names none; where no papers are kept nothing is asked for."""
    if not facts.dossier.papers:
        return served_on(facts)
    terms = [as_day(p.says.get("announce_until")) or day_of(p.issued_at) for p in facts.dossier.issued("announcement")]
    return max(terms, default=None)
