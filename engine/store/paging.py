"""Keyset cursors: where a page ended, as one opaque string."""
from __future__ import annotations

import base64
import binascii
from datetime import datetime, timezone

from engine import errors


def cursor(at: datetime, row_id: int) -> str:
    """The position behind a row ordered by (instant, id)."""
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{row_id}".encode()).decode().rstrip("=")


def position(text: str | None) -> tuple[datetime, int] | None:
    """The (instant, id) that `cursor` was given.

    Raises:
        errors.BadInput: the text is no cursor of ours.
    """
    if not text:
        return None
    try:
        at, _, row_id = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition("|")
        when = datetime.fromisoformat(at)
        if when.tzinfo is None or not 0 < int(row_id) < 2**31:
            raise ValueError(text)
        return when.astimezone(timezone.utc), int(row_id)
    except (ValueError, OverflowError, binascii.Error):
        raise errors.BadInput("翻页标记无法识别。", next="请从第一页重新查看。") from None
