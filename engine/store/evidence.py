"""Rows of the evidence register 证据. A piece is voided with its reason, never deleted."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from engine.store.tables import evidence, person


def add(conn: Connection, **values: Any) -> int:
    """Inserts a piece of evidence; returns its id."""
    return conn.execute(insert(evidence).values(**values)).inserted_primary_key[0]


def one(conn: Connection, evidence_id: int) -> dict[str, Any] | None:
    """One piece of evidence."""
    row = conn.execute(select(evidence).where(evidence.c.id == evidence_id)).mappings().one_or_none()
    return dict(row) if row else None


def of_case(conn: Connection, case_id: int) -> list[dict[str, Any]]:
    """Every piece of a case, voided ones too, in the order they were obtained."""
    query = select(evidence, person.c.name.label("added_by_name")).join(person, person.c.id == evidence.c.added_by)
    return [dict(r) for r in conn.execute(query.where(evidence.c.case_id == case_id).order_by(evidence.c.obtained_at, evidence.c.id)).mappings()]


def void(conn: Connection, evidence_id: int, at: datetime, reason: str) -> bool:
    """Voids a piece; False when it was void already."""
    return conn.execute(update(evidence).where(evidence.c.id == evidence_id, evidence.c.voided_at.is_(None))
                        .values(voided_at=at, void_reason=reason)).rowcount == 1
