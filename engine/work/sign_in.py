"""Signing in and out, and proving once more who one is."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from engine import errors
from engine.case.access import actor as who
from engine.case.access import admission, guess, second_factor
from engine.case.access.actor import Actor
from engine.case.access.admission import CODE, DEMO, PASSWORD, Place
from engine.law.people.security import Policy
from engine.now import shanghai_date
from engine.store import accounts, passwords, people, secret, sessions

__all__ = ["Place", "prove", "second_step", "session", "sign_in", "sign_out", "step_into"]

#: how stale "last seen" may get before it is written again
TOUCH = timedelta(minutes=1)
#: whatever was wrong, this is all anybody is told
REFUSED = "账号或密码不正确，或账号已暂时锁定。"
WRONG_CODE = "动态口令或恢复代码不正确、已使用过，或已暂时锁定。"
WRONG_PROOF = "密码或动态口令不正确，或已暂时锁定。"
NOWHERE = Place()


def sign_in(engine, login: str, password: str, *, at: datetime, place: Place = NOWHERE) -> dict[str, Any]:
    """The first step: name and password.

    Returns:
        An open session or the next step; see `engine.case.access.admission.admit`.
    Raises:
        errors.SignInFailed: wrong name, wrong password or locked; all look and last alike: one hash, one event.
    """
    with engine.store.read() as conn:
        seen, policy = accounts.by_login(conn, login), engine.rules_for(conn).security
    # Before any lock is held; an unknown name costs the same hash, so that time does not tell names apart.
    good, better = _check(seen, password, policy)
    with engine.store.act(None, at) as act:
        row = accounts.by_login(act.conn, login, hold=True)
        good = good and row is not None and row["password_hash"] == seen["password_hash"]
        _let_through(engine, act, row, place, good)
        if better:
            accounts.change(act.conn, row["id"], password_hash=better)
            row["password_hash"] = better
        return admission.admit(engine, act, row, place, way=PASSWORD, shown=frozenset({PASSWORD}))


def _check(seen: dict[str, Any] | None, password: str, policy: Policy) -> tuple[bool, str | None]:
    """Whether the password is right, and its hash at today's cost where the kept one was cheaper."""
    good = passwords.fits(seen["password_hash"] if seen else None, password, policy.hashing)
    return good, passwords.make(password, policy.hashing) if good and passwords.stale(seen["password_hash"], policy.hashing) else None


def _let_through(engine, act, row: dict[str, Any] | None, place: Place, good: bool, said: str = REFUSED) -> None:
    """Refuses a wrong, locked or unknown attempt and counts what is to be counted.

    Raises:
        errors.SignInFailed: always the same.
    """
    one = guess.counted(act.conn, row, place.device, act.at) if row else None
    if row is None:
        why = "unknown"
    elif guess.locked(one, act.at):
        why = "locked"
    else:
        why = None if good and row["active"] and row["person_active"] else "wrong"
    if why is None:
        return
    locks = why == "wrong" and guess.failed(engine, act.conn, one, act.at)
    act.record("session.refused", subject=row["id"] if row else None, why=why)
    if locks:
        act.record("account.locked", subject=row["id"], known="login" not in one)
    act.done()
    raise errors.SignInFailed(said)


def second_step(engine, ticket: str, code: str, *, at: datetime, place: Place = NOWHERE) -> dict[str, Any]:
    """The second step of those who have a second factor: the code of the moment, or a recovery code.

    Returns:
        See `engine.case.access.admission.admit`.
    Raises:
        errors.SignInFailed: wrong, used, locked, or the ticket is too old.
    """
    with engine.store.act(None, at) as act:
        begun = admission.taken(engine, act.conn, ticket, "second_factor", at)
        locked = guess.locked(guess.counted(act.conn, begun.account, place.device, at), at)
        good = not locked and second_factor.right(engine, act.conn, begun.account, code, at)
        _let_through(engine, act, begun.account, place, good, WRONG_CODE)
        row = accounts.one(act.conn, begun.account["id"])
        return admission.admit(engine, act, row, place, way=begun.way, shown=begun.shown | {CODE})


