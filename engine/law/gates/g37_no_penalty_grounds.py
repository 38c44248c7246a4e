"""G-37: no penalty only on a ground of the statute whose conditions are on record, and not without education 教育."""
from __future__ import annotations

from typing import NamedTuple

from engine.law.facts import Facts, Finding
from engine.law.time.limitation import HARMS
from engine.law.time.milestones import judged_on

ID = "G-37"


class _Ground(NamedTuple):
    """A ground of 行政处罚法第三十三条 and what must be on record for it."""

    name: str
    harms: tuple[str, ...] = ()
    corrected: bool = False
    first: bool = False
    no_fault: bool = False


_GROUNDS = {
    "minor_corrected": _Ground("违法行为轻微并及时改正，没有造成危害后果", ("none",), corrected=True),
    "first_minor_corrected": _Ground("初次违法且危害后果轻微并及时改正", ("none", "minor"), corrected=True, first=True),
    "no_fault": _Ground("当事人有证据足以证明没有主观过错", no_fault=True),
}
#: grounds without such conditions after which the party is educated all the same (第三十三条第三款)
_EDUCATED = {*_GROUNDS, "under_14", "incapacity"}


def check(facts: Facts) -> Finding | None:
    """The conditions are those of the ground chosen; earlier penalties for the same item belie a first offence."""
    if facts.data.get("conclusion") != "no_penalty":
        return None
    code = facts.data.get("no_penalty_ground")
    if not code:
        return facts.finding(ID, "不予处罚没有写明理由。", "请选定不予处罚的法定情形，并写明事实和证据。")
    ground = _GROUNDS.get(code)
    if ground and (lacks := _lacks(facts, ground)):
        return facts.finding(ID, f"以“{ground.name}”不予处罚，{lacks}。", "请补充事实和证据；条件不具备的，依法处罚或者另选理由。")
    educated_on, note = facts.day("education_on"), str(facts.data.get("education_note") or "").strip()
    if code in _EDUCATED and (educated_on is None or educated_on > facts.on or not note):
        return facts.finding(ID, "不予处罚的，应当对当事人进行教育，案中没有教育的日期和内容。", "请对当事人进行教育并记录。")
    return None


def _lacks(facts: Facts, ground: _Ground) -> str | None:
    data = facts.data
    if ground.harms and data.get("harm") not in ground.harms:
        harm = HARMS.get(data.get("harm") or "")
        return f"但案中记载“{harm}”" if harm else "但案中没有写明危害后果"
    if ground.corrected and not data.get("corrected") and "corrected" not in (data.get("correction"), data.get("recheck_result")):
        return "但案中没有已经改正的记录"
    if ground.first and data.get("first_offence") is not True:
        return "但案中没有写明系初次违法"
    code = facts.item.code if facts.item else ""
    if ground.first and (before := next((e for e in facts.dossier.earlier if e.item_code == code and e.decided_on <= judged_on(facts)), None)):
        return f"但当事人已因同一事项在“{before.case}”中受过处理（{before.decided_on.isoformat()}），不是初次违法"
    if ground.no_fault and data.get("fault_excluded") is not True:
        return "但案中没有当事人足以证明没有主观过错的证据"
    return None
