"""Threads that begin at the same instant, and a time limit, so that a deadlock fails instead of hanging."""
from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from engine import errors

LIMIT_S = 45


def race(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Runs every job in a thread of its own, all let go together.

    Returns:
        For each job what it returned, or the exception it raised.
    """
    outcomes: list[Any] = [None] * len(jobs)
    gate = threading.Barrier(len(jobs))

    def run(place: int, job: Callable[[], Any]) -> None:
        try:
            gate.wait(LIMIT_S)
            outcomes[place] = job()
        except BaseException as error:  # handed to the test, which says what it may be
            outcomes[place] = error

    threads = [threading.Thread(target=run, args=one, daemon=True) for one in enumerate(jobs)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + LIMIT_S
    for thread in threads:
        thread.join(max(0, until - time.monotonic()))
    assert not any(thread.is_alive() for thread in threads), f"still waiting after {LIMIT_S} s: a deadlock"
    return outcomes


def parted(outcomes: Sequence[Any]) -> tuple[list[Any], list[errors.Refusal]]:
    """What was done and what was refused; any other exception fails the test."""
    for one in outcomes:
        if isinstance(one, BaseException) and not isinstance(one, errors.Refusal):
            raise AssertionError(f"neither done nor refused: {one!r}") from one
    refused = [one for one in outcomes if isinstance(one, errors.Refusal)]
    return [one for one in outcomes if not isinstance(one, BaseException)], refused
