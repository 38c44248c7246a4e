"""The evidence register of a case."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key
from api.current import at, engine
from api.openapi import act
from api.schemas import evidence as shapes
from engine.work import evidence

blp = Blueprint("evidence", __name__, url_prefix="/api/v1", description="证据：登记、作废；不修改、不删除")


@blp.route("/cases/<int(max=2147483647):case_id>/evidence")
@access("work")
@blp.response(200, shapes.EvidenceRegister)
def of_case(case_id):
    """案件的证据"""
    return evidence.of_case(engine(), current_actor(), case_id, at=at())


@blp.route("/cases/<int(max=2147483647):case_id>/evidence", methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.EvidenceInput)
@blp.response(201, shapes.Entered)
def add(body, case_id):
    """登记证据

    登记人即承担本案的办案职责。法制审核通过后、作出决定前登记的，须重新审核。
    """
    return evidence.add(engine(), current_actor(), case_id, body, at=at(), key=request_key())


@blp.route("/evidence/<int(max=2147483647):evidence_id>/void", methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.Void)
@blp.response(200, shapes.Entered)
def void(body, evidence_id):
    """作废证据

    证据保留在登记簿中并注明理由，不再作为定案依据。
    """
    return evidence.void(engine(), current_actor(), evidence_id, body["reason"], at=at(), key=request_key())
