"""In whose name an act is done 执法主体, and against whom it is reconsidered or sued 被申请人、被告: the title of the power decides."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Iterable, Mapping, Protocol

from engine.errors import BadInput
from engine.law.power.authority import IN_ANOTHERS_NAME, Power
from engine.law.power.succession import Carrier, Recall, answers_for

#: What came of a reconsideration before the suit.
RECONSIDERED = {"none": "未经复议", "upheld": "复议维持", "changed": "复议改变原行政行为", "silent": "复议逾期未作决定，诉原行政行为",
                "inaction": "复议逾期未作决定，诉复议机关不作为"}


class Agency(Protocol):
    """A unit or a department: whatever has a full name for papers."""

    @property
    def agency(self) -> str:
        """Full name on papers and seals."""


@dataclass(frozen=True, slots=True)
class Answerable:
    """Who answers for the act (several answer together), and by what article."""

    agencies: tuple[str, ...]
    article: str


def code_on_papers(power: Power) -> str:
    """Code of the agency whose name, seal and number the papers bear.

    Under 委托 it is the entrusting agency's (行政处罚法第二十条第四款); under 派驻 the agency that the grant names; under 赋权,
    授权 and a power of its own the unit's (行政处罚法第十七条、第十九条、第二十四条).
    Raises:
        BadInput: the grant does not say in whose name.
    """
    entry = power.entry
    if entry.mode not in IN_ANOTHERS_NAME:
        return entry.unit_code
    if not entry.in_name_of:
        raise BadInput(f"事项 {entry.item_code} 的清单没有写明{'委托' if entry.mode == 'entrusted' else '派驻'}机关，不能确定文书署名。")
    return entry.in_name_of


def name_on_papers(power: Power, agencies: Mapping[str, Agency]) -> str:
    """Full name of the agency that the papers bear.

    Args:
        agencies: code → unit or department.
    Raises:
        BadInput: an agency that is not in the data.
    """
    return _name(code_on_papers(power), agencies)


def respondent(power: Power, agencies: Mapping[str, Agency], recalls: Iterable[Recall], decided_on: date, on: date) -> Answerable:
    """The respondent 被申请人 in a reconsideration applied for on `on` against a decision of `decided_on`.

    The agency named on the papers; the one that now exercises the power when that changed since (行政复议法第十九条).
    """
    now = _now(power, recalls, decided_on, on)
    which = "第四款" if now.recalls else "第三款" if power.mode == "entrusted" else "第一款"
    return Answerable((_name(now.unit_code, agencies),), f"行政复议法第十九条{which}")


def defendant(power: Power, agencies: Mapping[str, Agency], recalls: Iterable[Recall], decided_on: date, on: date, *,
              reconsidered: str = "none", authority: str = "") -> Answerable:
    """The defendant 被告 in a suit brought on `on` (行政诉讼法第二十六条).

    Args:
        reconsidered: a key of RECONSIDERED. authority: full name of the reconsideration authority, unless it is "none".
    Raises:
        BadInput: an unknown outcome, or a reconsideration without its authority.
    """
    if reconsidered not in RECONSIDERED or (reconsidered != "none" and not authority):
        raise BadInput("不认识的复议结果，或者没有写明复议机关。", reconsidered=reconsidered)
    if reconsidered in ("changed", "inaction"):
        return Answerable((authority,), f"行政诉讼法第二十六条{'第二款' if reconsidered == 'changed' else '第三款'}")
    now = _now(power, recalls, decided_on, on)
    maker = _name(now.unit_code, agencies)
    if reconsidered == "upheld":
        return Answerable((maker, authority), "行政诉讼法第二十六条第二款")
    which = "第六款" if now.recalls else "第五款" if power.mode == "entrusted" else "第三款" if reconsidered == "silent" else "第一款"
    return Answerable((maker,), f"行政诉讼法第二十六条{which}")


def _now(power: Power, recalls: Iterable[Recall], decided_on: date, on: date) -> Carrier:
    """Whose act it counts as today. Taking an item back from the entrusted unit does not touch the agency that entrusted it."""
    return answers_for(recalls, code_on_papers(power), power.entry.item_code, decided_on, on)


def _name(code: str, agencies: Mapping[str, Agency]) -> str:
    if code not in agencies:
        raise BadInput(f"单位和部门中没有“{code}”，不能确定机关名称。", agency=code)
    return agencies[code].agency
