"""The county as its own people know it: of another county's units, lists and persons they learn as much as of such that do not exist."""
from __future__ import annotations

from typing import Any

from engine import errors
from engine.store import scope


def units(conn, actor) -> dict[str, dict[str, Any]]:
    """The units that exist for a person, by code; all of them for None, whoever sits at the machine itself."""
    return {one["code"]: one for one in scope.units(conn, actor).values()}


def unit(conn, actor, code: str) -> dict[str, Any]:
    """A unit by its code.

    Raises:
        errors.NotFound: no unit has this code, or none that exists for this person.
    """
    found = units(conn, actor).get(code)
    if found is None:
        raise errors.NotFound(f"没有代码为 {code} 的单位。")
    return found


def holds(conn, actor, unit_id: int) -> bool:
    """Whether a unit exists for a person."""
    return actor is None or unit_id in scope.units(conn, actor)
