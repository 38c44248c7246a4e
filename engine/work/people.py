"""People: signing in, who is acting, and to whom work can be handed."""
from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine import errors
from engine.case import permit
from engine.now import shanghai_date
from engine.store import passwords, people, standing, tasks

IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=10)
TRIES, PAUSE = 5, timedelta(minutes=15)
#: how stale "last seen" may get before it is written again
TOUCH = timedelta(minutes=1)


@dataclass(frozen=True)
class Actor:
    """A natural person at work, whichever account they came by.

    Attributes:
        posts: (unit_id, duty) pairs held today.
        admin: which of the three administrators 三员 this is, if one: `system`, `security` or `audit`; then posts is empty.
        county_id: the county whose affairs alone exist for this person; None for the city above.
        way: how they came: `process` (this program itself: scenarios, tests), `session` or `token`.
        proved_at: when a password or second factor was last given in the session.
        scope: the permissions a token carries; None for all that the person has.
    """

    person_id: int
    account_id: int
    name: str
    code: str
    kind: str
    unit_id: int
    unit_name: str
    posts: tuple[tuple[int, str], ...]
    admin: str | None = None
    county_id: int | None = None
    way: str = "process"
    proved_at: datetime | None = None
    scope: frozenset[str] | None = None


def actor(engine, account_id: int, at: datetime) -> Actor | None:
    """The person behind an account, or None when either is switched off."""
    with engine.store.read() as conn:
        return _actor(conn, account_id)


def _actor(conn, account_id: int) -> Actor | None:
    row = people.person_by_account(conn, account_id)
    if row is None or not row["active"] or not row["account_active"]:
        return None
    return Actor(row["id"], account_id, row["name"], row["code"], row["kind"], row["unit_id"], row["unit_name"], people.posts(conn, row["id"]))


def sign_in(engine, login: str, password: str, *, at: datetime) -> dict[str, Any]:
    """Signs in with a password.

    Returns:
        `{"token", "csrf", "account_id"}`; the token is for the cookie and is stored only as a hash.
    Raises:
        errors.SignInFailed: wrong name, wrong password or locked; all look and last alike.
    """
    with engine.store.read() as conn:
        known = people.account_by_login(conn, login)
    # Before any lock is held; an unknown name costs the same hash, so that time does not tell names apart.
    good = passwords.fits(known["password_hash"] if known else None, password)
    with engine.store.act(None, at) as act:
        row = people.account_by_login(act.conn, login)
        locked = row is not None and row["locked_until"] is not None and row["locked_until"] > at
        if not good or row is None or locked or not row["active"]:
            if row is not None and not locked:
                failures = row["failures"] + 1
                people.note_failure(act.conn, row["id"], failures, at + PAUSE if failures % TRIES == 0 else None)
                act.record("session.refused", subject=row["id"])
                act.done()
            raise errors.SignInFailed("账号或密码不正确，或账号已暂时锁定。")
        people.note_failure(act.conn, row["id"], 0, None)
        return _open(act, row["id"], at)


def step_into(engine, person_id: int, *, at: datetime) -> dict[str, Any]:
    """Demo mode only: acts as any person of the demo county.

    Raises:
        errors.WrongMode: not in production. errors.NotFound: no such person.
    """
    if not engine.demo:
        raise errors.WrongMode("正式运行模式下不能切换身份。", next="请使用本人账号登录。")
    with engine.store.act(None, at) as act:
        account_id = people.account_of(act.conn, person_id)
        if account_id is None:
            raise errors.NotFound("没有这个人员。")
        return _open(act, account_id, at)


def _open(act, account_id: int, at: datetime) -> dict[str, Any]:
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    people.open_session(act.conn, id=_hash(token), account_id=account_id, csrf=csrf, created_at=at, seen_at=at, ends_at=at + LONGEST)
    act.record("session.opened", subject=account_id)
    return act.done({"token": token, "csrf": csrf, "account_id": account_id})


def session(engine, token: str, *, at: datetime, touch: bool = True) -> tuple[Actor, str] | None:
    """Who a session token belongs to, with its CSRF token; None when it has ended or idled out.

    Args:
        touch: whether being asked counts as use; an open stream asks without keeping the session alive.
    """
    with engine.store.read() as conn:
        row = people.read_session(conn, _hash(token))
        if row is None or row["ends_at"] <= at or row["seen_at"] + IDLE <= at:
            return None
        found = _actor(conn, row["account_id"])
    if touch and found is not None and row["seen_at"] + TOUCH <= at:
        with engine.store.act(None, at) as act:
            people.touch_session(act.conn, row["id"], at)
            act.done(traced=False)
    return (found, row["csrf"]) if found else None


def sign_out(engine, token: str, *, at: datetime) -> None:
    """Ends a session."""
    with engine.store.act(None, at) as act:
        row = people.read_session(act.conn, _hash(token))
        if row is not None:
            people.end_session(act.conn, row["id"])
            act.record("session.ended", subject=row["account_id"])
            act.done()


def token(engine, bearer: str, *, at: datetime) -> Actor | None:
    """Who an API token belongs to, or None."""
    with engine.store.read() as conn:
        row = people.read_token(conn, _hash(bearer))
        return _actor(conn, row["account_id"]) if row and row["ends_at"] > at else None


def issue_token(engine, account_id: int, name: str, *, days: int, at: datetime) -> str:
    """Makes an API token for an account; it is shown once and stored as a hash.

    Args:
        days: how long it is good for.
    """
    with engine.store.act(None, at) as act:
        bearer = secrets.token_urlsafe(32)
        people.add_token(act.conn, account_id=account_id, name=name, hash=_hash(bearer), created_at=at, ends_at=at + timedelta(days=days))
        act.record("token.issued", subject=account_id)
        return act.done(bearer)


def roster(engine) -> list[dict[str, Any]]:
    """Every active person with unit, posts and qualifications, for the demo's front door.

    Raises:
        errors.WrongMode: in production nobody is told who works here.
    """
    if not engine.demo:
        raise errors.WrongMode("正式运行模式下不能切换身份。", next="请使用本人账号登录。")
    with engine.store.read() as conn:
        return people.roster(conn)


def candidates(engine, actor: Actor, task_id: int, *, at: datetime) -> list[dict[str, Any]]:
    """To whom a task can be handed: `{"id", "name", "barred"}`, barred saying why not.

    Raises:
        errors.NotFound: no such task in the actor's hands.
    """
    on = shanghai_date(at)
    with engine.store.read() as conn:
        row = tasks.one(conn, task_id)
        if row is None or row["assignee_id"] != actor.person_id:
            raise errors.NotFound("没有找到您正在办理的这项任务。")
        found = []
        for other in people.holders(conn, row["unit_id"], row["duty"]):
            if other["id"] == actor.person_id:
                continue
            why = permit.barred(engine, standing.read(conn, row["case_id"], other["id"]), other["id"], row, on)
            found.append({**other, "barred": None if why is None else {"reason": why.detail.replace("您", "其"), "article": why.article}})
    return found


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
