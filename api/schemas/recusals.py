"""Recusals: how they are brought up, decided and shown."""
from __future__ import annotations

from marshmallow import fields

from api.schema import Schema, choice, instant, out, said, text, whole

WAYS, GROUNDS = ("self", "party", "order"), ("interest", "relation")


class RecusalRequest(Schema):
    """What is asked for."""

    person_id = whole("谁应当回避；自行回避可以省略", load_default=None, allow_none=True)
    by = choice("self 自行回避，party 当事人申请，order 指令回避", WAYS, required=True)
    ground = choice("interest 与案件有直接利害关系，relation 有其他关系可能影响公正执法", GROUNDS, required=True)
    reason = text("具体事由", most=500, least=1, required=True)


class RecusalDecision(Schema):
    """What the head decides."""

    granted = fields.Boolean(required=True, truthy={True}, falsy={False}, metadata=said("是否回避"))
    opinion = text("理由", most=500, least=1, required=True)


class RecusalAct(Schema):
    """How a request stands after an act."""

    id = fields.Integer(required=True, metadata=said("回避申请编号"))
    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    state = out("asked 待决定，granted 决定回避，refused 决定不予回避", allow_none=False)
    returned = fields.List(fields.Integer(), metadata=said("从其手中退回任务池的任务编号"))
    handlers = out("回避后本单位还能办理本案的持证执法人员数；没有决定回避时为 null", fields.Integer)


class Recusal(Schema):
    """One request."""

    id = fields.Integer(required=True, metadata=said("回避申请编号"))
    person_id = fields.Integer(metadata=said("被申请回避人员编号"))
    person_name = out("被申请回避人员", allow_none=False)
    by = out("方式：" + "、".join(WAYS), allow_none=False)
    by_name = out("方式名称", allow_none=False)
    ground = out("事由：" + "、".join(GROUNDS), allow_none=False)
    ground_name = out("事由名称", allow_none=False)
    reason = out("具体事由", allow_none=False)
    state = out("asked 待决定，granted 决定回避，refused 决定不予回避", allow_none=False)
    state_name = out("状态名称", allow_none=False)
    asked_at = instant("提出时间")
    asked_by_name = out("提出人", allow_none=False)
    decided_at_unit = out("由哪个单位的负责人决定", allow_none=False)
    decided_at = instant("决定时间")
    decided_by_name = out("决定人")
    decision = out("决定理由")
    can = fields.List(fields.String(), metadata=said("您现在可以做的：decide"))


class Nameable(Schema):
    """A person who can be named."""

    id = fields.Integer(required=True, metadata=said("人员编号"))
    name = out("姓名", allow_none=False)
    unit_name = out("单位")


class Recusals(Schema):
    """The recusals of a case."""

    items = fields.List(fields.Nested(Recusal), required=True, metadata=said("各项申请，最近的在前"))
    people = fields.List(fields.Nested(Nameable), metadata=said("可以选择的人员"))
    can = fields.List(fields.String(), metadata=said("您可以采用的提出方式：" + "、".join(WAYS)))
    handlers = out("本单位还能办理本案的持证执法人员数；没有人回避时为 null", fields.Integer)
    short = fields.Boolean(metadata=said("是否不足两名（行政处罚法第四十二条）"))
