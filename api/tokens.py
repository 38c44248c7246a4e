"""API tokens: one's own, and those of other systems."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key
from api.current import at, engine
from api.openapi import act
from api.schemas import tokens as shapes
from engine.work import tokens

blp = Blueprint("tokens", __name__, url_prefix="/api/v1", description="访问令牌：供程序调用接口，有授权范围和期限")
NUMBER = "int(max=2147483647)"


@blp.route("/account/tokens")
@access("self")
@blp.response(200, shapes.Tokens)
def mine():
    """本人的访问令牌"""
    who = current_actor()
    return {"items": tokens.mine(engine(), who, at=at()), "scopes": tokens.scopes(who), "longest": tokens.longest(engine(), at())}


@blp.route("/account/tokens", methods=["POST"])
@access("self")
@act()
@blp.arguments(shapes.NewToken)
@blp.response(201, shapes.TokenMade)
def issue(body):
    """制作本人的访问令牌

    授权范围不超过本人的权限；作出决定和签名须写明 sign。令牌只显示这一次。须先确认本人（/session/proof）。
    """
    return tokens.issue(engine(), current_actor(), body, at=at(), key=request_key())


@blp.route(f"/accounts/<{NUMBER}:account_id>/tokens")
@access("organisation.manage")
@blp.response(200, shapes.Tokens)
def of_system(account_id):
    """外部系统的访问令牌"""
    return {**tokens.of_system(engine(), current_actor(), account_id, at=at()), "longest": tokens.longest(engine(), at(), system=True)}


@blp.route(f"/accounts/<{NUMBER}:account_id>/tokens", methods=["POST"])
@access("organisation.manage")
@act()
@blp.arguments(shapes.NewToken)
@blp.response(201, shapes.TokenMade)
def issue_for(body, account_id):
    """为外部系统制作访问令牌

    只限系统账号；人员的令牌由本人制作。
    """
    return tokens.issue_for(engine(), current_actor(), account_id, body, at=at(), key=request_key())


@blp.route(f"/tokens/<{NUMBER}:token_id>", methods=["DELETE"])
@access("self")
@act()
@blp.response(200, shapes.TokenRevoked)
def revoke(token_id):
    """撤销访问令牌

    本人的，或者由系统管理员撤销任何一个；立即失效。
    """
    return tokens.revoke(engine(), current_actor(), token_id, at=at(), key=request_key())
