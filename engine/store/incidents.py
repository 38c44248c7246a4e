"""Background work that failed: kept, tried again with growing pauses, never dropped."""
from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, case, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from engine.store.tables import incident

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
#: how often the pause doubles at most, so that no power of two grows out of bounds
DOUBLINGS = 20


def note(conn: Connection, kind: str, ref: str, case_id: int | None, error: str, at: datetime) -> int:
    """Counts one more failure and sets the next try; returns how many there have been since it last went well.

    One statement decides who was first: two sweeps may meet the same broken case at the same instant.
    """
    make = sqlite_insert if conn.dialect.name == "sqlite" else pg_insert
    query = make(incident).values(kind=kind, ref=ref, case_id=case_id, error=error, tries=1, retry_at=at, opened_at=at)
    still = incident.c.closed_at.is_(None)
    query = query.on_conflict_do_update(index_elements=["kind", "ref"], set_={
        "error": query.excluded.error, "tries": case((still, incident.c.tries + 1), else_=1),
        "opened_at": case((still, incident.c.opened_at), else_=query.excluded.opened_at), "closed_at": None})
    tries = conn.execute(query.returning(incident.c.tries)).scalar_one()
    pause = min(FIRST_PAUSE * 2 ** min(tries - 1, DOUBLINGS), LONGEST_PAUSE)
    conn.execute(update(incident).where(incident.c.kind == kind, incident.c.ref == ref).values(retry_at=at + pause))
    return tries


def close(conn: Connection, kind: str, ref: str, at: datetime) -> bool:
    """Notes that what had failed went well; returns whether anything had."""
    waiting = (incident.c.kind == kind) & (incident.c.ref == ref) & incident.c.closed_at.is_(None)
    return conn.execute(update(incident).where(waiting).values(closed_at=at)).rowcount == 1


def held_back(kind: str, at: datetime) -> Select:
    """The cases that are not to be tried again yet, for use within a query."""
    return select(incident.c.case_id).where(incident.c.kind == kind, incident.c.case_id.is_not(None), incident.c.closed_at.is_(None),
                                            incident.c.retry_at > at)


def to_retry(conn: Connection, kind: str, at: datetime, limit: int) -> list[int]:
    """The cases whose next try has come, the longest waiting first."""
    query = select(incident.c.case_id).where(incident.c.kind == kind, incident.c.case_id.is_not(None), incident.c.closed_at.is_(None),
                                             incident.c.retry_at <= at)
    return list(conn.execute(query.order_by(incident.c.retry_at).limit(limit)).scalars())


def open_count(conn: Connection, kind: str | None = None) -> int:
    """How many incidents wait for somebody; of one kind, or of all."""
    query = select(incident.c.id).where(incident.c.closed_at.is_(None))
    return len(conn.execute(query if kind is None else query.where(incident.c.kind == kind)).all())
