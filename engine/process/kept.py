"""Running instances kept in memory under their saved state, so that the next act need not build them again.

The key is the state itself, every byte of it: what is taken out is exactly what reading those bytes would build, and
an act that was rolled back leaves at most an entry that nobody asks for. Taking removes, so no two acts share one.
"""
from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from engine.process.definition import Definition
from engine.process.instance import Running, restore

#: a county works on a few cases at a time; each costs some ten kilobytes
MOST = 256

_kept: OrderedDict[bytes, Running] = OrderedDict()
_lock = Lock()


def take(definition: Definition, blob: bytes) -> Running:
    """The instance of a saved state, from memory or read anew.

    Raises:
        Incident: see instance.restore.
    """
    with _lock:
        found = _kept.pop(blob, None)
    return found if found is not None and found.definition is definition else restore(definition, blob)


def keep(running: Running) -> bytes:
    """Saves an instance and keeps it; the caller must not move it any more.

    Returns:
        Its state, as `Running.dump`.
    Raises:
        Incident: see Running.dump.
    """
    blob = running.dump()
    with _lock:
        _kept[blob] = running
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return blob
