"""History: what happened in a case, and whether the chain of events still holds."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.current import engine
from api.schema import PageQuery
from api.schemas import cases as shapes
from engine.work import cases

blp = Blueprint("history", __name__, url_prefix="/api/v1", description="历史：时间线与审计")


@blp.route("/cases/<int(max=2147483647):case_id>/timeline")
@access("work")
@blp.arguments(PageQuery, location="query")
@blp.response(200, shapes.TimelinePage)
def timeline(query, case_id):
    """案件时间线

    每一步由谁在何时做出，最近的在前。
    """
    return cases.timeline(engine(), current_actor(), case_id, **query)
