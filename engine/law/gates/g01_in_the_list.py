"""G-01: the item is on the unit's power list on the filing day and today (清单以外无权力)."""
from __future__ import annotations

from engine.law.authority import NoPower, Power, may_act
from engine.law.facts import Facts, Finding

ID = "G-01"


def check(facts: Facts) -> Finding | None:
    """Refuse an item that is not on the list, was not yet on it when the case was filed, or was taken back since."""
    if facts.item is None:
        return facts.finding(ID, "没有选定执法事项，不能确认本单位是否有权办理。", "请先选定事项。")
    if not isinstance(facts.power, Power):
        return _refuse(facts, facts.power, "今日")
    filed_on = facts.done_on("filing")
    if filed_on:
        then = may_act(facts.rules.lists, facts.unit_code, facts.item.code, filed_on)
        if isinstance(then, NoPower):
            return _refuse(facts, then, f"立案之日（{filed_on.isoformat()}）")
    return None


def _refuse(facts: Facts, none: NoPower | None, when: str) -> Finding:
    holders = "、".join(none.holders) if none else ""
    return facts.finding(ID, f"{when}本单位对“{facts.item.name}”没有执法权：{none.reason if none else '未列入权力清单。'}",
                         f"请移送有权单位（{holders}）办理。" if holders else "请报请上级确定有权单位后移送。")
