"""Pictures: read only as far as their dimensions and structure; never decoded, so a bomb stays packed."""
from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image

from engine import errors
from engine.law.upload import MEGABYTE, FileKind, UploadRules

_FORMATS = {"jpg": "JPEG", "png": "PNG"}
#: what a phone writes beside the picture (thumbnail, depth map) stays well below this
METADATA = 16 * MEGABYTE


def inspect(path: Path, kind: FileKind, rules: UploadRules) -> None:
    """Refuses a picture with too many declared pixels, or one that is broken.

    Raises:
        errors.FileRefused.
    """
    broken = errors.FileRefused(f"{kind.name}不完整或者已经损坏。", next="请重新拍摄或者导出后再上传。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            # The one format it must be: Pillow would otherwise try TIFF, EPS and forty more.
            with Image.open(path, formats=(_FORMATS[kind.suffix],)) as image:
                width, height = image.size
                if width * height > rules.pixels:
                    raise errors.FileRefused(f"图片声明为 {width} × {height} 像素，超过 {rules.pixels // 1_000_000} 百万像素。", next="请缩小后再上传。")
                image.verify()
    except errors.FileRefused:
        raise
    except Exception as fault:  # noqa: BLE001  whatever a decoder trips over, the file is not a sound picture
        raise broken from fault
    if kind.suffix == "jpg" and not _jpeg_sound(path):
        raise broken


def _jpeg_sound(path: Path) -> bool:
    """Whether the segments before the picture are in bounds and the picture itself begins and ends."""
    with path.open("rb") as file:
        file.seek(2)
        while file.tell() < METADATA:
            head = file.read(4)
            if len(head) < 4 or head[0] != 0xFF:
                return False
            if head[1] == 0xDA:
                size = path.stat().st_size
                file.seek(max(file.tell(), size - METADATA))
                return b"\xff\xd9" in file.read()
            length = int.from_bytes(head[2:], "big")
            if length < 2:
                return False
            file.seek(length - 2, 1)
    return False
