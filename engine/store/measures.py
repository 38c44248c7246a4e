"""Rows of the measures 先行登记保存、查封扣押. The row keeps the whole value; the columns beside it are what queries need."""
from __future__ import annotations

from typing import Any, Mapping

from sqlalchemy import Connection, insert, select, update

from engine import errors
from engine.store.tables import measure


def add(conn: Connection, **values: Any) -> int:
    """Inserts a measure; returns its id."""
    return conn.execute(insert(measure).values(**values, version=1)).inserted_primary_key[0]


def one(conn: Connection, measure_id: int) -> dict[str, Any] | None:
    """One measure."""
    row = conn.execute(select(measure).where(measure.c.id == measure_id)).mappings().one_or_none()
    return dict(row) if row else None


def of_case(conn: Connection, case_id: int) -> list[dict[str, Any]]:
    """The measures of a case in the order they were entered."""
    return [dict(r) for r in conn.execute(select(measure).where(measure.c.case_id == case_id).order_by(measure.c.id)).mappings()]


def change(conn: Connection, row: Mapping[str, Any], **values: Any) -> dict[str, Any]:
    """Changes a measure whose case the caller has locked; returns the row as it is now.

    Raises:
        errors.StaleVersion: it moved all the same.
    """
    values = {**values, "version": row["version"] + 1}
    if conn.execute(update(measure).where(measure.c.id == row["id"], measure.c.version == row["version"]).values(**values)).rowcount != 1:
        raise errors.StaleVersion("措施在办理期间被改动，本次未作任何更改。")
    return {**row, **values}
