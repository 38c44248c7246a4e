"""Signing in by the county's identity provider 统一身份认证 (OpenID Connect).

An account belongs to whoever the provider calls by (issuer, subject) and to nobody else: not to an address, a name or a number that may be
given to another. It is tied by the person, signed in here, or by the first who comes with the value an administrator expects; no account is
ever made.
"""
from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine import errors
from engine.case.access import admission, fresh, permission
from engine.case.access.accounts import held, not_own
from engine.case.access.actor import Actor
from engine.case.access.admission import Place
from engine.store import accounts, administrators, identities, secret
from engine.store.act import Act, RequestKey

#: how long somebody may take at the provider's own page
GOOD_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Arrival:
    """Who came back from the provider, and how it goes on.

    Attributes:
        admitted: what `engine.case.access.admission.admit` answered; None where an account was tied.
        next: the page the person wanted.
    """

    admitted: dict[str, Any] | None
    next: str


def offered(engine) -> str | None:
    """What the sign-in page calls the provider; None where there is none, and in the demo county."""
    return None if engine.settings.oidc is None or engine.demo else engine.settings.oidc.name


def begin(engine, *, next: str = "", actor: Actor | None = None, at: datetime) -> dict[str, str]:
    """Sends somebody to the provider.

    Args:
        next: the page of ours they want afterwards. actor: whose account is to be tied; None to sign in.
    Returns:
        `{"address", "browser"}`: where to go, and what this browser keeps to show that it is the one that went.
    Raises:
        errors.WrongMode: no provider here. errors.ProviderFault: it cannot be reached or is not set up as it must be.
        errors.ProofNeeded: to tie an account the person proves anew who they are.
    """
    provider = _provider(engine)
    if actor is not None:
        _by_hand(actor)
        fresh.asked(engine, actor, "绑定统一身份", at)
    state, browser, nonce, verifier = secret.fresh(), secret.fresh(), secret.fresh(), secret.fresh() + secret.fresh()
    address = provider.address(state=state, nonce=nonce, verifier=verifier, at=at)
    with engine.store.act(actor, at) as act:
        identities.begin(act.conn, at, id=secret.kept(state), browser=secret.kept(browser), nonce=nonce, verifier=verifier, next=next[:500],
                         account_id=actor.account_id if actor else None, ends_at=at + GOOD_FOR)
        return act.done({"address": address, "browser": browser}, traced=False)


def finish(engine, *, state: str, code: str, browser: str, issuer: str | None = None, actor: Actor | None = None, at: datetime,
           place: Place) -> Arrival:
    """Takes somebody who comes back from the provider: opens the session, or ties the account.

    Args:
        state, code, issuer: as the provider sent them along; code is empty where it refused or the person gave up.
        browser: what this browser kept since `begin`. actor: who is signed in here, if anybody.
    Raises:
        errors.IdentityRefused: not the way that was begun, begun too long ago or taken before, or nobody here is tied to the subject.
        errors.ProviderFault: the provider cannot be reached.
    """
    provider = _provider(engine)
    with engine.store.act(None, at) as act:
        begun = identities.take(act.conn, secret.kept(state))
        act.done(traced=False)  # taken once, whatever comes of it
    try:
        _is_the_way(engine, begun, browser, issuer, actor, at)
        if not code:
            raise _refused("declined", "统一身份平台没有完成登录。")
        # No lock is held while the provider is asked.
        known = provider.identity(code, nonce=begun["nonce"], verifier=begun["verifier"], at=at)
        return _tie(engine, actor, known, begun["next"], at) if begun["account_id"] is not None else _enter(engine, known, begun["next"], at, place)
    except errors.IdentityRefused as refusal:
        with engine.store.act(None, at) as act:
            act.record("identity.refused", why=refusal.data.get("why", ""))
            act.done()
        raise


def mine(engine, actor: Actor) -> list[dict[str, Any]]:
    """To whom the actor's own account is tied: `{"id", "issuer", "subject", "added_at"}` each."""
    permission.need(actor, "self")
    with engine.store.read() as conn:
        return administrators.identities(conn, actor.account_id)


