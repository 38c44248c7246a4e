"""The case file as one document."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.current import at, engine
from api.schemas import dossiers as shapes
from engine.work import dossiers

blp = Blueprint("dossiers", __name__, url_prefix="/api/v1", description="案卷：封面、卷内目录、文书、笔录、证据、期限计算")


@blp.route("/cases/<int(max=2147483647):case_id>/dossier")
@access("work")
@blp.response(200, shapes.CaseDossier)
def of_case(case_id):
    """案件的案卷

    按本地装订方式排列并编页；各项期限逐日列出计入、不计入及其依据。
    """
    return dossiers.get(engine(), current_actor(), case_id, at=at())
