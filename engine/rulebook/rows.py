"""The files of a rule folder, and rows read from them: every fault is kept with file, line and reason."""
from __future__ import annotations

import hashlib
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Collection

#: No rule file comes near this; a larger one is a mistake or an attack.
_MOST_BYTES = 4_000_000
#: An article of law, or the number of a document that has none.
ARTICLE = re.compile(r"第[一二三四五六七八九十百千零]+条|〔\d{4}〕\d+号")
MISSING = object()


class Source:
    """A rule folder's texts, its digest and the faults found so far.

    Args:
        folder: where the files are; None for texts that are `add`ed.
    Attributes:
        texts: file name relative to the folder → text.
        problems: `{"file", "line", "reason"}` each.
        hash: SHA-256 over every file.
    """

    def __init__(self, folder: Path | None = None):
        self.problems: list[dict[str, Any]] = []
        self.hash = hashlib.sha256()
        self.texts: dict[str, str] = {}
        self.seen: set[tuple[str, Any]] = set()
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix in (".toml", ".csv", ".dmn")) if folder else ():
            self.add(path.relative_to(folder).as_posix(), path.read_bytes() if path.stat().st_size <= _MOST_BYTES else b"")

    def fault(self, file: str, line: int | None, reason: str) -> None:
        """Note a fault; the whole is refused in the end."""
        self.problems.append({"file": file, "line": line, "reason": reason})

    def add(self, name: str, data: bytes) -> None:
        """Takes in one file."""
        self.hash.update(f"{name}\0{len(data)}\0".encode() + data)
        try:
            self.texts[name] = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self.fault(name, data[:error.start].count(b"\n") + 1, "不是 UTF-8 文本")
        if not data:
            self.fault(name, None, "文件为空或过大")

    def root(self, name: str) -> Row:
        """The top table of a TOML file; an empty one with a fault when it is missing or broken."""
        if name not in self.texts:
            self.fault(name, None, "缺少该文件")
            return Row(self, name, None, {})
        try:
            return Row(self, name, None, tomllib.loads(self.texts[name]))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            at = re.search(r"at line (\d+)", str(error))
            last = self.texts[name].count("\n") + 1 if "end of document" in str(error) else None
            self.fault(name, int(at[1]) if at else last, f"不是有效的 TOML：{error}")
            return Row(self, name, None, {})

    def tables(self, root: Row, header: str) -> list[Row]:
        """The rows of `[[header]]`, each with its line."""
        rows = root.rows(header)
        at = [n for n, line in enumerate(self.texts.get(root.file, "").splitlines(), 1) if line.strip() == f"[[{header}]]"]
        for row, line in zip(rows, at):
            row.line = line
        return rows


class Row:
    """One TOML table being read: takes typed keys, notes faults, and objects to what nobody took."""

    def __init__(self, source: Source, file: str, line: int | None, values: Any):
        self.source, self.file, self.line, self.sound = source, file, line, True
        self.values: dict[str, Any] = dict(values) if isinstance(values, dict) else {}
        if not isinstance(values, dict):
            self.fault("应为一组“键 = 值”")

    def fault(self, reason: str) -> None:
        """Note a fault of this row."""
        self.sound = False
        self.source.fault(self.file, self.line, reason)

    def take(self, key: str, kind: type, default: Any = MISSING, *, among: Collection[Any] | None = None,
             low: int | None = None) -> Any:
        """A typed value; None with a fault when it is missing, of another type or not allowed."""
        value = self.values.pop(key, MISSING)
        if value is MISSING and default is not MISSING:
            return default
        if value is MISSING:
            self.fault(f"缺少 {key}")
        elif type(value) is not kind:
            self.fault(f"{key} 的类型不对：{value!r}")
        elif kind is str and not value.strip():
            self.fault(f"{key} 不能为空")
        elif among is not None and value not in among:
            self.fault(f"{key} 不认识“{value}”，可用：{'、'.join(map(str, among))}")
        elif low is not None and value < low:
            self.fault(f"{key} 不能小于 {low}")
        else:
            return value

    def takes(self, key: str, kind: type, *, among: Collection[Any] | None = None) -> tuple[Any, ...]:
        """A list of typed values without doubles."""
        values = self.values.pop(key, [])
        if not isinstance(values, list) or any(type(v) is not kind for v in values):
            self.fault(f"{key} 应为列表，每项为 {kind.__name__}")
            return ()
        if (strange := [v for v in values if among is not None and v not in among]) or len(set(map(str, values))) < len(values):
            self.fault(f"{key} 中有不认识或重复的内容：{'、'.join(map(str, strange or values))}")
        return tuple(values)

    def article(self, key: str = "basis", *, local: bool = False) -> str:
        """The article a row rests on; only a local one may go without."""
        text = self.take(key, str) or ""
        if text and not local and not ARTICLE.search(text):
            self.fault(f"{key} 没有写明条文：“{text}”")
        return text

    def validity(self, first: str, last: str) -> tuple[date, date | None]:
        """First and last day of validity."""
        begin, end = self.take(first, date), self.take(last, date, None)
        if begin and end and end < begin:
            self.fault(f"{last} 早于 {first}")
        return begin or date.max, end

    def once(self, what: str, key: Any) -> None:
        """Note a fault when `key` was already used for another `what` in these files."""
        if key is not None and (what, key) in self.source.seen:
            self.fault(f"{what} {key} 重复")
        self.source.seen.add((what, key))

    def rows(self, key: str) -> list[Row]:
        """The tables under a key."""
        found = self.values.pop(key, [])
        return [Row(self.source, self.file, self.line, v) for v in (found if isinstance(found, list) else [found])]

    def done(self) -> bool:
        """Whether the row is sound, after objecting to keys that nobody took."""
        for key in self.values:
            self.fault(f"不认识的键 {key}")
        return self.sound
