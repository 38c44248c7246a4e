"""Files of units, grids, persons, posts, certificates and training: columns by Chinese or English header, all of a file or nothing."""
from __future__ import annotations

import csv
import io
import re
from datetime import date
from types import MappingProxyType
from typing import Any, Mapping, NamedTuple

from engine.errors import RollInvalid
from engine.law.spreadsheet import inert
from engine.rulebook.importing import IGNORED
from engine.rulebook.sheets import Sent, rows

#: a title may stand above the header
_HEADER_WITHIN = 10


class Column(NamedTuple):
    """One column.

    Attributes:
        headers: what it may be called besides its key, the first one in templates. kind: `text`, `day` or `number`.
        words: Chinese word → code, where it holds one of a fixed set. needed: whether a cell may be empty. example: in templates.
    """

    headers: tuple[str, ...]
    example: str
    needed: bool = True
    kind: str = "text"
    words: Mapping[str, str] = MappingProxyType({})


class Line(NamedTuple):
    """One line of a file: its number there, and column → value (text, date, int, or None)."""

    number: int
    values: Mapping[str, Any]


_UNIT_KINDS = {"市级单位": "city", "市": "city", "县级单位": "county", "县": "county", "县直部门": "department", "部门": "department", "镇": "town", "乡": "town",
               "街道": "town", "镇（乡、街道）": "town", "内设执法队": "team", "执法队": "team", "派驻机构": "station", "共享审核人员池": "pool"}
_PERSON_KINDS = {"工作人员": "staff", "行政机关负责人": "leader", "负责人": "leader", "执法辅助人员": "auxiliary", "辅助人员": "auxiliary", "网格员": "grid"}
_DUTIES = {"巡查": "patrol", "采集": "collect", "信息采集": "collect", "分派": "dispatch", "办案": "handle", "法制审核": "review", "听证": "hearing",
           "听证主持": "hearing", "听证记录": "hearing_record", "负责人审批": "decide", "决定": "decide", "集体讨论": "collective", "送达": "serve",
           "罚款收缴": "collect_fine", "收缴": "collect_fine", "归档": "archive", "案卷评查": "assess", "监督": "supervise", "流程设计": "design"}
_PERSON = Column(("人员代码", "人员编号"), "zhang_san")
_UNIT = Column(("单位代码",), "qingxi")
#: what a file may hold → its columns, in the order of its template
FILES: Mapping[str, Mapping[str, Column]] = {
    "units": {"code": Column(("单位代码", "代码"), "qingxi_team"), "name": Column(("单位名称", "名称"), "青溪镇综合行政执法队"),
              "kind": Column(("单位类型", "类型"), "内设执法队", words=_UNIT_KINDS), "parent": Column(("上级单位代码", "上级"), "qingxi", False),
              "guided_by": Column(("业务指导部门代码", "指导部门"), "", False), "agency": Column(("机关全称",), "", False), "short": Column(("机关代字",), "", False),
              "government": Column(("人民政府",), "", False), "court": Column(("法院",), "", False), "from_on": Column(("设立日期",), "2026-01-01", False, "day"),
              "document": Column(("设立文件", "批准文件"), "", False)},
    "grids": {"code": Column(("网格代码", "代码"), "QX-04"), "name": Column(("网格名称", "名称"), "上湾网格"),
              "kind": Column(("类型",), "网格", words={"网格": "grid", "村": "village", "社区": "village", "村（社区）": "village"}), "unit": _UNIT,
              "parent": Column(("所属村（社区）代码", "所属村代码"), "", False)},
    "chains": {"grid": Column(("网格代码",), "QX-04"), "person": _PERSON,
               "role": Column(("责任", "责任岗位"), "包片执法员", words={"网格长": "lead", "网格员": "worker", "包片执法员": "officer", "村（社区）负责人": "village",
                                                          "村负责人": "village", "社区负责人": "village"}),
               "from_on": Column(("起日", "起始日期"), "2026-01-01", kind="day"), "until_on": Column(("止日", "截止日期"), "", False, "day")},
    "persons": {"code": _PERSON, "name": Column(("姓名",), "张三"), "kind": Column(("人员类别", "类别"), "工作人员", words=_PERSON_KINDS), "unit": _UNIT,
                "identity": Column(("公民身份号码", "身份证号"), "11010519491231002X", False),
                "reviewer_since": Column(("开始从事法制审核日期",), "", False, "day")},
    "posts": {"person": _PERSON, "unit": _UNIT, "duty": Column(("岗位", "职责"), "办案", words=_DUTIES),
              "from_on": Column(("起日", "起始日期"), "2026-01-01", False, "day"), "until_on": Column(("止日", "截止日期"), "", False, "day")},
    "trainings": {"person": _PERSON, "kind": Column(("类型",), "考试", words={"培训": "course", "考试": "exam"}), "name": Column(("名称",), "2026 年资格考试"),
                  "on": Column(("日期",), "2026-03-01", kind="day"), "hours": Column(("学时",), "", False, "number"),
                  "score": Column(("分数", "成绩"), "86", False, "number")},
    "qualifications": {"person": _PERSON, "kind": Column(("证件种类", "种类"), "行政执法证", words={
        "行政执法证": "enforcement_certificate", "执法证": "enforcement_certificate", "法律职业资格证书": "legal_licence", "法律职业资格": "legal_licence"}),
        "number": Column(("证号", "证件号码"), "示执010099"), "scope": Column(("执法类别", "执法领域"), "综合行政执法", False),
        "valid_from": Column(("有效期起", "起日"), "2026-03-10", kind="day"), "valid_until": Column(("有效期止", "止日"), "2031-03-09", False, "day"),
        "document": Column(("发证文件",), "", False)}}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\Z", re.ASCII)


