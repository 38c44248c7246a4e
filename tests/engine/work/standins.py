"""Ways in which a person's powers change while a case is on its way, for the tests about who may act."""
from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from engine.store import tables
from engine.work import absences, substitutions
from tests.course import actor, person_id


def away(engine, code: str, at: datetime, days: float = 1, **given: Any) -> int:
    """Enters somebody as away from now on, at their own word."""
    return absences.add(engine, actor(engine, code, at), {"kind": "leave", "from_at": at, "until_at": at + timedelta(days=days), **given}, at=at)["id"]


def stand_in(engine, code: str, deputy: str, unit: str, duty: str, at: datetime, days: float = 5, by: str | None = None) -> int:
    """Puts one person in another's place from now on, at the word of the latter unless somebody else arranges it."""
    with engine.store.read() as conn:
        unit_id = engine.unit_by_code(conn, unit)
    given = {"person_id": person_id(engine, code), "deputy_id": person_id(engine, deputy), "unit_id": unit_id, "duties": [duty], "from_at": at,
             "until_at": at + timedelta(days=days), "reason": "外出培训"}
    return substitutions.make(engine, actor(engine, by or code, at), given, at=at)["ids"][0]


def suspend(engine, code: str, at: datetime, suspended: bool = True) -> None:
    """Suspends whatever certificate or licence a person has, or gives it back."""
    _change(engine, update(tables.qualification).where(tables.qualification.c.person_id == person_id(engine, code)).values(suspended=suspended), at)


def end_post(engine, code: str, duty: str, last: date, at: datetime) -> None:
    """Ends a person's posts for a duty with a day."""
    mine = tables.post.c.person_id == person_id(engine, code)
    _change(engine, update(tables.post).where(mine, tables.post.c.duty == duty).values(until_on=last), at)


def drop_posts(engine, unit: str, duty: str, at: datetime) -> None:
    """Takes away every post for a duty at a unit."""
    with engine.store.read() as conn:
        unit_id = engine.unit_by_code(conn, unit)
    _change(engine, delete(tables.post).where(tables.post.c.unit_id == unit_id, tables.post.c.duty == duty), at)


def duty_rows(engine, case_id: int, duty: str) -> list[dict[str, Any]]:
    """The rows of one duty in a case."""
    query = select(tables.case_duty).where(tables.case_duty.c.case_id == case_id, tables.case_duty.c.duty == duty).order_by(tables.case_duty.c.id)
    with engine.store.read() as conn:
        return [dict(r) for r in conn.execute(query).mappings()]


def incidents(engine) -> list[dict[str, Any]]:
    """The open incidents of tasks that nobody may do."""
    query = select(tables.incident).where(tables.incident.c.kind == "nobody", tables.incident.c.closed_at.is_(None))
    with engine.store.read() as conn:
        return [dict(r) for r in conn.execute(query).mappings()]


def _change(engine, statement: Any, at: datetime) -> None:
    with engine.store.act(None, at) as act:
        act.conn.execute(statement)
        act.record("person.changed", fields=["test"])
        act.done()
