"""Sheets 评分表 of closed files: what is kept of one, and how people read it."""
from __future__ import annotations

from datetime import datetime
from typing import Any, Iterable, Mapping

from engine.case.file import closed
from engine.law.file import scoring
from engine.law.file.sheet import Sheet
from engine.law.file.standard import FULL, Standard

#: beside the sheet is kept what could still be done about each finding: gate → words
NEXT = "next"


def proposals(engine, conn, case: Mapping[str, Any], standards: Iterable[Standard], at: datetime) -> list[tuple[Sheet, dict[str, Any]]]:
    """The sheets the machine proposes, and what is to be kept of each.

    Args:
        case: the row of a case that is over.
    Raises:
        errors.WrongState: see closed.barred. errors.BadInput: a standard not in force.
    """
    facts, found = closed.judged(engine, conn, case, at)
    made = [scoring.score(found, facts, standard) for standard in standards]
    return [(sheet, {**sheet.as_dict(), NEXT: {one.gate: one.next for one in found}}) for sheet in made]


def shown(sheet: Sheet, kept: Mapping[str, Any], case: Mapping[str, Any]) -> dict[str, Any]:
    """A sheet by sections, lines numbered from 1 over the whole of it."""
    lines = [{**x, "number": n, "next": kept[NEXT].get(x["gate"], "")} for n, x in enumerate(kept["lines"], 1)]
    sections = [{**s, "lost": s["points"] - s["left"], "lines": [_line(x) for x in lines if x["section"] == s["code"]]} for s in kept["sections"]]
    standard = sheet.standard
    return {"case_id": case["id"], "case_number": case["number"], "case_title": case["title"], "unit_name": case["unit_name"],
            "closed_on": case["closed_on"], "model": standard.code, "model_name": standard.name, "source": standard.source, "note": standard.note,
            "on": sheet.on, "rules": sheet.rules, "state": "confirmed" if sheet.confirmed else "proposed", "full": FULL,
            "total": sheet.total, "grade": sheet.grade, "machine_total": sheet.machine_total, "machine_grade": sheet.machine_grade,
            "fatal": list(sheet.fatal), "fatal_grade": standard.fatal_grade, "sections": sections, "beside": kept["beside"], "undecided": [n + 1 for n in sheet.undecided],
            "confirmed": kept["confirmed"]}


def head(row: Mapping[str, Any]) -> dict[str, Any]:
    """A sheet in a list."""
    return {**{k: row[k] for k in ("id", "total", "grade", "version", "confirmed_at")}, "drawn_at": row["at"],
            "state": "confirmed" if row["confirmed_at"] else "proposed"}


def model(one: Standard) -> dict[str, Any]:
    """A standard in a list: its sections and grades, and what in it is local."""
    return {"code": one.code, "name": one.name, "source": one.source, "note": one.note, "in_force": one.in_force, "until": one.until,
            "sections": [{"code": s.code, "name": s.name, "points": s.points} for s in one.sections],
            "grades": [{"name": g.name, "at_least": g.at_least} for g in one.grades], "fatal_grade": one.fatal_grade, "fatal_zero": one.fatal_zero}


def _line(line: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in line.items() if k != "section"}
