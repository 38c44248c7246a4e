"""Clocks: the periods of a case and how each was counted."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.current import at, engine
from api.schemas import clocks as shapes
from engine.work import clocks

blp = Blueprint("clocks", __name__, url_prefix="/api/v1", description="期限：法定期限的起止与计算过程")


@blp.route("/cases/<int(max=2147483647):case_id>/clocks")
@access("work")
@blp.response(200, shapes.Clocks)
def of_case(case_id):
    """案件的各项期限"""
    return {"items": clocks.of_case(engine(), current_actor(), case_id, at=at())}


@blp.route("/clocks/<int(max=2147483647):clock_id>")
@access("work")
@blp.response(200, shapes.Explanation)
def explain(clock_id):
    """期限的逐日计算过程"""
    return clocks.explain(engine(), current_actor(), clock_id, at=at())
