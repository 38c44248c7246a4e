"""What is in a file that somebody hands in: its name, its real type, what is packed in it. The only room that knows Pillow and puremagic.

Nothing here unpacks to the disk, renders or runs anything. Every fault is an `errors.FileRefused` that says what to do instead.
"""
from __future__ import annotations

from pathlib import Path

from engine import errors
from engine.files import archives, images, media, names, office, pdf, signature
from engine.law.upload import FileKind, UploadRules

_INSPECT = {"image": images.inspect, "pdf": pdf.inspect, "ooxml": office.inspect, "media": media.inspect, "archive": archives.inspect}


def named(given: str, purpose: str, rules: UploadRules) -> tuple[str, FileKind]:
    """A file's name as it may be kept, and the kind its extension claims.

    Raises:
        errors.FileRefused: a name that hides what it is, or a kind this purpose does not take.
    """
    name = names.clean(given)
    return name, names.kind_of(name, purpose, rules)


def inspect(path: Path, kind: FileKind, rules: UploadRules) -> None:
    """Looks into a file on the disk and refuses it unless it is wholly what its extension says.

    Raises:
        errors.FileRefused: another type, too large packed or unpacked, encrypted, active content, links, broken.
    """
    size = path.stat().st_size
    if size == 0:
        raise errors.FileRefused("文件是空的。", next="请核对文件后重新选择。")
    if size > kind.most:
        raise errors.FileRefused(f"{kind.name}不超过 {kind.most >> 20} MB。", next="请压缩或者分段后再上传。")
    signature.check(path, kind)
    _INSPECT[kind.inspection](path, kind, rules)
