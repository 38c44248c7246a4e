"""Packed files: the directory is checked before anything is read, and what is read is counted while it unpacks."""
from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine import errors
from engine.law.upload import FileKind, UploadRules

STEP = 1 << 16
#: entries that end so are themselves packed
PACKED = re.compile(r"\.(?:zip|7z|rar|gz|tgz|bz2|xz|tar|zst|cab|iso|jar)$", re.IGNORECASE)
_DRIVE = re.compile(r"^[A-Za-z]:")
_END, _END_SIZE, _LONGEST_COMMENT, _RECORD = b"PK\x05\x06", 22, 65_535, 46


def inspect(path: Path, kind: FileKind, rules: UploadRules) -> None:
    """Refuses an archive that bursts, climbs out, links, nests, is encrypted, or holds what may not be handed in by itself.

    Raises:
        errors.FileRefused.
    """
    with opened(path, kind, rules) as archive:
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            suffix = entry.filename.rpartition(".")[2].lower()
            if PACKED.search(entry.filename):
                raise errors.FileRefused("压缩包里还有压缩包。", next="请解开后把其中的文件直接打成一个压缩包，或者逐个上传。")
            if suffix not in rules.purposes["evidence"] or rules.refused & set(entry.filename.lower().split(".")):
                raise errors.FileRefused(f"压缩包里有不接收的 {suffix[:16]} 文件。", next="请移除后重新打包。")
        measure(archive, kind, rules)


@contextmanager
def opened(path: Path, kind: FileKind, rules: UploadRules) -> Iterator[zipfile.ZipFile]:
    """The archive of a file, its directory checked.

    Raises:
        errors.FileRefused: also when it breaks while it is read.
    """
    _few_enough(path, rules)
    try:
        with zipfile.ZipFile(path) as archive:
            _check(archive.infolist(), path.stat().st_size, kind, rules)
            yield archive
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, UnicodeDecodeError, ValueError, RuntimeError, OSError) as fault:
        raise errors.FileRefused(f"{kind.name}不完整或者已经损坏。", next="请重新导出或者打包后再上传。") from fault


def measure(archive: zipfile.ZipFile, kind: FileKind, rules: UploadRules) -> None:
    """Unpacks everything into nothing and counts: what the directory says of sizes is not believed."""
    total = 0
    for entry in archive.infolist():
        got = 0
        with archive.open(entry) as file:
            while piece := file.read(STEP):
                got += len(piece)
                if got > entry.file_size or got > rules.archives.ratio * max(entry.compress_size, 1024) or total + got > kind.unpacked:
                    raise _bursts(kind, rules)
        total += got


def _few_enough(path: Path, rules: UploadRules) -> None:
    """Asks the last record how many entries there are, before a directory of a million is read into memory."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_SIZE:
        raise errors.FileRefused("压缩包不完整或者已经损坏。", next="请重新打包后再上传。")
    count, length = int.from_bytes(tail[at + 10:at + 12], "little"), int.from_bytes(tail[at + 12:at + 16], "little")
    # Zip64 says 0xFFFF here and the truth elsewhere: nothing of that size is taken.
    if count == 0xFFFF or length == 0xFFFFFFFF or count > rules.archives.entries or length > rules.archives.entries * (_RECORD + 512):
        raise errors.FileRefused(f"压缩包里的文件超过 {rules.archives.entries} 个，或者目录不可信。", next="请分成几个压缩包上传。")


def _check(entries: list[zipfile.ZipInfo], packed: int, kind: FileKind, rules: UploadRules) -> None:
    bounds = rules.archives
    total, seen, spans = sum(entry.file_size for entry in entries), set(), []
    if not entries or len(entries) > bounds.entries or total > kind.unpacked or total > bounds.ratio * max(packed, 1024):
        raise _bursts(kind, rules)
    for entry in entries:
        name = entry.orig_filename
        if entry.flag_bits & 0x2041:
            raise errors.FileRefused("文件已加密，无法检查。", next="请去掉密码后再上传。")
        if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise errors.FileRefused("压缩包里不能有链接或者设备文件。", next="请只打包普通文件。")
        if (name.startswith(("/", "\\")) or _DRIVE.match(name) or "\0" in name or len(name) > 1024
                or ".." in re.split(r"[\\/]", name) or name in seen):
            raise errors.FileRefused("压缩包里的路径不正确（绝对路径、上级目录或者重复）。", next="请重新打包后再上传。")
        if entry.file_size > bounds.ratio * max(entry.compress_size, 1024):
            raise _bursts(kind, rules)
        seen.add(name)
        spans.append((entry.header_offset, entry.header_offset + 30 + entry.compress_size))
    spans.sort()
    if any(end > begin for (_, end), (begin, _) in zip(spans, spans[1:])):
        raise errors.FileRefused("压缩包里的文件相互重叠。", next="请重新打包后再上传。")


def _bursts(kind: FileKind, rules: UploadRules) -> errors.FileRefused:
    return errors.FileRefused(f"解压后过大：不超过 {kind.unpacked >> 20} MB、{rules.archives.entries} 个文件，不超过压缩前的 {rules.archives.ratio} 倍。",
                              next="请减少内容或者分几次上传。")
