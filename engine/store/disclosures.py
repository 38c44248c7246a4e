"""Looks at protected data: who looked at what of a case, and why. Kept beside the chain, which holds the fact but no words."""
from __future__ import annotations

from datetime import datetime
from typing import Any, Iterable

from sqlalchemy import Connection, insert, select

from engine.store.tables import disclosure, person


def add(conn: Connection, case_id: int, person_id: int, fields: Iterable[str], reason: str, at: datetime) -> int:
    """Notes a look; returns its id."""
    values = {"case_id": case_id, "person_id": person_id, "fields": sorted(fields), "reason": reason, "at": at}
    return conn.execute(insert(disclosure).values(**values)).inserted_primary_key[0]


def of_case(conn: Connection, case_id: int) -> list[dict[str, Any]]:
    """The looks at a case's protected data with who looked, the newest first."""
    query = select(disclosure, person.c.name.label("person_name")).join(person, person.c.id == disclosure.c.person_id)
    return [dict(r) for r in conn.execute(query.where(disclosure.c.case_id == case_id).order_by(disclosure.c.id.desc())).mappings()]
