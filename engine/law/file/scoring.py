"""Scoring a closed file 案卷评查: findings of the gates, weighed by a standard, proposed to a person who confirms.

The machine proposes 建议; only a person makes it a result. What the machine said stays beside what the person decided.
"""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Iterable

from engine.errors import BadInput
from engine.law.facts import Facts, Finding
from engine.law.file.sheet import Line, SectionScore, Sheet, Verdict
from engine.law.file.standard import Row, Standard

__all__ = ["Line", "SectionScore", "Sheet", "Verdict", "confirm", "decide", "score"]


def score(findings: Iterable[Finding], facts: Facts, standard: Standard) -> Sheet:
    """Weigh findings by a standard.

    Args:
        findings: what gates.run("dossier", facts) gave.
        facts: the closed file, for the day and the rules it was reviewed by.
    Returns:
        a proposal: no line is decided.
    Raises:
        BadInput: a standard not in force on that day.
    """
    if facts.on < standard.in_force or (standard.until and facts.on > standard.until):
        raise BadInput(f"评查标准“{standard.name}”在 {facts.on.isoformat()} 不适用。", standard=standard.code)
    lines: dict[tuple[str, str], Line] = {}
    beside = []
    for finding in findings:
        silent = True
        for defect, message in finding.defects or ((None, finding.message),):
            row = standard.row(finding.gate, defect)
            if row is None:
                continue
            silent = False
            before = lines.get((row.code, finding.gate))
            said = (*before.messages, message) if before else (message,)
            lines[row.code, finding.gate] = Line(row, finding.gate, finding.name, finding.article, said, _cost(row, len(said)))
        if silent:
            beside.append(finding)
    order = {row.code: n for n, row in enumerate(standard.rows)}
    sheet = _sum(Sheet(standard, facts.on, facts.rules.digest, tuple(sorted(lines.values(), key=lambda x: order[x.row.code])),
                       tuple(beside)))
    return replace(sheet, machine_total=sheet.total, machine_grade=sheet.grade)


def decide(sheet: Sheet, number: int, *, by: Any, at: datetime, upheld: bool, reason: str = "") -> Sheet:
    """A person upholds or overrules one line; the totals follow, the machine's stay as they were.

    Args:
        number: the line's place in `sheet.lines`.
        reason: needed to overrule.
    Raises:
        BadInput: no such line, no reason for overruling, or a sheet already confirmed.
    """
    if sheet.confirmed is not None:
        raise BadInput("评查结果已经确认，不能再改。")
    if not 0 <= number < len(sheet.lines):
        raise BadInput(f"评分表中没有第 {number + 1} 项。")
    if not upheld and not reason.strip():
        raise BadInput("不采纳系统建议的扣分，须写明理由。")
    lines = list(sheet.lines)
    lines[number] = replace(lines[number], verdict=Verdict(by, at, upheld, reason.strip()))
    return _sum(replace(sheet, lines=tuple(lines)))


def confirm(sheet: Sheet, *, by: Any, at: datetime, reason: str = "") -> Sheet:
    """A person makes the proposal a result.

    Raises:
        BadInput: a line on which nobody has decided, or a sheet already confirmed.
    """
    if sheet.confirmed is not None:
        raise BadInput("评查结果已经确认，不能再改。")
    if sheet.undecided:
        raise BadInput(f"还有 {len(sheet.undecided)} 项没有逐项确认，不能确认评查结果。", undecided=list(sheet.undecided))
    return replace(sheet, confirmed=Verdict(by, at, True, reason.strip()))


def _cost(row: Row, instances: int) -> int:
    return row.capped(row.points * instances)


def _sum(sheet: Sheet) -> Sheet:
    """Rows are limited by their own most, sections by their points; nothing goes below nought."""
    standard, standing = sheet.standard, [line for line in sheet.lines if line.stands]
    by_row: dict[str, int] = {}
    for line in standing:
        by_row[line.row.code] = by_row.get(line.row.code, 0) + line.deduction
    rows = {row.code: row for row in standard.rows}
    cost = {code: rows[code].capped(spent) for code, spent in by_row.items()}
    sections = []
    for section in standard.sections:
        spent = sum(points for code, points in cost.items() if rows[code].section == section.code and not rows[code].beyond)
        sections.append(SectionScore(section.code, section.name, section.points, max(0, section.points - spent)))
    beyond = sum(points for code, points in cost.items() if rows[code].beyond)
    total = max(0, sum(s.left for s in sections) - beyond)
    fatal = tuple(f"{line.row.name}：{line.messages[0]}" for line in standing if line.row.fatal)
    total = 0 if fatal and standard.fatal_zero else total
    return replace(sheet, total=total, fatal=fatal, sections=tuple(sections), grade=standard.grade(total, fatal=bool(fatal)))
