"""The last steps of every way of signing in: what has still to be given, and then the session.

A password, an identity provider or the demo's front door says who somebody is; from there all ways are one. As long as something is missing,
the person holds a ticket, which opens nothing but the next step.
"""
from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine import errors
from engine.case.access import actor as who
from engine.case.access import guess
from engine.case.access.actor import Actor
from engine.law.people.security import Policy
from engine.law.people.staffing import SYSTEM
from engine.now import shanghai_date
from engine.store import accounts, secret, sessions
from engine.store.act import Act

PASSWORD, CODE, DEMO, PROVIDER = "password", "second_factor", "demo", "oidc"
#: what may still be missing, in this order
STEPS = ("second_factor", "new_password", "enrol")
_TICKET = "ticket"


@dataclass(frozen=True)
class Place:
    """Where somebody signs in.

    Attributes:
        address: of the network. agent: what the browser calls itself. device: what it kept of an earlier sign-in.
    """

    address: str | None = None
    agent: str | None = None
    device: str | None = None


@dataclass(frozen=True)
class Ticket:
    """A way begun.

    Attributes:
        account: the account's row, held. way: how it began. shown: what was given so far.
    """

    account: dict[str, Any]
    way: str
    shown: frozenset[str]


def admit(engine, act: Act, row: dict[str, Any], place: Place, *, way: str, shown: frozenset[str]) -> dict[str, Any]:
    """Opens a session, or says what has still to be given; the act is done then.

    Args:
        row: the account's, held by this transaction (`accounts.one(…, hold=True)`).
        way: PASSWORD, DEMO or PROVIDER. shown: of PASSWORD and CODE, what was given; an identity provider that asks for a second factor
            itself counts as CODE.
    Returns:
        `{"token", "csrf", "account_id", "device"}`, the token and device (None when it is known already) for cookies; or
        `{"next", "ticket", "account_id"}`, next one of STEPS.
    Raises:
        errors.SignInFailed: the person or the account is switched off.
    """
    policy = engine.rules_for(act.conn).security
    actor = who.read(act.conn, row["id"], shanghai_date(act.at))
    if actor is None or actor.kind == SYSTEM:  # another system comes in by its tokens alone
        raise errors.SignInFailed()
    step = None if way == DEMO else missing(engine, policy, row, actor, way, shown, act.at)
    if step is not None:
        return act.done({"next": step, "ticket": _ticket(engine, policy, row, way, shown, act.at), "account_id": row["id"]}, traced=False)
    guess.passed(act.conn, guess.counted(act.conn, row, place.device, act.at))
    return act.done(_open(act, policy, row, actor, place, way))


def missing(engine, policy: Policy, row: dict[str, Any], actor: Actor, way: str, shown: frozenset[str], at: datetime) -> str | None:
    """What has still to be given before a session opens, or None."""
    if row["totp"] and CODE not in shown:
        return "second_factor"
    if way == PASSWORD and (row["must_change"] or policy.passwords.expired(row["password_at"], at)):
        return "new_password"
    if not row["totp"] and CODE not in shown and must_have_code(engine, policy, actor):
        return "enrol"
    return None


def must_have_code(engine, policy: Policy, actor: Actor) -> bool:
    """Whether this person must have a second factor: administrators and deciders, where cases are real."""
    return engine.settings.mode == "production" and policy.second_factor.required(actor.admin, (duty for _, duty in actor.posts))


