"""Recusal 回避 (行政处罚法第四十三条)."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key
from api.current import at, engine
from api.openapi import act
from api.schemas import recusals as shapes
from engine.work import recusals

blp = Blueprint("recusals", __name__, url_prefix="/api/v1", description="回避：提出、决定，决定作出前不停止调查")
OF_CASE, REQUEST = "/cases/<int(max=2147483647):case_id>/recusals", "/recusals/<int(max=2147483647):request_id>"


@blp.route(OF_CASE)
@access("work")
@blp.response(200, shapes.Recusals)
def of_case(case_id):
    """案件的回避"""
    return recusals.of_case(engine(), current_actor(), case_id, at=at())


@blp.route(OF_CASE, methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.RecusalRequest)
@blp.response(201, shapes.RecusalAct)
def ask(body, case_id):
    """提出回避

    自行回避、登记当事人的申请，或者由本单位指令回避。决定之前不停止调查；负责人指令回避的立即生效。
    """
    return recusals.ask(engine(), current_actor(), case_id, body, at=at(), key=request_key())


@blp.route(REQUEST + "/decide", methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.RecusalDecision)
@blp.response(200, shapes.RecusalAct)
def decide(body, request_id):
    """决定是否回避

    由行政机关负责人决定；负责人的回避由上一级单位的负责人决定。决定回避的，其手中的任务退回任务池。
    """
    return recusals.decide(engine(), current_actor(), request_id, body["granted"], body["opinion"], at=at(), key=request_key())
