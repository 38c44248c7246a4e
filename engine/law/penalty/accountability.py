"""Who can be punished at all 责任年龄、责任能力: age and mental capacity at the act."""
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from engine.law.time.period import add_months

#: 行政处罚法第三十条: none under fourteen, lighter or reduced under eighteen. The years are full years 周岁.
FREE_UNDER, LIGHTER_UNDER = 14, 18
_ID_NUMBER = re.compile(r"\d{6}(\d{4})(\d{2})(\d{2})\d{3}[\dXx]")


@dataclass(frozen=True, slots=True)
class Accountability:
    """What age and capacity allow: "none" (no penalty), "lighter" (从轻或者减轻) or "full"; why, in Chinese; the article."""

    measure: str
    why: str = ""
    article: str = ""


def reached(birth_on: date, years: int, on: date) -> bool:
    """Whether somebody has completed so many years: from the day after the birthday, as the criminal courts count 周岁."""
    return on > add_months(birth_on, years * 12)


def accountability(birth_on: date | None, incapacity: bool, act_on: date) -> Accountability:
    """What may be done to a natural person who acted on `act_on` (行政处罚法第三十条、第三十一条).

    Args:
        birth_on: None when not known; age is then no bar.
        incapacity: could not recognise or control the act 不能辨认或者不能控制自己行为.
    """
    if incapacity:
        return Accountability("none", "当事人在不能辨认或者不能控制自己行为时违法，不予行政处罚，责令监护人严加看管和治疗",
                              "行政处罚法第三十一条")
    if birth_on is None or reached(birth_on, LIGHTER_UNDER, act_on):
        return Accountability("full")
    born = f"当事人 {birth_on.isoformat()} 出生，违法行为发生时（{act_on.isoformat()}）"
    if not reached(birth_on, FREE_UNDER, act_on):
        return Accountability("none", f"{born}不满十四周岁，不予行政处罚，责令监护人加以管教", "行政处罚法第三十条")
    return Accountability("lighter", f"{born}已满十四周岁不满十八周岁，应当从轻或者减轻处罚", "行政处罚法第三十条")


def birth_in(id_number: str) -> date | None:
    """The day of birth that an identity number 公民身份号码 holds, None when it is masked or no such number."""
    found = _ID_NUMBER.fullmatch(id_number.strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
