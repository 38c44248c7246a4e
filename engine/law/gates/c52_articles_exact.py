"""C-52: the articles violated and applied are cited down to 条、款、项, and were in force at the act or at the decision."""
from __future__ import annotations

from typing import Iterator

from engine.law.citation import shortfall
from engine.law.facts import Defect, Facts, Finding
from engine.law.penalty.penalty import Item
from engine.law.time.milestones import judged_on

ID = "C-52"
DEFECTS = ("imprecise", "other", "not_in_force")

_DECISIONS = ("penalty_decision", "on_spot_decision")
#: form field → the item's attribute, and its name
_ARTICLES = {"violated_article": ("violated", "违反的条款"), "penalty_article": ("penalty", "处罚依据")}


def check(facts: Facts) -> Finding | None:
    """Compared with the item's versions: that of the act and that of the decision may both apply (第三十七条). A blank is C-50's."""
    if facts.item is None or not facts.punishes:
        return None
    return facts.defective(ID, _defects(facts, facts.item), "请按行为时有效的规定写明名称和条、款、项；适用新规定的，写明从轻的理由。")


def _defects(facts: Facts, item: Item) -> Iterator[Defect]:
    versions = facts.rules.item_versions.get(item.code) or (item,)
    days = [day for day in (facts.day("act_ended_on") or facts.day("act_on"), judged_on(facts)) if day]
    valid = [v for v in versions if any(v.holds_on(day) for day in days)]
    for where, key, text in _cited(facts):
        attribute, name = _ARTICLES[key]
        lacks = [shortfall(text, getattr(v, attribute)) for v in valid or versions]
        if None in lacks:
            continue
        gone = next((v for v in versions if v not in valid and valid and shortfall(text, getattr(v, attribute)) is None), None)
        if gone is not None:
            yield Defect("not_in_force", f"{where}的{name}“{text}”在违法行为发生时和作出决定时都不在施行期内")
        else:
            worst = lacks[0]
            yield Defect(worst.code, f"{where}的{name}“{text}”{worst.said}")


def _cited(facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Where, which field, what it says: the decision's own text, or the forms' while there is no decision."""
    papers = facts.dossier.issued(*_DECISIONS)
    said, where = (papers[-1].says, f"《{papers[-1].name}》") if papers else (facts.data, "处罚意见")
    for key in _ARTICLES:
        text = said.get(key)
        if isinstance(text, str) and text.strip():
            yield where, key, text.strip()
