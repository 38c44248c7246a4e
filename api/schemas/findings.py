"""What the gates of an act say of a case."""
from __future__ import annotations

from marshmallow import fields

from api.schema import Schema, matching, out, said
from api.schemas.tasks import Finding


class ActQuery(Schema):
    """Which act is asked about."""

    act = matching("环节代码，如 decide 作出决定、submit_review 送审、close 结案", "[a-z][a-z_]{0,31}", "环节代码不正确", load_default="decide")


class Gate(Schema):
    """One gate of the act."""

    gate = out("关口编号", allow_none=False)
    name = out("关口名称", allow_none=False)
    article = out("依据条文", allow_none=False)
    severity = out("blocks 阻断，deducts 扣分提醒", allow_none=False)
    passed = fields.Boolean(metadata=said("是否通过"))


class Findings(Schema):
    """All gates of the act, and what they object to."""

    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    act = out("环节代码", allow_none=False)
    act_name = out("环节名称", allow_none=False)
    findings = fields.List(fields.Nested(Finding), required=True, metadata=said("发现的问题，阻断的在前"))
    gates = fields.List(fields.Nested(Gate), required=True, metadata=said("本环节的全部关口"))
