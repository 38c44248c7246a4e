"""C-62: a reporter who gave a name was told in time whether a case was filed."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.time.milestones import last_day

ID = "C-62"


def check(facts: Facts) -> Finding | None:
    """Counted from the decision on filing; before it there is nothing to tell. Silent where no rule in force sets a period."""
    filed_on = facts.day("filed_on") or facts.day("educated_on")
    if not facts.data.get("reporter_real_name") or filed_on is None:
        return None
    due = last_day(facts, "reporter_feedback", filed_on)
    if due is None:
        return None
    answered_on = facts.day("reporter_answered_on")
    if answered_on is None and facts.on > due:
        return facts.finding(ID, f"实名举报人应在 {due.isoformat()} 前得到是否立案的答复，案中没有答复记录。", "请立即书面答复举报人并登记答复日期。")
    if answered_on is not None and answered_on > due:
        return facts.finding(ID, f"应在 {due.isoformat()} 前答复实名举报人，实际于 {answered_on.isoformat()} 答复。", "请在案卷中说明迟延的原因。")
    return None
