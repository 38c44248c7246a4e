"""Reads items/*.csv: the catalogue of enforcement items."""
from __future__ import annotations

import csv
import io
import re
from types import MappingProxyType

from engine.law import penalty
from engine.law.penalty import Item
from engine.rulebook.rows import Row, Source


def items(source: Source, name: str) -> list[Item]:
    """The sound rows of one catalogue file."""
    columns = ["code", "name", "domain", "violated", "penalty", "individual_min", "individual_max", "organisation_min",
               "organisation_max", "fine", "precondition", "requires", "other", "source"]
    reader, found = csv.reader(io.StringIO(source.texts[name], newline=""), strict=True), []
    try:
        if next(reader, None) != columns:
            source.fault(name, 1, f"表头应为 {','.join(columns)}")
            return []
        for cells in filter(None, reader):
            if len(cells) != len(columns):
                source.fault(name, reader.line_num, f"应有 {len(columns)} 列，实有 {len(cells)} 列")
            elif item := _item(Row(source, name, reader.line_num, dict(zip(columns, cells)))):
                found.append(item)
    except csv.Error as error:
        source.fault(name, reader.line_num, f"不是有效的 CSV：{error}")
    return found


def _item(row: Row) -> Item | None:
    text = {k: row.take(k, str) for k in ("code", "name", "domain", "violated", "penalty", "precondition", "other", "source")}
    fine, requires = row.take("fine", str, among=penalty.FINES), row.take("requires", str, among=penalty.REQUIRES)
    bands = {side: band(row, side, row.values.pop(f"{side}_min"), row.values.pop(f"{side}_max"))
             for side in ("individual", "organisation")}
    if (fine == "band") != any(bands.values()):
        row.fault("fine 为 band 时须有幅度，其他情形不得有幅度")
    row.once("事项代码", text["code"])
    return Item(bands=MappingProxyType(bands), fine=fine, requires=requires, **text) if row.done() else None


def band(row: Row, side: str, low: str, high: str) -> penalty.Band | None:
    """A band in fen from yuan as the statute prints them; None where it sets none."""
    if not low and not high:
        return None
    if not (re.fullmatch(r"[0-9]{1,12}", low) and re.fullmatch(r"[0-9]{1,12}", high) and int(low) <= int(high) and int(high)):
        row.fault(f"{side} 的罚款幅度不成立：{low}–{high}")
        return None
    return int(low) * 100, int(high) * 100
