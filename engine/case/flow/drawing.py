"""Forms as a person sees them: choices that depend on the county are filled in."""
from __future__ import annotations

from datetime import date
from typing import Any, Callable

from engine.law.rules import Rulebook
from engine.store import people


def drawn(engine, conn, form, unit_id: int, on: date) -> dict[str, Any]:
    """A form's form-js JSON with the choices of one unit on one day.

    Args:
        form: the deployed form.
        unit_id: whose items 事项 and grids 网格 are offered.
    Returns:
        A copy; fields of kind `item` and `grid` have become selects, with only what the unit may act on.
    """
    offered: dict[str, Callable[[], list[dict[str, str]]]] = {
        "item": lambda: _items(engine.rules_for(conn), engine.subject(conn, unit_id)["code"], on),
        "grid": lambda: [{"label": g["name"], "value": code} for code, g in people.grids(conn).items() if g["unit_id"] == unit_id]}
    public = form.public()
    for component in public.get("components", ()):
        kind = (component.get("properties") or {}).get("kind")
        if kind in offered:
            component |= {"type": "select", "values": offered[kind]()}
    return public


def _items(rules: Rulebook, unit_code: str, on: date) -> list[dict[str, str]]:
    codes = {e.item_code for e in rules.lists if e.unit_code == unit_code and e.holds_on(on)}
    return [{"label": f"{i.code} {i.name}", "value": i.code} for i in rules.items.values() if i.code in codes]
