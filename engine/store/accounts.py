"""Accounts: what somebody signs in with, what is counted against guessing, and the browsers they came from before."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from engine.law.people.security import Tries
from engine.store.tables import account, device, password_past, password_reset, person, unit

_TRIES = ("failures", "first_failure_at", "locked_until", "lockouts")


def by_login(conn: Connection, login: str, *, hold: bool = False) -> dict[str, Any] | None:
    """An account by its sign-in name, with `name`, `unit_name`, `unit_short`, `county_id` and `person_active` of its person.

    Args:
        hold: whether to keep everybody else from changing it until the transaction ends.
    """
    return _one(conn, account.c.login == login, hold)


def one(conn: Connection, account_id: int, *, hold: bool = False) -> dict[str, Any] | None:
    """An account by its id; see `by_login`."""
    return _one(conn, account.c.id == account_id, hold)


def _one(conn: Connection, which: Any, hold: bool) -> dict[str, Any] | None:
    query = (select(account, person.c.name, person.c.active.label("person_active"), unit.c.name.label("unit_name"), unit.c.short.label("unit_short"),
                    unit.c.county_id)
             .select_from(account.join(person, person.c.id == account.c.person_id).join(unit, unit.c.id == person.c.unit_id)).where(which))
    row = conn.execute(query.with_for_update(of=account) if hold else query).mappings().one_or_none()
    return dict(row) if row else None


def change(conn: Connection, account_id: int, **values: Any) -> None:
    """Changes columns of an account."""
    conn.execute(update(account).where(account.c.id == account_id).values(**values))


def tries(row: dict[str, Any]) -> Tries:
    """The failures counted in the row of an account or a known browser."""
    return Tries(*(row[k] for k in _TRIES))


def count(conn: Connection, row: dict[str, Any], counted: Tries) -> None:
    """Keeps the failures of an account or a known browser."""
    table = account if "login" in row else device
    conn.execute(update(table).where(table.c.id == row["id"]).values(**{k: getattr(counted, k) for k in _TRIES}))


# -- passwords that were, and secrets with which one may be set -----------------------------------------------------
def past(conn: Connection, account_id: int, most: int) -> list[str]:
    """Hashes of the last passwords, the newest first."""
    return list(conn.execute(select(password_past.c.hash).where(password_past.c.account_id == account_id)
                             .order_by(password_past.c.id.desc()).limit(most)).scalars())


def keep_past(conn: Connection, account_id: int, password_hash: str, at: datetime, most: int) -> None:
    """Remembers a password that is replaced; only the last `most` are kept."""
    conn.execute(insert(password_past).values(account_id=account_id, hash=password_hash, at=at))
    kept = select(password_past.c.id).where(password_past.c.account_id == account_id).order_by(password_past.c.id.desc()).limit(most)
    conn.execute(delete(password_past).where(password_past.c.account_id == account_id, password_past.c.id.not_in(kept)))


def add_reset(conn: Connection, **values: Any) -> None:
    """Stores the hash of a secret with which a person may set a password; earlier ones end."""
    drop_resets(conn, values["account_id"], values["made_at"])
    conn.execute(insert(password_reset).values(**values))


def reset(conn: Connection, secret_hash: str) -> dict[str, Any] | None:
    """A secret by its hash; used or not, in time or not."""
    row = conn.execute(select(password_reset).where(password_reset.c.hash == secret_hash)).mappings().one_or_none()
    return dict(row) if row else None


def drop_resets(conn: Connection, account_id: int, at: datetime) -> None:
    """Ends every unused secret of an account."""
    conn.execute(update(password_reset).where(password_reset.c.account_id == account_id, password_reset.c.used_at.is_(None)).values(used_at=at))


# -- browsers known from before -------------------------------------------------------------------------------------
def known(conn: Connection, secret_hash: str, account_id: int, at: datetime, *, hold: bool = False) -> dict[str, Any] | None:
    """The browser with this secret, if this account was signed in to from it."""
    query = select(device).where(device.c.id == secret_hash, device.c.account_id == account_id, device.c.ends_at > at)
    row = conn.execute(query.with_for_update() if hold else query).mappings().one_or_none()
    return dict(row) if row else None


def know(conn: Connection, secret_hash: str, account_id: int, at: datetime, ends_at: datetime) -> None:
    """Remembers a browser that somebody has signed in from; what has ended is forgotten."""
    conn.execute(delete(device).where(device.c.account_id == account_id, device.c.ends_at <= at))
    conn.execute(insert(device).values(id=secret_hash, account_id=account_id, made_at=at, ends_at=ends_at))


def forget(conn: Connection, account_id: int) -> None:
    """Forgets every browser of an account."""
    conn.execute(delete(device).where(device.c.account_id == account_id))
