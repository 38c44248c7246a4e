"""The look for tasks that nobody is left for: what has just changed at every tick, and a little of all the rest."""
from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from engine.work import escalation

log = logging.getLogger(__name__)


def sweep(engine, at: datetime) -> int:
    """Looks at every live task once; returns how many were raised or found stranded."""
    place, raised = escalation.walk(engine, None, at=at)
    while place is not None:
        place, more = escalation.walk(engine, place, at=at)
        raised += more
    return raised


class Looker:
    """Keeps where this process's look stands; another process has its own, and what one has raised the other finds raised."""

    def __init__(self, engine):
        self._engine = engine
        self._seq: int | None = None
        self._place: tuple[Any, ...] | None = None

    def look(self) -> None:
        """One tick; whatever fails is tried again at the next."""
        engine = self._engine
        try:
            if self._seq is None:
                self._seq = escalation.head(engine)
            self._seq, _ = escalation.changed(engine, self._seq, at=engine.now())
            self._place, _ = escalation.walk(engine, self._place, at=engine.now())
        except Exception:  # the tick must go on, and the next one meets the same tasks again
            log.exception("the look for tasks without people failed")
