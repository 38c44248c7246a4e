"""Signing in, in as many steps as the account needs, signing out, and proving once more who one is."""
from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

from api import auth, rate
from api.access import access
from api.body import Blueprint
from api.current import at, engine
from api.openapi import refuses
from api.schemas import session as shapes
from engine.work import passwords, second_factor
from engine.work import sign_in as arrival

blp = Blueprint("session", __name__, url_prefix="/api/v1/session", description="登录与退出")


@blp.route("", methods=["POST"])
@access("public")
@refuses(401)
@blp.arguments(shapes.Credentials)
@blp.response(200, shapes.SigningIn)
def sign_in(body):
    """登录

    通常一步完成：以 Cookie 保持会话，修改类请求须把返回的 csrf 放入 X-CSRF-Token。next 不为空时会话尚未建立，须凭 ticket 继续：
    second_factor 提交动态口令（/session/code），new_password 更换到期或初始密码（/session/password），enrol 绑定动态口令
    （/session/enrolment）；每一步返回同样的结构，直到 next 为空。10 分钟内连续失败 5 次将暂时锁定，再次锁定时间加长。
    """
    count()
    return stepped(arrival.sign_in(engine(), body["login"], body["password"], at=at(), place=auth.place()))


@blp.route("/code", methods=["POST"])
@access("public")
@refuses(401, 409)
@blp.arguments(shapes.Code)
@blp.response(200, shapes.SigningIn)
def second_step(body):
    """登录第二步：动态口令

    提交手机上此刻的 6 位动态口令，或一个恢复代码；每个只能用一次，失败与密码合并计数。
    """
    count()
    return stepped(arrival.second_step(engine(), body["ticket"], body["code"], at=at(), place=auth.place()))


@blp.route("/password", methods=["POST"])
@access("public")
@refuses(401)
@blp.arguments(shapes.Renewal)
@blp.response(200, shapes.SigningIn)
def renew_password(body):
    """登录时更换密码

    密码到期或为初始密码时，须先更换才能进入。
    """
    count()
    return stepped(passwords.renew(engine(), body["ticket"], body["password"], at=at(), place=auth.place()))


@blp.route("/enrolment", methods=["POST"])
@access("public")
@refuses(401)
@blp.arguments(shapes.Holding)
@blp.response(200, shapes.Offer)
def begin_enrolment(body):
    """登录时绑定动态口令：取得密钥

    管理员和审批岗位首次登录须绑定。把 address 画成二维码由手机扫描，或手工输入 secret。
    """
    count()
    return second_factor.offer_on_the_way(engine(), body["ticket"], at=at())


@blp.route("/enrolment", methods=["PUT"])
@access("public")
@refuses(401)
@blp.arguments(shapes.Enrolment)
@blp.response(200, shapes.SigningIn)
def finish_enrolment(body):
    """登录时绑定动态口令：确认

    提交手机显示的动态口令；codes 为恢复代码，只显示这一次。
    """
    count()
    return stepped(second_factor.accept_on_the_way(engine(), body["ticket"], body["offer"], body["code"], at=at(), place=auth.place()))


@blp.route("/reset", methods=["POST"])
@access("public")
@blp.arguments(shapes.Redemption)
@blp.response(204)
def redeem(body):
    """凭重置口令设定密码

    口令由系统管理员办理，24 小时内有效，只能用一次；设定后用新密码登录。
    """
    count()
    passwords.redeem(engine(), body["secret"], body["password"], at=at())
    return empty()


@blp.route("/step-into", methods=["POST"])
@access("public")
@refuses(404)
@blp.arguments(shapes.Shoes)
@blp.response(200, shapes.SigningIn)
def step_into(body):
    """以演示人员身份进入

    仅演示模式可用；生产模式返回 403。
    """
    return stepped(arrival.step_into(engine(), body["person_id"], at=at(), place=auth.place()))


@blp.route("/proof", methods=["POST"])
@access("self")
@blp.arguments(shapes.Proof)
@blp.response(200, shapes.SignedIn)
def prove(body):
    """再次确认本人

    作出决定、签名、公布、部署等操作返回 proof_needed 时，提交密码或动态口令，再重做原来的请求。会话换用新的 Cookie，csrf 不变。
    """
    count()
    return proven(body["given"])


@blp.route("")
@access("self")
@blp.response(200, shapes.SignedIn)
def get():
    """当前会话"""
    return {"account_id": auth.current_actor().account_id, "csrf": auth.csrf_token()}


@blp.route("", methods=["DELETE"])
@access("self")
@blp.response(204)
def sign_out():
    """退出登录

    会话立即失效，已打开的推送在 5 秒内关闭。
    """
    arrival.sign_out(engine(), auth.principal().secret, at=at())
    response = empty()
    auth.take_cookie(response)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def count() -> None:
    """Counts an attempt against the address it comes from; attempts on one account are counted in the store.

    Raises:
        TooMany: this address has tried too often.
    """
    rate.spend(f"ip{request.remote_addr}", "sign_in")


def stepped(begun: dict[str, Any]) -> Response:
    """The answer to a step of signing in: the cookies once the session is open, otherwise the ticket for the next step."""
    said = {"account_id": begun["account_id"], "csrf": begun.get("csrf"), "next": begun.get("next"), "ticket": begun.get("ticket"),
            **({"codes": begun["codes"]} if "codes" in begun else {})}
    return auth.let_in(jsonify(said), begun) if "token" in begun else jsonify(said)


def proven(given: str) -> Response:
    """Proves who sits there; the answer carries the session's new cookie.

    Raises:
        errors.BadInput: an access token has nothing to prove. errors.SignInFailed.
    """
    renewed = arrival.prove(engine(), auth.current_actor(), auth.session_secret(), given, at=at(), place=auth.place())
    return auth.let_in(jsonify({k: renewed[k] for k in ("account_id", "csrf")}), renewed)


def empty() -> Response:
    """An answer without content."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response
