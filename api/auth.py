"""Who is asking: a session cookie with CSRF protection, or a bearer token."""
from __future__ import annotations

import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, Response, current_app, g, request

from api import rate
from api.access import Rule, rule_of, takes_a_body
from api.body import is_json, strict_json
from api.current import at, engine
from api.errors import CrossSite
from engine import errors
from engine.work import people, permissions, sign_in, tokens

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
COOKIE = "bihuan"
#: what a browser keeps of an earlier sign-in, so that its failures are counted apart
KNOWN, KNOWN_S = "bihuan-known", 180 * 24 * 3600
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True)
class Principal:
    """Who asks and by what proof.

    Attributes:
        actor: the person, with posts.
        csrf: the session's synchronizer token; None for a bearer.
        secret: the cookie's or bearer's secret, to ask again later whether it still holds.
        bearer: whether the proof is a bearer token.
    """

    actor: people.Actor
    csrf: str | None
    secret: str
    bearer: bool


def cookie_name() -> str:
    """The session cookie's name; over https the browser then guards its origin."""
    return _own(COOKIE)


def _own(name: str) -> str:
    return f"__Host-{name}" if request.is_secure else name


def give_cookie(response: Response, token: str) -> None:
    """Puts the session cookie on an answer."""
    response.set_cookie(cookie_name(), token, path="/", httponly=True, samesite="Lax", secure=request.is_secure)


def take_cookie(response: Response) -> None:
    """Removes the session cookie."""
    response.delete_cookie(cookie_name(), path="/", httponly=True, samesite="Lax", secure=request.is_secure)


def place() -> sign_in.Place:
    """Where the request comes from: address, program, and what it kept of an earlier sign-in."""
    known = request.cookies.get(_own(KNOWN), "")
    return sign_in.Place(request.remote_addr, request.headers.get("User-Agent"), known if 0 < len(known) <= 200 else None)


def let_in(response: Response, opened: dict[str, Any]) -> Response:
    """Puts the cookies of a session on an answer.

    Args:
        opened: `token`, and `device` where the browser was not known before.
    """
    give_cookie(response, opened["token"])
    if opened.get("device"):
        response.set_cookie(_own(KNOWN), opened["device"], max_age=KNOWN_S, path="/", httponly=True, samesite="Strict", secure=request.is_secure)
    return response


def resolve(secret: str, bearer: bool, now: datetime, *, touch: bool = True) -> Principal | None:
    """The principal behind a secret, if it still holds at `now`; `touch` says whether asking counts as use."""
    if bearer:
        actor = tokens.bearer(engine(), secret, at=now)
        return Principal(actor, None, secret, True) if actor else None
    found = sign_in.session(engine(), secret, at=now, touch=touch)
    return Principal(found[0], found[1], secret, False) if found else None


def principal() -> Principal | None:
    """Who asks, or None.

    Raises:
        errors.Unauthenticated: a bearer token was shown and does not hold.
    """
    if "principal" not in g:
        g.principal = _identify()
    return g.principal


def _identify() -> Principal | None:
    shown = request.headers.get("Authorization")
    if shown is None:
        secret = request.cookies.get(cookie_name(), "")
        return resolve(secret, False, at()) if 0 < len(secret) <= 200 else None
    kind, _, secret = shown.partition(" ")
    found = resolve(secret.strip(), True, at()) if kind.lower() == "bearer" and 0 < len(secret) <= 200 else None
    if found is None:
        g.principal = None
        raise errors.Unauthenticated("访问令牌无效或已过期。", next="请向系统管理员申请新的访问令牌。")
    return found


def current_actor() -> people.Actor:
    """The person asking.

    Raises:
        errors.Unauthenticated: nobody is signed in.
    """
    found = principal()
    if found is None:
        raise errors.Unauthenticated("您尚未登录，或登录已超时。")
    return found.actor


def session_secret() -> str:
    """The secret of the session that asks, for what only a person at a screen may do.

    Raises:
        errors.Forbidden: a bearer token asks.
    """
    found = principal()
    if found is None or found.bearer:
        raise errors.Forbidden("访问令牌不能办理此事。", next="请登录本系统由本人办理。")
    return found.secret


def csrf_token() -> str | None:
    """The token a page must send back with each change; None when nobody is signed in by cookie."""
    found = principal()
    return found.csrf if found else None


def same_origin() -> bool:
    """Whether a browser sent this request from one of our own pages; other programs send neither header."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2].lower() != request.host.lower():
        return False
    return site in (None, "same-origin", "none")


def _check_place(actor: people.Actor) -> None:
    """Administrators do their work from where the operator says, whatever they know or hold."""
    allowed = engine().settings.admin_networks
    if actor.admin and allowed and not any(ipaddress.ip_address(request.remote_addr) in one for one in allowed):
        raise errors.Forbidden("管理员账号不能从这个地址使用。", next="请在指定的管理终端上登录。")


def _check_csrf(who: Principal) -> None:
    shown = request.headers.get("X-CSRF-Token")
    if shown is None and request.mimetype in FORMS:
        shown = request.form.get("csrf")
    if not hmac.compare_digest((shown or "").encode(), who.csrf.encode()):
        raise CrossSite("请求缺少有效的 CSRF 令牌。")


def _check_body(rule: Rule, view) -> None:
    """A documented view without a body takes none: silence about a field would look like consent."""
    request.max_content_length = rule.body
    if hasattr(view, "_apidoc") and not takes_a_body(view):
        raw = request.get_data(cache=True)
        if raw and (not is_json(request) or strict_json(raw) != {}):
            raise errors.BadInput("此操作不接收请求内容。")


def install(app: Flask) -> None:
    """Guards every view of `app`: origin, identity, rate, body, CSRF, in this order."""
    @app.before_request
    def guard() -> None:
        if request.endpoint is None:
            return  # 404 and 405 are answered by the router
        rule, unsafe = rule_of(current_app, request.endpoint), request.method not in SAFE
        if rule is None:
            raise errors.Forbidden("此地址没有声明访问权限。")
        if unsafe and not same_origin():
            raise CrossSite("请求来自其他网站。")
        signed_in = not rule.public
        if not rule.file:
            rate.spend(f"a{current_actor().account_id}" if signed_in else f"ip{request.remote_addr}", "api")
        if signed_in:
            _check_place(current_actor())
            permissions.ask(engine(), current_actor(), rule.permission, at=at(), where=request.endpoint)
        _check_body(rule, current_app.view_functions[request.endpoint])
        if signed_in and unsafe and not principal().bearer:
            _check_csrf(principal())
