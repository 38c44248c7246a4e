"""G-42: enough of the leadership took part in a collective discussion, and those who handled the case reported without voting."""
from __future__ import annotations

from engine.law.people import hands
from engine.law.facts import Facts, Finding

ID = "G-42"
LIMIT = "collective_quorum"


def check(facts: Facts) -> Finding | None:
    """The share is local data (limits.toml); where nobody counted heads there is nothing to judge."""
    leaders, present, votes = (_number(facts.data.get(key)) for key in ("collective_leaders", "collective_present", "collective_for"))
    quorum = facts.rules.limit(LIMIT, facts.on)
    if leaders and present is not None and quorum is not None and present * 3 < leaders * quorum.value:
        least = -(-leaders * quorum.value // 3)
        return facts.finding(ID, f"领导班子成员 {leaders} 人，到会 {present} 人，不足三分之{'一二三'[quorum.value - 1]}（应到会 {least} 人以上）。",
                             "请在足够的成员到会后重新讨论。")
    if leaders and present and present > leaders:
        return facts.finding(ID, f"到会 {present} 人，多于领导班子成员 {leaders} 人。", "列席人员不计入到会人数，请核对。")
    if present is not None and votes is not None and votes > present:
        return facts.finding(ID, f"同意的票数（{votes}）多于到会人数（{present}）。", "承办人员和列席人员不参加表决，请核对票数。")
    voting = str(facts.data.get("collective_members") or "")
    handled = [name for person in sorted(hands.investigators(facts), key=str) if (name := hands.name(facts, person)) and name in voting]
    if handled:
        return facts.finding(ID, f"{'、'.join(handled)}是本案承办人员，列入了表决人员。", "承办人员只汇报案情，不参加表决：请改列为汇报人员，重新表决。")
    return None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
