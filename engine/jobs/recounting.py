"""Recounting 重算 in the background: in a process of its own, so that no page waits for its arithmetic.

A Python process does one thing at a time: in the server's own, an inbox page took twenty times as long while the clocks
were recounted beside it. Where the walk stands is a row; whoever finds it standing still goes on with it.
"""
from __future__ import annotations

import logging
import multiprocessing
import os
import time
from collections.abc import Callable
from datetime import datetime
from multiprocessing.process import BaseProcess

from engine.engine import Engine
from engine.work import recount

log = logging.getLogger(__name__)
#: seconds between two transactions, in which people's acts come in: SQLite lets nobody queue
PAUSE_S = 0.01
#: how much more willingly the walker yields its processor than a server
NICE = 5


def walk(engine, now: Callable[[], datetime] | None = None, told: Callable[[], None] = lambda: None) -> int:
    """Walks whatever is to be walked and nobody walks, to its end.

    Args:
        now: gives the instant of each batch; default the engine's own.
        told: called after each batch.
    Returns:
        How many walks were brought to their end here.
    """
    now, ended = now or engine.now, 0
    while (recount_id := recount.take(engine, at=now())) is not None:
        more = True
        while more:
            for more in recount.batch(engine, recount_id, at=now()):
                time.sleep(PAUSE_S)
            told()
        ended += 1
    return ended


class Walker:
    """Looks once a tick whether there is anything to recount, and starts the process that does it."""

    def __init__(self, engine):
        self._engine = engine
        self._process: BaseProcess | None = None

    @property
    def walking(self) -> bool:
        """Whether its process is at work."""
        return self._process is not None and self._process.is_alive()

    def look(self) -> None:
        """Starts the process if one is needed; cases that failed before are tried again here."""
        recount.again(self._engine, at=self._engine.now())
        if not self.walking and recount.waiting(self._engine, at=self._engine.now()):
            self.start(apart)

    def start(self, target: Callable[..., None]) -> None:
        """Starts a process; spawned, not forked: a fork of a server with threads may hold a lock that nobody will ever release.

        Args:
            target: what it does, given the server's settings.
        """
        self._process = multiprocessing.get_context("spawn").Process(target=target, args=(self._engine.settings,), daemon=True)
        self._process.start()

    def stop(self) -> None:
        """Ends the process; what it had not committed is done again by the next one."""
        if self._process is not None:
            self._process.terminate()
            self._process.join()


def apart(settings) -> None:
    """What the process does: an engine of its own over the same database.

    Args:
        settings: the server's `engine.settings.Settings`.
    """
    if hasattr(os, "nice"):
        os.nice(NICE)
    engine = Engine(settings, migrate=False)
    try:
        walk(engine)
    finally:
        engine.close()
