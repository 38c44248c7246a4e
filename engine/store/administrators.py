"""The three administrators 三员, what they propose for one another, and the accounts as the system administrator sees them."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, exists, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from engine import errors
from engine.store.columns import containing
from engine.store.tables import (account, administrator, administrator_change, identity, identity_awaited, password_reset, person, post,
                                 substitution, task, token, unit)


# -- who is one -------------------------------------------------------------------------------------------------
def every(conn: Connection) -> list[dict[str, Any]]:
    """The administrators with name, unit and who gave the role; `able` says whether the person can come in at all."""
    giver = person.alias()
    query = (select(administrator, person.c.name, person.c.code, unit.c.name.label("unit_name"), unit.c.county_id,
                    giver.c.name.label("given_by_name"), _able().label("able"))
             .join(person, person.c.id == administrator.c.person_id).join(unit, unit.c.id == person.c.unit_id)
             .outerjoin(giver, giver.c.id == administrator.c.given_by).order_by(administrator.c.role.desc(), administrator.c.person_id))
    return [dict(r) for r in conn.execute(query).mappings()]


def _able() -> Any:
    one = person.alias()
    return exists().where(account.c.person_id == administrator.c.person_id, account.c.active.is_(True),
                          one.c.id == administrator.c.person_id, one.c.active.is_(True))


def hold(conn: Connection) -> dict[int, str]:
    """Locks the administrators until the end of the act; returns person id → role.

    Whoever takes a role or switches an account off asks here first: two at once must not each believe the other's remains.
    """
    query = select(administrator.c.person_id, administrator.c.role).order_by(administrator.c.person_id).with_for_update()
    return {r.person_id: r.role for r in conn.execute(query)}


def others_able(conn: Connection, role: str, but: int) -> int:
    """How many administrators of a kind can come in, one person left aside."""
    return conn.execute(select(func.count()).select_from(administrator).where(
        administrator.c.role == role, administrator.c.person_id != but, _able())).scalar_one()


def role_of(conn: Connection, person_id: int) -> str | None:
    """Which administrator a person is, if one."""
    return conn.execute(select(administrator.c.role).where(administrator.c.person_id == person_id)).scalar_one_or_none()


def give(conn: Connection, person_id: int, role: str, at: datetime, by: int | None) -> None:
    """Makes a person an administrator."""
    conn.execute(insert(administrator).values(person_id=person_id, role=role, given_at=at, given_by=by))


def take(conn: Connection, person_id: int) -> None:
    """Ends a person's being an administrator."""
    conn.execute(delete(administrator).where(administrator.c.person_id == person_id))


def ready(conn: Connection, at: datetime) -> bool:
    """Whether any administrator can sign in, or still can with the secret they were handed."""
    waiting = exists().where(password_reset.c.account_id == account.c.id, password_reset.c.used_at.is_(None), password_reset.c.ends_at > at)
    query = select(administrator.c.person_id).join(account, account.c.person_id == administrator.c.person_id).join(
        person, person.c.id == administrator.c.person_id)
    return conn.execute(query.where(account.c.active.is_(True), person.c.active.is_(True),
                                    or_(account.c.password_hash.is_not(None), waiting)).limit(1)).first() is not None


def still_works(conn: Connection, person_id: int, on: date, at: datetime) -> list[str]:
    """What of case work a person still has in hand: `post`, `task`, `substitution`."""
    asked = {"post": exists().where(post.c.person_id == person_id, or_(post.c.until_on.is_(None), post.c.until_on >= on)),
             "task": exists().where(task.c.state.in_(("open", "signing")), or_(task.c.assignee_id == person_id, task.c.owner_id == person_id)),
             "substitution": exists().where(substitution.c.deputy_id == person_id, substitution.c.ended_at.is_(None), substitution.c.until_at > at)}
    row = conn.execute(select(*(one.label(name) for name, one in asked.items()))).mappings().one()
    return [name for name in asked if row[name]]


# -- what is proposed -------------------------------------------------------------------------------------------
def propose(conn: Connection, **values: Any) -> int:
    """Notes a proposal; returns its id."""
    return conn.execute(insert(administrator_change).values(state="proposed", **values)).inserted_primary_key[0]


def change(conn: Connection, change_id: int) -> dict[str, Any] | None:
    """A proposal, locked for the decision that follows."""
    row = conn.execute(select(administrator_change).where(administrator_change.c.id == change_id).with_for_update()).mappings().one_or_none()
    return dict(row) if row else None


def settle(conn: Connection, change_id: int, state: str, at: datetime, by: int) -> None:
    """Ends a proposal."""
    conn.execute(update(administrator_change).where(administrator_change.c.id == change_id).values(state=state, settled_at=at, settled_by=by))