def _open(act: Act, policy: Policy, row: dict[str, Any], actor: Actor, place: Place, way: str) -> dict[str, Any]:
    conn, at, token, csrf, device = act.conn, act.at, secret.fresh(), secret.fresh(), None
    pushed = 0 if way == DEMO else sessions.crowd_out(conn, row["id"], at, policy.sessions.parallel)
    sessions.add(conn, id=secret.kept(token), account_id=row["id"], csrf=csrf, created_at=at, seen_at=at, proved_at=at, way=way,
                 ends_at=at + timedelta(hours=policy.sessions.longest_hours), address=_cut(place.address, 64), agent=_cut(place.agent, 200),
                 stamp=stamp(actor, row))
    if way != DEMO and not (place.device and accounts.known(conn, secret.kept(place.device), row["id"], at)):
        device = secret.fresh()
        accounts.know(conn, secret.kept(device), row["id"], at, at + timedelta(days=policy.lockout.known_days))
    act.record("session.opened", subject=row["id"], way=way, **({"ended": pushed} if pushed else {}))
    return {"token": token, "csrf": csrf, "account_id": row["id"], "device": device}


def stamp(actor: Actor, row: dict[str, Any]) -> str:
    """What a session rests on: posts, unit and role of the person, password and second factor of the account. When it changes, the session
    has ended, whoever changed it and however.

    Args:
        row: with `password_at` and `totp`.
    """
    rests_on = (actor.person_id, actor.kind, actor.unit_id, actor.admin, actor.posts, row["password_at"], row["totp"])
    return hashlib.sha256(repr(rests_on).encode()).hexdigest()


def _ticket(engine, policy: Policy, row: dict[str, Any], way: str, shown: frozenset[str], at: datetime) -> str:
    ends = at + timedelta(minutes=policy.proof.ticket_minutes)
    said = {"account": row["id"], "way": way, "shown": sorted(shown), "state": _state(row), "ends": ends.timestamp(), "n": secrets.token_hex(8)}
    return engine.cipher.seal(json.dumps(said).encode(), _TICKET)


def taken(engine, conn, ticket: str, step: str, at: datetime) -> Ticket:
    """What a ticket stands for; its account is held until the transaction ends.

    Args:
        step: of STEPS, what is about to be given; no other than the one that is missing.
    Raises:
        errors.SignInFailed: it is none of ours, too old, for another step, or the account has changed since.
    """
    plain = engine.cipher.open(ticket, _TICKET)
    said = json.loads(plain) if plain else {"account": 0, "ends": 0}
    row = accounts.one(conn, said["account"], hold=True) if said["ends"] > at.timestamp() else None
    actor = who.read(conn, row["id"], shanghai_date(at)) if row is not None and said["state"] == _state(row) else None
    shown = frozenset(said.get("shown", ()))
    if actor is None or missing(engine, engine.rules_for(conn).security, row, actor, said["way"], shown, at) != step:
        raise errors.SignInFailed("登录已超时，没有完成。", next="请重新登录。")
    return Ticket(row, said["way"], shown)


def _state(row: dict[str, Any]) -> str:
    """Digest of what a ticket is about: a step taken or a password changed makes it worthless."""
    about = (row["password_hash"], row["totp"], row["must_change"], row["active"], row["person_active"])
    return hashlib.sha256(repr(about).encode()).hexdigest()[:32]


def _cut(text: str | None, most: int) -> str | None:
    return "".join(one if one.isprintable() else " " for one in text)[:most] if text else None


def go_on(act: Act, actor: Actor, token: str) -> dict[str, Any]:
    """Gives this session a new token and ends all others, after the person changed their password or second factor.

    Returns:
        `{"token", "csrf", "account_id"}`.
    Raises:
        errors.Unauthenticated: the session ended meanwhile.
    """
    row, fresh, old = accounts.one(act.conn, actor.account_id), secret.fresh(), secret.kept(token)
    sessions.end_all(act.conn, actor.account_id, but=old)
    now = who.read(act.conn, actor.account_id, shanghai_date(act.at))
    if not sessions.renew(act.conn, old, id=secret.kept(fresh), seen_at=act.at, proved_at=act.at, stamp=stamp(now, row)):
        raise errors.Unauthenticated("登录已结束。")
    return {"token": fresh, "csrf": sessions.one(act.conn, secret.kept(fresh))["csrf"], "account_id": actor.account_id}
