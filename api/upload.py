"""Process folders as they arrive: a zip archive, or the files themselves as multipart parts."""
from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from typing import Iterable

from werkzeug.datastructures import FileStorage

from engine import errors

MOST_FILES = 300
#: unpacked bytes in all; the archive itself is bounded by the request size
MOST_BYTES = 16 * 1024 * 1024
MOST_RATIO = 100
_PATH = re.compile(r"[^\x00-\x1f\\:*?\"<>|/][^\x00-\x1f\\:*?\"<>|]{0,200}\Z")


def from_zip(data: bytes) -> list[dict[str, bytes]]:
    """The process folders in a zip archive, each a folder (or the archive's root) with a process.toml.

    Returns:
        for each folder, path within it → content.
    Raises:
        errors.BadInput: not a zip, or one that is encrypted, climbs out, links, bursts or nests.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check_archive(entries, len(data))
            return _folders((_path(entry.filename), _content(archive, entry)) for entry in entries)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, UnicodeDecodeError, ValueError) as error:
        raise errors.BadInput("上传的文件不是完好的 zip 压缩包。") from error


def from_parts(parts: Iterable[FileStorage]) -> list[dict[str, bytes]]:
    """The process folders in multipart files; a part's file name is its path, e.g. `forms/triage.json`."""
    return _folders((_path(part.filename or ""), part.read()) for part in parts)


def _check_archive(entries: list[zipfile.ZipInfo], packed: int) -> None:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_FILES or total > MOST_BYTES or total > MOST_RATIO * packed:
        raise errors.BadInput(f"压缩包过大：最多 {MOST_FILES} 个文件，解压后不超过 {MOST_BYTES // 1024 // 1024} MB。")
    for entry in entries:
        if entry.flag_bits & 1:
            raise errors.BadInput("压缩包已加密，无法读取。")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise errors.BadInput("压缩包里不能有链接。")


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) > entry.file_size:
        raise errors.BadInput("压缩包内容与目录不符。")
    return content


def _path(name: str) -> str:
    if not _PATH.match(name) or any(step in ("", ".", "..") for step in name.split("/")):
        raise errors.BadInput("文件路径不正确：只能是流程文件夹内的相对路径。")
    return name


def _folders(files: Iterable[tuple[str, bytes]]) -> list[dict[str, bytes]]:
    """Groups files by the folder that holds a process.toml."""
    every: dict[str, bytes] = {}
    for path, content in files:
        if path in every:
            raise errors.BadInput(f"文件 {path} 重复出现。")
        every[path] = content
        if len(every) > MOST_FILES:
            raise errors.BadInput(f"文件过多，最多 {MOST_FILES} 个。")
    roots = sorted({path.rpartition("process.toml")[0] for path in every if path.split("/")[-1] == "process.toml"})
    if not roots:
        raise errors.BadInput("没有找到 process.toml：请上传完整的流程文件夹。")
    return [{path[len(root):]: content for path, content in every.items() if path.startswith(root)} for root in roots]
