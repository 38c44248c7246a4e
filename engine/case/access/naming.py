"""How whoever acted is named: by name, and where as a substitute 代理 with whose: 乙（代甲）."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.store import people


def named(name: str | None, principal: str | None) -> str:
    """乙（代甲）, or just 乙."""
    return f"{name or ''}（代{principal}）" if principal else name or ""


def signers(conn, rows: Iterable[Mapping[str, Any]], duties: Iterable[Mapping[str, Any]]) -> dict[int, list[str]]:
    """Who signed each of several tasks of one case, in order.

    Args:
        rows: tasks with `id`, `duty`, `signers` and `for_id`, which speaks of the first signer.
        duties: the duties borne in the case, which say it of the others.
    """
    rows, borne = list(rows), {(d["person_id"], d["duty"]): d["for_id"] for d in duties}
    whose = {(r["id"], p): r["for_id"] if n == 0 else borne.get((p, r["duty"])) for r in rows for n, p in enumerate(r["signers"])}
    names = people.names(conn, {p for _, p in whose} | {p for p in whose.values() if p}) if whose else {}
    return {r["id"]: [named(names.get(p), names.get(whose[r["id"], p])) for p in r["signers"]] for r in rows}
