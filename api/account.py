"""One's own account: where one is signed in, password, second factor."""
from __future__ import annotations

from flask import jsonify

from api import auth
from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.current import at, engine
from api.openapi import refuses
from api.schemas import session as shapes
from api.session import count, empty
from engine.work import passwords, second_factor, sessions

blp = Blueprint("account", __name__, url_prefix="/api/v1/account", description="本人账号")


@blp.route("/sessions")
@access("self")
@blp.response(200, shapes.OwnSessions)
def mine():
    """本人的登录

    列出本账号在哪些设备上登录；结束的不再列出。
    """
    who = auth.principal()
    return {"items": sessions.mine(engine(), who.actor, None if who.bearer else who.secret, at=at())}


@blp.route("/sessions", methods=["DELETE"])
@access("self")
@blp.response(204)
def end_others():
    """结束本人的其他登录"""
    sessions.end_others(engine(), current_actor(), auth.session_secret(), at=at())
    return empty()


@blp.route("/sessions/<string:session_id>", methods=["DELETE"])
@access("self")
@blp.response(204)
def end(session_id: str):
    """结束本人的一处登录"""
    sessions.end(engine(), current_actor(), session_id, at=at())
    return empty()


@blp.route("/password", methods=["PUT"])
@access("self")
@blp.arguments(shapes.NewPassword)
@blp.response(200, shapes.SignedIn)
def change_password(body):
    """修改本人密码

    其他登录随即结束，当前会话换用新的 Cookie。现用密码错误计入登录失败次数。
    """
    count()
    return _renewed(passwords.change(engine(), current_actor(), auth.session_secret(), body["old"], body["password"], at=at(), place=auth.place()))


@blp.route("/second-factor")
@access("self")
@blp.response(200, shapes.Factor)
def factor():
    """本人的动态口令"""
    return second_factor.state(engine(), current_actor())


@blp.route("/second-factor", methods=["POST"])
@access("self")
@blp.response(200, shapes.Offer)
def offer():
    """绑定动态口令：取得密钥

    须先确认本人（/session/proof）。密钥在提交动态口令确认之前不生效。
    """
    auth.session_secret()
    return second_factor.offer(engine(), current_actor(), at=at())


@blp.route("/second-factor", methods=["PUT"])
@access("self")
@blp.arguments(shapes.Binding)
@blp.response(200, shapes.Bound)
def bind(body):
    """绑定动态口令：确认

    换绑时原来的手机随即失效，其他登录随即结束。
    """
    count()
    return _renewed(second_factor.accept(engine(), current_actor(), auth.session_secret(), body["offer"], body["code"], at=at()))


@blp.route("/second-factor", methods=["DELETE"])
@access("self")
@blp.response(200, shapes.SignedIn)
def take_off():
    """解除动态口令

    管理员和审批岗位不能解除。
    """
    return _renewed(second_factor.take_off(engine(), current_actor(), auth.session_secret(), at=at()))


@blp.route("/second-factor/codes", methods=["POST"])
@access("self")
@refuses(409)
@blp.response(200, shapes.Codes)
def renew_codes():
    """更换恢复代码"""
    auth.session_secret()
    return {"codes": second_factor.renew_codes(engine(), current_actor(), at=at())}


def _renewed(found: dict):
    """An answer that carries the session's new cookie."""
    shown = {k: found[k] for k in ("account_id", "csrf", "codes") if k in found}
    return auth.let_in(jsonify(shown), found)
