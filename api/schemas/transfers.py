"""Transfer of a suspected crime: the report, the decision, what the police make of it."""
from __future__ import annotations

from marshmallow import fields, validate

from api.schema import Schema, calendar_day, choice, instant, moment, out, said, text, whole
from api.schemas.evidence import Officer, officers
from api.schemas.measures import flag

CAPACITIES, OUTCOMES, OBJECTIONS = ("head", "acting"), ("filed", "not_filed"), ("review", "supervision", "none")
TAG = {"ETag": {"description": "移送的版本，如 \"v3\"；办理时放入 If-Match", "schema": {"type": "string"}}}


class EvidentThing(Schema):
    """A thing that goes with the case."""

    name = text("名称", most=100, least=1, required=True, example="砂样")
    quantity = text("数量", most=50, least=1, required=True, example="两袋")


class TransferReport(Schema):
    """The officers' written report."""

    officers = officers("专案组执法人员的编号，两人以上，须包括您本人", 2)
    charge = text("涉嫌的罪名", most=100, least=1, required=True, example="非法采矿罪")
    recipient = text("受移送的同级公安机关", most=100, least=1, required=True, example="示范县公安局")
    summary = text("核实的案件情况", most=3000, least=1, required=True)
    basis = text("追诉标准及达到的理由", most=300, least=1, required=True)
    value_fen = whole("涉案价值（分）；未认定的省略", least=0, most=10**15, load_default=None, allow_none=True)
    forbidden = flag("是否在禁采区、禁采期等从严的地点或者时间实施", False)
    appraisals = text("所附检验报告或者鉴定结论（登记为证据的自动列入）", most=500, load_default="")
    objects = fields.List(fields.Nested(EvidentThing), load_default=list, validate=validate.Length(0, 200, error="最多 200 件"), metadata=said("涉案物品清单"))


class TransferDecision(Schema):
    """The principal's decision."""

    agree = fields.Boolean(truthy={True}, falsy={False}, required=True, metadata=said("是否批准移送"))
    opinion = text("意见；不批准的，写明理由", most=500, least=1, required=True)
    capacity = choice("head 正职负责人，acting 主持工作的负责人", CAPACITIES, required=True)


class TransferSending(Schema):
    """That letter and materials reached the police."""

    sent_at = moment("送达公安机关的时间，不早于批准时间")
    receiver = text("签收的公安机关及人员", most=100, least=1, required=True)
    receipt = text("回执情况", most=200, least=1, required=True)


class PoliceAnswer(Schema):
    """What the police decided."""

    outcome = choice("filed 决定立案，not_filed 不予立案", OUTCOMES, required=True)
    on = calendar_day("收到书面通知的日期", required=True)
    document = text("通知书的名称和文号", most=100, least=1, required=True)


class TransferResponse(Schema):
    """What follows from the refusal of the police."""

    to = choice("review 提请公安机关复议，supervision 建议人民检察院立案监督，none 不提出异议，继续行政处理", OBJECTIONS, required=True)
    opinion = text("理由", most=500, least=1, required=True)


class HandOver(Schema):
    """That things and materials were handed over."""

    on = calendar_day("移交日期", required=True)
    note = text("移交的物品、材料和接收人", most=1000, least=1, required=True)
    officers = officers("移交的执法人员的编号，两人以上，须包括您本人", 2)


class TransferAct(Schema):
    """How a transfer stands after an act."""

    id = fields.Integer(required=True, metadata=said("移送编号"))
    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    state = out("reported 待批准，refused 未批准，approved 待移送，sent 待公安机关决定，filed 已立案，handed 已移交，returned 不予立案，objected 已提异议，settled 继续行政处理",
                allow_none=False)
    version = fields.Integer(required=True, metadata=said("版本号"))
    number = out("本次制作的文书号")


class CrimeThreshold(Schema):
    """The crime whose threshold the case's item has."""

    name = out("罪名", allow_none=False)
    basis = out("依据", allow_none=False)
    why = out("是否达到及理由；没有达到为空", allow_none=False)
    certain = fields.Boolean(metadata=said("是否无论本省如何确定标准都已达到"))


class CrimeTransfer(TransferAct):
    """A transfer as it stands."""

    state_name = out("状态", allow_none=False)
    officers = fields.List(fields.Nested(Officer), metadata=said("专案组"))
    charge = out("涉嫌的罪名", allow_none=False)
    recipient = out("受移送的公安机关", allow_none=False)
    summary = out("案件情况", allow_none=False)
    basis = out("追诉标准和理由", allow_none=False)
    value_fen = out("涉案价值（分）", fields.Integer)
    forbidden = fields.Boolean(metadata=said("是否从严的地点或者时间"))
    appraisals = out("检验报告或者鉴定结论", allow_none=False)
    objects = fields.List(fields.Nested(EvidentThing), metadata=said("涉案物品清单"))
    reported_at = instant("报告时间")
    decision = fields.Dict(allow_none=True, metadata=said("是否批准及意见"))
    sending = fields.Dict(allow_none=True, metadata=said("移送和回执"))
    answer = fields.Dict(allow_none=True, metadata=said("公安机关的决定"))
    objection = fields.Dict(allow_none=True, metadata=said("对不予立案的处理"))
    handing = fields.Dict(allow_none=True, metadata=said("物品和材料的移交"))
    can = fields.List(fields.String(), metadata=said("您可以办理的事项：decide、send、answer、respond、hand_over"))


class CrimeTransfers(Schema):
    """The transfers of a case."""

    items = fields.List(fields.Nested(CrimeTransfer), required=True, metadata=said("各次移送"))
    officers = fields.List(fields.Nested(Officer), metadata=said("可以列入专案组的人员"))
    can = fields.List(fields.String(), metadata=said("report：可以提出移送报告"))
    threshold = fields.Nested(CrimeThreshold, allow_none=True, metadata=said("本案事项的追诉标准；没有的为 null"))
