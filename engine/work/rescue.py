"""What administrators do for somebody who cannot get in. None of it lets them in themselves.

The second factor is not here: two administrators take it off together (engine.work.administrators), so nobody alone can make another's
account their own. The operator at the machine itself (actor None) may do what a system administrator 系统管理员 may.
"""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from engine import errors
from engine.case.access import fresh, permission
from engine.law.people.security import Tries
from engine.store import accounts, secret, sessions
from engine.store.act import Act


def reset_password(engine, actor, account_id: int, *, at: datetime) -> dict[str, Any]:
    """Makes a single-use secret with which the person sets a password of their own; the present one counts no more.

    Returns:
        `{"secret", "ends_at"}`: to hand over in person; only its hash is kept.
    Raises:
        errors.Forbidden: not a system administrator, or one's own account. errors.NotFound. errors.ProofNeeded.
    """
    with engine.store.act(actor, at) as act:
        row = _held(engine, act, account_id, "organisation.manage", "重置密码")
        given = secret.fresh()
        ends_at = at + timedelta(hours=engine.rules_for(act.conn).security.proof.reset_hours)
        accounts.add_reset(act.conn, account_id=row["id"], hash=secret.kept(given), ends_at=ends_at, made_at=at, made_by=act.person_id)
        accounts.change(act.conn, row["id"], password_hash=None, must_change=False)
        accounts.count(act.conn, row, Tries())
        accounts.forget(act.conn, row["id"])
        ended = sessions.end_all(act.conn, row["id"])
        act.record("password.reset", subject=row["id"], ended=ended)
        return act.done({"secret": given, "ends_at": ends_at})


def unlock(engine, actor, account_id: int, *, at: datetime) -> None:
    """Ends a lock after too many failures.

    Raises:
        errors.Forbidden, errors.NotFound, errors.ProofNeeded: see `reset_password`.
    """
    with engine.store.act(actor, at) as act:
        row = _held(engine, act, account_id, "organisation.manage", "解除锁定")
        accounts.count(act.conn, row, Tries())
        accounts.forget(act.conn, row["id"])
        act.record("account.unlocked", subject=row["id"])
        act.done()


def end_sessions(engine, actor, account_id: int, *, at: datetime) -> int:
    """Signs somebody out everywhere; how many sessions there were.

    Raises:
        errors.Forbidden, errors.NotFound: see `reset_password`.
    """
    with engine.store.act(actor, at) as act:
        row = _held(engine, act, account_id, "organisation.manage", "")
        ended = sessions.end_all(act.conn, row["id"])
        act.record("session.ended", subject=row["id"], why="administrator", ended=ended)
        return act.done(ended)


def take_off_second_factor(engine, account_id: int, *, at: datetime) -> None:
    """Takes a second factor off, for the operator at the machine alone; administrators do it by two (engine.work.administrators).

    Raises:
        errors.NotFound.
    """
    with engine.store.act(None, at) as act:
        row = _held(engine, act, account_id, "organisation.manage", "")
        accounts.change(act.conn, row["id"], totp=None, totp_step=None, recovery=None)
        sessions.end_all(act.conn, row["id"])
        act.record("second_factor.off", subject=row["id"], why="operator")
        act.done()


def find(engine, login: str) -> int:
    """The account with a login, for the command line.

    Raises:
        errors.NotFound.
    """
    with engine.store.read() as conn:
        row = accounts.by_login(conn, login)
    if row is None:
        raise errors.NotFound(f"没有账号 {login}。")
    return row["id"]


def _held(engine, act: Act, account_id: int, needed: str, what: str) -> dict[str, Any]:
    """The account, held, once it is sure that this administrator may touch it."""
    permission.need(act.actor, needed)
    row = accounts.one(act.conn, account_id, hold=True)
    if row is None or (act.actor is not None and act.actor.county_id not in (None, row["county_id"])):
        raise errors.NotFound("没有找到这个账号。")
    if act.actor is not None and row["person_id"] == act.actor.person_id:
        raise errors.Forbidden("不能办理本人的账号。", next="请由另一名管理员办理。")
    if what:
        fresh.asked(engine, act.actor, what, act.at)
    return row
