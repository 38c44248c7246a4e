"""Rows of cases on their way to the police 涉嫌犯罪案件移送. The row keeps the whole value; state and version stand beside it."""
from __future__ import annotations

from typing import Any, Mapping

from sqlalchemy import Connection, insert, select, update

from engine import errors
from engine.store.tables import crime_transfer


def add(conn: Connection, **values: Any) -> int:
    """Inserts a transfer; returns its id."""
    return conn.execute(insert(crime_transfer).values(**values, version=1)).inserted_primary_key[0]


def one(conn: Connection, transfer_id: int) -> dict[str, Any] | None:
    """One transfer."""
    row = conn.execute(select(crime_transfer).where(crime_transfer.c.id == transfer_id)).mappings().one_or_none()
    return dict(row) if row else None


def of_case(conn: Connection, case_id: int) -> list[dict[str, Any]]:
    """The transfers of a case, the oldest first."""
    return [dict(r) for r in conn.execute(select(crime_transfer).where(crime_transfer.c.case_id == case_id).order_by(crime_transfer.c.id)).mappings()]


def change(conn: Connection, row: Mapping[str, Any], **values: Any) -> dict[str, Any]:
    """Changes a transfer whose case the caller has locked; returns the row as it is now.

    Raises:
        errors.StaleVersion: it moved all the same.
    """
    values = {**values, "version": row["version"] + 1}
    if conn.execute(update(crime_transfer).where(crime_transfer.c.id == row["id"], crime_transfer.c.version == row["version"])
                    .values(**values)).rowcount != 1:
        raise errors.StaleVersion("移送在办理期间被改动，本次未作任何更改。")
    return {**row, **values}
