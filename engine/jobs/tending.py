"""Tending what was handed in: files that wait for the scanner are shown to it again, what nobody registered is removed."""
from __future__ import annotations

import logging

from engine.work import uploads

log = logging.getLogger(__name__)
RESCAN_S, SWEEP_S = 60, 3600


def rescan(engine) -> None:
    """Asks the scanner again."""
    uploads.rescan(engine, at=engine.now())


def sweep(engine) -> None:
    """Removes what nobody registered in time, and what a crash left behind."""
    if gone := uploads.sweep(engine, at=engine.now()):
        log.info("removed %d leftovers of uploads", gone)