def read(what: str, data: bytes, name: str) -> tuple[Line, ...]:
    """The lines of a file.

    Args:
        what: of FILES. name: of the file, for the faults.
    Raises:
        RollInvalid: every fault with file, line and reason; nothing is taken over.
    """
    sent, columns = Sent(name), FILES[what]
    found = _lines(sent, rows(sent, data), columns)
    if not found and not sent.problems:
        sent.object(None, "文件中没有内容")
    refuse(sent.problems)
    return tuple(found)


def refuse(problems: list[dict[str, Any]]) -> None:
    """Refuses a file with every fault, in the order of its lines.

    Raises:
        RollInvalid: unless there is none.
    """
    if problems:
        raise RollInvalid(sorted(problems, key=lambda p: p["line"] or 0))


def template(what: str) -> bytes:
    """A CSV of the columns with one line as an example, as a spreadsheet program opens it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([inert(column.headers[0]) for column in FILES[what].values()])
    writer.writerow([inert(column.example) for column in FILES[what].values()])
    return out.getvalue().encode("utf-8-sig")


def _lines(sent: Sent, cells: list[Any], columns: Mapping[str, Column]) -> list[Line]:
    words = {word: key for key, column in columns.items() for word in (key, *column.headers)}
    needed = {key for key, column in columns.items() if column.needed}
    start = next((n for n, row in enumerate(cells[:_HEADER_WITHIN]) if needed <= {words.get(c) for c in row.cells}), None)
    if start is None:
        if not sent.problems:
            sent.object(None, f"前 {_HEADER_WITHIN} 行中没有找到表头，至少应有：{'、'.join(columns[k].headers[0] for k in columns if k in needed)}")
        return []
    header = [words.get(cell, "") for cell in cells[start].cells]
    strange = [c for c, key in zip(cells[start].cells, header) if c and not key and c.lower() not in IGNORED]
    if strange or len(set(filter(None, header))) < len(list(filter(None, header))):
        sent.object(cells[start].line, f"表头有不认识或者重复的列：{'、'.join(strange or cells[start].cells)}")
    found = []
    for row in cells[start + 1:]:
        if any(row.cells[len(header):]) or any(c and not h for c, h in zip(row.cells, cells[start].cells)):
            sent.object(row.line, "有内容的列没有表头")
        given = {key: cell for key, cell in zip(header, row.cells) if key}
        found.append(Line(row.line, {key: _value(sent, row.line, column, given.get(key, "")) for key, column in columns.items()}))
    return found


def _value(sent: Sent, line: int, column: Column, text: str) -> Any:
    title = column.headers[0]
    if not text:
        if column.needed:
            sent.object(line, f"缺少{title}")
        return None if column.kind != "text" or column.words else ""
    if column.words:
        if text not in column.words and text not in column.words.values():
            sent.object(line, f"{title}不认识“{text[:30]}”，可用：{'、'.join(dict.fromkeys(column.words))}")
        return column.words.get(text, text)
    if column.kind == "day":
        return _day(sent, line, title, text)
    if column.kind == "number":
        if not re.fullmatch(r"[0-9]{1,4}", text):
            sent.object(line, f"{title}应为整数，现为“{text[:30]}”")
            return None
        return int(text)
    return text


def _day(sent: Sent, line: int, title: str, text: str) -> date | None:
    match = _DAY.match(text)
    try:
        if match and 1949 <= int(match[1]):
            return date(*map(int, match.groups()))
    except ValueError:
        pass
    sent.object(line, f"{title}不是日期“{text[:30]}”，应如 2026-03-09")
    return None
