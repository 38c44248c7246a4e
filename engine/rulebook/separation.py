"""Reads separation.toml: the duties and which of them exclude each other."""
from __future__ import annotations

from typing import Any

from engine.law.people.separation import FLOOR
from engine.rulebook.rows import Source


def separation(source: Source, name: str) -> tuple[dict[str, str], dict[Any, str], dict[Any, str]]:
    """Duty → name; hard and soft pairs (both orders) → article."""
    root, sides = source.root(name), {"hard": {}, "soft": {}}
    duties = {row.take("code", str): row.take("name", str) for row in source.tables(root, "duty") if row.values}
    for row in source.tables(root, "pair"):
        pair, force = row.takes("duties", str, among=duties), row.take("force", str, among=sides)
        basis, needs = row.article(), row.take("needs", str, None)
        if len(pair) != 2 or any(pair in side for side in sides.values()):
            row.fault("duties 须为两个不同的职责，且未在别处列出")
        if force == "soft" and not needs:
            row.fault("soft 须写明 needs（需要记载的理由）")
        if row.done():
            sides[force][pair] = sides[force][pair[::-1]] = basis
    for one, other in FLOOR:
        if (one, other) not in sides["hard"]:
            source.fault(name, None, f"法律要求“{duties.get(one, one)}”与“{duties.get(other, other)}”由不同的人承担，这一分离不能取消，也不能改为 soft")
    root.done()
    return duties, sides["hard"], sides["soft"]
