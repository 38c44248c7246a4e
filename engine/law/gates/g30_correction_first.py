"""G-30: where the statute punishes only after an order to correct, the order and the re-check are on record."""
from __future__ import annotations

from engine.law.facts import Facts, Finding

ID = "G-30"


def check(facts: Facts) -> Finding | None:
    """`requires` of the item says which acts must precede; each must carry a date that is not later than today."""
    item = facts.item
    if item is None or item.requires == "none" or not facts.punishes:
        return None
    ordered_on = facts.day("correction_ordered_on")
    if facts.data.get("correction") not in ("ordered", "corrected") or ordered_on is None or ordered_on > facts.on:
        return facts.finding(ID, f"“{item.name}”须先责令改正（{item.precondition}），案中没有责令改正的记录。",
                             "请先制发责令（限期）改正通知书。")
    if item.requires == "order":
        return None
    recheck_on = facts.day("recheck_on")
    if facts.data.get("recheck_result") != "not_corrected" or recheck_on is None:
        return facts.finding(ID, f"“{item.name}”只有拒不改正或者逾期不改正才可处罚（{item.precondition}），案中没有复查未改正的记录。",
                             "请在改正期满后复查；已经改正的，不予处罚。")
    if not ordered_on <= recheck_on <= facts.on:
        return facts.finding(ID, f"复查日期 {recheck_on.isoformat()} 与责令改正日期 {ordered_on.isoformat()} 的先后不合理。",
                             "请核对两次检查的日期。")
    due_on = facts.day("correction_due_on")
    if due_on is not None and recheck_on < due_on:
        return facts.finding(ID, f"改正期限到 {due_on.isoformat()} 届满，{recheck_on.isoformat()} 复查时尚未逾期。",
                             "请在改正期满后再次复查。")
    order = facts.dossier.served("correction_order")
    if order is not None and order.on > recheck_on:
        return facts.finding(ID, f"责令改正通知书 {order.on.isoformat()} 才送达当事人，晚于复查（{recheck_on.isoformat()}）。",
                             "请在送达的改正期满后再次复查。")
    return None
