"""Reads the cells of a CSV or XLSX file that somebody sends, and nothing else of it: no formulas, macros, links or entities.

A file is measured before it is parsed: bytes, unpacked bytes, rows, columns, characters in a cell.
"""
from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from datetime import date, datetime
from typing import Any, Iterator, NamedTuple

from openpyxl import load_workbook

from engine.law.spreadsheet import BLANKS, FORMULA, QUOTE
from engine.rulebook.rows import Source

#: A list of ten thousand items is under 3 MB. What is larger is a mistake or an attack.
MOST_BYTES = 10_000_000
MOST_UNPACKED = 40_000_000
MOST_MEMBERS = 200
MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_CHARACTERS = 5_000
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_STEP = 65_536
_ZIP = b"PK\x03\x04"
#: XML that declares entities or an outside grammar has no place in a spreadsheet.
_DECLARES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


class Sent(Source):
    """A file that was sent: its faults, and what has been seen in it."""

    def __init__(self, name: str):
        self.name = name
        self.problems: list[dict[str, Any]] = []
        self.seen: set[tuple[str, Any]] = set()

    def object(self, line: int | None, reason: str) -> None:
        """Note a fault of this file."""
        self.fault(self.name, line, reason)


class Cells(NamedTuple):
    """One row: the line (in a sheet: the row number) and its cells as text, blanks stripped."""

    line: int
    cells: list[str]


def rows(sent: Sent, data: bytes) -> list[Cells]:
    """The rows of the file that are not empty; faults are noted in `sent`."""
    if not data or len(data) > MOST_BYTES:
        sent.object(None, f"文件为空，或者超过 {MOST_BYTES // 1_000_000} MB")
        return []
    found = _workbook(sent, data) if data.startswith(_ZIP) else _csv(sent, data)
    kept = []
    for line, cells in found:
        if len(kept) == MOST_ROWS:
            sent.object(line, f"超过 {MOST_ROWS} 行")
            break
        if len(cells) > MOST_COLUMNS:
            sent.object(line, f"超过 {MOST_COLUMNS} 列")
        elif any(cells):
            kept.append(Cells(line, [_clean(sent, line, n, cell) for n, cell in enumerate(cells, 1)]))
    return kept


def _clean(sent: Sent, line: int, column: int, cell: str) -> str:
    if len(cell) > MOST_CHARACTERS:
        sent.object(line, f"第 {column} 列超过 {MOST_CHARACTERS} 字")
    if cell[:1] == QUOTE and (cell[1:2] == QUOTE or FORMULA.match(cell[1:].lstrip(BLANKS))):
        return cell[1:]
    if FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        sent.object(line, f"第 {column} 列为公式或者以公式符号开头：{cell[:20]!r}，请改为文字或者数值")
    elif _CONTROL.search(cell):
        sent.object(line, f"第 {column} 列含有控制字符")
    return "" if cell in ("-", "—", "－", "/", "无") else cell


def _csv(sent: Sent, data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(sent, data)
    reader, line = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    try:
        for cells in reader:
            yield line, [cell.strip(BLANKS) for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        sent.object(line, f"不是有效的 CSV：{error}")


def _decoded(sent: Sent, data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data:
        sent.object(1, "编码不是 UTF-8 或者 GB18030，请另存为 CSV UTF-8 后重新导入")
        return ""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        sent.object(data[:error.start].count(b"\n") + 1, "编码不是 UTF-8 或者 GB18030")
        return ""


def _workbook(sent: Sent, data: bytes) -> list[tuple[int, list[str]]]:
    found: list[tuple[int, list[str]]] = []
    packed = _repacked(sent, data)
    if packed is None:
        return found
    try:
        # What the library warns of (styles, validations it does not know) is nothing that we read.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(packed, read_only=True, data_only=False, keep_links=False)
            sheets = [s for s in book.worksheets if s.sheet_state == "visible"]
            if len(sheets) != 1:
                sent.object(None, f"应只有一张可见的工作表，实有 {len(sheets)} 张")
                return found
            # The size that a sheet claims for itself may be too small, and rows beyond it would be lost.
            sheets[0].reset_dimensions()
            for line, cells in enumerate(sheets[0].iter_rows(max_col=MOST_COLUMNS + 1), 1):
                texts = [_text(sent, line, n, cell) for n, cell in enumerate(cells, 1)]
                while texts and not texts[-1]:
                    texts.pop()
                found.append((line, texts))
                if line > MOST_ROWS * 2:
                    sent.object(line, f"工作表超过 {MOST_ROWS * 2} 行（连同空行），请删除多余的空行")
                    break
            book.close()
    except Exception as error:  # a broken workbook raises whatever the parsers raise: it is a fault, never a crash
        sent.object(None, f"不是有效的 XLSX：{type(error).__name__}")
    return found


def _repacked(sent: Sent, data: bytes) -> io.BytesIO | None:
    """The workbook's members unpacked once, in small steps and counted, and packed anew: no parser sees the archive as sent."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as clean:
            members = archive.infolist()
            if reason := _refused(members):
                sent.object(None, reason)
                return None
            for member in members:
                # Reading stops at the size that the directory claims, however much more the member would unpack to.
                with archive.open(member) as stream:
                    content = b"".join(iter(lambda: stream.read(_STEP), b""))
                if member.filename.endswith((".xml", ".rels")) and _DECLARES.search(content.replace(b"\0", b"")):
                    sent.object(None, "工作簿的 XML 声明了实体或者外部文法，拒绝读取")
                    return None
                clean.writestr(member.filename, content)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        sent.object(None, f"不是有效的 XLSX：{error}")
        return None
    out.seek(0)
    return out


def _refused(members: list[zipfile.ZipInfo]) -> str | None:
    names = [m.filename for m in members]
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > MOST_UNPACKED:
        return f"解压后超过 {MOST_UNPACKED // 1_000_000} MB 或者 {MOST_MEMBERS} 个文件，拒绝读取"
    # Other ways of packing unpack without a bound; an encrypted member has flag bit 0 set.
    if any(m.flag_bits & 1 or m.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for m in members):
        return "工作簿已加密，或者用不认识的方式压缩"
    if "xl/workbook.xml" not in names or len(set(names)) < len(names):
        return "不是 XLSX 工作簿"
    if any("vba" in name.lower() or "externallinks/" in name.lower() for name in names):
        return "工作簿含有宏或者外部链接"
    return None


def _text(sent: Sent, line: int, column: int, cell: Any) -> str:
    value = cell.value
    if cell.data_type == "f":
        sent.object(line, f"第 {column} 列为公式，请粘贴为数值")
        return ""
    if cell.data_type == "e" or isinstance(value, bool):
        sent.object(line, f"第 {column} 列为错误值或者逻辑值：{value}")
        return ""
    if isinstance(value, (datetime, date)):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip(BLANKS)
