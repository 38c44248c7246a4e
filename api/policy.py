"""The security policy."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key
from api.current import at, engine
from api.openapi import act
from api.schemas import policy as shapes
from engine.work import policy

blp = Blueprint("policy", __name__, url_prefix="/api/v1/policy", description="安全策略")


@blp.route("")
@access("policy.manage")
@blp.response(200, shapes.Policy)
def get():
    """现行安全策略

    密码规则、会话时限和再次确认本人的间隔，以及标准允许的上限。
    """
    return policy.get(engine(), current_actor())


@blp.route("", methods=["PUT"])
@access("policy.manage")
@act()
@blp.arguments(shapes.Choice)
@blp.response(200, shapes.Policy)
def choose(body):
    """更改安全策略

    只能比标准更严；未填的各项恢复为标准值。须先确认本人。
    """
    return policy.choose(engine(), current_actor(), body, at=at(), key=request_key())
