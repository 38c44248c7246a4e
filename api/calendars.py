"""Calendars: the years in force, publishing one, and how far the recount of the running clocks has come."""
from __future__ import annotations

from api import rate
from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key
from api.current import at, engine
from api.openapi import act
from api.schemas import calendars as shapes
from engine.work import calendars

blp = Blueprint("calendars", __name__, url_prefix="/api/v1/calendars", description="工作日历：各年放假安排的查看与公布")


@blp.route("")
@access("rules.read")
@blp.response(200, shapes.Calendars)
def find():
    """现行的各年放假安排"""
    return {"items": calendars.listed(engine(), current_actor())}


@blp.route("", methods=["POST"])
@access("rules.change")
@act()
@blp.arguments(shapes.Notice)
@blp.response(201, shapes.Published)
def publish(body):
    """公布一年的放假安排

    由县级单位的流程设计岗位办理，立即生效，无须重启。随后在后台重算受影响的期限；内容与现行版本相同的，不产生新版本。
    """
    rate.spend(f"a{current_actor().account_id}", "deploy")
    return calendars.publish(engine(), current_actor(), body["content"], at=at(), key=request_key())


@blp.route("/preview", methods=["POST"])
@access("rules.change")
@blp.arguments(shapes.Notice)
@blp.response(200, shapes.NoticePreview)
def preview(body):
    """预览公布的影响

    列出有变化的日期和最多涉及的期限数，不作任何改动。
    """
    rate.spend(f"a{current_actor().account_id}", "check")
    return calendars.preview(engine(), current_actor(), body["content"])


@blp.route("/recount")
@access("rules.read")
@blp.response(200, shapes.Recount)
def recount():
    """最近一次重算的进度"""
    return {"progress": calendars.progress(engine(), current_actor())}


@blp.route("/<int(max=2147483647):year>")
@access("rules.read")
@blp.response(200, shapes.CalendarDetail)
def get(year):
    """一年的放假安排"""
    return calendars.get(engine(), current_actor(), year)
