"""Reads items/*.csv: the catalogue of enforcement items 事项, with the versions of their statutes."""
from __future__ import annotations

import csv
import io
import re
from datetime import date
from types import MappingProxyType

from engine.law.penalty import penalty
from engine.law.penalty.penalty import Item
from engine.rulebook.rows import Row, Source

#: `in_force` may be empty where an item has one version: its beginning is then not known.
COLUMNS = ["code", "name", "domain", "violated", "penalty", "individual_min", "individual_max", "organisation_min",
           "organisation_max", "fine", "precondition", "requires", "other", "source", "kinds", "statute", "in_force", "until"]


def items(source: Source, names: list[str]) -> dict[str, tuple[Item, ...]]:
    """Code → the versions of an item, oldest first, over all catalogue files."""
    found: dict[str, list[tuple[Item, Row]]] = {}
    for name in names:
        for item, row in _rows(source, name):
            found.setdefault(item.code, []).append((item, row))
    for code, pairs in found.items():
        pairs.sort(key=lambda pair: pair[0].in_force)
        for (old, _), (new, row) in zip(pairs, pairs[1:]):
            if old.until is None or old.until >= new.in_force:
                row.fault(f"事项代码 {code} 重复，或有效期与前一版本重叠")
    return {code: tuple(item for item, _ in pairs) for code, pairs in found.items()}


def _rows(source: Source, name: str) -> list[tuple[Item, Row]]:
    reader, found = csv.reader(io.StringIO(source.texts[name], newline=""), strict=True), []
    try:
        if next(reader, None) != COLUMNS:
            source.fault(name, 1, f"表头应为 {','.join(COLUMNS)}")
            return []
        for cells in filter(None, reader):
            if len(cells) != len(COLUMNS):
                source.fault(name, reader.line_num, f"应有 {len(COLUMNS)} 列，实有 {len(cells)} 列")
                continue
            row = Row(source, name, reader.line_num, dict(zip(COLUMNS, cells)))
            if item := _item(row):
                found.append((item, row))
    except csv.Error as error:
        source.fault(name, reader.line_num, f"不是有效的 CSV：{error}")
    return found


def _item(row: Row) -> Item | None:
    text = {k: row.take(k, str)
            for k in ("code", "name", "domain", "violated", "penalty", "precondition", "other", "source", "statute")}
    fine, requires = row.take("fine", str, among=penalty.FINES), row.take("requires", str, among=penalty.REQUIRES)
    bands = {side: band(row, side, row.values.pop(f"{side}_min"), row.values.pop(f"{side}_max"))
             for side in ("individual", "organisation")}
    if (fine == "band") != any(bands.values()):
        row.fault("fine 为 band 时须有幅度，其他情形不得有幅度")
    kinds = tuple(row.values.pop("kinds").split())
    if (strange := [k for k in kinds if k not in penalty.KINDS]) or len(set(kinds)) < len(kinds):
        row.fault(f"kinds 中有不认识或重复的处罚种类：{'、'.join(strange or kinds)}")
    elif fine in penalty.FINES and ("fine" in kinds) != (fine in ("band", "local", "formula")):
        row.fault("kinds 与 fine 不一致：可以罚款的须含 fine，其他情形不得含")
    begin, end = (_day(row, key) for key in ("in_force", "until"))
    if begin and end and end < begin:
        row.fault("until 早于 in_force")
    return Item(bands=MappingProxyType(bands), fine=fine, requires=requires, kinds=kinds, in_force=begin or date.min, until=end,
                **text) if row.done() else None


def _day(row: Row, key: str) -> date | None:
    text = row.values.pop(key)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        row.fault(f"{key} 不是日期：{text}")
        return None


def band(row: Row, side: str, low: str, high: str) -> penalty.Band | None:
    """A band in fen from yuan as the statute prints them; None where it sets none."""
    if not low and not high:
        return None
    if not (re.fullmatch(r"[0-9]{1,12}", low) and re.fullmatch(r"[0-9]{1,12}", high) and int(low) <= int(high) and int(high)):
        row.fault(f"{side} 的罚款幅度不成立：{low}–{high}")
        return None
    return int(low) * 100, int(high) * 100
