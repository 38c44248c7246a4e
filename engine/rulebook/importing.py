"""Imports a catalogue of items or a unit's list from CSV or XLSX: columns by Chinese or English header, all of it or nothing."""
from __future__ import annotations

import re
from datetime import date
from types import MappingProxyType
from typing import Any, Collection, Iterable, Mapping

from engine.errors import RulePackInvalid
from engine.law.penalty.penalty import KINDS as PENALTIES
from engine.law.penalty.penalty import Item
from engine.law.power.authority import MODES, POWERS, ListEntry
from engine.law.power.capacity import Agency
from engine.law.power.catalogue import KINDS, LEVELS, CatalogueItem, Declared, Department, Tag, miscounts
from engine.law.power.power_list import Line, ListVersion
from engine.rulebook.catalogue import OWNERS, parts
from engine.rulebook.lists import grant_faults
from engine.rulebook.rows import Row
from engine.rulebook.sheets import Sent, rows

#: column → headers it may stand under, beside its own name
CATALOGUE: Mapping[str, tuple[str, ...]] = {
    "code": ("事项代码", "事项编码", "编码", "代码"), "name": ("事项名称", "权力事项名称", "名称"),
    "kind": ("事项类型", "职权类型", "权力类型", "类型"), "domain": ("执法领域", "领域", "大类"), "tags": ("所属清单", "清单标签", "清单"),
    "approval": ("审批部门",), "regulation": ("监管部门",), "penalty": ("处罚部门", "执法部门"), "determination": ("认定部门", "技术认定部门"),
    "question": ("认定事项", "技术认定事项"), "lead": ("主体责任层级",), "lead_duties": ("主体责任",), "assist": ("配合责任层级",),
    "assist_duties": ("配合责任",), "count": ("数量", "项数")}
POWER_LIST: Mapping[str, tuple[str, ...]] = {
    "code": CATALOGUE["code"], "name": CATALOGUE["name"], "mode": ("权力来源", "赋权方式", "方式"), "instrument": ("依据文件", "赋权文件", "依据"),
    "powers": ("权限", "职权范围"), "kinds": ("处罚种类",), "top_yuan": ("最高罚款（元）", "最高罚款(元)", "罚款上限（元）"),
    "in_name_of": ("署名机关", "委托机关", "派驻机关"), "valid_until": ("有效期至", "期限至"), "count": CATALOGUE["count"]}
#: columns that say nothing the engine reads
IGNORED = ("序号", "备注", "no", "remark")
TOTALS = ("合计", "总计", "total")
#: a title may stand above the header
_HEADER_WITHIN = 10
_SHORT = {"处罚": "penalty", "检查": "inspection", "行政检查": "inspection", "强制": "compulsion", "其他行政权力": "other"}


def catalogue(data: bytes, name: str, departments: Mapping[str, Department], tags: Mapping[str, Tag],
              declared: Iterable[Declared] = ()) -> tuple[CatalogueItem, ...]:
    """The items of a catalogue file.

    Rows whose code is 合计 declare a total: 名称 says of what (总数, a kind, a list), 数量 how many. Each must hold.
    Args:
        name: of the file, for the faults. departments, tags: those the file may refer to, by code or Chinese name.
        declared: totals declared outside the file.
    Raises:
        RulePackInvalid: every fault with file, line and reason; nothing is taken over.
    """
    sent, found = Sent(name), []
    totals, listed = _table(sent, data, CATALOGUE, ("code", "name", "kind"))
    names = {word: d.code for d in departments.values() for word in (d.code, d.name, d.agency)}
    lists = {word: t.code for t in tags.values() for word in (t.code, t.name)}
    for row in listed:
        values = {key: row.values.pop(key, "") for key in CATALOGUE}
        row.once("事项代码", values["code"])
        item = CatalogueItem(
            values["code"], values["name"], _one(row, "kind", values["kind"], _words(KINDS) | _SHORT), values["domain"],
            _many(row, "tags", values["tags"], lists),
            **{key: _one(row, key, values[key], names) if values[key] else "" for key in (*OWNERS, "determination")},
            question=values["question"],
            **{key: _one(row, key, values[key], _words(LEVELS)) if values[key] else "" for key in ("lead", "assist")},
            **{key: parts(values[key]) for key in ("lead_duties", "assist_duties")})
        if not item.code or not item.name:
            row.fault("事项代码、事项名称不能为空")
        found.append(item)
    for miss in miscounts(found, (*totals, *declared), tags):
        sent.object(miss.line, miss.reason)
    _refuse(sent)
    return tuple(found)


