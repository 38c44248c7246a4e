"""Discretion tables 裁量基准: from the circumstances to a tier and its range, and what the table leaves open or says twice."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Mapping, Sequence

from engine.errors import BadInput
from engine.law.money import yuan
from engine.law.penalty.cell import Axis, Cell, measure, say_cell
from engine.law.penalty.region import Region, gaps, overlaps

TIERS = {"light": "从轻", "general": "一般", "heavy": "从重"}
#: The input that tells a table which side the party is on, "individual" or "organisation"; the agency does not enter it.
PARTY = "party"


@dataclass(frozen=True, slots=True)
class Line:
    """One row 规则 of a table, numbered from 1. `cells` per axis, None for any. Amounts in fen."""

    number: int
    cells: tuple[Cell | None, ...]
    tier: str
    low_fen: int
    high_fen: int
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The tier that the circumstances give, its range in fen, why in Chinese, and the row it comes from."""

    tier: str
    low_fen: int
    high_fen: int
    why: str
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """The discretion table of one version of an item.

    Attributes:
        statute: the statute whose band it divides. basis: the document that makes it.
        illustrative: an example, not an official table.
        axes: the circumstances it asks for; the key of each is a fact of the case.
        first: the first row that applies decides (DMN FIRST); otherwise rows must not overlap (UNIQUE).
    """

    item_code: str
    name: str
    statute: str
    basis: str
    illustrative: bool
    in_force: date
    until: date | None
    axes: tuple[Axis, ...]
    lines: tuple[Line, ...]
    first: bool = False

    def holds_on(self, on: date) -> bool:
        """Whether the table is in force on `on`."""
        return self.in_force <= on and (self.until is None or on <= self.until)


def table_for(tables: Sequence[Table], statute: str, on: date) -> Table | None:
    """The table for the version of the law that applies, in force on the day of the decision."""
    return next((t for t in tables if t.statute == statute and t.holds_on(on)), None)


def possible(table: Table, facts: Mapping[str, Any]) -> list[Line]:
    """The rows that what is known of the case does not rule out; a circumstance not stated rules out none."""
    known = [measure(axis, facts.get(axis.key)) for axis in table.axes]
    found = [line for line in table.lines if all(
        cell is None or value is None or cell.holds(axis, value) for cell, axis, value in zip(line.cells, table.axes, known))]
    return found[:1] if table.first and None not in known else found


def propose(table: Table, facts: Mapping[str, Any]) -> Proposal:
    """The tier that the circumstances give.

    Args:
        facts: the value of each axis under its key.
    Raises:
        BadInput: a circumstance is missing or of another type, or the table has no row, or several, for them.
    """
    missing = [axis.label for axis in table.axes if measure(axis, facts.get(axis.key)) is None]
    if missing:
        raise BadInput(f"“{table.name}”需要先写明：{'、'.join(missing)}。")
    found = possible(table, facts)
    if len(found) != 1:
        which = f"第 {'、'.join(str(line.number) for line in found)} 行同时适用" if found else "没有一行适用"
        raise BadInput(f"“{table.name}”对本案情节{which}，须由法制审核人员确定。")
    line = found[0]
    said = "，".join(say_cell(axis, cell) for axis, cell in zip(table.axes, line.cells) if cell is not None and axis.key != PARTY)
    why = (f"按“{table.name}”第 {line.number} 行（{said or '其他各种情形'}），属于{TIERS[line.tier]}档次，罚款 {yuan(line.low_fen)}至 "
           f"{yuan(line.high_fen)}。依据：{table.basis}{'（示例，非正式裁量基准）' if table.illustrative else ''}")
    return Proposal(line.tier, line.low_fen, line.high_fen, why + (f"；{line.reason}" if line.reason else ""), line.number)


def uncovered(table: Table) -> list[Region]:
    """The circumstances for which the table has no row."""
    return gaps(table.axes, [line.cells for line in table.lines])


def doubled(table: Table) -> list[Region]:
    """The circumstances for which the table has several rows; none where the first decides."""
    return [] if table.first else overlaps(table.axes, [line.cells for line in table.lines])
