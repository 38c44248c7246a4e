"""G-15: legal review passed, after notice and hearing and before the decision, and still valid."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.time.milestones import decided_at, on_the_spot

ID = "G-15"


def check(facts: Facts) -> Finding | None:
    """A review given earlier, sent back or voided by a later change does not count."""
    if not facts.punishes or on_the_spot(facts):
        return None
    reviewed_at = facts.done_at("legal_review")
    if reviewed_at is None or facts.data.get("review_outcome", "agree") != "agree":
        return facts.finding(ID, "法制审核未通过，或审核后案件又有变化。", "请重新提交法制审核，通过后再作决定。")
    for earlier, name in (("notice", "事先告知"), ("hearing", "听证")):
        done_at = facts.done_at(earlier)
        if done_at is not None and done_at > reviewed_at:
            return facts.finding(ID, f"法制审核早于{name}，没有审核到当事人的意见。", "请在其后重新提交法制审核。")
    made_at = decided_at(facts)
    if made_at is not None and reviewed_at > made_at:
        return facts.finding(ID, "法制审核晚于处罚决定。", "未经审核不得作出决定：请报请撤销原决定，审核通过后重新作出。")
    return None
