"""Runs in the confined process and says how large it became; imports nothing else, since what it imports is counted."""
from __future__ import annotations

import resource
from collections.abc import Callable
from typing import Any

from engine.process import checks, confined


def peak(data: bytes) -> dict[str, int]:
    """Largest resident size in KB of the confined process after it read one drawing, and how many problems it found."""
    found = confined._check(data, checks.Known())
    return {"kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, "found": len(found)}


def weigh(work: Callable[..., Any], *given: Any) -> dict[str, Any]:
    """What some work answers, and the largest resident size in KB and the processor seconds of the confined process that did it."""
    answer = work(*given)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"answer": answer, "kb": used.ru_maxrss, "seconds": used.ru_utime + used.ru_stime}
