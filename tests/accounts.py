"""People with passwords and telephones, over the demo county opened for real work."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pyotp
import pytest
from sqlalchemy import select

from engine.store import accounts, passwords, tables
from engine.work import second_factor, sign_in
from engine.work.sign_in import Place
from tests import databases

#: a Tuesday morning in Shanghai
NOW = datetime(2026, 3, 10, 1, tzinfo=timezone.utc)
PASSWORD, OTHER = "Meihua-3-nong&19", "Qiutian_7-yu%24"
DESK = Place("192.0.2.7", "Mozilla/5.0 (Windows NT 10.0) Chrome/140", None)
SHORT = timedelta(minutes=1)


@pytest.fixture
def office(county_url) -> Iterator[Any]:
    """An engine in production mode over the demo county; nobody can sign in yet."""
    from engine.engine import Engine
    from engine.settings import Settings

    opened = Engine(Settings(database_url=county_url, mode="production", data=databases.files_of(county_url)), migrate=False)
    hash_cheaply(opened)
    opened.now = lambda: NOW
    yield opened
    opened.close()


def hash_cheaply(engine) -> None:
    """Hashes cost the least that Argon2 knows; what they cost by the rules is the matter of tests/engine/store/test_passwords.py alone."""
    policy = engine.rules.security
    engine.rules = replace(engine.rules, security=replace(policy, hashing=replace(policy.hashing, memory_kib=8, passes=1)))


def account(engine, login: str) -> dict[str, Any]:
    """An account's row as it is now."""
    with engine.store.read() as conn:
        return accounts.by_login(conn, login)


def give(engine, login: str, password: str = PASSWORD, at: datetime = NOW, **more: Any) -> int:
    """Gives an account a password that was set at `at`; its id."""
    row = account(engine, login)
    made = passwords.make(password, engine.rules.security.hashing)
    alter(engine, row["id"], **{"password_hash": made, "password_at": at, **more})
    return row["id"]


def alter(engine, account_id: int, **values: Any) -> None:
    """Changes an account behind everybody's back."""
    with engine.store.act(None, NOW) as act:
        accounts.change(act.conn, account_id, **values)
        act.done(traced=False)


def enter(engine, login: str, password: str = PASSWORD, at: datetime = NOW, place: Place = DESK) -> dict[str, Any]:
    """Signs in; an open session, or the next step."""
    return sign_in.sign_in(engine, login, password, at=at, place=place)


def bind(engine, login: str, at: datetime = NOW) -> tuple[str, list[str]]:
    """Binds a telephone to somebody who must have one: their secret and recovery codes."""
    begun = enter(engine, login, at=at)
    assert begun["next"] == "enrol", begun
    offer = second_factor.offer_on_the_way(engine, begun["ticket"], at=at)
    opened = second_factor.accept_on_the_way(engine, begun["ticket"], offer["offer"], code(offer["secret"], at), at=at, place=DESK)
    assert opened["token"]
    return offer["secret"], opened["codes"]


def code(secret: str, at: datetime) -> str:
    """What the telephone shows."""
    return pyotp.TOTP(secret).at(at)


def told(engine, action: str) -> list[dict[str, Any]]:
    """What the chain says of an action, in order."""
    with engine.store.read() as conn:
        return list(conn.execute(select(tables.event.c.data).where(tables.event.c.action == action).order_by(tables.event.c.seq)).scalars())
