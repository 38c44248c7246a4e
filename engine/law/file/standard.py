"""A standard of case-file review 案卷评查标准, as data: sections of points, what each finding costs, what decides the grade alone."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

#: every standard read counts from here
FULL = 100


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the standard with its own points; deductions in it never exceed them."""

    code: str
    name: str
    points: int


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade 等次 from `at_least` points up."""

    name: str
    at_least: int


@dataclass(frozen=True, slots=True)
class Row:
    """What one kind of defect costs.

    Attributes:
        code: its number in the standard, e.g. "30.13".
        gates: the gates whose findings it answers. defects: only these defects of them, whole codes or the part before the dot.
        each: `points` for every instance, up to `most`; else once for the row.
        beyond: its points pass the limit of the section (Zhejiang's −100).
        fatal: decides alone: the grade is no better than the standard's `fatal_grade`.
        local: the points are not in the source read; the province or county confirms them.
    """

    code: str
    name: str
    section: str
    gates: tuple[str, ...]
    defects: tuple[str, ...] = ()
    points: int = 0
    each: bool = False
    most: int | None = None
    beyond: bool = False
    fatal: bool = False
    local: bool = False

    def answers(self, gate: str, defect: str | None) -> bool:
        """Whether this row is about that defect of that gate; a row without `defects` takes what no other row names."""
        if gate not in self.gates:
            return False
        return not self.defects or (defect is not None and (defect in self.defects or defect.split(".")[0] in self.defects))

    def capped(self, points: int) -> int:
        """What the row costs when its instances add up to `points`."""
        limit = self.most if self.each else self.points
        return points if limit is None else min(points, limit)


@dataclass(frozen=True, slots=True)
class Standard:
    """One way of scoring a closed file.

    Attributes:
        source: the document it is taken from. note: what in it is not from the source, in Chinese; empty if nothing.
        grades: best first.
        fatal_grade: the best grade left after a fatal finding; fatal_zero: the total is then nought.
    """

    code: str
    name: str
    source: str
    sections: tuple[Section, ...]
    grades: tuple[Grade, ...]
    rows: tuple[Row, ...]
    fatal_grade: str
    fatal_zero: bool
    in_force: date
    until: date | None = None
    note: str = ""

    def row(self, gate: str, defect: str | None) -> Row | None:
        """The row that answers a defect: one that names it before one that takes the rest; None when the standard is silent."""
        found = [row for row in self.rows if row.answers(gate, defect)]
        return next((row for row in found if row.defects), found[0] if found else None)

    def grade(self, total: int, *, fatal: bool) -> str:
        """The grade for a total."""
        place = next(i for i, grade in enumerate(self.grades) if total >= grade.at_least)
        if fatal:
            place = max(place, next(i for i, grade in enumerate(self.grades) if grade.name == self.fatal_grade))
        return self.grades[place].name
