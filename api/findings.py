"""What would stand in the way of an act."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.current import at, engine
from api.schemas import findings as shapes
from engine.work import findings

blp = Blueprint("findings", __name__, url_prefix="/api/v1", description="程序关口：逐项检查案件")


@blp.route("/cases/<int(max=2147483647):case_id>/findings")
@access("work")
@blp.arguments(shapes.ActQuery, location="query")
@blp.response(200, shapes.Findings)
def of_case(query, case_id):
    """某一环节的程序关口

    以案件现在的情况逐项检查，不改变任何内容。
    """
    return findings.of_case(engine(), current_actor(), case_id, query["act"], at=at())
