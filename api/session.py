"""Signing in and out, and in demo mode stepping into a demo person's shoes."""
from __future__ import annotations

import threading
from typing import Any

from flask import Response, jsonify, request

from api import auth, rate
from api.access import access
from api.body import Blueprint
from api.current import at, engine
from api.openapi import refuses
from api.schemas import session as shapes
from engine.work import people

blp = Blueprint("session", __name__, url_prefix="/api/v1/session", description="登录与退出")
#: one password check takes 64 MB; more at once than cores only takes memory
_HASHING = threading.BoundedSemaphore(2)


@blp.route("", methods=["POST"])
@access("public")
@refuses(401)
@blp.arguments(shapes.Credentials)
@blp.response(200, shapes.SignedIn)
def sign_in(body):
    """登录

    成功后以 Cookie 保持会话；修改类请求须把返回的 csrf 放入 X-CSRF-Token。连续失败将暂时锁定。
    """
    rate.spend(f"ip{request.remote_addr}", "sign_in")
    with _HASHING:
        return begin(people.sign_in(engine(), body["login"], body["password"], at=at()))


@blp.route("/step-into", methods=["POST"])
@access("public")
@refuses(404)
@blp.arguments(shapes.Shoes)
@blp.response(200, shapes.SignedIn)
def step_into(body):
    """以演示人员身份进入

    仅演示模式可用；生产模式返回 403。
    """
    return begin(people.step_into(engine(), body["person_id"], at=at()))


@blp.route("")
@access("signed_in")
@blp.response(200, shapes.SignedIn)
def get():
    """当前会话"""
    return {"account_id": auth.current_actor().account_id, "csrf": auth.csrf_token()}


@blp.route("", methods=["DELETE"])
@access("signed_in")
@blp.response(204)
def sign_out():
    """退出登录

    会话立即失效，已打开的推送在 5 秒内关闭。
    """
    people.sign_out(engine(), auth.principal().secret, at=at())
    response = Response(status=204)
    del response.headers["Content-Type"]
    auth.take_cookie(response)
    response.headers["Clear-Site-Data"] = '"cache", "cookies"'
    return response


def begin(opened: dict[str, Any]) -> Response:
    """The answer to a successful sign-in: the cookie, and the token for changes.

    Args:
        opened: `token`, `csrf` and `account_id` of the new session.
    """
    response = jsonify({"account_id": opened["account_id"], "csrf": opened["csrf"]})
    auth.give_cookie(response, opened["token"])
    return response
