"""Reads masking.toml: which fields are covered, and how much of each stays in sight."""
from __future__ import annotations

from types import MappingProxyType

from engine.law.people.masking import MASKS, Field
from engine.rulebook.rows import Source


def masking(source: Source, name: str) -> MappingProxyType[str, Field]:
    """The covered fields by key."""
    root = source.root(name)
    root.article(local=bool(root.take("local", bool, False)))
    found = {}
    for row in source.tables(root, "field"):
        one = Field(row.take("key", str), row.take("name", str), row.take("mask", str, among=MASKS))
        row.once("字段", one.key)
        if row.done():
            found[one.key] = one
    root.done()
    return MappingProxyType(found)
