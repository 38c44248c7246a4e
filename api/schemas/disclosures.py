"""Protected data of a case: what is covered, and a look at it."""
from __future__ import annotations

from marshmallow import fields

from api.schema import Schema, instant, out, said, text


class WhyUnmask(Schema):
    """Why the whole is wanted."""

    reason = text("查看理由，随案保存", most=200, least=1, required=True)


class Covered(Schema):
    """A covered field."""

    key = out("字段名", allow_none=False)
    name = out("字段标题", allow_none=False)


class Shown(Covered):
    """A covered field in full."""

    value = out("完整内容", allow_none=False)


class Unmasked(Schema):
    """What was looked at."""

    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    fields_ = fields.List(fields.Nested(Shown), data_key="fields", attribute="fields", metadata=said("各项完整内容"))


class Look(Schema):
    """One look at protected data."""

    at = instant("查看时间")
    person_name = out("查看人", allow_none=False)
    reason = out("理由", allow_none=False)
    fields_ = fields.List(fields.String(), data_key="fields", attribute="fields", metadata=said("看了哪些内容"))


class Protected(Schema):
    """What is covered of a case, and who has looked."""

    fields_ = fields.List(fields.Nested(Covered), data_key="fields", attribute="fields", metadata=said("遮盖的内容"))
    can = fields.Boolean(metadata=said("您是否可以查看完整内容"))
    looks = fields.List(fields.Nested(Look), metadata=said("查看记录，最近的在前；只对可以查看的人显示"))
