"""API tokens: only their hashes, with scope, expiry, last use and revocation."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from engine.store.tables import account, person, token, unit

_SHOWN = (token.c.id, token.c.account_id, token.c.name, token.c.created_at, token.c.ends_at, token.c.scope, token.c.used_at, token.c.revoked_at)


def add(conn: Connection, **values: Any) -> int:
    """Stores a token by its hash; returns its id."""
    return conn.execute(insert(token).values(**values)).inserted_primary_key[0]


def by_hash(conn: Connection, token_hash: str) -> dict[str, Any] | None:
    """A token by the hash of its secret."""
    row = conn.execute(select(token).where(token.c.hash == token_hash)).mappings().one_or_none()
    return dict(row) if row else None


def of_account(conn: Connection, account_id: int) -> list[dict[str, Any]]:
    """An account's tokens, the newest first, ended and revoked ones among them; never a hash."""
    return [dict(r) for r in conn.execute(select(*_SHOWN).where(token.c.account_id == account_id).order_by(token.c.id.desc())).mappings()]


def one(conn: Connection, token_id: int) -> dict[str, Any] | None:
    """A token with whose it is (`person_id`, `kind`, `county_id`), locked for the change that follows."""
    query = (select(*_SHOWN, account.c.person_id, person.c.kind, unit.c.county_id)
             .join(account, account.c.id == token.c.account_id).join(person, person.c.id == account.c.person_id)
             .join(unit, unit.c.id == person.c.unit_id))
    row = conn.execute(query.where(token.c.id == token_id).with_for_update(of=token)).mappings().one_or_none()
    return dict(row) if row else None


def revoke(conn: Connection, token_id: int, at: datetime) -> None:
    """Ends a token for good."""
    conn.execute(update(token).where(token.c.id == token_id).values(revoked_at=at))


def touch(conn: Connection, token_id: int, at: datetime) -> None:
    """Notes that a token is in use."""
    conn.execute(update(token).where(token.c.id == token_id).values(used_at=at))
