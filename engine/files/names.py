"""The name of a file is data: shown and given back, never a path. What hides the real extension is refused, the rest is tidied."""
from __future__ import annotations

import re
import unicodedata

from engine import errors
from engine.law.upload import FileKind, UploadRules

MOST = 120
#: control characters, and those that turn the direction of writing round or take up no room
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff\ufff9-\uffff]")
_UNFIT = re.compile(r'[\\/:*?"<>|;%\x60$&]+')
#: names that some file systems take for devices
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def clean(given: str) -> str:
    """A name fit to be shown and saved under: no path, no characters with a meaning, at most 120 characters.

    Raises:
        errors.FileRefused: hidden characters in it, or nothing left of it.
    """
    if _HIDDEN.search(given):
        raise errors.FileRefused("文件名含有不可见的控制字符。", next="请改名后重新上传。")
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", given[-4096:]))[-1]
    stem, dot, suffix = _UNFIT.sub("_", last).strip(" .").rpartition(".")
    stem = stem.strip(" .-_") if dot else ""
    if not stem or not suffix.strip():
        raise errors.FileRefused("文件名没有名称或者没有扩展名。", next="请改名后重新上传，例如“现场照片.jpg”。")
    if _DEVICES.match(stem):
        stem = f"文件 {stem}"
    return f"{stem[:MOST]}.{suffix.strip().lower()[:16]}"


def kind_of(name: str, purpose: str, rules: UploadRules) -> FileKind:
    """The kind a cleaned name claims.

    Raises:
        errors.FileRefused: not among those the purpose takes, or a second extension that is meant to be run.
    """
    *inner, suffix = name.lower().split(".")[1:]
    taken = "、".join(kind.suffix for kind in rules.accepted(purpose))
    if suffix not in rules.purposes[purpose]:
        raise errors.FileRefused(f"不接收 {suffix[:16]} 文件。", next=f"可以上传：{taken}。")
    if bad := sorted(rules.refused.intersection(part.strip() for part in inner)):
        raise errors.FileRefused(f"文件名里有可执行文件的扩展名 {bad[0]}。", next="请改名后重新上传。")
    return rules.kinds[suffix]
