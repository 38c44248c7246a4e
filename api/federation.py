"""Signing in by the county's identity provider 统一身份认证 (OpenID Connect), and tying an account to it."""
from __future__ import annotations

from flask import Response, jsonify, request

from api import auth
from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key
from api.current import at, engine
from api.openapi import act, refuses
from api.schemas import federation as shapes
from api.session import count
from engine.work import federation
from engine.work.federation import Arrival

blp = Blueprint("federation", __name__, url_prefix="/api/v1", description="统一身份认证（OpenID Connect）登录与绑定")
NUMBER = "int(max=2147483647)"
#: what the browser that goes to the provider keeps to show that it is the one that comes back
COOKIE = "bihuan-errand"


@blp.route("/federation")
@access("public")
@blp.response(200, shapes.ProviderOffered)
def offered():
    """是否可以用统一身份登录"""
    return {"name": federation.offered(engine())}


@blp.route("/federation/begin", methods=["POST"])
@access("public")
@refuses(403, 503)
@blp.arguments(shapes.ProviderWanted)
@blp.response(200, shapes.ProviderBegun)
def begin(body):
    """以统一身份登录

    在同一浏览器中打开返回的地址，完成后以平台带回的 state 和 code 调用 /federation/finish。
    """
    count()
    begun = federation.begin(engine(), next=body["next"], at=at())
    return keep(jsonify({"address": begun["address"]}), begun["browser"])


@blp.route("/account/identities/begin", methods=["POST"])
@access("self")
@refuses(403, 503)
@blp.arguments(shapes.ProviderWanted)
@blp.response(200, shapes.ProviderBegun)
def begin_tie(body):
    """绑定统一身份

    须先确认本人（/session/proof）。此后与登录相同，由同一浏览器、同一登录完成。
    """
    count()
    begun = federation.begin(engine(), next=body["next"], actor=current_actor(), at=at())
    return keep(jsonify({"address": begun["address"]}), begun["browser"])


@blp.route("/federation/finish", methods=["POST"])
@access("public")
@refuses(403, 503)
@blp.arguments(shapes.ProviderBack)
@blp.response(200, shapes.ProviderFinished)
def finish(body):
    """完成统一身份登录或者绑定

    没有对应账号的身份不予登录，也不会建立账号。next 不为空时须继续动态口令等步骤（见 /session）。
    """
    count()
    arrived = back(body["state"], body["code"], body["iss"])
    begun = arrived.admitted or {}
    said = {"account_id": begun.get("account_id"), "csrf": begun.get("csrf"), "next": begun.get("next"), "ticket": begun.get("ticket"),
            "tied": arrived.admitted is None}
    response = forget(jsonify(said))
    return auth.let_in(response, begun) if "token" in begun else response


@blp.route("/account/identities")
@access("self")
@blp.response(200, shapes.Identities)
def mine():
    """本人绑定的统一身份"""
    return {"items": federation.mine(engine(), current_actor())}


@blp.route(f"/identities/<{NUMBER}:identity_id>", methods=["DELETE"])
@access("self")
@act()
@blp.response(200, shapes.IdentityUntied)
def untie(identity_id):
    """解除绑定

    本人的，或者由系统管理员解除任何一个。
    """
    return federation.untie(engine(), current_actor(), identity_id, at=at(), key=request_key())


@blp.route(f"/accounts/<{NUMBER}:account_id>/expected", methods=["PUT"])
@access("organisation.manage")
@act()
@blp.arguments(shapes.IdentityExpectation)
@blp.response(200, shapes.IdentityExpected)
def expect(body, account_id):
    """预先登记统一身份

    第一个带着这一身份字段值登录的人即与该账号绑定，只用一次；管理员账号不能预先登记。
    """
    return federation.expect(engine(), current_actor(), account_id, body["value"], at=at(), key=request_key())


def back(state: str, code: str, issuer: str | None) -> Arrival:
    """Takes the browser that comes back, whoever is signed in there."""
    who = auth.principal()
    return federation.finish(engine(), state=state, code=code, browser=request.cookies.get(_cookie(), ""), issuer=issuer,
                             actor=who.actor if who else None, at=at(), place=auth.place())


def keep(response: Response, browser: str) -> Response:
    """Puts on an answer what the browser keeps meanwhile; Lax, since the provider sends it back from another site."""
    response.set_cookie(_cookie(), browser, path="/", httponly=True, samesite="Lax", secure=request.is_secure,
                        max_age=int(federation.GOOD_FOR.total_seconds()))
    return response


def forget(response: Response) -> Response:
    """Takes it away again."""
    response.delete_cookie(_cookie(), path="/", httponly=True, samesite="Lax", secure=request.is_secure)
    return response


def _cookie() -> str:
    return f"__Host-{COOKIE}" if request.is_secure else COOKIE
