"""How often one person or one address may ask: a token bucket per subject and purpose, in this process."""
from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from flask import Flask, current_app, request

from api.errors import TooMany


@dataclass(frozen=True)
class Limit:
    """A bucket's size and how fast it fills.

    Attributes:
        burst: requests at once.
        per_second: requests regained each second.
    """

    burst: int
    per_second: float


#: purpose → limit. A page load costs a handful of requests; password hashing costs 0.1 s and 64 MB.
LIMITS = {"api": Limit(400, 20), "sign_in": Limit(30, 0.5), "deploy": Limit(30, 0.2), "check": Limit(60, 1), "draw": Limit(120, 3),
          "upload": Limit(60, 0.5), "export": Limit(40, 0.5), "search": Limit(60, 2)}
#: how many people one address may stand for: a town's office shares one
CROWD = 10
#: forget the fullest buckets beyond this many subjects
SUBJECTS = 10_000


class Buckets:
    """The buckets of one application."""

    def __init__(self, limits: dict[str, Limit]):
        self._limits = limits
        self._level: dict[tuple[str, str], tuple[float, float]] = {}
        self._lock = threading.Lock()

    def spend(self, subject: str, purpose: str, now: float) -> float:
        """Takes one from a bucket.

        Args:
            now: a monotonic reading in seconds.
        Returns:
            0.0, or the seconds until there is one to take.
        """
        limit = self._limits[purpose]
        if subject.startswith("net"):
            limit = Limit(limit.burst * CROWD, limit.per_second * CROWD)
        with self._lock:
            level, then = self._level.get((subject, purpose), (float(limit.burst), now))
            level = min(limit.burst, level + (now - then) * limit.per_second)
            if level < 1:
                return (1 - level) / limit.per_second
            if len(self._level) >= SUBJECTS:
                self._forget()
            self._level[subject, purpose] = (level - 1, now)
            return 0.0

    def _forget(self) -> None:
        fullest = sorted(self._level, key=lambda k: self._level[k][0], reverse=True)
        for key in fullest[:SUBJECTS // 2]:
            del self._level[key]


def install(app: Flask, limits: dict[str, Limit] | None = None) -> None:
    """Gives `app` its buckets."""
    app.extensions["rate"] = Buckets({**LIMITS, **(limits or {})})


def each(account_id: int, purpose: str) -> None:
    """Counts one request of what costs much for the person and, ten times as generously, for the address.

    Raises:
        TooMany: either bucket is empty.
    """
    spend(f"a{account_id}", purpose)
    spend(f"net{request.remote_addr}", purpose)


def spend(subject: str, purpose: str) -> None:
    """Counts one request.

    Args:
        subject: `a<account id>` or `ip<address>`.
    Raises:
        TooMany: the bucket is empty; `retry_after` in seconds.
    """
    wait = current_app.extensions["rate"].spend(subject, purpose, time.monotonic())
    if wait:
        raise TooMany(f"请在 {int(wait) + 1} 秒后再试。", retry_after=int(wait) + 1)
