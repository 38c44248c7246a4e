"""G-38: the reasons for the amount are written down."""
from __future__ import annotations

from engine.law.facts import Facts, Finding

ID = "G-38"


def check(facts: Facts) -> Finding | None:
    """A fine without discretion reasons passes, but costs points in the file review."""
    if not facts.fine_fen or str(facts.data.get("discretion_reason") or "").strip():
        return None
    return facts.finding(ID, "没有写明罚款数额的裁量理由。", "请写明从轻、从重或一般处罚的事实和依据。")
