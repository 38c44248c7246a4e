"""Firing 期限触发: each due case in a transaction of its own, none stopping the others."""
from __future__ import annotations

import logging
from datetime import datetime

from engine.work import clocks

log = logging.getLogger(__name__)
BATCH = 100


def sweep(engine, at: datetime) -> int:
    """Lets everything happen that has come due by `at`.

    A case that somebody is working on is passed over and met again at the next tick; a case that fails is noted and
    tried again later. Overdue marks fire late, never not at all.

    Returns:
        How many marks fired.
    """
    fired = 0
    while True:
        progress = 0
        due = clocks.due_cases(engine, at, BATCH)
        for case_id in due:
            progress += _one(engine, case_id, at)
        fired += progress
        if not progress or len(due) < BATCH:
            return fired


def _one(engine, case_id: int, at: datetime) -> int:
    try:
        return clocks.fire(engine, case_id, at=at)
    except Exception as error:  # whatever one case does, the others' deadlines must still fire
        log.exception("case %s could not fire", case_id)
        clocks.note_incident(engine, case_id, error, at=at)
        return 0
