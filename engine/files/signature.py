"""Whether a file begins like what its extension says: our own signatures decide, puremagic has to agree where it knows better."""
from __future__ import annotations

import re
from pathlib import Path

import puremagic

from engine import errors
from engine.law.upload import FileKind

HEAD, TAIL = 4096, 66_000
#: extension → how the file begins
_BEGINS = {
    "jpg": re.compile(rb"\xff\xd8\xff[\xc0-\xfe]"), "png": re.compile(rb"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "pdf": re.compile(rb"%PDF-[12]\.\d"),
    "docx": re.compile(rb"PK\x03\x04"), "xlsx": re.compile(rb"PK\x03\x04"), "zip": re.compile(rb"PK\x03\x04"),
    "mp4": re.compile(rb"\0\0[\0-\x0f].ftyp(?!qt  )", re.DOTALL), "m4a": re.compile(rb"\0\0[\0-\x0f].ftyp(?!qt  )", re.DOTALL),
    "mov": re.compile(rb"\0\0[\0-\x0f].ftypqt  ", re.DOTALL), "wav": re.compile(rb"RIFF....WAVE", re.DOTALL),
    "mp3": re.compile(rb"ID3[\x02-\x04]|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]"),
}
#: words by which a browser or an interpreter would take the file for something else
_ACTIVE = re.compile(rb"<(?:script|html|!doctype|svg|iframe|body|\?php|%@)|#!\s*/", re.IGNORECASE)
#: the end of a zip, which programs look for from the back of any file
_ZIP_END = b"PK\x05\x06"
#: what puremagic calls a file that is certainly something to run
_RUNS = {".exe", ".dll", ".elf", ".class", ".jar", ".swf", ".scr", ".com", ".msi", ".lnk", ".html", ".htm", ".svg", ".rtf", ".doc", ".xls"}


def check(path: Path, kind: FileKind) -> None:
    """Refuses a file whose content is not what its extension says.

    Raises:
        errors.FileRefused.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(max(0, path.stat().st_size - TAIL))
        tail = file.read()
    if not _BEGINS[kind.suffix].match(head):
        raise _other(kind, _guess(head, path))
    packed = kind.inspection in ("ooxml", "archive")
    if not packed and (_ACTIVE.search(head) or _ZIP_END in tail):
        raise errors.FileRefused(f"这个文件看起来是{kind.name}，同时又能当作网页、程序或者压缩包打开。", next="请重新导出或者拍摄后再上传。")
    if not packed and (said := _guess(head, path)) in _RUNS:
        raise _other(kind, said)


def _guess(head: bytes, path: Path) -> str:
    try:
        found = puremagic.magic_string(head, path.name)
    except (puremagic.PureError, ValueError):
        return ""
    return found[0].extension if found and found[0].confidence >= 0.5 else ""


def _other(kind: FileKind, said: str) -> errors.FileRefused:
    like = f"，内容像是 {said.lstrip('.')} 文件" if said.lstrip(".") not in ("", kind.suffix, *kind.also) else ""
    return errors.FileRefused(f"文件内容与扩展名 {kind.suffix} 不符{like}。", next="请不要改扩展名，用原来的程序另存为可上传的格式。")
