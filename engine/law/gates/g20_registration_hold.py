"""G-20: what was put under registration hold 先行登记保存 was decided about in time."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.time.milestones import day_of, last_day

ID = "G-20"


def check(facts: Facts) -> Finding | None:
    """The hold lapses on its bare last day; there is no extension."""
    for hold in (m for m in facts.dossier.measures if m.kind == "registration_hold"):
        began_on = day_of(hold.executed_at)
        last = last_day(facts, "registration_hold", began_on)
        if last is None:
            continue
        if hold.resolved_at is None:
            if facts.on > last:
                return facts.finding(ID, f"{began_on.isoformat()} 先行登记保存的物品，应于 {last.isoformat()} 前作出处理决定，至今没有处理。",
                                     "登记保存已经失效，请立即返还，并记明返还情况。")
        elif (done_on := day_of(hold.resolved_at)) > last:
            return facts.finding(ID, f"先行登记保存应于 {last.isoformat()} 前处理，{done_on.isoformat()} 才处理。",
                                 "请在案卷中说明原因；逾期期间的保存没有效力。", past=True)
    return None
