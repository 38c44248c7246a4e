"""Whom identity providers say an account's person is, whom an administrator expects, and the ways there that are under way."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from engine import errors
from engine.store.tables import errand, identity, identity_awaited


def begin(conn: Connection, at: datetime, **values: Any) -> None:
    """Notes a way begun; those that have ended are forgotten."""
    conn.execute(delete(errand).where(errand.c.ends_at <= at))
    conn.execute(insert(errand).values(**values))


def take(conn: Connection, state_hash: str) -> dict[str, Any] | None:
    """Takes a way that comes back; whoever asks again finds it gone."""
    row = conn.execute(delete(errand).where(errand.c.id == state_hash).returning(*errand.c)).mappings().one_or_none()
    return dict(row) if row else None


def of_subject(conn: Connection, issuer: str, subject: str) -> dict[str, Any] | None:
    """The account tied to whoever the provider calls this."""
    row = conn.execute(select(identity).where(identity.c.issuer == issuer, identity.c.subject == subject)).mappings().one_or_none()
    return dict(row) if row else None


def one(conn: Connection, identity_id: int) -> dict[str, Any] | None:
    """A tie by its id."""
    row = conn.execute(select(identity).where(identity.c.id == identity_id).with_for_update()).mappings().one_or_none()
    return dict(row) if row else None


def tie(conn: Connection, account_id: int, issuer: str, subject: str, at: datetime) -> int:
    """Ties a subject to an account.

    Raises:
        errors.Busy: somebody else was tied to it at the same moment.
    """
    return _once(conn, insert(identity).values(account_id=account_id, issuer=issuer, subject=subject, added_at=at))


def untie(conn: Connection, identity_id: int) -> None:
    """Ends a tie."""
    conn.execute(delete(identity).where(identity.c.id == identity_id))


def expect(conn: Connection, account_id: int, issuer: str, value: str, at: datetime, by: int) -> int:
    """Notes whom an account expects; whatever it expected before is forgotten.

    Raises:
        errors.Busy: another account came to expect the same at this moment.
    """
    conn.execute(delete(identity_awaited).where(identity_awaited.c.account_id == account_id, identity_awaited.c.issuer == issuer))
    return _once(conn, insert(identity_awaited).values(account_id=account_id, issuer=issuer, value=value, made_at=at, made_by=by))


def expected(conn: Connection, issuer: str, value: str) -> dict[str, Any] | None:
    """Which account expects whoever has this value."""
    query = select(identity_awaited).where(identity_awaited.c.issuer == issuer, identity_awaited.c.value == value)
    row = conn.execute(query).mappings().one_or_none()
    return dict(row) if row else None


def forget(conn: Connection, account_id: int) -> int:
    """Forgets whom an account expects; how many there were."""
    return conn.execute(delete(identity_awaited).where(identity_awaited.c.account_id == account_id)).rowcount


def _once(conn: Connection, statement: Any) -> int:
    try:
        return conn.execute(statement).inserted_primary_key[0]
    except IntegrityError:
        raise errors.Busy("这个统一身份刚刚被另一个账号使用。", next="请刷新后核对。") from None
