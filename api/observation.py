"""Observing the deployed processes: where cases wait and for how long, versions in use, and the cases behind a number."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.current import at, engine
from api.openapi import refuses
from api.schemas import observation as shapes
from engine.work import observation

blp = Blueprint("observation", __name__, url_prefix="/api/v1/observation", description="运行观察：案件停在哪里、停了多久、按哪个版本办理")


@blp.route("")
@access("rules.read")
@blp.response(200, shapes.Overview)
def find():
    """各流程的案件数"""
    return {"items": observation.overview(engine(), current_actor(), at=at())}


@blp.route("/<string(maxlength=64):process>")
@access("rules.read")
@refuses(404)
@blp.response(200, shapes.Observation)
def get(process):
    """一个流程的运行情况

    数字是全县的；具体案件只列出您可以看到的。
    """
    return observation.of_process(engine(), current_actor(), process, at=at())


@blp.route("/<string(maxlength=64):process>/cases")
@access("rules.read")
@refuses(404)
@blp.arguments(shapes.WaitingQuery, location="query")
@blp.response(200, shapes.WaitingCases)
def cases(query, process):
    """停在一个环节的案件"""
    return observation.cases_at(engine(), current_actor(), process, query["element"], at=at(), limit=query["limit"])
