"""API tokens 访问令牌: made with a scope and an end, shown once, revoked; and whose a bearer is.

A token never carries more than its account may do, at no time: what it may do is asked of the person each time it is used, and
its scope only takes away. Deciding and signing are named in the scope or not in it.
"""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Mapping

from engine import errors
from engine.case.access import actor as who
from engine.case.access import fresh, permission
from engine.case.access.accounts import held
from engine.case.access.actor import Actor
from engine.law.people.staffing import SYSTEM
from engine.now import shanghai_date
from engine.store import secret as secrets
from engine.store import tokens
from engine.store.act import RequestKey

#: how stale "last used" may get before it is written again
TOUCH = timedelta(minutes=1)
#: so that a token left in a file or a message is recognised as one of ours
PREFIX = "bihuan_"
#: what a token of another system can never carry: no programme decides or signs
PEOPLE_ONLY = ("sign", "self", "rules.change")


def bearer(engine, secret: str, *, at: datetime) -> Actor | None:
    """Who an API token belongs to, with its scope; None when it is unknown, over or revoked, or its account is switched off."""
    with engine.store.read() as conn:
        row = tokens.by_hash(conn, secrets.kept(secret))
        if row is None or row["ends_at"] <= at or row["revoked_at"] is not None:
            return None
        found = who.read(conn, row["account_id"], shanghai_date(at), at=at, way="token", scope=_scope(row["scope"]))
    if found is not None and (row["used_at"] is None or row["used_at"] + TOUCH <= at):
        with engine.store.act(None, at) as act:
            tokens.touch(act.conn, row["id"], at)
            act.done(traced=False)
    return found


def scopes(actor: Actor) -> list[dict[str, str]]:
    """What the actor may put into the scope of a token of their own: `{"name", "title"}` each."""
    return [{"name": name, "title": one.name} for name, one in permission.PERMISSIONS.items() if one.known and permission.holds(actor, name)]


def mine(engine, actor: Actor, *, at: datetime) -> list[dict[str, Any]]:
    """The actor's own tokens, the newest first, without their secrets."""
    permission.need(actor, "self")
    with engine.store.read() as conn:
        return [_shown(row, at) for row in tokens.of_account(conn, actor.account_id)]