def untie(engine, actor: Actor, identity_id: int, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Ends a tie: of one's own account, or as system administrator of another's.

    Raises:
        errors.NotFound: it is neither; the two answer alike.
    """
    _by_hand(actor)
    with engine.store.act(actor, at, key) as act:
        if answer := act.earlier():
            return answer
        row = identities.one(act.conn, identity_id)
        if row is None or (row["account_id"] != actor.account_id and not permission.holds(actor, "organisation.manage")):
            raise errors.NotFound("没有找到这项绑定。")
        if row["account_id"] != actor.account_id:
            held(act.conn, actor, row["account_id"])
        identities.untie(act.conn, identity_id)
        act.record("identity.untied", subject=row["account_id"])
        return act.done({"id": identity_id, "untied": True})


def expect(engine, actor: Actor, account_id: int, value: str, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Says whom an account expects: the first to sign in with this value of the configured claim is tied to it, once.

    Args:
        value: empty to expect nobody any longer.
    Returns:
        `{"id", "value"}`, id the account's.
    Raises:
        errors.WrongMode: no claim is configured (`BIHUAN_OIDC_LOGIN_CLAIM`). errors.Forbidden: the actor's own account.
        errors.FormInvalid: another account expects the same.
    """
    permission.need(actor, "organisation.manage")
    settings, value = _provider(engine).settings, value.strip()
    if settings.login_claim is None:
        raise errors.WrongMode("没有设置用于预先登记的身份字段（BIHUAN_OIDC_LOGIN_CLAIM）。", next="请本人登录后自行绑定统一身份。")
    fresh.asked(engine, actor, "预先登记统一身份", at)
    with engine.store.act(actor, at, key) as act:
        if answer := act.earlier():
            return answer
        row = held(act.conn, actor, account_id, lock=True)
        not_own(actor, row["person_id"], "预先登记统一身份")
        if row["admin"] is not None:
            raise errors.WrongState("管理员账号的统一身份只能由本人登录后绑定。")
        other = identities.expected(act.conn, settings.issuer, value) if value else None
        if other is not None and other["account_id"] != account_id:
            raise errors.FormInvalid({"value": ["已为另一个账号登记"]})
        if value:
            identities.expect(act.conn, account_id, settings.issuer, value, at, actor.person_id)
        else:
            identities.forget(act.conn, account_id)
        act.record("identity.expected", subject=account_id, expects=bool(value))
        return act.done({"id": account_id, "value": value})


def _provider(engine):
    if engine.demo:
        raise errors.WrongMode("演示模式不使用统一身份认证。", next="请在首页选择人员进入。")
    if engine.provider is None:
        raise errors.WrongMode("本系统没有设置统一身份认证。", next="请使用本地账号登录。")
    return engine.provider


def _by_hand(actor: Actor) -> None:
    if actor.way == "token":
        raise errors.Forbidden("访问令牌不能用来管理统一身份。", next="请登录本系统办理。")


def _is_the_way(engine, begun: dict[str, Any] | None, browser: str, issuer: str | None, actor: Actor | None, at: datetime) -> None:
    if begun is None:
        raise _refused("state", "这次登录不是从本系统发起的，或者已经用过。")
    if not hmac.compare_digest(begun["browser"], secret.kept(browser)):
        raise _refused("browser", "这次登录不是在本浏览器发起的。")
    if begun["ends_at"] <= at:
        raise _refused("late", "在统一身份平台停留过久，这次登录已失效。")
    if issuer is not None and issuer != engine.settings.oidc.issuer:  # RFC 9207: another provider's answer mixed in
        raise _refused("issuer", "应答来自另一个平台。")
    if begun["account_id"] is not None and (actor is None or actor.account_id != begun["account_id"]):
        raise _refused("account", "发起绑定的人员已经退出登录。")


def _enter(engine, known, next: str, at: datetime, place: Place) -> Arrival:
    with engine.store.act(None, at) as act:
        tied = identities.of_subject(act.conn, known.issuer, known.subject)
        account_id = tied["account_id"] if tied else _expected(act, known)
        row = accounts.one(act.conn, account_id, hold=True) if account_id is not None else None
        if row is None or not row["active"] or not row["person_active"]:
            raise _refused("unknown", "统一身份平台的这个身份没有对应的在用账号。")
        return Arrival(admission.admit(engine, act, row, place, way=admission.PROVIDER, shown=frozenset()), next)


def _expected(act: Act, known) -> int | None:
    """The account that expects this value, tied now and expecting nobody any longer."""
    found = identities.expected(act.conn, known.issuer, known.value) if known.value else None
    if found is None or administrators.account_row(act.conn, found["account_id"], lock=True)["admin"] is not None:
        return None
    identities.forget(act.conn, found["account_id"])
    identities.tie(act.conn, found["account_id"], known.issuer, known.subject, act.at)
    act.record("identity.tied", subject=found["account_id"], expected=True)
    return found["account_id"]


def _tie(engine, actor: Actor, known, next: str, at: datetime) -> Arrival:
    with engine.store.act(actor, at) as act:
        tied = identities.of_subject(act.conn, known.issuer, known.subject)
        if tied is not None and tied["account_id"] != actor.account_id:
            raise _refused("taken", "这个统一身份已绑定另一个账号。")
        if tied is None:
            identities.tie(act.conn, actor.account_id, known.issuer, known.subject, at)
            act.record("identity.tied", subject=actor.account_id, expected=False)
        act.done(traced=tied is None)
    return Arrival(None, next)


def _refused(why: str, detail: str) -> errors.IdentityRefused:
    return errors.IdentityRefused(detail, why=why)
