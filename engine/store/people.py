"""Units, persons, their posts and qualifications, and the accounts they sign in with."""
from __future__ import annotations

from datetime import datetime
from typing import Any, Iterable

from sqlalchemy import Connection, delete, insert, select, update

from engine.store import edition
from engine.store.tables import (account, case_duty, grid, person, post, qualification, separated, session, setting, token, unit)


def person_by_account(conn: Connection, account_id: int) -> dict[str, Any] | None:
    """The natural person behind an account, with their unit."""
    query = (select(person, account.c.login, account.c.active.label("account_active"), unit.c.name.label("unit_name"))
             .select_from(account.join(person, person.c.id == account.c.person_id).join(unit, unit.c.id == person.c.unit_id)))
    row = conn.execute(query.where(account.c.id == account_id)).mappings().one_or_none()
    return dict(row) if row else None


def posts(conn: Connection, person_id: int) -> tuple[tuple[int, str], ...]:
    """The (unit_id, duty) pairs a person holds."""
    return tuple((r.unit_id, r.duty) for r in conn.execute(
        select(post.c.unit_id, post.c.duty).where(post.c.person_id == person_id).order_by(post.c.unit_id, post.c.duty)))


def account_by_login(conn: Connection, login: str) -> dict[str, Any] | None:
    """An account by its sign-in name."""
    row = conn.execute(select(account).where(account.c.login == login)).mappings().one_or_none()
    return dict(row) if row else None


def account_of(conn: Connection, person_id: int) -> int | None:
    """A person's first active account."""
    return conn.execute(select(account.c.id).where(account.c.person_id == person_id, account.c.active.is_(True))
                        .order_by(account.c.id).limit(1)).scalar_one_or_none()


def note_failure(conn: Connection, account_id: int, failures: int, locked_until: datetime | None) -> None:
    """Counts a failed sign-in, or clears the count."""
    conn.execute(update(account).where(account.c.id == account_id).values(failures=failures, locked_until=locked_until))


def open_session(conn: Connection, **values: Any) -> None:
    """Stores a session; `id` is the hash of the token, never the token."""
    conn.execute(insert(session).values(**values))


def read_session(conn: Connection, session_hash: str) -> dict[str, Any] | None:
    """A session by the hash of its token."""
    row = conn.execute(select(session).where(session.c.id == session_hash)).mappings().one_or_none()
    return dict(row) if row else None


def touch_session(conn: Connection, session_hash: str, at: datetime) -> None:
    """Notes that a session is in use."""
    conn.execute(update(session).where(session.c.id == session_hash).values(seen_at=at))


def end_session(conn: Connection, session_hash: str) -> None:
    """Ends a session."""
    conn.execute(delete(session).where(session.c.id == session_hash))


def read_token(conn: Connection, token_hash: str) -> dict[str, Any] | None:
    """An API token by its hash."""
    row = conn.execute(select(token).where(token.c.hash == token_hash)).mappings().one_or_none()
    return dict(row) if row else None


def add_token(conn: Connection, **values: Any) -> None:
    """Stores an API token; only its hash."""
    conn.execute(insert(token).values(**values))


def units(conn: Connection) -> dict[int, dict[str, Any]]:
    """Every unit by id."""
    return {r["id"]: dict(r) for r in conn.execute(select(unit).order_by(unit.c.id)).mappings()}


def grids(conn: Connection) -> dict[str, dict[str, Any]]:
    """Every patrol grid by code."""
    return {r["code"]: dict(r) for r in conn.execute(select(grid).order_by(grid.c.code)).mappings()}


