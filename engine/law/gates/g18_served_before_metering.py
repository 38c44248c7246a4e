"""G-18: the surcharge runs only after the decision was served and the time to pay is over."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.time.milestones import last_day, served_on

ID = "G-18"


def check(facts: Facts) -> Finding | None:
    """The meter starts on the day after the last day to pay, as rolled for the party (第六十七条第三款、第七十二条第一款第一项)."""
    since = facts.day("surcharge_since")
    if since is None:
        return None
    served = served_on(facts)
    if served is None:
        return facts.finding(ID, f"加处罚款自 {since.isoformat()} 起算，但处罚决定书尚未送达。", "请先送达决定书，缴款期限届满后再起算。")
    last = last_day(facts, "pay", served)
    if last is None or since > last:
        return None
    return facts.finding(ID, f"缴款期限到 {last.isoformat()} 届满，加处罚款不得自 {since.isoformat()} 起算。", "请自缴款期限届满的次日起算。")
