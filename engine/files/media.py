"""Sound and film: the boxes of the container are walked, and something must be in them. Nothing is decoded."""
from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from engine import errors
from engine.law.upload import FileKind, UploadRules

#: top-level boxes of a film; recorders of long takes write a pair for every few seconds
MOST_BOXES = 20_000


def inspect(path: Path, kind: FileKind, rules: UploadRules) -> None:
    """Refuses a container that holds nothing, breaks off, or claims more than is there.

    Raises:
        errors.FileRefused.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        sound = {"wav": _wav, "mp3": _mp3}.get(kind.suffix, _boxes)(file, size)
    if not sound:
        raise errors.FileRefused(f"{kind.name}不完整：没有录制内容或者已被截断。", next="请用录制设备重新导出后再上传。")


def _boxes(file: BinaryIO, size: int) -> bool:
    """ISO 14496-12: a list of what is recorded (moov or moof), and the recording (mdat)."""
    seen, at = set(), 0
    for _ in range(MOST_BOXES):
        if at == size:
            return "mdat" in seen and bool({"moov", "moof"} & seen)
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            return False
        length, name = int.from_bytes(head[:4], "big"), head[4:8].decode("latin-1")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:
            length = size - at
        if length < 8 or at + length > size:
            return False
        if length > 16 or name not in ("mdat", "moov"):
            seen.add(name)
        at += length
    return False


def _wav(file: BinaryIO, size: int) -> bool:
    at, seen = 12, set()
    while at + 8 <= size and len(seen) < 64:
        file.seek(at)
        head = file.read(8)
        length = int.from_bytes(head[4:], "little")
        if at + 8 + length > size:
            return False
        if length:
            seen.add(head[:4])
        at += 8 + length + length % 2
    return {b"fmt ", b"data"} <= seen


def _mp3(file: BinaryIO, size: int) -> bool:
    head = file.read(10)
    begin = 0
    if head[:3] == b"ID3":
        if len(head) < 10 or any(byte & 0x80 for byte in head[6:10]):
            return False
        begin = 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])
    file.seek(begin)
    frame = file.read(2048).lstrip(b"\0")
    return begin < size and len(frame) > 256 and frame[0] == 0xFF and frame[1] & 0xE0 == 0xE0
