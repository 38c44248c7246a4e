"""Sessions: who is signed in from where. The key is the hash of the token, never the token."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from engine.store.statement import Statement
from engine.store.tables import account, session

_WITH_ACCOUNT = (select(session, account.c.password_at, account.c.totp).join(account, account.c.id == session.c.account_id)
                 .where(session.c.id == bindparam("token_hash")))
#: asked at every request
_ONE, _KEYS = Statement(_WITH_ACCOUNT), tuple(_WITH_ACCOUNT.selected_columns.keys())


def add(conn: Connection, **values: Any) -> None:
    """Stores a session."""
    conn.execute(insert(session).values(**values))


def one(conn: Connection, token_hash: str) -> dict[str, Any] | None:
    """A session by the hash of its token, with `password_at` and `totp` of its account."""
    row = _ONE.first(conn, {"token_hash": token_hash})
    return dict(zip(_KEYS, row)) if row else None


def of_account(conn: Connection, account_id: int, at: datetime) -> list[dict[str, Any]]:
    """The sessions of an account that have not reached their end, the newest first."""
    return [dict(r) for r in conn.execute(select(session).where(session.c.account_id == account_id, session.c.ends_at > at)
                                          .order_by(session.c.created_at.desc(), session.c.id)).mappings()]


def touch(conn: Connection, token_hash: str, at: datetime) -> None:
    """Notes that a session is in use."""
    conn.execute(update(session).where(session.c.id == token_hash).values(seen_at=at))


def end(conn: Connection, token_hash: str) -> bool:
    """Ends a session; whether there was one."""
    return conn.execute(delete(session).where(session.c.id == token_hash)).rowcount > 0


def renew(conn: Connection, token_hash: str, **values: Any) -> bool:
    """Gives a session a new token and whatever else changes with it; whether it was still there."""
    return conn.execute(update(session).where(session.c.id == token_hash).values(**values)).rowcount > 0


def end_all(conn: Connection, account_id: int, but: str | None = None) -> int:
    """Ends every session of an account except one; how many there were."""
    return conn.execute(delete(session).where(session.c.account_id == account_id, session.c.id != (but or ""))).rowcount


def end_of_person(conn: Connection, person_id: int) -> int:
    """Ends every session of a natural person, whichever account; for whoever changes what the person may do."""
    theirs = select(account.c.id).where(account.c.person_id == person_id)
    return conn.execute(delete(session).where(session.c.account_id.in_(theirs))).rowcount


def crowd_out(conn: Connection, account_id: int, at: datetime, most: int) -> int:
    """Ends what has ended and the oldest sessions of an account, so that with one more there are `most`; how many were pushed out."""
    conn.execute(delete(session).where(session.c.account_id == account_id, session.c.ends_at <= at))
    ids = [row["id"] for row in of_account(conn, account_id, at)]
    if len(ids) >= most:
        conn.execute(delete(session).where(session.c.id.in_(ids[most - 1:])))
    return max(0, len(ids) - most + 1)
