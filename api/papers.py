"""The papers of a case: reading them, making a number void, entering a service."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key
from api.current import at, engine
from api.openapi import act
from api.schemas import papers as shapes
from engine.work import papers

blp = Blueprint("papers", __name__, url_prefix="/api/v1", description="文书：文号、作废、送达")
PAPER = "/papers/<int(max=2147483647):paper_id>"


@blp.route("/cases/<int(max=2147483647):case_id>/papers")
@access("work")
@blp.response(200, shapes.Papers)
def of_case(case_id):
    """案件的文书"""
    return papers.of_case(engine(), current_actor(), case_id, at=at())


@blp.route(PAPER + "/void", methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.PaperVoid)
@blp.response(200, shapes.PaperVoided)
def void(body, paper_id):
    """作废文书号

    由未办理本案的行政机关负责人办理。文号连同理由保留，不再使用；已经送达的文书不能作废。
    """
    return papers.void(engine(), current_actor(), paper_id, body["reason"], body["reissue"], at=at(), key=request_key())


@blp.route(PAPER + "/service", methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.ServiceInput)
@blp.response(201, shapes.PaperServed)
def serve(body, paper_id):
    """登记文书的送达

    用于流程中没有送达环节的对外文书（责令改正、登记保存、查封扣押等），同时制作送达回证。
    """
    return papers.serve(engine(), current_actor(), paper_id, body, at=at(), key=request_key())
