"""The definition of a figure in a report, and whether it ties fines to appraisal (行政处罚法第七十四条第三款)."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping

#: 罚款、没收的违法所得、没收非法财物拍卖的款项, however added up
MONEY = frozenset({"penalty_fen", "paid_fen", "collected_fen", "gains_fen", "goods_fen", "confiscated_fen", "auctioned_fen",
                   "surcharge_fen"})
PERSONS = frozenset({"officer", "handler", "reviewer", "decider", "person", "signer", "assignee"})
UNITS = frozenset({"unit", "team", "department", "agency"})
#: what a unit's money may be added up for: the treasury's accounts, the statutory yearly statistics, publication
LAWFUL = {"treasury": "国库对账", "statistics": "行政处罚统计年报", "disclosure": "依法公开"}


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure to be reported.

    Attributes:
        sums: facts that it adds up, averages, counts above a mark or sorts by. group: what it is told apart by.
        purpose: what it is for; a key of LAWFUL, or appraisal, ranking, target, bonus …; empty when nobody said.
    """

    name: str
    sums: tuple[str, ...]
    group: tuple[str, ...] = ()
    purpose: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Metric:
        """A metric from plain values; `sums` and `group` may be one name or a list of them."""
        return cls(str(values.get("name") or "未命名"), _names(values.get("sums")), _names(values.get("group")),
                   str(values.get("purpose") or ""))


def objection(metric: Metric) -> str | None:
    """Why the figure may not be made, in Chinese, or None.

    By person fines are never added up: no lawful use is known, and 变相挂钩 is forbidden too. By unit only for a purpose in LAWFUL.
    The cash an officer must hand in (第七十一条) is no measure of fines: `cash_fen` is not among MONEY.
    """
    if not MONEY.intersection(metric.sums):
        return None
    if PERSONS.intersection(metric.group):
        return "按执法人员汇总罚没款项，罚没款项不得同工作人员的考核、考评直接或者变相挂钩"
    if UNITS.intersection(metric.group) and metric.purpose not in LAWFUL:
        return f"按单位汇总罚没款项，用途不属于{'、'.join(LAWFUL.values())}，罚没款项不得同行政机关的考核、考评直接或者变相挂钩"
    return None


def _names(value: Any) -> tuple[str, ...]:
    if value in (None, ""):
        return ()
    return (value,) if isinstance(value, str) else tuple(map(str, value))
