"""The chain of everything that happened: proof that nobody changed it."""
from __future__ import annotations

from typing import Any

from engine.store import chain


def verify(engine) -> dict[str, Any]:
    """Walks the whole chain.

    Returns:
        `{"ok", "rows", "head", "alg", "fault"}`; fault is None or `{"seq", "reason"}`, the first one found.
    """
    with engine.store.read() as conn:
        return chain.verify(conn)
