"""Moving cases 案件迁移 in the background: in a process of its own, as recounting is, and for the same reason."""
from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import datetime

from engine.engine import Engine
from engine.jobs import recounting
from engine.work import moving


def walk(engine, now: Callable[[], datetime] | None = None, told: Callable[[], None] = lambda: None) -> int:
    """Walks whatever move is confirmed and nobody walks, as far as people let it.

    Args:
        now: gives the instant of each batch; default the engine's own.
        told: called after each batch.
    Returns:
        How many moves were taken up here.
    """
    now, taken = now or engine.now, 0
    while (move_id := moving.take(engine, at=now())) is not None:
        more = True
        while more:
            for more in moving.walk(engine, move_id, at=now()):
                time.sleep(recounting.PAUSE_S)
            told()
        taken += 1
    return taken


class Mover(recounting.Walker):
    """Looks once a tick whether there is a move to walk, and starts the process that does it."""

    def look(self) -> None:
        """Starts the process if one is needed."""
        if not self.walking and moving.waiting(self._engine, at=self._engine.now()):
            self.start(apart)


def apart(settings) -> None:
    """What the process does: an engine of its own over the same database.

    Args:
        settings: the server's `engine.settings.Settings`.
    """
    if hasattr(os, "nice"):
        os.nice(recounting.NICE)
    engine = Engine(settings, migrate=False)
    try:
        walk(engine)
    finally:
        engine.close()