def step_into(engine, person_id: int, *, at: datetime, place: Place = NOWHERE) -> dict[str, Any]:
    """Demo mode only: acts as any person of the demo county.

    Raises:
        errors.WrongMode: not in production. errors.NotFound: no such person.
    """
    if not engine.demo:
        raise errors.WrongMode("正式运行模式下不能切换身份。", next="请使用本人账号登录。")
    with engine.store.act(None, at) as act:
        account_id = people.account_of(act.conn, person_id)
        row = accounts.one(act.conn, account_id, hold=True) if account_id is not None else None
        if row is None or not row["person_active"]:
            raise errors.NotFound("没有这个人员。")
        return admission.admit(engine, act, row, place, way=DEMO, shown=frozenset())


def session(engine, token: str, *, at: datetime, touch: bool = True) -> tuple[Actor, str] | None:
    """Who a session token belongs to, with its CSRF token; None when it has ended: by time, or because what it rests on has changed.

    Args:
        touch: whether being asked counts as use; an open stream asks without keeping the session alive.
    """
    with engine.store.read() as conn:
        row = sessions.one(conn, secret.kept(token))
        if row is None:
            return None
        policy = engine.rules_for(conn).security
        proved = row["proved_at"]
        if row["way"] == DEMO:  # whoever steps into shoes at one click has nothing to prove
            proved = at
        elif proved is not None and proved + timedelta(minutes=policy.proof.minutes) <= at:
            proved = None
        found = who.read(conn, row["account_id"], shanghai_date(at), at=at, way="session", proved_at=proved)
    over = _over(engine, policy, row, found, at)
    if touch and (over or row["seen_at"] + TOUCH <= at):
        with engine.store.act(None, at) as act:
            if not over:
                sessions.touch(act.conn, row["id"], at)
            elif sessions.end(act.conn, row["id"]):
                act.record("session.ended", subject=row["account_id"], why=over)
            act.done(traced=False)
    return None if over else (found, row["csrf"])


def _over(engine, policy: Policy, row: dict[str, Any], found: Actor | None, at: datetime) -> str | None:
    """Why a session is over, as one word for the chain; None while it lasts."""
    if found is None:
        return "disabled"
    if row["ends_at"] <= at:
        return "long"
    if row["seen_at"] + policy.sessions.idle(found.admin is not None) <= at:
        return "idle"
    if row["way"] == DEMO and engine.settings.mode != "demo":
        return "mode"
    return None if row["stamp"] == admission.stamp(found, row) else "changed"


def sign_out(engine, token: str, *, at: datetime) -> None:
    """Ends a session."""
    with engine.store.act(None, at) as act:
        row = sessions.one(act.conn, secret.kept(token))
        if row is not None:
            sessions.end(act.conn, row["id"])
            act.record("session.ended", subject=row["account_id"], why="left")
            act.done()


def prove(engine, actor: Actor, token: str, given: str, *, at: datetime, place: Place = NOWHERE) -> dict[str, Any]:
    """Proves once more who sits there, by password or second factor; the session goes on under a new token.

    Returns:
        `{"token", "csrf", "account_id"}`; the CSRF token stays, so that other open pages can still be sent.
    Raises:
        errors.SignInFailed: wrong, or locked after too many. errors.Unauthenticated: the session ended meanwhile.
    """
    with engine.store.read() as conn:
        seen, policy = accounts.one(conn, actor.account_id), engine.rules_for(conn).security
    by_code = seen["totp"] is not None and second_factor.looks_like_one(given)
    good = not by_code and passwords.fits(seen["password_hash"], given, policy.hashing)
    with engine.store.act(actor, at) as act:
        row = accounts.one(act.conn, actor.account_id, hold=True)
        one = guess.counted(act.conn, row, place.device, at)
        good = good and row["password_hash"] == seen["password_hash"] or (
            by_code and not guess.locked(one, at) and second_factor.right(engine, act.conn, row, given, at))
        _let_through(engine, act, row, place, good, WRONG_PROOF)
        guess.passed(act.conn, one)
        fresh = secret.fresh()
        if not sessions.renew(act.conn, secret.kept(token), id=secret.kept(fresh), proved_at=at, seen_at=at):
            raise errors.Unauthenticated("登录已结束。")
        csrf = sessions.one(act.conn, secret.kept(fresh))["csrf"]
        act.record("session.proved", subject=row["id"], way="code" if by_code else "password")
        return act.done({"token": fresh, "csrf": csrf, "account_id": row["id"]})
