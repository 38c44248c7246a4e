"""The sheet 评分表 of a file reviewed: what the machine proposes, line by line, and what a person made of it."""
from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Mapping

from engine.law.facts import Defect, Finding
from engine.law.file.standard import FULL, Grade, Row, Section, Standard


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person made of a line or of the sheet."""

    by: Any
    at: datetime
    upheld: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One deduction or fatal finding, under one row of the standard.

    Attributes:
        deduction: points by the row, before the limits of row and section.
        messages: what was found, one for each instance.
    """

    row: Row
    gate: str
    name: str
    article: str
    messages: tuple[str, ...]
    deduction: int
    verdict: Verdict | None = None

    @property
    def stands(self) -> bool:
        """Whether it counts: not overruled by a person."""
        return self.verdict is None or self.verdict.upheld


@dataclass(frozen=True, slots=True)
class SectionScore:
    """Points a section has and what is left of them."""

    code: str
    name: str
    points: int
    left: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The score of one file under one standard.

    Attributes:
        total, grade, fatal, sections: as they stand now; machine_total, machine_grade: as first proposed.
        beside: findings that the standard does not weigh.
        rules: digest of the rulebook that found them.
        confirmed: the person who made it a result, None while it is a proposal.
    """

    standard: Standard
    on: date
    rules: str
    lines: tuple[Line, ...]
    beside: tuple[Finding, ...] = ()
    total: int = FULL
    grade: str = ""
    fatal: tuple[str, ...] = ()
    sections: tuple[SectionScore, ...] = field(default=())
    machine_total: int = FULL
    machine_grade: str = ""
    confirmed: Verdict | None = None

    @property
    def undecided(self) -> tuple[int, ...]:
        """Numbers of the lines on which nobody has decided yet."""
        return tuple(n for n, line in enumerate(self.lines) if line.verdict is None)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for the page, the API and the store: the person's result with the machine's beside it.

        The standard is included whole, so that a sheet kept for years reads and sums as it did when it was made.
        """
        standard = {**asdict(self.standard), "in_force": self.standard.in_force.isoformat(),
                    "until": self.standard.until.isoformat() if self.standard.until else None}
        return {
            "standard": standard, "on": self.on.isoformat(), "rules": self.rules, "total": self.total, "grade": self.grade,
            "machine_total": self.machine_total, "machine_grade": self.machine_grade, "fatal": list(self.fatal),
            "confirmed": _plain(self.confirmed),
            "sections": [asdict(section) for section in self.sections],
            "lines": [{"row": x.row.code, "item": x.row.name, "section": x.row.section, "local": x.row.local,
                       "fatal": x.row.fatal, "gate": x.gate, "name": x.name, "article": x.article,
                       "messages": list(x.messages), "deduction": x.deduction, "verdict": _plain(x.verdict)}
                      for x in self.lines],
            "beside": [finding.as_dict() for finding in self.beside]}


def restored(plain: Mapping[str, Any]) -> Sheet:
    """A sheet from what `as_dict` gave, JSON or not."""
    kept = dict(plain["standard"])
    rows = {r["code"]: Row(**{**r, "gates": tuple(r["gates"]), "defects": tuple(r["defects"])}) for r in kept["rows"]}
    standard = Standard(**{
        **kept, "sections": tuple(Section(**s) for s in kept["sections"]), "grades": tuple(Grade(**g) for g in kept["grades"]),
        "rows": tuple(rows.values()), "in_force": date.fromisoformat(kept["in_force"]),
        "until": date.fromisoformat(kept["until"]) if kept["until"] else None})
    lines = tuple(Line(rows[x["row"]], x["gate"], x["name"], x["article"], tuple(x["messages"]), x["deduction"],
                       _verdict(x["verdict"])) for x in plain["lines"])
    beside = tuple(Finding(**{**f, "defects": tuple(Defect(**d) for d in f.get("defects", ()))}) for f in plain["beside"])
    return Sheet(standard, date.fromisoformat(plain["on"]), plain["rules"], lines, beside, plain["total"], plain["grade"],
                 tuple(plain["fatal"]), tuple(SectionScore(**s) for s in plain["sections"]), plain["machine_total"],
                 plain["machine_grade"], _verdict(plain["confirmed"]))


def _plain(verdict: Verdict | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    return {"by": verdict.by, "at": verdict.at.isoformat(), "upheld": verdict.upheld, "reason": verdict.reason}


def _verdict(plain: Mapping[str, Any] | None) -> Verdict | None:
    return Verdict(plain["by"], datetime.fromisoformat(plain["at"]), plain["upheld"], plain["reason"]) if plain else None
