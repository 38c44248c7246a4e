"""A process folder read as one thing: diagram, forms, decisions, papers, scenarios and what process.toml says."""
from __future__ import annotations

import base64
import hashlib
import json
import re
import tomllib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.process.bpmn import MAX_BYTES, refused

MAX_FILES = 300
MAX_TOTAL = 16 * 1024 * 1024
MAX_PACKED = 8 * 1024 * 1024

#: the key of a process
KEY = re.compile(r"[a-z][a-z0-9_]{0,62}")
_PATH = re.compile(r"(?:process\.toml|[\w.-]+\.bpmn|(?:forms|decisions|papers|scenarios)/[\w.-]+)")


@dataclass(frozen=True)
class Bundle:
    """One process as deployed.

    Attributes:
        key: the process key; also the id of the process in the diagram.
        name: its Chinese name.
        files: path inside the folder → contents.
        digest: SHA-256 over the sorted paths and contents, hexadecimal.
        root: True if it may be started on its own.
        order: position in lists.
        settings: process.toml as read.
    """

    key: str
    name: str
    files: Mapping[str, bytes]
    digest: str
    root: bool = False
    order: int = 0
    settings: Mapping[str, Any] = None  # type: ignore[assignment]

    @property
    def diagram(self) -> bytes:
        """The contents of the .bpmn file."""
        return next(content for path, content in self.files.items() if path.endswith(".bpmn"))

    def under(self, folder: str, suffix: str) -> dict[str, bytes]:
        """File name without suffix → contents, of the files in one sub-folder."""
        return {path[len(folder) + 1:-len(suffix)]: content for path, content in self.files.items()
                if path.startswith(folder + "/") and path.endswith(suffix)}


def from_files(files: Mapping[str, bytes]) -> Bundle:
    """A bundle from its files.

    Raises:
        DefinitionInvalid: a path outside the known folders, sizes, a missing or unreadable process.toml, not exactly
            one diagram.
    """
    ordered = dict(sorted(files.items()))
    for path in ordered:
        if not _PATH.fullmatch(path) or "/." in path or ".." in path or path.startswith("."):
            raise refused("bundle", f"流程目录中不应有文件 {path[:80]}")
    if len(ordered) > MAX_FILES or sum(map(len, ordered.values())) > MAX_TOTAL:
        raise refused("bundle", f"流程目录过大：不超过 {MAX_FILES} 个文件、{MAX_TOTAL // 1024 // 1024} MB")
    diagrams = [path for path in ordered if path.endswith(".bpmn")]
    if len(diagrams) != 1:
        raise refused("bundle", f"流程目录应当有且只有一个 .bpmn 文件，实际有 {len(diagrams)} 个")
    settings = _settings(ordered.get("process.toml"))
    return Bundle(settings["key"], settings["name"], ordered, digest(ordered), bool(settings.get("root", False)),
                  int(settings.get("order", 0)), settings)


def _settings(content: bytes | None) -> dict[str, Any]:
    try:
        settings = tomllib.loads((content or b"").decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise refused("bundle", f"process.toml 无法读取：{fault}") from fault
    key, name = settings.get("key"), settings.get("name")
    if not isinstance(key, str) or not KEY.fullmatch(key) or not isinstance(name, str) or not name.strip():
        raise refused("bundle", "process.toml 应写明 key（小写字母、数字、下划线）和 name（中文名称）")
    if type(settings.get("order", 0)) is not int:
        raise refused("bundle", "process.toml 的 order 应为整数")
    return settings


def digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 over sorted paths and contents; lengths are hashed too, so that no two folders collide."""
    seal = hashlib.sha256()
    for path in sorted(files):
        name = path.encode()
        seal.update(len(name).to_bytes(4) + name + len(files[path]).to_bytes(8) + files[path])
    return seal.hexdigest()


def read(folder: Path) -> Bundle:
    """Read a process folder.

    Args:
        folder: a folder holding process.toml; hidden files are passed over.
    Raises:
        DefinitionInvalid: see `from_files`.
    """
    files: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in inside.parts):
            if path.stat().st_size > MAX_BYTES:
                raise refused("bundle", f"文件 {inside.as_posix()} 超过 {MAX_BYTES // 1024 // 1024} MB")
            files[inside.as_posix()] = path.read_bytes()
    return from_files(files)


def pack(bundle: Bundle) -> bytes:
    """The bundle as bytes; the same files always give the same bytes."""
    body = {path: base64.b64encode(content).decode() for path, content in sorted(bundle.files.items())}
    return zlib.compress(json.dumps(body, sort_keys=True, separators=(",", ":")).encode(), 9)


def unpack(data: bytes) -> Bundle:
    """The bundle of packed bytes.

    Raises:
        DefinitionInvalid: not a packed bundle, or larger than a bundle may be.
    """
    if len(data) > MAX_PACKED:
        raise refused("bundle", "流程包过大")
    try:
        inflate = zlib.decompressobj()
        raw = inflate.decompress(data, MAX_TOTAL * 2)
        if inflate.unconsumed_tail or not inflate.eof:
            raise ValueError("too large or cut off")
        body = json.loads(raw)
        files = {path: base64.b64decode(content, validate=True) for path, content in body.items()}
    except (zlib.error, ValueError, TypeError, AttributeError, RecursionError) as fault:
        raise refused("bundle", "流程包已损坏或不是流程包") from fault
    return from_files(files)
