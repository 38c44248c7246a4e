"""Rows of several tables in one statement: each branch says what it is and fills the cells it has."""
from __future__ import annotations

from typing import Any, Mapping

from sqlalchemy import Boolean, Date, String, cast, literal, null, select, type_coerce
from sqlalchemy.types import NullType

from engine.store.columns import Id, Instant, Json

#: the cells of how a person stands, and those of a case's file, which has more
CELLS = {"id": Id, "n": Id, "a": String(), "b": String(), "c": String(), "on1": Date(), "on2": Date(), "flag": Boolean(), "at": Instant(),
         "value": Json()}
WIDE = {**CELLS, "at2": Instant(), "value2": Json()}


def branch(what: str, cells: Mapping[str, Any], **given: Any) -> Any:
    """One branch of a union.

    Args:
        cells: name → type of every cell, the same for all branches.
        given: the cells this branch has.
    """
    # Untyped on the way out: most cells are NULL, and converting each costs more than reading all.
    return select(literal(what).label("what"), *(
        type_coerce(given[k] if k in given else cast(null(), t), NullType()).label(k) for k, t in cells.items()))
