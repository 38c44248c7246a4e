"""Units, grids, persons, posts, training and certificates from a file: looked at first, taken in whole or not at all."""
from __future__ import annotations

import hashlib
from datetime import datetime
from types import MappingProxyType
from typing import Any

from engine import errors
from engine.case.roll import keeping, roll_lines
from engine.case.roll.roll_lines import Book
from engine.store.act import Act, RequestKey

#: what a file may hold, and who may take it in: keeping the roll and giving power are two administrators' affairs
WHATS = MappingProxyType({"units": "单位", "grids": "网格和村（社区）", "chains": "网格责任链", "persons": "人员", "posts": "岗位", "trainings": "培训考试",
                          "qualifications": "证件"})
GRANTED = ("posts", "trainings", "qualifications")
#: lines shown of a file that was looked at
SHOWN = 500


def check(engine, actor, what: str, data: bytes, name: str, *, at: datetime) -> dict[str, Any]:
    """What a file would add and change; nothing is kept.

    Args:
        what: of WHATS. name: of the file, for the faults.
    Returns:
        `{"what", "file", "added", "changed", "same", "rows": [{"line", "effect", "name", "told"}]}`.
    Raises:
        errors.RollInvalid: every fault. errors.Forbidden, errors.NotFound.
    """
    _may(actor, what)
    lines = engine.read_roll(what, data, name)
    with engine.store.act(actor, at) as act:  # left without being done: rolled back
        return _taken(engine, act, actor, what, lines, name, at)


def take_in(engine, actor, what: str, data: bytes, name: str, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Takes a file in, all of it or nothing.

    Returns:
        As `check`.
    Raises:
        errors.RollInvalid: every fault; nothing is kept. errors.Forbidden: not this administrator's affair.
    """
    _may(actor, what)
    if what in GRANTED:
        keeping.grants(engine, actor, f"导入{WHATS[what]}", at)
    lines = engine.read_roll(what, data, name)
    with engine.store.act(actor, at, key) as act:
        if (answer := act.earlier()) is not None:
            return answer
        done = _taken(engine, act, actor, what, lines, name, at)
        act.record("roll.imported", what=what, digest=hashlib.sha256(data).hexdigest(), **{k: done[k] for k in ("added", "changed", "same")})
        return act.done(done)


def template(engine, what: str) -> bytes:
    """An empty file with one example line.

    Raises:
        errors.NotFound: no such kind.
    """
    if what not in WHATS:
        raise errors.NotFound("没有这种导入文件。")
    return engine.roll_template(what)


def _may(actor, what: str) -> None:
    if what not in WHATS:
        raise errors.NotFound("没有这种导入文件。")
    keeping.need(actor, keeping.GRANT if what in GRANTED else keeping.MANAGE)


def _taken(engine, act: Act, actor, what: str, lines, name: str, at: datetime) -> dict[str, Any]:
    book, seen, found = Book(engine, act, actor, name, at), {}, []
    for line in lines:
        book.line = line.number
        told = roll_lines.READ[what](book, line.values)
        if told is None:
            continue
        effect, key, says = told
        if key in seen:
            book.fault(f"与第 {seen[key]} 行重复")
        seen.setdefault(key, line.number)
        found.append({"line": line.number, "effect": effect, "name": key, "told": says})
    if book.faults:
        raise errors.RollInvalid(sorted(book.faults, key=lambda p: p["line"]))
    count = {effect: sum(one["effect"] == effect for one in found) for effect in ("added", "changed", "same")}
    return {"what": what, "what_name": WHATS[what], "file": name, **count, "rows": found[:SHOWN]}
