"""C-08: the unit has enough legal reviewers for its officers."""
from __future__ import annotations

from engine.law.facts import Facts, Finding

ID = "C-08"


def check(facts: Facts) -> Finding | None:
    """The share is a local limit; a unit may draw on the county's shared reviewers, who count for it."""
    staff, share = facts.dossier.staff, facts.rules.limit("reviewer_ratio", facts.on)
    if staff is None or share is None or staff.reviewers * 100 >= staff.officers * share.value:
        return None
    return facts.finding(ID, f"本单位执法人员 {staff.officers} 人，法制审核人员 {staff.reviewers} 人，未达到 {share.value}% 的配备比例（{share.basis}）。",
                         "请补充法制审核人员，或纳入县级共享审核池。")
