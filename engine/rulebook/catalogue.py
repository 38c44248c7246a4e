"""Reads catalogue/: departments, list tags, fields, owners and levels per item, overlaps between departments, declared totals."""
from __future__ import annotations

import csv
import io
import re
from types import MappingProxyType
from typing import Any, Mapping

from engine.law.penalty.penalty import Item
from engine.law.power.catalogue import KINDS, LEVELS, Catalogue, CatalogueItem, Declared, Department, Overlap, Tag, miscounts
from engine.rulebook.rows import Row, Source

OWNERS = ("approval", "regulation", "penalty")
_COLUMNS = ["code", "kind", "tags", *OWNERS, "determination", "question", "lead", "lead_duties", "assist", "assist_duties"]
_SETTINGS, _ITEMS = "catalogue/catalogue.toml", "catalogue/items.csv"
#: suitability.toml is read by its own module
_FILES = (_SETTINGS, _ITEMS, "catalogue/suitability.toml")


def catalogue(source: Source, names: list[str], items: Mapping[str, Item]) -> Catalogue:
    """The whole catalogue; every item of the rule pack has its row in it."""
    for name in set(names) - set(_FILES):
        source.fault(name, None, f"不认识的文件，可用：{'、'.join(_FILES)}")
    root = source.root(_SETTINGS)
    departments = {d.code: d for row in source.tables(root, "department") if (d := _department(row))}
    tags = {t.code: t for row in source.tables(root, "tag") if (t := _tag(row))}
    bodies = dict(filter(None, (_pair(row, row.take("code", str), row.take("name", str)) for row in source.tables(root, "body"))))
    fields = dict(filter(None, (_pair(row, row.take("name", str), row.takes("domains", str))
                                for row in source.tables(root, "field"))))
    overlaps = tuple(o for row in source.tables(root, "overlap") if (o := _overlap(row, items, departments)))
    totals = [total for row in source.tables(root, "total")
              for total in [Declared(row.take("what", str), row.take("count", int, low=0), row.line)] if row.done()]
    root.done()
    rows = _items(source, items, departments, tags)
    for code in sorted(items.keys() - rows.keys()) if rows else ():
        source.fault(_ITEMS, None, f"事项 {code} 没有列入")
    for domain in sorted({item.domain for item in items.values()} - {d for of in fields.values() for d in of}):
        source.fault(_SETTINGS, None, f"领域“{domain}”没有归入执法领域 [[field]]")
    for miss in miscounts(rows.values(), totals, tags) if rows else ():
        source.fault(_SETTINGS, miss.line, miss.reason)
    freeze = MappingProxyType
    return Catalogue(freeze(rows), freeze(departments), freeze(tags), overlaps, freeze(fields), freeze(bodies))


def parts(text: str, separators: str = "；;|\n") -> tuple[str, ...]:
    """The parts of a cell that holds several."""
    return tuple(part.strip() for part in re.split(f"[{separators}]", text) if part.strip())


def _pair(row: Row, key: str, value: Any) -> tuple[str, Any] | None:
    row.once("会签单位、执法领域", key)
    return (key, value) if row.done() else None


def _department(row: Row) -> Department | None:
    found = Department(*(row.take(k, str) for k in ("code", "name", "agency")))
    row.once("部门", found.code)
    return found if row.done() else None


def _tag(row: Row) -> Tag | None:
    found = Tag(row.take("code", str), row.take("name", str))
    row.once("清单标签", found.code)
    return found if row.done() else None


def _overlap(row: Row, items: Mapping[str, Item], departments: Mapping[str, Department]) -> Overlap | None:
    code, name, codes = row.take("code", str), row.take("name", str), row.takes("items", str, among=items)
    shares = {}
    for share in row.rows("shares"):
        department, scope = share.values.get("department"), share.values.get("scope")
        if set(share.values) != {"department", "scope"} or department not in departments or not scope or department in shares:
            row.fault(f"shares 每项须写明不重复的 department 和 scope：{share.values}")
        shares[department] = scope
    lead, basis = row.take("lead", str, ""), row.take("basis", str)
    if len(shares) < 2 or not codes or (lead and lead not in shares):
        row.fault("职责交叉须有事项，有两个以上部门，牵头部门须在其中")
    row.once("职责交叉", code)
    return Overlap(code, name, codes, MappingProxyType(shares), lead, basis) if row.done() else None


def _items(source: Source, items: Mapping[str, Item], departments: Mapping[str, Department],
           tags: Mapping[str, Tag]) -> dict[str, CatalogueItem]:
    if _ITEMS not in source.texts:
        source.fault(_ITEMS, None, "缺少该文件")
        return {}
    reader, found = csv.reader(io.StringIO(source.texts[_ITEMS], newline=""), strict=True), {}
    try:
        if next(reader, None) != _COLUMNS:
            source.fault(_ITEMS, 1, f"表头应为 {','.join(_COLUMNS)}")
            return {}
        for cells in filter(None, reader):
            if len(cells) != len(_COLUMNS):
                source.fault(_ITEMS, reader.line_num, f"应有 {len(_COLUMNS)} 列，实有 {len(cells)} 列")
            elif item := _item(Row(source, _ITEMS, reader.line_num, dict(zip(_COLUMNS, cells))), items, departments, tags):
                found[item.code] = item
    except csv.Error as error:
        source.fault(_ITEMS, reader.line_num, f"不是有效的 CSV：{error}")
    return found


def _item(row: Row, items: Mapping[str, Item], departments: Mapping[str, Department],
          tags: Mapping[str, Tag]) -> CatalogueItem | None:
    code, kind = row.take("code", str, among=items), row.take("kind", str, among=KINDS)
    text = {key: row.values.pop(key, "").strip() for key in _COLUMNS[2:]}
    row.once("事项", code)
    for key in (*OWNERS, "determination"):
        if text[key] and text[key] not in departments:
            row.fault(f"{key} 的部门 {text[key]} 不认识")
    marks = parts(text["tags"])
    if strange := [m for m in marks if m not in tags]:
        row.fault(f"清单标签不认识：{'、'.join(strange)}")
    if not text["regulation"] or not text["penalty"]:
        row.fault("须写明监管部门和处罚部门（处罚权移交后，监管责任仍在主管部门）")
    if bool(text["determination"]) != bool(text["question"]):
        row.fault("写明认定部门的须写明认定事项，反之亦然")
    for side in ("lead", "assist"):
        if text[side] not in LEVELS or not text[f"{side}_duties"]:
            row.fault(f"{side} 须为 {'、'.join(LEVELS)} 之一，并写明其责任")
    if text["lead"] and text["lead"] == text["assist"]:
        row.fault("主体责任与配合责任不能在同一层级")
    if not row.done():
        return None
    duties = {key: parts(text.pop(key)) for key in ("lead_duties", "assist_duties")}
    return CatalogueItem(code, items[code].name, kind, items[code].domain, marks,
                         **{k: v for k, v in text.items() if k != "tags"}, **duties)
