"""Runs in the confined process and says how large it became; imports nothing else, since what it imports is counted."""
from __future__ import annotations

import resource

from engine.process import checks, confined


def peak(data: bytes) -> dict[str, int]:
    """Largest resident size in KB of the confined process after it read one drawing, and how many problems it found."""
    found = confined._check(data, checks.Known())
    return {"kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, "found": len(found)}
