"""Named points at which a test kills the process, to prove that nothing is lost, doubled or half applied.

`BIHUAN_CRASH=before_commit:3` kills this process the third time it reaches that point. Unset, a point costs one
comparison.
"""
from __future__ import annotations

import os
import signal

#: every point, in the order a completion and a firing pass them
POINTS = ("case_locked", "checked", "engine_moved", "task_closed", "tasks_opened", "clocks_written", "case_written",
          "before_events", "before_commit", "after_commit", "firing_locked", "firing_marked",
          "file_received", "file_kept")

_name, _, _count = os.environ.get("BIHUAN_CRASH", "").partition(":")
_left = int(_count or 1)


def point(name: str) -> None:
    """Dies here when the environment says so."""
    global _left
    if name != _name:
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
