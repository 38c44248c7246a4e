"""Cases: finding them, reading one, speaking about one."""
from __future__ import annotations

from api import rate
from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key
from api.current import at, engine
from api.openapi import act
from api.schemas import cases as shapes
from api.schemas.tasks import CommentAnswer, Remark
from engine.work import cases

blp = Blueprint("cases", __name__, url_prefix="/api/v1/cases", description="案件")
CASE = "/<int(max=2147483647):case_id>"


@blp.route("")
@access("work")
@blp.arguments(shapes.CaseQuery, location="query")
@blp.response(200, shapes.CasePage)
def find(query):
    """查找案件

    只列出您经办或管辖范围内的案件，最近变动的在前。
    """
    if query.get("q"):
        rate.each(current_actor().account_id, "search")
    return cases.find(engine(), current_actor(), **query)


@blp.route(CASE)
@access("work")
@blp.response(200, shapes.CaseFile)
def get(case_id):
    """查看案件"""
    return cases.get(engine(), current_actor(), case_id, at=at())


@blp.route(CASE + "/records")
@access("work")
@blp.response(200, shapes.Records)
def records(case_id):
    """案件已办结的各环节记录"""
    return {"items": cases.forms(engine(), current_actor(), case_id)}


@blp.route(CASE + "/diagram")
@access("work")
@blp.arguments(shapes.DiagramQuery, location="query")
@blp.response(200, shapes.Diagram)
def diagram(query, case_id):
    """流程图与所在位置"""
    return cases.diagram(engine(), current_actor(), case_id, query["process"])


@blp.route(CASE + "/comments", methods=["POST"])
@access("work")
@act()
@blp.arguments(Remark)
@blp.response(201, CommentAnswer)
def comment(body, case_id):
    """对案件发表意见"""
    return cases.comment(engine(), current_actor(), case_id, body["text"], at=at(), key=request_key())
