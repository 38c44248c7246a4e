"""Rows of the records 笔录 of inquiries and inspections. One entered wrongly is voided with its reason, never deleted."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from engine.store.tables import person, record


def add(conn: Connection, **values: Any) -> int:
    """Inserts a record; returns its id."""
    return conn.execute(insert(record).values(**values)).inserted_primary_key[0]


def one(conn: Connection, record_id: int) -> dict[str, Any] | None:
    """One record."""
    row = conn.execute(select(record).where(record.c.id == record_id)).mappings().one_or_none()
    return dict(row) if row else None


def of_case(conn: Connection, case_id: int) -> list[dict[str, Any]]:
    """Every record of a case, voided ones too, in the order they began."""
    query = select(record, person.c.name.label("added_by_name")).join(person, person.c.id == record.c.added_by)
    return [dict(r) for r in conn.execute(query.where(record.c.case_id == case_id).order_by(record.c.began_at, record.c.id)).mappings()]


def void(conn: Connection, record_id: int, at: datetime, reason: str) -> bool:
    """Voids a record; False when it was void already."""
    return conn.execute(update(record).where(record.c.id == record_id, record.c.voided_at.is_(None))
                        .values(voided_at=at, void_reason=reason)).rowcount == 1
