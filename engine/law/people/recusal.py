"""Recusal 回避 (行政处罚法第四十三条): on what ground, at whose word, and who decides.

Nobody decides on their own recusal; that of a responsible leader is decided by the unit above. Until it is decided the
investigation goes on (第四十三条第三款).
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Collection, Iterable

ARTICLE = "行政处罚法第四十三条"
#: 第四十三条第一款
GROUNDS = {"interest": "与案件有直接利害关系", "relation": "有其他关系可能影响公正执法"}
#: how it comes up: of one's own accord, on application by the party (第二款), on the order of the unit
WAYS = {"self": "自行回避", "party": "当事人申请回避", "order": "指令回避"}
STATES = {"asked": "待决定", "granted": "决定回避", "refused": "决定不予回避"}
#: the post that decides
DECIDES = "decide"
#: how many certified officers a case must keep (第四十二条第一款)
OFFICERS = 2


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a recusal is decided: at this unit, by its responsible leader; `above` says that it is the leader's own."""

    unit_id: int
    above: bool = False


def seat(posts: Collection[tuple[int, str]], chain: Iterable[int]) -> Seat:
    """Which unit's head decides on a person's recusal.

    Args:
        posts: (unit, duty) pairs of the person concerned.
        chain: the case's unit and those above it, from below.
    Returns:
        The case's own unit; for a head the unit above the highest of which they are one, that one itself where none is above it.
    """
    units = list(chain)
    heads = [n for n, unit_id in enumerate(units) if (unit_id, DECIDES) in posts]
    return Seat(units[min(heads[-1] + 1, len(units) - 1)], True) if heads else Seat(units[0])
