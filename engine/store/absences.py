"""Who is away when 请假、外出, and what waits in their hands meanwhile."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, insert, or_, select, update

from engine.store.tables import absence, case_file, person, task, unit
from engine.store.tasks import LIVE

_maker = person.alias("maker")


def add(conn: Connection, **values: Any) -> int:
    """Keeps an absence; returns its id."""
    return conn.execute(insert(absence).values(**values)).inserted_primary_key[0]


def end(conn: Connection, absence_id: int, at: datetime) -> bool:
    """Notes that somebody is back early 销假; returns whether they were still away or to go."""
    still = and_(absence.c.id == absence_id, absence.c.ended_at.is_(None), absence.c.until_at > at)
    return conn.execute(update(absence).where(still).values(ended_at=at)).rowcount == 1


def one(conn: Connection, absence_id: int) -> dict[str, Any] | None:
    """An absence with the person's name and unit."""
    row = conn.execute(_listing().where(absence.c.id == absence_id)).mappings().one_or_none()
    return dict(row) if row else None


def overlapping(conn: Connection, person_id: int, from_at: datetime, until_at: datetime) -> bool:
    """Whether a person is entered as away at some moment of a window already."""
    query = select(absence.c.id).where(absence.c.person_id == person_id, absence.c.ended_at.is_(None), absence.c.from_at < until_at,
                                       absence.c.until_at > from_at)
    return conn.execute(query.limit(1)).first() is not None


def listed(conn: Connection, person_id: int, unit_ids: Iterable[int], since: datetime) -> list[dict[str, Any]]:
    """Absences of a person and of the people of these units, not over before `since`, the earliest first."""
    mine = or_(absence.c.person_id == person_id, person.c.unit_id.in_(set(unit_ids)))
    query = _listing().where(mine, absence.c.until_at > since).order_by(absence.c.from_at, absence.c.id).limit(200)
    return [dict(r) for r in conn.execute(query).mappings()]


def in_hand(conn: Connection, unit_ids: Iterable[int], at: datetime) -> list[dict[str, Any]]:
    """The live tasks in the hands of people of these units who are away now, the earliest due first."""
    away = and_(absence.c.from_at <= at, absence.c.until_at > at, or_(absence.c.ended_at.is_(None), absence.c.ended_at > at))
    query = (select(task.c.id, task.c.name, task.c.duty, task.c.unit_id, task.c.case_id, task.c.due_at, task.c.assignee_id, person.c.name.label("assignee_name"),
                    absence.c.until_at.label("away_until"), case_file.c.title.label("case_title"), unit.c.name.label("unit_name"))
             .select_from(task.join(person, person.c.id == task.c.assignee_id).join(absence, absence.c.person_id == person.c.id)
                          .join(case_file, case_file.c.id == task.c.case_id).join(unit, unit.c.id == task.c.unit_id))
             .where(LIVE, away, or_(person.c.unit_id.in_(set(unit_ids)), task.c.unit_id.in_(set(unit_ids)))).order_by(task.c.due_at, task.c.id).limit(200))
    return [dict(r) for r in conn.execute(query).mappings()]


def _listing() -> Select:
    return select(absence, person.c.name.label("person_name"), person.c.unit_id, unit.c.name.label("unit_name"), _maker.c.name.label("made_by_name")).select_from(
        absence.join(person, person.c.id == absence.c.person_id).join(unit, unit.c.id == person.c.unit_id).join(_maker, _maker.c.id == absence.c.made_by))
