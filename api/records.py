"""Records of inquiries and inspections."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key
from api.current import at, engine
from api.openapi import act
from api.schemas import records as shapes
from api.schemas.evidence import Entered, Void
from engine.work import records

blp = Blueprint("records", __name__, url_prefix="/api/v1", description="笔录：询问笔录、现场检查（勘验）笔录的登记与作废")


@blp.route("/cases/<int(max=2147483647):case_id>/transcripts")
@access("work")
@blp.response(200, shapes.RecordRegister)
def of_case(case_id):
    """案件的笔录"""
    return records.of_case(engine(), current_actor(), case_id, at=at())


@blp.route("/cases/<int(max=2147483647):case_id>/transcripts", methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.RecordInput)
@blp.response(201, Entered)
def add(body, case_id):
    """登记笔录

    列名的执法人员均承担本案的办案职责，逐人检查资格与办、审、定分离。
    """
    return records.add(engine(), current_actor(), case_id, body, at=at(), key=request_key())


@blp.route("/transcripts/<int(max=2147483647):record_id>/void", methods=["POST"])
@access("work")
@act()
@blp.arguments(Void)
@blp.response(200, Entered)
def void(body, record_id):
    """作废登记有误的笔录"""
    return records.void(engine(), current_actor(), record_id, body["reason"], at=at(), key=request_key())
