"""Leads: reporting what was found, and finding it again."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key
from api.current import at, engine
from api.openapi import act
from api.schemas import leads as shapes
from engine.work import leads

blp = Blueprint("leads", __name__, url_prefix="/api/v1/leads", description="线索：巡查、网格、热线、举报等来源的登记")
LEAD = "/<int(max=2147483647):lead_id>"


@blp.route("", methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.LeadInput)
@blp.response(201, shapes.LeadReported)
def report(body):
    """登记线索

    按线索登记表校验，随即进入闭环流程。
    """
    return leads.report(engine(), current_actor(), body["form"], informant=body["informant"], at=at(), key=request_key())


@blp.route("")
@access("work")
@blp.arguments(shapes.LeadQuery, location="query")
@blp.response(200, shapes.LeadPage)
def find(query):
    """查找线索"""
    return leads.find(engine(), current_actor(), **query)


@blp.route(LEAD)
@access("work")
@blp.response(200, shapes.Lead)
def get(lead_id):
    """查看线索"""
    return leads.get(engine(), current_actor(), lead_id)


@blp.route(LEAD + "/informant", methods=["POST"])
@access("work")
@blp.arguments(shapes.WhyInformant)
@blp.response(200, shapes.Informant)
def informant(body, lead_id):
    """查看举报人

    须说明原因；每次查看都记入审计链。
    """
    return leads.informant(engine(), current_actor(), lead_id, body["reason"], at=at())
