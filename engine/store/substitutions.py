"""Who stands in for whom 代理, in which duty at which unit, and when."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, insert, or_, select, update

from engine.law.people.substitution import Substitution
from engine.store.statement import Statement
from engine.store.tables import person, post, substitution, unit

_principal, _deputy, _maker = person.alias("principal"), person.alias("deputy"), person.alias("maker")
_INSTANT = bindparam("instant", type_=substitution.c.from_at.type)
#: asked at every request
_LENT = Statement(select(substitution.c.unit_id, substitution.c.duty, substitution.c.person_id).where(
    substitution.c.deputy_id == bindparam("deputy"), substitution.c.from_at <= _INSTANT, substitution.c.until_at > _INSTANT,
    or_(substitution.c.ended_at.is_(None), substitution.c.ended_at > _INSTANT)).order_by(substitution.c.id))


def add(conn: Connection, **values: Any) -> int:
    """Keeps a substitution; returns its id."""
    return conn.execute(insert(substitution).values(**values)).inserted_primary_key[0]


def end(conn: Connection, substitution_id: int, at: datetime) -> bool:
    """Ends one early; returns whether it had not ended already."""
    still = and_(substitution.c.id == substitution_id, substitution.c.ended_at.is_(None), substitution.c.until_at > at)
    return conn.execute(update(substitution).where(still).values(ended_at=at)).rowcount == 1


def one(conn: Connection, substitution_id: int) -> dict[str, Any] | None:
    """A substitution with the names of its persons and unit."""
    row = conn.execute(_listing().where(substitution.c.id == substitution_id)).mappings().one_or_none()
    return dict(row) if row else None


def to_come(conn: Connection, unit_id: int, duty: str, at: datetime) -> list[Substitution]:
    """What is or will be in force for a post; the posts stay locked, so that nobody else lends one of them meanwhile."""
    conn.execute(select(post.c.id).where(post.c.unit_id == unit_id, post.c.duty == duty).order_by(post.c.id).with_for_update())
    query = select(substitution).where(substitution.c.unit_id == unit_id, substitution.c.duty == duty, substitution.c.until_at > at,
                                       substitution.c.ended_at.is_(None)).order_by(substitution.c.id)
    return [Substitution(r.id, r.person_id, r.deputy_id, r.unit_id, r.duty, r.from_at, r.until_at, r.ended_at) for r in conn.execute(query)]


def lent_to(conn: Connection, deputy_id: int, at: datetime) -> tuple[tuple[int, str, int], ...]:
    """(unit_id, duty, whose) posts that a person uses as a substitute at an instant."""
    return tuple((unit_id, duty, whose) for unit_id, duty, whose in _LENT.rows(conn, {"deputy": deputy_id, "instant": at}))


def listed(conn: Connection, person_id: int, unit_ids: Iterable[int], since: datetime) -> list[dict[str, Any]]:
    """Substitutions that concern a person or a post at these units, still open or over since `since`, the newest first."""
    mine = or_(substitution.c.person_id == person_id, substitution.c.deputy_id == person_id, substitution.c.unit_id.in_(set(unit_ids)))
    query = _listing().where(mine, substitution.c.until_at > since).order_by(substitution.c.id.desc()).limit(200)
    return [dict(r) for r in conn.execute(query).mappings()]


def _listing() -> Select:
    return select(substitution, _principal.c.name.label("person_name"), _deputy.c.name.label("deputy_name"), _maker.c.name.label("made_by_name"),
                  unit.c.name.label("unit_name")).select_from(
        substitution.join(_principal, _principal.c.id == substitution.c.person_id).join(_deputy, _deputy.c.id == substitution.c.deputy_id)
        .join(_maker, _maker.c.id == substitution.c.made_by).join(unit, unit.c.id == substitution.c.unit_id))