def roster(conn: Connection) -> list[dict[str, Any]]:
    """Every active person with unit, posts and qualifications."""
    people = {r["id"]: {**r, "posts": [], "qualifications": []} for r in conn.execute(
        select(person, unit.c.name.label("unit_name"), unit.c.code.label("unit_code")).join(unit, unit.c.id == person.c.unit_id)
        .where(person.c.active.is_(True)).order_by(unit.c.id, person.c.id)).mappings()}
    for r in conn.execute(select(post, unit.c.name.label("unit_name")).join(unit, unit.c.id == post.c.unit_id).order_by(post.c.id)).mappings():
        if r["person_id"] in people:
            people[r["person_id"]]["posts"].append({"unit_id": r["unit_id"], "unit_name": r["unit_name"], "duty": r["duty"]})
    for r in conn.execute(select(qualification).order_by(qualification.c.id)).mappings():
        if r["person_id"] in people:
            people[r["person_id"]]["qualifications"].append(dict(r))
    return list(people.values())


def holders(conn: Connection, unit_id: int, duty: str) -> list[dict[str, Any]]:
    """The active persons who hold a duty at a unit."""
    query = select(person.c.id, person.c.name).join(post, post.c.person_id == person.c.id)
    return [dict(r) for r in conn.execute(query.where(post.c.unit_id == unit_id, post.c.duty == duty, person.c.active.is_(True))
                                          .order_by(person.c.id)).mappings()]


def names(conn: Connection, ids: Iterable[int]) -> dict[int, str]:
    """Names by person id."""
    return {r.id: r.name for r in conn.execute(select(person.c.id, person.c.name).where(person.c.id.in_(set(ids))))}


def by_code(conn: Connection, code: str) -> int | None:
    """A person's id by their code."""
    return conn.execute(select(person.c.id).where(person.c.code == code)).scalar_one_or_none()


def is_empty(conn: Connection) -> bool:
    """Whether nobody has been entered yet."""
    return conn.execute(select(person.c.id).limit(1)).first() is None


def add(conn: Connection, table: str, **values: Any) -> int:
    """Inserts one row of `unit`, `grid`, `person`, `post`, `qualification` or `account`; returns its id where it has one."""
    target = {"unit": unit, "grid": grid, "person": person, "post": post, "qualification": qualification, "account": account}[table]
    return conn.execute(insert(target).values(**values)).inserted_primary_key[0]


def set_separated(conn: Connection, pairs: Iterable[tuple[str, str]]) -> bool:
    """Makes the database's own wall follow the rule pack; returns whether anything changed."""
    wanted = set(pairs)
    if {(r.held, r.wanted) for r in conn.execute(select(separated.c.held, separated.c.wanted))} == wanted:
        return False
    conn.execute(delete(separated))
    conn.execute(insert(separated), [{"held": h, "wanted": w} for h, w in sorted(wanted)])
    return True


def settings(conn: Connection) -> dict[str, Any]:
    """The county's own settings."""
    return {r.key: r.value for r in conn.execute(select(setting.c.key, setting.c.value))}


def set_setting(conn: Connection, key: str, value: Any) -> None:
    """Keeps one setting."""
    edition.change(conn)
    conn.execute(delete(setting).where(setting.c.key == key))
    conn.execute(insert(setting).values(key=key, value=value))


def cases_in_hand(conn: Connection, person_id: int, case_ids: Iterable[int]) -> set[int]:
    """Which of these cases a person bears a duty in."""
    return set(conn.execute(select(case_duty.c.case_id).where(case_duty.c.person_id == person_id, case_duty.c.case_id.in_(set(case_ids)))).scalars())


def anybody_can_sign_in(conn: Connection) -> bool:
    """Whether any account has a password."""
    return conn.execute(select(account.c.id).where(account.c.password_hash.is_not(None)).limit(1)).first() is not None


def set_password(conn: Connection, account_id: int, password_hash: str) -> None:
    """Keeps a new password hash."""
    conn.execute(update(account).where(account.c.id == account_id).values(password_hash=password_hash))


def drop_setting(conn: Connection, key: str) -> None:
    """Forgets one setting."""
    edition.change(conn)
    conn.execute(delete(setting).where(setting.c.key == key))
