"""People: who I am, and in demo mode who else there is to be."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.current import engine
from api.openapi import refuses
from api.schemas import people as shapes
from engine import errors
from engine.work import people

blp = Blueprint("people", __name__, url_prefix="/api/v1/people", description="人员")


@blp.route("/me")
@access("self")
@blp.response(200, shapes.Me)
def me():
    """我是谁

    姓名、单位、岗位与职责。
    """
    actor = current_actor()
    posts = [{"unit_id": unit_id, "duty": duty} for unit_id, duty in actor.posts]
    return {**vars(actor), "posts": posts}


@blp.route("/roster")
@access("public")
@refuses(403)
@blp.response(200, shapes.Roster)
def roster():
    """演示人员名册

    仅演示模式可用；生产模式返回 403。
    """
    if not engine().demo:
        raise errors.WrongMode("正式运行模式下没有演示人员名册。", next="请使用本人账号登录。")
    return {"items": people.roster(engine())}
