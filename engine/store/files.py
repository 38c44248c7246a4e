"""Files handed in 上传文件, outside the database and outside everything the web server shows.

A file comes in under a random name (`in/<key>`) while it is looked at, and is kept under its own digest (`kept/ab/<SHA-256>`): written
once, 0600, the same content only once. What people call it is a column of its row. File first, row after it: a kill in
between leaves a file without a row, which `leftovers` finds.
"""
from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from engine import errors
from engine.store import crash

STEP = 1 << 20
#: left free on the disk for the database, whatever is handed in
RESERVE = 256 << 20
_KEY, _DIGEST = re.compile(r"[0-9a-f]{32}\Z"), re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True)
class Received:
    """A file that has come in: its random name, bytes, SHA-256 and where it is being looked at."""

    key: str
    size: int
    digest: str
    path: Path


class Files:
    """The files of one installation.

    Args:
        folder: made when first needed, 0700.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self._in, self._kept = folder / "in", folder / "kept"

    def receive(self, stream: BinaryIO, most: int) -> Received:
        """Writes what is being sent to the disk piece by piece, counting and hashing.

        Args:
            most: bytes; more are not written.
        Raises:
            errors.FileRefused: larger, or the disk is nearly full.
        """
        self._make()
        key, size, seal = secrets.token_hex(16), 0, hashlib.sha256()
        path = self._in / key
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as file:
                while piece := stream.read(STEP):
                    size += len(piece)
                    if size > most:
                        raise errors.FileRefused(f"文件不超过 {most >> 20} MB。", next="请压缩或者分段后再上传。")
                    self._room(len(piece))
                    seal.update(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        crash.point("file_received")
        return Received(key, size, seal.hexdigest(), path)

    def keep(self, key: str, digest: str) -> None:
        """Gives a received file its lasting place; what lies there already has the same content and is left as it is."""
        place = self._place(digest)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            os.link(self.incoming(key), place)
        except FileExistsError:
            os.utime(place)  # young again: the sweep must not take it for a leftover before its new row is there
        _sync(place.parent)
        crash.point("file_kept")

    def drop(self, key: str) -> None:
        """Removes a received file from where it was looked at."""
        self.incoming(key).unlink(missing_ok=True)

    def incoming(self, key: str) -> Path:
        """Where a received file is being looked at."""
        if not _KEY.match(key):
            raise ValueError("not a key")
        return self._in / key

    def read(self, digest: str, key: str | None = None) -> Path:
        """A file whose content is what its digest says.

        Args:
            key: where it is still being looked at.
        Raises:
            errors.Incident: it is gone, or somebody changed it.
        """
        path = self._place(digest) if key is None else self.incoming(key)
        try:
            with path.open("rb") as file:
                sound = hashlib.file_digest(file, "sha256").hexdigest() == digest
        except FileNotFoundError:
            sound = False
        if not sound:
            raise errors.Incident("保存的文件缺失或者与登记时的摘要不符。", next="请立即联系系统管理员，从备份恢复该文件；不要重新上传替代。")
        return path

    def leftovers(self, before: float) -> tuple[list[str], list[str]]:
        """Received files and kept ones last touched before an instant (seconds since 1970): keys, digests."""
        return list(_older(self._in, before, _KEY)), list(_older(self._kept, before, _DIGEST))

    def discard(self, digest: str) -> None:
        """Removes a kept file that no row names."""
        self._place(digest).unlink(missing_ok=True)

    @contextmanager
    def alone(self, *, sweeping: bool = False) -> Iterator[None]:
        """Keeping a file and writing its row, or sweeping: never both at once, whichever processes they are in."""
        self._make()
        with open(os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600), "rb+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX if sweeping else fcntl.LOCK_SH)
            yield

    def missing(self, digests: Iterable[str]) -> list[str]:
        """Those digests without a file."""
        return [one for one in digests if not self._place(one).is_file()]

    def _place(self, digest: str) -> Path:
        if not _DIGEST.match(digest):
            raise ValueError("not a digest")
        return self._kept / digest[:2] / digest

    def _make(self) -> None:
        for folder in (self.folder, self._in, self._kept):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _room(self, more: int) -> None:
        free = os.statvfs(self._in)
        if free.f_bavail * free.f_frsize < RESERVE + more:
            raise errors.FileRefused("服务器磁盘空间不足，暂时不能接收文件。", next="请稍后再试，并告知系统管理员。")


def _older(folder: Path, before: float, pattern: re.Pattern[str]) -> Iterator[str]:
    for path in folder.rglob("*") if folder.is_dir() else ():
        if path.is_file() and pattern.match(path.name) and path.stat().st_mtime < before:
            yield path.name


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
