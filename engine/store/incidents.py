"""Background work that failed: kept, tried again with growing pauses, never dropped."""
from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from engine.store.tables import incident

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)


def note(conn: Connection, kind: str, ref: str, case_id: int | None, error: str, at: datetime) -> int:
    """Counts one more failure and sets the next try; returns how many there have been."""
    same = (incident.c.kind == kind) & (incident.c.ref == ref)
    tries = (conn.execute(select(incident.c.tries).where(same)).scalar_one_or_none() or 0) + 1
    values = {"error": error, "tries": tries, "retry_at": at + min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE), "closed_at": None}
    if tries > 1:
        conn.execute(update(incident).where(same).values(**values))
    else:
        conn.execute(insert(incident).values(kind=kind, ref=ref, case_id=case_id, opened_at=at, **values))
    return tries


def held_back(conn: Connection, kind: str, at: datetime) -> set[str]:
    """What is not to be tried again yet."""
    return set(conn.execute(select(incident.c.ref).where(incident.c.kind == kind, incident.c.closed_at.is_(None), incident.c.retry_at > at)).scalars())


def open_count(conn: Connection) -> int:
    """How many incidents wait for somebody."""
    return len(conn.execute(select(incident.c.id).where(incident.c.closed_at.is_(None))).all())
