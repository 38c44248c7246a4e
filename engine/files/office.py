"""Word and Excel files: packed XML without macros, embedded programs, outside templates, DDE or entities."""
from __future__ import annotations

import re
import zipfile
from pathlib import Path

from engine import errors
from engine.files import archives
from engine.law.upload import MEGABYTE, FileKind, UploadRules

_MAIN = {"docx": ("word/document.xml", b"wordprocessingml.document.main+xml"), "xlsx": ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml")}
#: parts that are programs or hold other programs' files
_ACTIVE_PART = re.compile(r"(?:vbaproject\.bin|vbadata\.xml|/activex/|/embeddings/|/externallinks/|customui/|/macrosheets/|\.exe$|\.html?$|\.svg$|\.emf$|\.wmf$)",
                          re.IGNORECASE)
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
#: a link that a reader clicks is harmless; everything else outside is fetched by itself
_OUTSIDE = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE)
_LINK = re.compile(rb"/hyperlink[\"']", re.IGNORECASE)
_DDE = re.compile(rb"ddeLink|\bDDE(?:AUTO)?\b[ \t]+", re.IGNORECASE)
#: one part of XML; text of this length no report has
MOST_PART = 64 * MEGABYTE


def inspect(path: Path, kind: FileKind, rules: UploadRules) -> None:
    """Refuses a document that is not one, or that does something by itself when it is opened.

    Raises:
        errors.FileRefused.
    """
    main, type_ = _MAIN[kind.suffix]
    with archives.opened(path, kind, rules) as archive:
        names = {entry.filename for entry in archive.infolist()}
        if "[Content_Types].xml" not in names or main not in names or type_ not in archive.read("[Content_Types].xml")[:MOST_PART]:
            raise errors.FileRefused(f"文件内容与扩展名 {kind.suffix} 不符。", next="请用原来的程序另存为可上传的格式。")
        if bad := next((name for name in sorted(names) if _ACTIVE_PART.search("/" + name) or archives.PACKED.search(name)), None):
            raise _active(f"含有宏、控件或者内嵌文件（{bad[:60]}）")
        archives.measure(archive, kind, rules)
        for entry in archive.infolist():
            if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                _part(archive, entry)


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    if entry.file_size > MOST_PART:
        raise errors.FileRefused("文档过大。", next="请拆分后再上传。")
    text = archive.read(entry)
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = text.decode("utf-16", "replace").encode()
    if _DECLARES.search(text):
        raise _active("声明了外部实体")
    if entry.filename.endswith(".rels") and any(not _LINK.search(found) for found in _OUTSIDE.findall(text)):
        raise _active("引用了外部模板或者外部数据")
    if _DDE.search(text):
        raise _active("含有动态数据交换（DDE）")


def _active(why: str) -> errors.FileRefused:
    return errors.FileRefused(f"文档{why}，打开时可能自动运行。", next="请另存为不带宏和外部链接的文档，或者导出为 PDF 后再上传。")
