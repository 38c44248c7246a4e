"""G-42: enough of the leadership took part in a collective discussion, and those who handled the case reported without voting."""
from __future__ import annotations

import re
from typing import Any, Mapping

from engine.law.facts import Facts, Finding
from engine.law.people import hands

ID = "G-42"
LIMIT = "collective_quorum"
_NEXT = "请改列为汇报人员，由其他班子成员重新表决。"


def check(facts: Facts) -> Finding | None:
    """Who voted is known by person; the leadership is counted from the roll, the share is local data (limits.toml).

    Where nobody was named there is nothing to judge. A form of before names people in writing only: they are compared whole, name by name.
    """
    voters, present = facts.data.get("collective_voters"), _number(facts.data.get("collective_present"))
    names = _names(facts, voters)
    if voters:
        barred = _barred(facts, names)
        if barred:
            return facts.finding(ID, *barred)
        present = len(names)
    leaders, votes = _number(facts.data.get("collective_leaders")), _number(facts.data.get("collective_for"))
    quorum = facts.rules.limit(LIMIT, facts.on)
    if leaders and present is not None and quorum is not None and present * 3 < leaders * quorum.value:
        least = -(-leaders * quorum.value // 3)
        return facts.finding(ID, f"领导班子成员 {leaders} 人，到会 {present} 人，不足三分之{'一二三'[quorum.value - 1]}（应到会 {least} 人以上）。",
                             "请在足够的成员到会后重新讨论。")
    if leaders and present and present > leaders:
        return facts.finding(ID, f"到会 {present} 人，多于领导班子成员 {leaders} 人。", "列席人员不计入到会人数，请核对。")
    if present is not None and votes is not None and votes > present:
        return facts.finding(ID, f"同意的票数（{votes}）多于到会人数（{present}）。", "承办人员和列席人员不参加表决，请核对票数。")
    if voters:
        return None
    written = set(re.split(r"[\s、，,；;。]+", str(facts.data.get("collective_members") or "")))
    handled = sorted(name for person in hands.investigators(facts) if (name := hands.name(facts, person)) in written)
    return facts.finding(ID, f"{'、'.join(handled)}是本案承办人员，列入了表决人员。", _NEXT) if handled else None


def _names(facts: Facts, voters: Any) -> dict[str, str]:
    """Each voter by id, with the name that the roll gave when they were named."""
    said = str(facts.data.get("collective_members") or "").split("、")
    ids = [str(one) for one in voters or ()]
    return dict(zip(ids, said)) if len(said) == len(ids) else {one: one for one in ids}


def _barred(facts: Facts, names: Mapping[str, str]) -> tuple[str, str] | None:
    """Who investigated, reviewed or was taken off the case does not count among those present, whenever that became so."""
    grounds = {"是本案承办人员": hands.investigators(facts), "是本案法制审核人员": {h.person_id for h in facts.duties if h.duty == "review"},
               "已在本案回避": facts.dossier.recused}
    for ground, persons in grounds.items():
        among = [names[one] for one in names if one in {str(p) for p in persons}]
        if among:
            return f"{'、'.join(among)}{ground}，列入了表决人员。", _NEXT
    return None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
