"""G-21: a seizure 查封、扣押 stands no longer than the law allows, and is ended by a decision about the goods."""
from __future__ import annotations

from datetime import date

from engine.errors import ClockRefused
from engine.law.facts import Facts, Finding
from engine.law.file.dossier import Measure
from engine.law.time import clock as clocks
from engine.law.time.milestones import bare, day_of, decided_at
from engine.law.time.running import Clock

ID = "G-21"


def check(facts: Facts) -> Finding | None:
    """It ends on its bare last day, holiday or not, for it restrains the party; once extended, on the extended one."""
    for seizure in (m for m in facts.dossier.measures if m.kind == "seizure"):
        found = _check(facts, seizure)
        if found:
            return found
    return None


def _check(facts: Facts, seizure: Measure) -> Finding | None:
    base = facts.clocks.get("seizure")
    if base is None or base.day0 != day_of(seizure.executed_at):
        base = bare(facts, "seizure", day_of(seizure.executed_at))
    if base is None:
        return None
    allowed = _allowed(facts, seizure, base)
    if allowed is None:
        return facts.finding(ID, f"{seizure.extended_on:%Y-%m-%d} 的延长决定作出时，查封、扣押的期限已经届满。", "请立即解除查封、扣押，退还财物。")
    if seizure.due_on > allowed and seizure.resolved_at is None:
        return facts.finding(ID, f"查封、扣押记载到 {seizure.due_on.isoformat()}，超过法定期限（{allowed.isoformat()}）。",
                             "请按法定期限更正；检测、鉴定时间须书面告知当事人后方可扣除。")
    last = min(seizure.due_on, allowed)
    if seizure.resolved_at is None:
        if facts.on > last:
            return facts.finding(ID, f"查封、扣押已于 {last.isoformat()} 届满，没有处理决定。", "请立即解除查封、扣押，退还财物。")
        if decided_at(facts) is not None:
            return facts.finding(ID, "案件已经作出决定，查封、扣押的财物尚未处理。", "请作出没收、销毁或者解除的决定。")
        return None
    done_on = day_of(seizure.resolved_at)
    if done_on <= last:
        return None
    return facts.finding(ID, f"查封、扣押应于 {last.isoformat()} 前处理，{done_on.isoformat()} 才处理。",
                         "请在案卷中说明原因；逾期查封、扣押造成损失的，依法赔偿。", past=True)


def _allowed(facts: Facts, seizure: Measure, base: Clock) -> date | None:
    """The last day the law allows: as the case's own clock has it, else the bare rule; None for a void extension."""
    if seizure.extended_on is None or base is facts.clocks.get("seizure"):
        return base.due_on
    rule = facts.rules.clock("seizure", base.day0)
    try:
        return clocks.extend(base, rule, facts.rules.calendar, on=seizure.extended_on, reason="查封、扣押决定延长").due_on
    except ClockRefused:
        return None
