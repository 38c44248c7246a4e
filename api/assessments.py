"""Case-file review: sheets of closed files, drawn, decided line by line, confirmed."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key, tagged, terms
from api.current import at, engine
from api.openapi import act
from api.schemas import assessments as shapes
from engine.work import assessments

blp = Blueprint("assessments", __name__, url_prefix="/api/v1", description="案卷评查：办结案卷的评分，系统建议，由未参与本案的人员逐项确认")
OF_CASE, SHEET = "/cases/<int(max=2147483647):case_id>/sheets", "/sheets/<int(max=2147483647):sheet_id>"


@blp.route("/scoring-models")
@access("rules.read")
@blp.response(200, shapes.Models)
def models():
    """评查标准"""
    return {"items": assessments.models(engine())}


@blp.route("/assessments")
@access("work")
@blp.arguments(shapes.AssessedQuery, location="query")
@blp.response(200, shapes.AssessedPage)
def find(query):
    """已办结的案件和各标准的评分

    按结案先后，最近的在前；不按人员汇总或者排名，也不涉及罚没数额（行政处罚法第七十四条第三款）。
    """
    return assessments.find(engine(), current_actor(), **query)


@blp.route(OF_CASE)
@access("work")
@blp.response(200, shapes.CaseSheets)
def of_case(case_id):
    """案件的评分表"""
    return assessments.of_case(engine(), current_actor(), case_id, at=at())


@blp.route(OF_CASE, methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.Draw)
@blp.response(201, shapes.SheetAct)
def draw(body, case_id):
    """评查案卷

    系统检查全部程序关口并按标准提出扣分建议。评查人员须未办理、审核、决定本案（行政处罚法第七十五条）。
    """
    return assessments.draw(engine(), current_actor(), case_id, body["model"], duty_reason=body["duty_reason"], at=at(), key=request_key())


@blp.route(SHEET)
@access("work")
@blp.response(200, shapes.Sheet, headers=shapes.TAG)
def get(sheet_id):
    """查看评分表"""
    return tagged(assessments.get(engine(), current_actor(), sheet_id, at=at()))


@blp.route(SHEET + "/lines", methods=["POST"])
@access("work")
@act(versioned=True)
@blp.arguments(shapes.Verdicts)
@blp.response(200, shapes.SheetAct, headers=shapes.TAG)
def decide(body, sheet_id):
    """逐项确认扣分

    采纳或者不采纳系统的建议；不采纳须写明理由。系统原来的建议保留不变。
    """
    return tagged(assessments.decide(engine(), current_actor(), sheet_id, body["lines"], duty_reason=body["duty_reason"], **terms()))


@blp.route(SHEET + "/confirm", methods=["POST"])
@access("work")
@act(versioned=True)
@blp.arguments(shapes.Confirmation)
@blp.response(200, shapes.SheetAct, headers=shapes.TAG)
def confirm(body, sheet_id):
    """确认评查结果

    各项都已确认后，评分建议才成为评查结果；此后不能再改。
    """
    return tagged(assessments.confirm(engine(), current_actor(), sheet_id, body["lines"], body["reason"], duty_reason=body["duty_reason"], **terms()))
