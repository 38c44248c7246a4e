"""Reads lists/*.toml: units and their power lists 权力清单."""
from __future__ import annotations

from datetime import date
from typing import Mapping

from engine.law.authority import MODES, ListEntry, Unit
from engine.law.penalty import Item
from engine.rulebook.rows import Source


def lists(source: Source, names: list[str], items: Mapping[str, Item]) -> tuple[dict[str, Unit], tuple[ListEntry, ...]]:
    """Units by code, and every entry of their lists."""
    units, entries = {}, []
    for name in names:
        root = source.root(name)
        unit = Unit(*(root.take(k, str) for k in ("unit", "name", "agency", "prefix", "level")), root.take("parent", str, None))
        for row in source.tables(root, "grant"):
            mode, instrument = row.take("mode", str, among=MODES), row.take("instrument", str)
            (begin, end), top = row.validity("valid_from", "valid_until"), row.take("top_yuan", int, None, low=1)
            kinds = row.takes("kinds", str, among=("warning", "criticism", "fine", "confiscation", "suspension"))
            codes = row.takes("items", str, among=items)
            for code in codes if row.done() else ():
                entry = ListEntry(unit.code, code, mode, begin, end, instrument, kinds, top and top * 100)
                if any(e.unit_code == unit.code and e.item_code == code and e.valid_from <= (end or date.max)
                       and begin <= (e.valid_until or date.max) for e in entries):
                    row.fault(f"事项 {code} 的有效期与同一清单的另一项重叠")
                entries.append(entry)
        root.once("单位", unit.code)
        if root.done():
            units[unit.code] = unit
    for code, unit in units.items():
        above = [code]
        while (parent := units[above[-1]].parent) is not None and parent in units and parent not in above:
            above.append(parent)
        if parent is not None:
            source.fault(f"lists/{code}.toml", None, f"上级单位 {parent} 不存在或成环")
    return units, tuple(entries)
