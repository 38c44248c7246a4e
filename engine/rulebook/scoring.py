"""Reads scoring/*.toml: the standards of case-file review 案卷评查标准, one a file."""
from __future__ import annotations

from typing import Collection, Iterable

from engine.law.file.fields import PaperRules
from engine.law.file.standard import FULL, Grade, Section, Standard
from engine.law.file.standard import Row as Weight
from engine.law.gates import CHECKS, DEFECTS
from engine.rulebook.rows import Row, Source


def standards(source: Source, names: Iterable[str], says: PaperRules) -> dict[str, Standard]:
    """Code → standard."""
    known = {gate: {*DEFECTS[gate]} for gate in CHECKS}
    known["C-50"] = {part for fields in says.fields.values() for f in fields for part in (f.of, f.code)}
    found = {}
    for name in names:
        root = source.root(name)
        one = _standard(source, root, known)
        root.once("评查标准", one.code)
        if name != f"scoring/{one.code}.toml":
            root.fault("文件名与 code 不一致")
        if root.done():
            found[one.code] = one
    return found


def _standard(source: Source, root: Row, known: dict[str, set[str]]) -> Standard:
    sections = [_section(row) for row in source.tables(root, "section")]
    grades = [_grade(row) for row in source.tables(root, "grade")]
    rows = [_weight(row, sections, known) for row in source.tables(root, "row")]
    if sections and (total := sum(s.points or 0 for s in sections)) != FULL:
        root.fault(f"各部分分值合计 {total}，应为 {FULL}")
    if not sections or not rows:
        root.fault("没有写明各部分分值或者扣分项")
    lows = [g.at_least for g in grades]
    if not grades or None in lows or lows != sorted(set(lows), reverse=True) or lows[-1] != 0:
        root.fault("等次须由高到低排列，最低一等自 0 分起")
    _once_each(root, rows)
    begin, end = root.validity("in_force", "until")
    best = root.take("fatal_grade", str, among=[g.name for g in grades])
    return Standard(root.take("code", str), root.take("name", str), root.take("source", str), tuple(sections), tuple(grades),
                    tuple(rows), best, root.take("fatal_zero", bool), begin, end, root.take("note", str, ""))


def _section(row: Row) -> Section:
    one = Section(row.take("code", str), row.take("name", str), row.take("points", int, low=1))
    row.once(f"{row.file} 的部分", one.code)
    row.done()
    return one


def _grade(row: Row) -> Grade:
    one = Grade(row.take("name", str), row.take("at_least", int, low=0))
    row.once(f"{row.file} 的等次", one.name)
    row.done()
    return one


def _weight(row: Row, sections: Collection[Section], known: dict[str, set[str]]) -> Weight:
    gates = row.takes("gates", str, among=known)
    one = Weight(row.take("code", str), row.take("name", str), row.take("section", str, among=[s.code for s in sections]), gates,
                 row.takes("defects", str, among={d for gate in gates for d in known.get(gate, ())}),
                 row.take("points", int, 0, low=0), row.take("each", bool, False), row.take("most", int, None, low=1),
                 row.take("beyond", bool, False), row.take("fatal", bool, False), row.take("local", bool, False))
    row.once(f"{row.file} 的扣分项", one.code)
    if not gates:
        row.fault("没有写明 gates")
    if not one.points and not one.fatal:
        row.fault("既不扣分也不否决")
    if one.most is not None and (not one.each or one.most < (one.points or 0)):
        row.fault("most 只用于 each，且不小于 points")
    room = next((s.points for s in sections if s.code == one.section), None)
    if room is not None and (one.points or 0) > room and not one.beyond:
        row.fault(f"扣分 {one.points} 超过所在部分的 {room} 分；确需超过的，写明 beyond = true")
    row.done()
    return one


def _once_each(root: Row, rows: Collection[Weight]) -> None:
    seen: dict[tuple[str, str | None], str] = {}
    for weight in rows:
        for gate in weight.gates:
            for defect in weight.defects or (None,):
                if (first := seen.setdefault((gate, defect), weight.code)) != weight.code:
                    root.fault(f"扣分项 {weight.code} 与 {first} 都对应 {gate}{f' 的 {defect}' if defect else ''}")
