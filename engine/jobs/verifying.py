"""The nightly verification of the chain 每日校验: once a day somebody walks it, and a fault is an alarm within the hour."""
from __future__ import annotations

import logging

from engine.work import audit

log = logging.getLogger(__name__)
#: seconds between two looks at whether a verification is due
LOOK_S = 3600


def look(engine) -> bool | None:
    """Verifies the chain when nobody has for a day.

    Returns:
        Whether it holds; None where it was not due.
    """
    at = engine.now()
    if not audit.is_due(engine, at):
        return None
    found = audit.verify_noted(engine, None, at=at)
    if not found["ok"]:
        log.critical("the chain of events is broken at %d: %s", found["fault"]["seq"], found["fault"]["reason"])
    return found["ok"]
