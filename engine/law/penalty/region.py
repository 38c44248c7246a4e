"""Regions of a decision table: which inputs no rule covers, and which several rules cover, exactly.

Every input is an axis cut into elementary pieces at all the points that any rule mentions; on one piece no rule changes its
mind. The search walks the axes in turn, keeping the set of rules that still apply, and joins pieces with the same result.
"""
from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Callable, Sequence

from engine.errors import BadInput
from engine.law.penalty.cell import Axis, Cell, Span, covers, pieces, say

#: A table that needs more is refused: nobody could read what it leaves open either.
MOST_STEPS, MOST_REGIONS = 100_000, 1_000


@dataclass(frozen=True, slots=True)
class Region:
    """A box of inputs and the rules that apply in it.

    Attributes:
        rules: numbers of the rules, from 1; empty in a gap.
        sides: per axis, its pieces: Span on ordered axes, values on others. They are unions, so the box is their product.
        text: the region in Chinese.
    """

    rules: tuple[int, ...]
    sides: tuple[tuple[Span | Any, ...], ...]
    text: str


def gaps(axes: Sequence[Axis], rules: Sequence[Sequence[Cell | None]]) -> list[Region]:
    """The inputs that no rule covers, as disjoint boxes.

    Args:
        axes: the inputs. rules: per rule, one cell per axis; None covers the whole axis.
    Raises:
        BadInput: the table is too large to look through.
    """
    return _regions(axes, rules, lambda mask: mask == 0, stop_at_none=False)


def overlaps(axes: Sequence[Axis], rules: Sequence[Sequence[Cell | None]]) -> list[Region]:
    """The inputs that two or more rules cover, as disjoint boxes, each with all its rules. Arguments as `gaps`."""
    return _regions(axes, rules, lambda mask: mask & (mask - 1) != 0, stop_at_none=True)


def _regions(axes: Sequence[Axis], rules: Sequence[Sequence[Cell | None]], wanted: Callable[[int], bool],
             stop_at_none: bool) -> list[Region]:
    cut = [pieces(axis, [rule[at] for rule in rules]) for at, axis in enumerate(axes)]
    masks = [[sum(1 << n for n, rule in enumerate(rules) if covers(rule[at], piece)) for piece in side]
             for at, side in enumerate(cut)]
    same: dict[Any, Any] = {}
    steps = 0

    @lru_cache(maxsize=None)
    def walk(at: int, mask: int) -> tuple[tuple[int, tuple[tuple[int, ...], ...]], ...]:
        nonlocal steps
        if stop_at_none and not wanted(mask):
            return ()
        if at == len(axes):
            return ((mask, ()),) if wanted(mask) else ()
        below: dict[int, tuple[Any, list[int]]] = {}
        for piece, covering in enumerate(masks[at]):
            steps += 1
            result = walk(at + 1, mask & covering)
            # Equal results are one object here, so that comparing them costs nothing.
            below.setdefault(id(result), (result, []))[1].append(piece)
        found = tuple((rest, (tuple(mine), *box)) for result, mine in below.values() for rest, box in result)
        if steps > MOST_STEPS or len(found) > MOST_REGIONS:
            raise BadInput("裁量基准表的条件组合过多，无法逐格核对，请拆成几张表。")
        return same.setdefault(found, found)

    regions = []
    for mask, box in walk(0, (1 << len(rules)) - 1):
        named = tuple(n + 1 for n in range(len(rules)) if mask >> n & 1)
        regions.append(Region(named, tuple(tuple(cut[at][i] for i in side) for at, side in enumerate(box)), _say(axes, cut, box)))
    return regions


def _say(axes: Sequence[Axis], cut: Sequence[Sequence[Any]], box: Sequence[Sequence[int]]) -> str:
    said = [say(axis, [cut[at][i] for i in side]) for at, (axis, side) in enumerate(zip(axes, box)) if len(side) < len(cut[at])]
    return "，且".join(said) or "全部情形"
