"""G-23: the act was found within the limitation 追究时效, and time-barred is claimed only where it is."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.penalty.lawversion import version_on
from engine.law.time.limitation import last_day, limitation_for

ID = "G-23"


def check(facts: Facts) -> Finding | None:
    """Counted from the act, or from its end where it continued; what counts is when it was found, not when it is decided."""
    ended_on = facts.day("act_ended_on") or facts.day("act_on")
    if facts.item is None or ended_on is None:
        return None
    barred = not facts.punishes and facts.data.get("no_penalty_ground") == "time_barred"
    if not facts.punishes and not barred:
        return None
    item = version_on(facts.rules.item_versions.get(facts.item.code, ()), ended_on) or facts.item
    rule = limitation_for(facts.rules.thresholds.limitations, ended_on, source=item.source, domain=item.domain,
                          harm=facts.data.get("harm") or "", harm_to=facts.data.get("harm_to") or "")
    if rule is None:
        return None
    found_on = facts.day("found_on") or facts.done_on("filing") or facts.on
    last_on = last_day(rule, ended_on)
    if facts.punishes and found_on > last_on:
        return facts.finding(ID, f"违法行为于 {ended_on.isoformat()} 发生或者终了，追究时效到 {last_on.isoformat()} 届满（{rule.name}，{rule.basis}），"
                                 f"{found_on.isoformat()} 才发现，不再给予行政处罚。",
                             "请作出不予处罚决定；有连续或者继续状态，或者有使时效延长的危害后果的，写明终了日期、危害后果及其证据。")
    if barred and found_on <= last_on:
        return facts.finding(ID, f"违法行为在追究时效内发现：时效到 {last_on.isoformat()} 届满（{rule.name}，{rule.basis}），"
                                 f"发现于 {found_on.isoformat()}。",
                             "请核对违法行为的日期，或者另选不予处罚的理由。")
    return None
