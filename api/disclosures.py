"""Protected data of a case: covered everywhere else, shown here for a stated reason."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.current import at, engine
from api.schemas import disclosures as shapes
from engine.work import disclosures

blp = Blueprint("disclosures", __name__, url_prefix="/api/v1/cases", description="受保护的个人信息：默认遮盖，查看须说明理由")
CASE = "/<int(max=2147483647):case_id>"


@blp.route(CASE + "/protected")
@access("work")
@blp.response(200, shapes.Protected)
def of_case(case_id):
    """遮盖的内容和查看记录"""
    return disclosures.of_case(engine(), current_actor(), case_id)


@blp.route(CASE + "/unmask", methods=["POST"])
@access("work")
@blp.arguments(shapes.WhyUnmask)
@blp.response(200, shapes.Unmasked)
def unmask(body, case_id):
    """查看完整信息

    证件号码、联系电话、银行账号和未成年人的姓名默认遮盖。承办本案的人员说明理由后可以查看；每次查看都随案保存并记入审计链。
    """
    return disclosures.unmask(engine(), current_actor(), case_id, body["reason"], at=at())
