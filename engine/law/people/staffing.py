"""How a unit is staffed: who may be given which post, and whether it has reviewers 法制审核人员 enough for its officers."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Mapping

from engine.law.people import eligibility
from engine.law.people.eligibility import PERSON_KINDS
from engine.law.people.organisation import GRID_ROLES

NAMES = {"staff": "工作人员", "leader": "行政机关负责人", "auxiliary": "执法辅助人员", "grid": "网格员", "system": "外部系统"}
#: stands for another system that hands in findings: no natural person, and never more than that
SYSTEM = "system"
#: duties of an officer with a certificate
OFFICER, REVIEW = "handle", "review"
#: a post that bears no duty in a case: who draws processes and prepares lists
DESIGN = "design"
#: who may answer for a grid or village as what
GRID_ROLE_KINDS = {"village": PERSON_KINDS, "lead": PERSON_KINDS, "officer": ("staff", "leader"), "worker": ("grid", "auxiliary", "staff")}
#: whoever may bear a duty with these may be posted for it; what they really hold is asked on the day of the act
_EVERY_PAPER = (eligibility.Qualification(eligibility.CERTIFICATE, ""), eligibility.Qualification(eligibility.LICENCE, ""))


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many legal reviewers there are for the officers.

    Attributes:
        officers: with a post to handle cases. own: reviewers posted at the unit itself. shared: those of the county and its pools.
        percent: asked for, of the officers.
    """

    officers: int
    own: int
    shared: int
    percent: int
    basis: str

    @property
    def enough(self) -> bool:
        """Whether own and shared reviewers together reach the share asked for."""
        return (self.own + self.shared) * 100 >= self.officers * self.percent

    @property
    def wanted(self) -> int:
        """How many reviewers the officers ask for at least."""
        return -(-self.officers * self.percent // 100)


def may_bear(person_kind: str, duty: str) -> str:
    """Why a person of this kind may not be given a post for `duty`, in Chinese; empty when they may."""
    if person_kind == SYSTEM:
        return "" if duty == "collect" else "外部系统只能设采集岗位，用于报送线索"
    kinds = ("staff", "leader") if duty == DESIGN else [k for k in PERSON_KINDS if eligibility.check(duty, k, _EVERY_PAPER, date.max) is None]
    if person_kind in kinds:
        return ""
    return f"这一岗位只能由{'或者'.join(NAMES[k] for k in kinds)}担任，{NAMES[person_kind]}不能担任" if kinds else "没有这一岗位"


def in_force(row: Mapping[str, Any], on: date) -> bool:
    """Whether a post counts on a day: outside its dates it does not."""
    return (row["from_on"] is None or row["from_on"] <= on) and (row["until_on"] is None or on <= row["until_on"])


def unfit(grid: Mapping[str, Any], person: Mapping[str, Any], role: str) -> str:
    """Why a person may not answer for a grid as this, in Chinese; empty when they may."""
    if not person["active"]:
        return f"{person['name']}已离岗"
    if person["kind"] not in GRID_ROLE_KINDS[role]:
        return f"{GRID_ROLES[role]}不能由{NAMES[person['kind']]}担任"
    return "村（社区）负责人只能指定给村（社区）" if role == "village" and grid["kind"] != "village" else ""
