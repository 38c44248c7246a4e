"""Reads paper_fields.toml: what each paper must state, and what publication covers."""
from __future__ import annotations

from types import MappingProxyType
from typing import Mapping

from engine.law.file.fields import ENTRIES, Condition, Field, Mask, PaperRules
from engine.law.file.numbering import Paper
from engine.rulebook.rows import Row, Source


def paper_fields(source: Source, name: str, papers: Mapping[str, Paper]) -> PaperRules:
    """The requirements, for kinds of paper that papers.toml knows."""
    root, fields = source.root(name), {}
    for row in source.tables(root, "field"):
        local = row.take("local", bool, False)
        one = Field(row.take("of", str, among=(*papers, *ENTRIES)), row.takes("keys", str), row.take("name", str),
                    row.article("article", local=bool(local)), row.take("least", int, 1, low=1), _condition(row))
        _keys(row, one)
        row.once("必填项", (one.of, one.keys[:1]))
        if row.done():
            fields.setdefault(one.of, []).append(one)
    masks = []
    for row in source.tables(root, "mask"):
        masks.append(Mask(row.take("key", str), row.take("name", str), row.article("article"), _condition(row)))
        row.once("遮盖项", masks[-1].key)
        row.done()
    acknowledged = Row(source, name, None, root.values.pop("acknowledged", {}))
    instead = {kind: acknowledged.take(kind, str) for kind in list(acknowledged.values)}
    for kind in (k for k in instead if k not in papers or not papers[k].outward):
        acknowledged.fault(f"“{kind}”不是对外文书")
    root.done()
    freeze = MappingProxyType
    return PaperRules(freeze({of: tuple(rows) for of, rows in fields.items()}), tuple(masks), freeze(instead))


def _keys(row: Row, field: Field) -> None:
    if not field.keys:
        row.fault("缺少 keys")
    strange = [k for k in field.keys if field.of in ENTRIES and k not in ENTRIES[field.of].__slots__]
    if strange:
        row.fault(f"“{field.of}”没有 {'、'.join(strange)} 这一项")


def _condition(row: Row) -> Condition | None:
    given = row.values.pop("when", None)
    if given is None:
        return None
    inner = Row(row.source, row.file, row.line, given)
    key, among = inner.take("key", str), inner.values.pop("among", [])
    if not isinstance(among, list) or any(isinstance(v, (dict, list)) for v in among):
        inner.fault("when.among 应为值的列表")
        among = []
    row.sound = inner.done() and row.sound
    return Condition(key or "", tuple(among))
