"""Notes that people leave on a case."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from engine import errors
from engine.store.tables import comment, person

LONGEST = 2000


def check(text: str) -> None:
    """Refuses an empty or endless note.

    Raises:
        errors.FormInvalid: with the field `text`.
    """
    if not text.strip():
        raise errors.FormInvalid({"text": ["请填写备注内容"]})
    if len(text) > LONGEST:
        raise errors.FormInvalid({"text": [f"备注最多 {LONGEST} 字，现有 {len(text)} 字"]})


def add(conn: Connection, case_id: int, task_id: int | None, person_id: int, text: str, at: datetime) -> int:
    """Adds a note; returns its id."""
    return conn.execute(insert(comment).values(case_id=case_id, task_id=task_id, person_id=person_id, text=text, at=at)).inserted_primary_key[0]


def of_case(conn: Connection, case_id: int) -> list[dict[str, Any]]:
    """The notes of a case with their authors, the earliest first."""
    query = select(comment, person.c.name.label("person_name")).join(person, person.c.id == comment.c.person_id)
    return [dict(r) for r in conn.execute(query.where(comment.c.case_id == case_id).order_by(comment.c.id)).mappings()]
