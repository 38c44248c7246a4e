"""Units, persons, their posts and qualifications, and the accounts they sign in with."""
from __future__ import annotations

from datetime import date
from typing import Any, Iterable

from sqlalchemy import Connection, bindparam, delete, insert, or_, select

from engine.store import edition
from engine.store import units as unit_rows
from engine.store.statement import Statement
from engine.store.tables import (account, administrator, case_duty, grid, person, post, qualification, setting, unit)

_BEHIND = (select(person, account.c.login, account.c.active.label("account_active"), unit.c.name.label("unit_name"), unit.c.county_id,
                  administrator.c.role.label("admin"))
           .select_from(account.join(person, person.c.id == account.c.person_id).join(unit, unit.c.id == person.c.unit_id)
                        .outerjoin(administrator, administrator.c.person_id == person.c.id))
           .where(account.c.id == bindparam("account_id")))
_HELD = select(post.c.unit_id, post.c.duty).where(post.c.person_id == bindparam("person_id")).order_by(post.c.unit_id, post.c.duty)
_DAY = bindparam("day", type_=post.c.from_on.type)
#: asked at every request
_PERSON, _PERSON_KEYS = Statement(_BEHIND), tuple(_BEHIND.selected_columns.keys())
_POSTS = Statement(_HELD)
_POSTS_ON = Statement(_HELD.where(or_(post.c.from_on.is_(None), post.c.from_on <= _DAY), or_(post.c.until_on.is_(None), post.c.until_on >= _DAY)))


def person_by_account(conn: Connection, account_id: int) -> dict[str, Any] | None:
    """The natural person behind an account, with their unit, its county, and which of the three administrators they are (`admin`)."""
    row = _PERSON.first(conn, {"account_id": account_id})
    return dict(zip(_PERSON_KEYS, row)) if row else None


def posts(conn: Connection, person_id: int, on: date | None = None) -> tuple[tuple[int, str], ...]:
    """The (unit_id, duty) pairs a person holds on a day, or ever held without one."""
    rows = _POSTS.rows(conn, {"person_id": person_id}) if on is None else _POSTS_ON.rows(conn, {"person_id": person_id, "day": on})
    return tuple((unit_id, duty) for unit_id, duty in rows)


def account_by_login(conn: Connection, login: str) -> dict[str, Any] | None:
    """An account by its sign-in name."""
    row = conn.execute(select(account).where(account.c.login == login)).mappings().one_or_none()
    return dict(row) if row else None


def account_of(conn: Connection, person_id: int) -> int | None:
    """A person's first active account."""
    return conn.execute(select(account.c.id).where(account.c.person_id == person_id, account.c.active.is_(True))
                        .order_by(account.c.id).limit(1)).scalar_one_or_none()


def units(conn: Connection) -> dict[int, dict[str, Any]]:
    """Every unit by id, see `engine.store.units.every`."""
    return unit_rows.every(conn)


def grids(conn: Connection) -> dict[str, dict[str, Any]]:
    """Every patrol grid by code."""
    return unit_rows.grids(conn)


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


def holders(conn: Connection, unit_id: int, duty: str, on: date | None = None) -> list[dict[str, Any]]:
    """The active persons who hold a duty at a unit: on a day, or ever held it without one."""
    query = select(person.c.id, person.c.name).join(post, post.c.person_id == person.c.id)
    if on is not None:
        query = query.where(or_(post.c.from_on.is_(None), post.c.from_on <= on), or_(post.c.until_on.is_(None), post.c.until_on >= on))
    return [dict(r) for r in conn.execute(query.where(post.c.unit_id == unit_id, post.c.duty == duty, person.c.active.is_(True))
                                          .order_by(person.c.id)).mappings()]


def one(conn: Connection, person_id: int) -> dict[str, Any] | None:
    """A person's `id`, `name`, `kind`, `unit_id`, and the `county_id` of the unit."""
    query = select(person.c.id, person.c.name, person.c.kind, person.c.unit_id, unit.c.county_id).join(unit, unit.c.id == person.c.unit_id)
    row = conn.execute(query.where(person.c.id == person_id)).mappings().one_or_none()
    return dict(row) if row else None


def of_units(conn: Connection, unit_ids: Iterable[int]) -> list[dict[str, Any]]:
    """The active persons of these units with their `unit_name`, by unit."""
    query = select(person.c.id, person.c.name, unit.c.name.label("unit_name")).join(unit, unit.c.id == person.c.unit_id)
    return [dict(r) for r in conn.execute(query.where(person.c.unit_id.in_(set(unit_ids)), person.c.active.is_(True))
                                          .order_by(person.c.unit_id, person.c.id)).mappings()]


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
    if table == "unit":
        return unit_rows.add(conn, **values)
    target = {"grid": grid, "person": person, "post": post, "qualification": qualification, "account": account}[table]
    return conn.execute(insert(target).values(**values)).inserted_primary_key[0]


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


def drop_setting(conn: Connection, key: str) -> None:
    """Forgets one setting."""
    edition.change(conn)
    conn.execute(delete(setting).where(setting.c.key == key))
