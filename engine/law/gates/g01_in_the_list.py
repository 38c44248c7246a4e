"""G-01: the item is on the unit's power list on the filing day and today, or the case came to it by succession (清单以外无权力)."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.power.authority import NoPower, Power, may_act, transfer_offer
from engine.law.power.succession import may_continue

ID = "G-01"


def check(facts: Facts) -> Finding | None:
    """Refuse an item that is not on the list, was not yet on it when the case was filed, or was taken back since."""
    if facts.item is None:
        return facts.finding(ID, "没有选定执法事项，不能确认本单位是否有权办理。", "请先选定事项。")
    power = standing(facts)
    if isinstance(power, Power):
        return None
    when = "今日" if power.on == facts.on else f"立案之日（{power.on.isoformat()}）"
    return facts.finding(ID, f"{when}本单位对“{facts.item.name}”没有执法权：{power.reason}",
                         transfer_offer(power, facts.rules.units, _owner(facts, power)))


def standing(facts: Facts) -> Power | NoPower:
    """The power on which the unit handles this case today; `filing_unit` in the data says who filed it, if another unit did."""
    filed_on, rules = facts.done_on("filing"), facts.rules
    if filed_on is None:
        return facts.power or may_act(rules.lists, facts.unit_code, facts.item.code, facts.on)
    return may_continue(rules.lists, rules.recalls, facts.unit_code, facts.item.code, filed_on, facts.on,
                        filed_by=facts.data.get("filing_unit") or None)


def _owner(facts: Facts, none: NoPower) -> str:
    """Full name of the department that has the power without having a list here."""
    departments, row = facts.rules.catalogue.departments, facts.rules.catalogue.items.get(none.item_code)
    codes = [*none.holders, row.penalty if row else ""]
    return next((departments[c].agency for c in codes if c in departments and c != facts.unit_code), "")
