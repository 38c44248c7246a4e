"""Measures: what is held, how it stands, and what may be sent about it."""
from __future__ import annotations

from marshmallow import fields, validate

from api.schema import Schema, choice, day, instant, moment, out, said, text, whole
from api.schemas.evidence import Officer, officers
from api.schemas.tasks import Finding

KINDS = ("registration_hold", "seizure")
RESOLUTIONS = ("returned", "copied", "appraised", "seized", "confiscated", "destroyed", "transferred", "released", "auctioned")
TAG = {"ETag": {"description": "措施版本，如 \"v3\"；办理时放入 If-Match", "schema": {"type": "string"}}}


def flag(description: str, otherwise: bool) -> fields.Boolean:
    """A yes or no that may be left out."""
    return fields.Boolean(truthy={True}, falsy={False}, load_default=otherwise, metadata=said(description))


class ThingInput(Schema):
    """A thing to be held."""

    name = text("名称", most=100, least=1, required=True, example="渣土运输车")
    quantity = text("数量", most=50, least=1, required=True, example="一辆")
    linked = flag("是否与违法行为有关", True)
    necessity = flag("是否公民个人及其所扶养家属的生活必需品", False)
    third_party = flag("是否属于案外人", False)


class Thing(Schema):
    """A thing held."""

    name = out("名称", allow_none=False)
    quantity = out("数量", allow_none=False)
    linked = fields.Boolean(metadata=said("是否与违法行为有关"))
    necessity = fields.Boolean(metadata=said("是否生活必需品"))
    third_party = fields.Boolean(metadata=said("是否属于案外人"))


class Proposal(Schema):
    """A measure proposed to the leader."""

    kind = choice("registration_hold 先行登记保存，seizure 查封、扣押", KINDS, required=True)
    reason = text("理由", most=1000, least=1, required=True)
    basis = text("法律、法规依据及条文", most=200, least=1, required=True, example="无证无照经营查处办法第十一条")
    place = text("地点", most=200, load_default="")
    officers = officers("实施的执法人员编号，两人以上，须包括您本人", 2)
    objects = fields.List(fields.Nested(ThingInput), required=True, validate=validate.Length(1, 200, error="应为 1 至 200 件"), metadata=said("物品清单"))


class Emergency(Proposal):
    """A measure that was executed before approval."""

    executed_at = moment("实施时间；24 小时内须补办批准（行政强制法第十九条）")


class Execution(Schema):
    """That an approved measure was executed."""

    executed_at = moment("实施时间，不早于批准时间")
    officers = officers("实施的执法人员编号，两人以上，须包括您本人", 2)


class Opinion(Schema):
    """A leader's decision."""

    agree = fields.Boolean(truthy={True}, falsy={False}, required=True, metadata=said("是否同意"))
    opinion = text("意见", most=500, least=1, required=True)


class Extension(Schema):
    """How long a seizure is extended, and why."""

    reason = text("延长的理由，写入延期决定书", most=500, least=1, required=True)
    days = whole("延长的天数；省略则为规定的最长天数", most=400, load_default=None, allow_none=True)


class Resolution(Schema):
    """What is to become of the things."""

    resolution = choice("登记保存：returned 退还，copied 保全后退还，appraised 送检鉴定，seized 依法查封扣押，confiscated 没收，destroyed 销毁，transferred 移送；"
                        "查封扣押：released 解除并退还，confiscated 没收，destroyed 销毁，auctioned 拍卖变卖，transferred 移送", RESOLUTIONS, required=True)
    note = text("处理的理由和情况", most=1000, least=1, required=True)
    officers = officers("处理的执法人员编号，两人以上，须包括您本人", 2)


class MeasureAct(Schema):
    """How a measure stands after an act."""

    id = fields.Integer(required=True, metadata=said("措施编号"))
    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    kind = out("措施种类", allow_none=False)
    state = out("proposed 待批准，approved 已批准待实施，refused 未获批准，held 实施中，resolving 处理意见待批准，resolved 已处理", allow_none=False)
    version = fields.Integer(required=True, metadata=said("版本号"))
    due_on = day("届满日")
    approve_by = instant("须在此刻前补办批准（紧急情况当场实施的）")
    number = out("本次制作的文书号")
    findings = fields.List(fields.Nested(Finding), metadata=said("程序关口的提醒"))


class Measure(Schema):
    """A measure as it stands."""

    id = fields.Integer(required=True, metadata=said("措施编号"))
    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    kind = out("措施种类", allow_none=False)
    kind_name = out("措施种类的名称", allow_none=False)
    version = fields.Integer(required=True, metadata=said("版本号，放入 If-Match: \"v<版本>\""))
    state = out("状态；expired 期限已届满，unapproved 未在二十四小时内补办批准，二者效力均已终止", allow_none=False)
    state_name = out("状态的名称", allow_none=False)
    over = fields.Boolean(metadata=said("效力是否已经终止：须立即解除并退还"))
    executed_at = instant("实施时间；尚未实施的为 null")
    officers = fields.List(fields.Nested(Officer), metadata=said("实施的执法人员"))
    reason = out("理由", allow_none=False)
    basis = out("依据", allow_none=False)
    place = out("地点", allow_none=False)
    objects = fields.List(fields.Nested(Thing), metadata=said("物品清单"))
    emergency = fields.Boolean(metadata=said("是否紧急情况当场实施"))
    approve_by = instant("补办批准的最后时刻")
    approved_at = instant("批准时间")
    approval_name = out("审批人")
    approval_opinion = out("审批意见")
    proposed_by_name = out("提请人")
    extended_on = day("批准延长的日期")
    extension_reason = out("延长的理由")
    due_on = day("届满日")
    due_words = out("期限的说法")
    due_severity = out("normal 正常，soon 临近，overdue 已终止，suspended 中止")
    resolution = out("处理方式")
    resolution_name = out("处理方式的名称")
    resolution_note = out("处理的理由和情况")
    resolution_officers = fields.List(fields.String(), metadata=said("处理的执法人员"))
    resolution_opinion = out("负责人对处理的意见")
    decided_by_name = out("批准处理的负责人")
    resolved_at = instant("处理完毕的时间")
    can = fields.List(fields.String(), metadata=said("您现在可以做的：approve、execute、extend、resolve、confirm"))


class Measures(Schema):
    """The measures of a case."""

    items = fields.List(fields.Nested(Measure), required=True, metadata=said("按登记先后"))
    officers = fields.List(fields.Nested(Officer), metadata=said("本单位可列为执法人员的人"))
    can = fields.List(fields.String(), metadata=said("您现在可以做的：propose 提请批准，execute_at_once 登记当场实施的措施"))