def changes(conn: Connection, *, after: int | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """The proposals with names, the newest first."""
    asker, answerer = person.alias(), person.alias()
    query = (select(administrator_change, person.c.name, person.c.code, unit.c.name.label("unit_name"), unit.c.county_id,
                    asker.c.name.label("proposed_by_name"), answerer.c.name.label("settled_by_name"))
             .join(person, person.c.id == administrator_change.c.person_id).join(unit, unit.c.id == person.c.unit_id)
             .join(asker, asker.c.id == administrator_change.c.proposed_by)
             .outerjoin(answerer, answerer.c.id == administrator_change.c.settled_by)
             .order_by(administrator_change.c.id.desc()).limit(limit))
    return [dict(r) for r in conn.execute(query if after is None else query.where(administrator_change.c.id < after)).mappings()]


def open_change(conn: Connection, person_id: int) -> bool:
    """Whether something is proposed for a person and not settled."""
    return conn.execute(select(administrator_change.c.id).where(
        administrator_change.c.person_id == person_id, administrator_change.c.state == "proposed").limit(1)).first() is not None


# -- accounts ---------------------------------------------------------------------------------------------------
def _accounts() -> Select:
    return (select(account.c.id, account.c.login, account.c.active, account.c.locked_until, account.c.must_change, account.c.password_at,
                   account.c.person_id, account.c.password_hash.is_not(None).label("has_password"), account.c.totp.is_not(None).label("second_factor"),
                   person.c.name, person.c.code, person.c.kind, person.c.active.label("person_active"), unit.c.name.label("unit_name"),
                   unit.c.county_id, administrator.c.role.label("admin"))
            .join(person, person.c.id == account.c.person_id).join(unit, unit.c.id == person.c.unit_id)
            .outerjoin(administrator, administrator.c.person_id == person.c.id))


def accounts(conn: Connection, county_id: int | None, *, q: str | None, kind: str | None, after: int | None, limit: int) -> list[dict[str, Any]]:
    """Accounts of a county (of all, without one) in the order of their ids.

    Args:
        q: part of a login, a name or a staff number. kind: only accounts of this kind of person.
    """
    query = _accounts().order_by(account.c.id).limit(limit)
    if county_id is not None:
        query = query.where(unit.c.county_id == county_id)
    if after is not None:
        query = query.where(account.c.id > after)
    if kind is not None:
        query = query.where(person.c.kind == kind)
    if q:
        like = containing(q)
        query = query.where(or_(*(c.like(like, escape="\\") for c in (account.c.login, person.c.name, person.c.code))))
    return [dict(r) for r in conn.execute(query).mappings()]


def account_row(conn: Connection, account_id: int, *, lock: bool = False) -> dict[str, Any] | None:
    """One account with its person."""
    query = _accounts().where(account.c.id == account_id)
    row = conn.execute(query.with_for_update(of=account) if lock else query).mappings().one_or_none()
    return dict(row) if row else None


def taken_login(conn: Connection, login: str) -> bool:
    """Whether a login is in use, however its letters are written."""
    return conn.execute(select(account.c.id).where(func.lower(account.c.login) == login.lower()).limit(1)).first() is not None


def add_account(conn: Connection, person_id: int, login: str) -> int:
    """Makes an account without a password; returns its id.

    Raises:
        errors.Busy: somebody took the login at the same moment.
    """
    try:
        made = conn.execute(insert(account).values(person_id=person_id, login=login, password_hash=None, active=True, failures=0))
        return made.inserted_primary_key[0]
    except IntegrityError:
        raise errors.Busy("这个账号刚刚被占用。", next="请换一个账号。") from None


def accounts_of(conn: Connection, person_id: int, *, active: bool = False) -> list[int]:
    """The ids of a person's accounts, or only of those that are switched on."""
    query = select(account.c.id).where(account.c.person_id == person_id).order_by(account.c.id)
    return list(conn.execute(query.where(account.c.active.is_(True)) if active else query).scalars())


def identities(conn: Connection, account_id: int) -> list[dict[str, Any]]:
    """Whom identity providers say the account's person is: `{"id", "issuer", "subject", "added_at"}`."""
    return [dict(r) for r in conn.execute(select(identity.c.id, identity.c.issuer, identity.c.subject, identity.c.added_at)
                                          .where(identity.c.account_id == account_id).order_by(identity.c.id)).mappings()]


def awaited(conn: Connection, account_id: int) -> list[dict[str, Any]]:
    """Whom the administrator expects for an account: `{"id", "issuer", "value", "made_at"}`."""
    shown = (identity_awaited.c.id, identity_awaited.c.issuer, identity_awaited.c.value, identity_awaited.c.made_at)
    return [dict(r) for r in conn.execute(select(*shown).where(identity_awaited.c.account_id == account_id).order_by(identity_awaited.c.id)).mappings()]


def live_tokens(conn: Connection, account_id: int, at: datetime) -> int:
    """How many tokens of an account still hold."""
    return conn.execute(select(func.count()).select_from(token).where(token.c.account_id == account_id, token.c.revoked_at.is_(None),
                                                                       token.c.ends_at > at)).scalar_one()


def person_row(conn: Connection, code: str, *, lock: bool = False) -> dict[str, Any] | None:
    """A natural person by their code, with the county."""
    return _person(conn, person.c.code == code, lock)


def person_by_id(conn: Connection, person_id: int, *, lock: bool = False) -> dict[str, Any] | None:
    """A natural person, with the county."""
    return _person(conn, person.c.id == person_id, lock)


def _person(conn: Connection, which: Any, lock: bool) -> dict[str, Any] | None:
    shown = (person.c.id, person.c.code, person.c.name, person.c.kind, person.c.active, unit.c.county_id)
    query = select(*shown).join(unit, unit.c.id == person.c.unit_id)
    row = conn.execute((query.with_for_update(of=person) if lock else query).where(which)).mappings().one_or_none()
    return dict(row) if row else None


def counties(conn: Connection) -> int:
    """How many counties there are here."""
    return conn.execute(select(func.count(func.distinct(unit.c.county_id)))).scalar_one()
