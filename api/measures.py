"""Registration hold and seizure, from proposal to what becomes of the things."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key, tagged, terms
from api.current import at, engine
from api.openapi import act
from api.schemas import measures as shapes
from engine.work import measures

blp = Blueprint("measures", __name__, url_prefix="/api/v1", description="措施：先行登记保存、查封扣押的提请、批准、实施、延长和处理")
OF_CASE, MEASURE = "/cases/<int(max=2147483647):case_id>/measures", "/measures/<int(max=2147483647):measure_id>"


@blp.route(OF_CASE)
@access("work")
@blp.response(200, shapes.Measures)
def of_case(case_id):
    """案件的措施"""
    return measures.of_case(engine(), current_actor(), case_id, at=at())


@blp.route(OF_CASE, methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.Proposal)
@blp.response(201, shapes.MeasureAct)
def propose(body, case_id):
    """提请采取措施

    经行政机关负责人批准后方可实施。
    """
    return measures.propose(engine(), current_actor(), case_id, body, at=at(), key=request_key())


@blp.route(OF_CASE + "/emergency", methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.Emergency)
@blp.response(201, shapes.MeasureAct)
def execute_at_once(body, case_id):
    """登记当场实施的措施

    情况紧急、来不及报批的；期限自实施时起算，24 小时内须补办批准（行政强制法第十九条）。
    """
    return measures.execute_at_once(engine(), current_actor(), case_id, body, at=at(), key=request_key())


@blp.route(MEASURE)
@access("work")
@blp.response(200, shapes.Measure, headers=shapes.TAG)
def get(measure_id):
    """查看措施"""
    return tagged(measures.get(engine(), current_actor(), measure_id, at=at()))


@blp.route(MEASURE + "/approve", methods=["POST"])
@access("work")
@act(versioned=True)
@blp.arguments(shapes.Opinion)
@blp.response(200, shapes.MeasureAct, headers=shapes.TAG)
def approve(body, measure_id):
    """审批措施

    由未办理本案的行政机关负责人审批。不同意当场实施的措施的，措施立即解除。
    """
    return tagged(measures.approve(engine(), current_actor(), measure_id, body["agree"], body["opinion"], **terms()))


@blp.route(MEASURE + "/execute", methods=["POST"])
@access("work")
@act(versioned=True)
@blp.arguments(shapes.Execution)
@blp.response(200, shapes.MeasureAct, headers=shapes.TAG)
def execute(body, measure_id):
    """实施已批准的措施"""
    return tagged(measures.execute(engine(), current_actor(), measure_id, body, **terms()))


@blp.route(MEASURE + "/extend", methods=["POST"])
@access("work")
@act(versioned=True)
@blp.arguments(shapes.Extension)
@blp.response(200, shapes.MeasureAct, headers=shapes.TAG)
def extend(body, measure_id):
    """延长查封、扣押的期限

    只能延长一次；没有规定依据的（如先行登记保存）不能延长。
    """
    return tagged(measures.extend(engine(), current_actor(), measure_id, body["reason"], body["days"], **terms()))


@blp.route(MEASURE + "/resolve", methods=["POST"])
@access("work")
@act(versioned=True)
@blp.arguments(shapes.Resolution)
@blp.response(200, shapes.MeasureAct, headers=shapes.TAG)
def resolve(body, measure_id):
    """提出物品的处理意见

    效力已经终止的，只能退还，且无须再报批准。
    """
    return tagged(measures.resolve(engine(), current_actor(), measure_id, body, **terms()))


@blp.route(MEASURE + "/confirm", methods=["POST"])
@access("work")
@act(versioned=True)
@blp.arguments(shapes.Opinion)
@blp.response(200, shapes.MeasureAct, headers=shapes.TAG)
def confirm(body, measure_id):
    """审批物品的处理意见"""
    return tagged(measures.confirm(engine(), current_actor(), measure_id, body["agree"], body["opinion"], **terms()))