def issue(engine, actor: Actor, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Makes a token for the actor's own account.

    Args:
        given: `name`, `scope` (permission names), `days`.
    Returns:
        `{"id", "name", "scope", "ends_at", "secret"}`; the secret is never shown again, not to a repeated request either.
    Raises:
        errors.FormInvalid: no name, an empty scope or one wider than the actor's own, longer than the policy allows.
        errors.Forbidden: a token makes no tokens.
    """
    permission.need(actor, "self")
    _by_hand(actor)
    fresh.asked(engine, actor, "制作访问令牌", at)
    _check(engine, given, [one["name"] for one in scopes(actor)], "token_days", at)
    with engine.store.act(actor, at, key) as act:
        return _again(act) or _make(act, actor.account_id, given, at)


def issue_for(engine, actor: Actor, account_id: int, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Makes a token for another system's account; who may make it can give that account no post, and the reverse.

    Args:
        account_id: an account of a system, never of a person: nobody but themselves acts for a person.
    Raises:
        errors.NotFound: no such account here. errors.Forbidden: it is a person's. errors.FormInvalid: see `issue`.
    """
    permission.need(actor, "organisation.manage")
    _by_hand(actor)
    fresh.asked(engine, actor, "制作外部系统访问令牌", at)
    with engine.store.act(actor, at, key) as act:
        row = held(act.conn, actor, account_id)
        if row["kind"] != SYSTEM:
            raise errors.Forbidden("这是人员账号，访问令牌只能由本人制作。", next="外部系统请先建立系统账号。", subject=account_id)
        theirs = who.read(act.conn, account_id, shanghai_date(at))
        if theirs is None:
            raise errors.WrongState("该系统账号已停用。", next="请先启用账号，再制作访问令牌。")
        _check(engine, given, [one["name"] for one in scopes(theirs) if one["name"] not in PEOPLE_ONLY], "system_token_days", at)
        return _again(act) or _make(act, account_id, given, at)


def of_system(engine, actor: Actor, account_id: int, *, at: datetime) -> dict[str, Any]:
    """A system's tokens and what its account may put into a scope today: `{"items", "scopes"}`.

    Raises:
        errors.NotFound: no such account of a system here.
    """
    permission.need(actor, "organisation.manage")
    with engine.store.read() as conn:
        row = held(conn, actor, account_id)
        if row["kind"] != SYSTEM:
            raise errors.NotFound("没有这个系统账号。")
        theirs = who.read(conn, account_id, shanghai_date(at))
        may = [one for one in (scopes(theirs) if theirs else ()) if one["name"] not in PEOPLE_ONLY]
        return {"items": [_shown(one, at) for one in tokens.of_account(conn, account_id)], "scopes": may}


def revoke(engine, actor: Actor, token_id: int, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Ends a token at once: one's own, or as system administrator any of the county's.

    Raises:
        errors.NotFound: it is neither; the two answer alike.
    """
    _by_hand(actor)
    with engine.store.act(actor, at, key) as act:
        if answer := act.earlier():
            return answer
        row = tokens.one(act.conn, token_id)
        own = row is not None and row["account_id"] == actor.account_id and permission.holds(actor, "self")
        manages = permission.holds(actor, "organisation.manage") and row is not None and actor.county_id in (None, row["county_id"])
        if not own and not manages:
            raise errors.NotFound("没有找到这个访问令牌。")
        if row["revoked_at"] is None:
            tokens.revoke(act.conn, token_id, at)
        act.record("token.revoked", token=token_id, subject=row["account_id"])
        return act.done({"id": token_id, "revoked": True})


def longest(engine, at: datetime, *, system: bool = False) -> int:
    """For how many days a token may be good at most."""
    return engine.rules.limit("system_token_days" if system else "token_days", shanghai_date(at)).value


def _by_hand(actor: Actor) -> None:
    if actor.way == "token":
        raise errors.Forbidden("访问令牌不能用来管理访问令牌。", next="请登录本系统办理。")


def _check(engine, given: Mapping[str, Any], may: list[str], policy: str, at: datetime) -> None:
    wrong: dict[str, list[str]] = {}
    most = engine.rules.limit(policy, shanghai_date(at)).value
    if not given["name"].strip():
        wrong["name"] = ["请填写用途"]
    if not given["scope"]:
        wrong["scope"] = ["请至少选择一项授权范围"]
    elif beyond := sorted(set(given["scope"]) - set(may)):
        wrong["scope"] = [f"超出该账号本身的权限：{'、'.join(_title(name) for name in beyond)}"]
    if not 1 <= given["days"] <= most:
        wrong["days"] = [f"应在 1 至 {most} 天之间"]
    if wrong:
        raise errors.FormInvalid(wrong)


def _title(name: str) -> str:
    known = permission.PERMISSIONS.get(name)
    return f"{known.name}（{name}）" if known else name


def _again(act) -> dict[str, Any] | None:
    earlier = act.earlier()
    return earlier and {**earlier, "secret": None}


def _make(act, account_id: int, given: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    secret, scope, ends_at = PREFIX + secrets.fresh(), sorted(set(given["scope"])), at + timedelta(days=given["days"])
    token_id = tokens.add(act.conn, account_id=account_id, name=given["name"].strip(), hash=secrets.kept(secret), created_at=at,
                          ends_at=ends_at, scope=scope)
    act.record("token.issued", token=token_id, subject=account_id, scope=scope, ends_at=ends_at)
    made = {"id": token_id, "name": given["name"].strip(), "scope": scope, "ends_at": ends_at}
    answer = act.done(made)
    # The answer of a repeated request is kept; the secret is not.
    return {**answer, "secret": secret if answer is made else None}


def _shown(row: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    state = "revoked" if row["revoked_at"] else "over" if row["ends_at"] <= at else "valid"
    scope = sorted(_scope(row["scope"]))
    return {"id": row["id"], "name": row["name"], "scope": scope, "titles": [_title(name) for name in scope], "state": state,
            **{k: row[k] for k in ("created_at", "ends_at", "used_at", "revoked_at")}}


def _scope(kept: list[str] | None) -> frozenset[str]:
    """The names of a scope; what was made before scopes existed carries everything but the power to decide and sign."""
    return frozenset(kept) if kept is not None else frozenset(permission.PERMISSIONS) - {"sign"}
