"""C-63: where the power to punish has moved, the department that still regulates 监管部门 was told of the penalty."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.power.authority import Power

ID = "C-63"

_DECISIONS = ("penalty_decision", "on_spot_decision")
#: a power of the unit's own, or used in the department's own name, has no other regulator
_OWN = ("own", "stationed")


def check(facts: Facts) -> Finding | None:
    """Asked once a penalty decision is in the file."""
    if not facts.punishes or not facts.dossier.issued(*_DECISIONS) or facts.data.get("regulator_told_on"):
        return None
    if isinstance(facts.power, Power) and facts.power.mode in _OWN:
        return None
    return facts.finding(ID, "处罚决定没有推送给该事项的监管部门。", "请将处罚决定推送监管部门，由其跟进日常监管，并登记推送日期。")