def power_list(data: bytes, name: str, *, unit_code: str, number: str, effective_on: date, items: Mapping[str, Item],
               agencies: Mapping[str, Agency]) -> ListVersion:
    """A unit's list as a version in which nothing is offered yet: importing gives no power, publishing does.

    Args:
        number, effective_on: of the version. items: the catalogue. agencies: units and departments by code.
    Raises:
        RulePackInvalid: every fault with file, line and reason; nothing is taken over.
    """
    sent, found = Sent(name), {}
    totals, listed = _table(sent, data, POWER_LIST, ("code", "mode", "instrument", "powers"))
    names = {word: code for code, agency in agencies.items() for word in (code, agency.agency)}
    for row in listed:
        values = {key: row.values.pop(key, "") for key in POWER_LIST}
        row.once("事项代码", values["code"])
        _known(row, values, items)
        entry = ListEntry(
            unit_code, values["code"], _one(row, "mode", values["mode"], _words(MODES)), effective_on,
            _day(row, values["valid_until"]), values["instrument"],
            _many(row, "kinds", values["kinds"], _words(PENALTIES)), _fen(row, values["top_yuan"]),
            _many(row, "powers", values["powers"], _words(POWERS)),
            _one(row, "in_name_of", values["in_name_of"], names) if values["in_name_of"] else None, number)
        for reason in ([] if values["instrument"] else ["缺少依据文件"]) + grant_faults(entry):
            row.fault(reason)
        found[entry.item_code] = entry
    for total in totals:
        if total.count != len(found):
            sent.object(total.line, f"“{total.what}”写明 {total.count} 项，实有 {len(found)} 项")
    _refuse(sent)
    return ListVersion(unit_code, number, effective_on, MappingProxyType(found),
                       MappingProxyType({code: Line(code, entry.mode) for code, entry in found.items()}))


def _table(sent: Sent, data: bytes, columns: Mapping[str, tuple[str, ...]],
           needed: Collection[str]) -> tuple[list[Declared], list[Row]]:
    """The totals that the file declares, and its rows with their cells under the names of the columns."""
    totals, listed, cells = [], [], rows(sent, data)
    words = {word: key for key, others in columns.items() for word in (key, *others)}
    start = next((n for n, row in enumerate(cells[:_HEADER_WITHIN]) if set(needed) <= {words.get(c) for c in row.cells}), None)
    if start is None:
        if not sent.problems:
            sent.object(None, f"前 {_HEADER_WITHIN} 行中没有找到表头，至少应有：{'、'.join(columns[k][0] for k in needed)}")
        return totals, listed
    header = [words.get(cell, "") for cell in cells[start].cells]
    strange = [c for c, key in zip(cells[start].cells, header) if c and not key and c.lower() not in IGNORED]
    if strange or len(set(filter(None, header))) < len(list(filter(None, header))):
        sent.object(cells[start].line, f"表头有不认识或者重复的列：{'、'.join(strange or cells[start].cells)}")
    for row in cells[start + 1:]:
        values = {key: cell for key, cell in zip(header, row.cells) if key}
        if any(row.cells[len(header):]) or any(c and not h for c, h in zip(row.cells, cells[start].cells)):
            sent.object(row.line, "有内容的列没有表头")
        if values.get("code", "").lower() in TOTALS:
            totals += _total(sent, row.line, values)
        else:
            listed.append(Row(sent, sent.name, row.line, values))
    if not listed and not sent.problems:
        sent.object(None, "文件中没有事项")
    return totals, listed


def _total(sent: Sent, line: int, values: Mapping[str, str]) -> list[Declared]:
    if not values.get("name") or not re.fullmatch(r"[0-9]{1,7}", values.get("count", "")):
        sent.object(line, "合计行须在名称列写明合计的对象（总数、事项类型或者清单名称），在数量列写明项数")
        return []
    what = values["name"]
    return [Declared(_SHORT.get(what, what), int(values["count"]), line)]


def _words(names: Mapping[str, str]) -> dict[str, str]:
    return {word: key for key, name in names.items() for word in (key, name)}


def _one(row: Row, key: str, text: str, words: Mapping[str, str]) -> Any:
    if text not in words:
        row.fault(f"{key} 不认识“{text[:30]}”" if text else f"缺少 {key}")
    return words.get(text, "")


def _many(row: Row, key: str, text: str, words: Mapping[str, str]) -> tuple[str, ...]:
    found = [_one(row, key, part, words) for part in parts(text, "、，,；;|\n")]
    if len(set(found)) < len(found):
        row.fault(f"{key} 中有重复的内容：{text[:30]}")
    return tuple(found)


def _known(row: Row, values: Mapping[str, str], items: Mapping[str, Item]) -> None:
    item = items.get(values["code"])
    if item is None:
        row.fault(f"事项代码“{values['code'][:30]}”不在事项总目录内")
    elif values["name"] and values["name"] != item.name:
        row.fault(f"事项名称“{values['name'][:30]}”与总目录的“{item.name}”不一致")


def _day(row: Row, text: str) -> date | None:
    try:
        return date.fromisoformat(text.replace("/", "-")) if text else None
    except ValueError:
        row.fault(f"valid_until 不是日期“{text[:30]}”，应如 2027-12-31")
        return None


def _fen(row: Row, text: str) -> int | None:
    if text and not (re.fullmatch(r"[0-9]{1,9}", text) and int(text)):
        row.fault(f"top_yuan 不是正整数（元）“{text[:30]}”")
        return None
    return int(text) * 100 if text else None


def _refuse(sent: Sent) -> None:
    if sent.problems:
        raise RulePackInvalid(sorted(sent.problems, key=lambda p: p["line"] or 0))
