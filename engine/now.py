"""The only place that reads the clock; everything else takes the time as an argument."""
from __future__ import annotations

from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

#: Statutory days are days in China, wherever the server stands.
SHANGHAI = ZoneInfo("Asia/Shanghai")


def utc() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(timezone.utc)


def shanghai_date(at: datetime) -> date:
    """The calendar day in China at the instant `at` (aware)."""
    return at.astimezone(SHANGHAI).date()
