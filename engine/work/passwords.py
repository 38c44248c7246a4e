"""Passwords: changing one's own, and setting one with the single-use secret that an administrator had made."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from engine import errors
from engine.case.access import admission, guess
from engine.case.access import password as choosing
from engine.case.access.actor import Actor
from engine.case.access.admission import Place
from engine.store import accounts, passwords, secret, sessions

NOWHERE = Place()


def demands(engine) -> str:
    """What a password must be, as the person choosing one reads it."""
    with engine.store.read() as conn:
        return engine.rules_for(conn).security.passwords.said


def renew(engine, ticket: str, new: str, *, at: datetime, place: Place = NOWHERE) -> dict[str, Any]:
    """Sets the password that must be changed before anything else; the way of signing in goes on.

    Returns:
        See `engine.case.access.admission.admit`.
    Raises:
        errors.FormInvalid: the new one is not good enough. errors.SignInFailed: the ticket is too old.
    """
    with engine.store.act(None, at) as act:
        begun = admission.taken(engine, act.conn, ticket, "new_password", at)
        policy = engine.rules_for(act.conn).security
        row = begun.account
        made = choosing.made(policy, new, choosing.own(row), choosing.before(act.conn, row, policy))
        choosing.keep(act.conn, row, made, policy, at)
        sessions.end_all(act.conn, row["id"])
        act.record("password.changed", subject=row["id"], why="due")
        return admission.admit(engine, act, accounts.one(act.conn, row["id"]), place, way=begun.way, shown=begun.shown)


def change(engine, actor: Actor, token: str, old: str, new: str, *, at: datetime, place: Place = NOWHERE) -> dict[str, Any]:
    """Changes one's own password. Every other session ends; this one goes on under a new token.

    Returns:
        `{"token", "csrf", "account_id"}`.
    Raises:
        errors.FormInvalid: the old one is wrong (which counts against guessing), or the new one is not good enough.
        errors.Unauthenticated: the session ended meanwhile.
    """
    with engine.store.read() as conn:
        seen, policy = accounts.one(conn, actor.account_id), engine.rules_for(conn).security
        before = choosing.before(conn, seen, policy)
    good = passwords.fits(seen["password_hash"], old, policy.hashing)
    made = choosing.made(policy, new, choosing.own(seen), before) if good else ""
    with engine.store.act(actor, at) as act:
        row = accounts.one(act.conn, actor.account_id, hold=True)
        one = guess.counted(act.conn, row, place.device, at)
        if guess.locked(one, at) or not good or row["password_hash"] != seen["password_hash"]:
            if not guess.locked(one, at):
                guess.failed(engine, act.conn, one, at)
            act.record("password.refused", subject=row["id"])
            act.done()
            raise errors.FormInvalid({"old": ["现用密码不正确，或已暂时锁定"]}, "现用密码不正确，或已暂时锁定。")
        guess.passed(act.conn, one)
        choosing.keep(act.conn, row, made, policy, at)
        act.record("password.changed", subject=row["id"], why="own")
        return act.done(admission.go_on(act, actor, token))


def redeem(engine, given: str, new: str, *, at: datetime) -> None:
    """Sets a password with the secret that an administrator had made; then one signs in with it.

    Args:
        given: the secret, as it was handed over.
    Raises:
        errors.FormInvalid: the secret is wrong, used or too old (under `secret`), or the password not good enough.
    """
    wrong = errors.FormInvalid({"secret": ["口令不正确、已使用或已过期"]}, "口令不正确、已使用或已过期，请联系系统管理员重新办理。")
    with engine.store.act(None, at) as act:
        found = accounts.reset(act.conn, secret.kept(given.strip()))
        row = accounts.one(act.conn, found["account_id"], hold=True) if found else None
        if row is None or accounts.reset(act.conn, found["hash"])["used_at"] is not None or found["ends_at"] <= at:
            raise wrong
        policy = engine.rules_for(act.conn).security
        made = choosing.made(policy, new, choosing.own(row), choosing.before(act.conn, row, policy))
        choosing.keep(act.conn, row, made, policy, at)
        sessions.end_all(act.conn, row["id"])
        act.record("password.changed", subject=row["id"], why="reset")
        act.done()
