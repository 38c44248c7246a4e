"""Warnings before a certificate expires 证件到期提醒: looked at once a day, and once when a process starts."""
from __future__ import annotations

import logging
from datetime import date

from engine.now import shanghai_date
from engine.work import qualifications

log = logging.getLogger(__name__)


class Reminder:
    """Looks at each tick whether a new day has begun in China; each warning is recorded once, however many processes look."""

    def __init__(self, engine):
        self._engine = engine
        self._looked: date | None = None

    def look(self) -> int:
        """Records what has come due today; returns how many warnings, 0 where it has looked today already."""
        at = self._engine.now()
        today = shanghai_date(at)
        if self._looked == today:
            return 0
        try:
            found = qualifications.remind(self._engine, at=at)
        except Exception:  # another process was quicker, or the database is away: the next tick looks again
            log.exception("certificates could not be looked at")
            return 0
        self._looked = today
        return found
