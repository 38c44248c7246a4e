"""PDF: read as text for what acts by itself; packed object streams are unpacked within bounds, because names hide there."""
from __future__ import annotations

import mmap
import re
import zlib
from pathlib import Path

from engine import errors
from engine.law.upload import FileKind, UploadRules

#: names that run something, send something or carry another file
#: (not /JS by itself: three bytes turn up by chance in any scan, and a script also needs /JavaScript)
_ACTIVE = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|XFA(?=\s*[\[<\d])|GoToE)(?![A-Za-z0-9])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_HIDING = re.compile(rb"/[A-Za-z0-9]{0,32}(?:#[0-9A-Fa-f]{2}[A-Za-z0-9]{0,32}){1,32}")
_ENCRYPTED = re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R|/Encrypt\s*<<")
_STREAM = re.compile(rb"/ObjStm\b[^\0]{0,400}?stream\r?\n", re.DOTALL)
_END = re.compile(rb"%%EOF")
TAIL, STEP, MOST_STREAMS = 4096, 1 << 16, 5_000


def inspect(path: Path, kind: FileKind, rules: UploadRules) -> None:
    """Refuses a PDF that breaks off, is encrypted, bursts, or has something in it that acts.

    Raises:
        errors.FileRefused.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if not _END.search(data, max(0, len(data) - TAIL)):
            raise errors.FileRefused("PDF 文件不完整。", next="请重新导出或者扫描后再上传。")
        if _ENCRYPTED.search(data):
            raise errors.FileRefused("PDF 文件已加密，无法检查。", next="请去掉密码后再上传。")
        _quiet(data)
        left = kind.unpacked
        for number, found in enumerate(_STREAM.finditer(data)):
            if number >= MOST_STREAMS:
                raise _bursts(kind)
            unpacked = _inflate(data, found.end(), left, kind, rules)
            left -= len(unpacked)
            _quiet(unpacked)


def _quiet(text) -> None:
    found = _ACTIVE.search(text)
    if found is None and _ESCAPED.search(text):
        # /J#61vaScript is /JavaScript to a reader; only the few places with an escape are spelt out.
        for escaped in _HIDING.finditer(text):
            found = found or _ACTIVE.search(_ESCAPED.sub(lambda two: bytes([int(two[1], 16)]), escaped[0]) + b" ")
    if found:
        raise errors.FileRefused(f"PDF 文件含有脚本、启动动作或者内嵌文件（{found[1].decode()}）。", next="请打印为 PDF 或者重新扫描后再上传。")


def _inflate(data: mmap.mmap, at: int, left: int, kind: FileKind, rules: UploadRules) -> bytes:
    inflate, found, taken = zlib.decompressobj(), bytearray(), 0
    while not inflate.eof and at < len(data):
        piece = data[at:at + STEP]
        at, taken = at + len(piece), taken + len(piece)
        try:
            found += inflate.decompress(piece, left - len(found) + 1)
        except zlib.error:
            break  # another filter, or the end of the stream: what was read so far has been looked at
        if len(found) > left or len(found) > rules.archives.ratio * max(taken, STEP):
            raise _bursts(kind)
    return bytes(found)


def _bursts(kind: FileKind) -> errors.FileRefused:
    return errors.FileRefused(f"PDF 文件解压后过大，不超过 {kind.unpacked >> 20} MB。", next="请重新导出或者拆分后再上传。")
