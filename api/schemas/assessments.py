"""Case-file review: standards, sheets, verdicts on their lines."""
from __future__ import annotations

from marshmallow import fields, validate

from api.schema import PageQuery, Schema, day, instant, matching, out, page_of, said, text, whole
from api.schemas.tasks import Barred, Finding

STATE = "proposed 系统建议，尚未确认；confirmed 已由评查人员确认"
LINES = 200
TAG = {"ETag": {"description": "评分表版本，如 \"v3\"；办理时放入 If-Match", "schema": {"type": "string"}}}


class ModelSection(Schema):
    """A part of a standard."""

    code = out("代码", allow_none=False)
    name = out("名称", allow_none=False)
    points = fields.Integer(metadata=said("分值"))


class ModelGrade(Schema):
    """A grade of a standard."""

    name = out("等次", allow_none=False)
    at_least = fields.Integer(metadata=said("最低分"))


class Model(Schema):
    """A standard a file can be reviewed by."""

    code = out("标准代码", allow_none=False)
    name = out("标准名称", allow_none=False)
    source = out("出处", allow_none=False)
    note = out("不出自原文、由本地确定的部分", allow_none=False)
    in_force = day("施行日期")
    until = day("停止适用的日期")
    sections = fields.List(fields.Nested(ModelSection), metadata=said("各部分和分值"))
    grades = fields.List(fields.Nested(ModelGrade), metadata=said("等次，由高到低"))
    fatal_grade = out("有否决项时最高只能评为的等次", allow_none=False)
    fatal_zero = fields.Boolean(metadata=said("有否决项时总分是否为零"))


class Models(Schema):
    """The standards."""

    items = fields.List(fields.Nested(Model), required=True, metadata=said("评查标准"))


class SheetHead(Schema):
    """A sheet in a list."""

    id = fields.Integer(required=True, metadata=said("评分表编号"))
    state = out(STATE, allow_none=False)
    total = fields.Integer(metadata=said("得分，满分 100"))
    grade = out("等次", allow_none=False)
    version = fields.Integer(metadata=said("版本号"))
    drawn_at = instant("评查时间")
    confirmed_at = instant("确认时间；尚未确认的为 null")
    assessed_by_name = out("评查人")


class Assessed(Schema):
    """A closed file with its scores; nothing is said about persons or amounts."""

    id = fields.Integer(required=True, metadata=said("案件内部编号"))
    number = out("案号")
    title = out("标题", allow_none=False)
    status = out("closed 已结案，ended 已终结", allow_none=False)
    unit_name = out("单位", allow_none=False)
    closed_on = day("结案日期")
    barred = out("不能评查的原因；可以评查的为 null")
    scores = fields.Dict(keys=fields.String(), values=fields.Nested(SheetHead, allow_none=True),
                         metadata=said("标准代码 → 评分表；没有评查的为 null。已确认的优先，有几份的取最后一份"))


AssessedPage = page_of(Assessed, "AssessedPage")


class AssessedQuery(PageQuery):
    """Which page of closed files is wanted."""


class AssessedCase(Schema):
    """The case whose file is reviewed."""

    id = fields.Integer(required=True, metadata=said("案件内部编号"))
    number = out("案号")
    title = out("标题", allow_none=False)
    status = out("状态", allow_none=False)
    unit_name = out("单位", allow_none=False)
    closed_on = day("结案日期")


class CaseModel(Model):
    """A standard and the sheets of a case by it."""

    sheets = fields.List(fields.Nested(SheetHead), metadata=said("本案按此标准的评分表，按评查先后"))
    can = fields.Boolean(metadata=said("您现在能否按此标准评查"))


class CaseSheets(Schema):
    """The sheets of a case."""

    case = fields.Nested(AssessedCase, required=True, metadata=said("案件"))
    models = fields.List(fields.Nested(CaseModel), required=True, metadata=said("各评查标准"))
    barred = fields.Nested(Barred, allow_none=True, metadata=said("您不能评查本案的原因；可以评查的为 null"))
    asked = fields.Nested(Barred, allow_none=True, metadata=said("您评查本案须记明理由的缘由；不需要的为 null"))


class Draw(Schema):
    """Which standard to review by."""

    model = matching("评查标准的代码", "[a-z][a-z0-9_]{0,63}", "评查标准的代码不正确", required=True)
    duty_reason = text("兼任理由；返回 reason_needed 时须写明为何由您评查", most=200, load_default=None, allow_none=True)


class LineVerdict(Schema):
    """What a person makes of a line."""

    number = whole("第几项，自 1 起", most=LINES, required=True)
    upheld = fields.Boolean(truthy={True}, falsy={False}, required=True, metadata=said("true 采纳系统建议的扣分，false 不采纳"))
    reason = text("理由；不采纳时须写明", most=500, load_default="")


def verdicts(description: str, **more) -> fields.List:
    """The verdicts of one act."""
    return fields.List(fields.Nested(LineVerdict), validate=validate.Length(max=LINES, error=f"一次最多 {LINES} 项"), metadata=said(description), **more)


class Verdicts(Schema):
    """Lines upheld or overruled."""

    lines = verdicts("逐项确认", required=True)
    duty_reason = text("兼任理由，同评查案卷", most=200, load_default=None, allow_none=True)


class Confirmation(Schema):
    """The sheet made a result."""

    lines = verdicts("同时确认的各项；没有的可以省略", load_default=list)
    reason = text("评查意见，可以不写", most=500, load_default="")
    duty_reason = text("兼任理由，同评查案卷", most=200, load_default=None, allow_none=True)


class SheetAct(Schema):
    """How a sheet stands after an act."""

    id = fields.Integer(required=True, metadata=said("评分表编号"))
    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    model = out("标准代码", allow_none=False)
    state = out(STATE, allow_none=False)
    version = fields.Integer(required=True, metadata=said("版本号"))
    total = fields.Integer(metadata=said("得分"))
    grade = out("等次", allow_none=False)
    machine_total = fields.Integer(metadata=said("系统建议的得分"))
    machine_grade = out("系统建议的等次", allow_none=False)
    undecided = fields.List(fields.Integer(), metadata=said("尚未逐项确认的各项，自 1 起"))


class Verdict(Schema):
    """What a person made of a line or of the sheet."""

    by = fields.Integer(metadata=said("人员编号"))
    by_name = out("姓名", allow_none=False)
    at = instant("时间")
    upheld = fields.Boolean(metadata=said("是否采纳"))
    reason = out("理由", allow_none=False)


class Line(Schema):
    """One deduction or fatal finding."""

    number = fields.Integer(required=True, metadata=said("第几项，自 1 起"))
    row = out("标准中的编号", allow_none=False)
    item = out("标准中的项目", allow_none=False)
    local = fields.Boolean(metadata=said("分值是否由本地确定"))
    fatal = fields.Boolean(metadata=said("是否否决项"))
    gate = out("程序关口编号", allow_none=False)
    name = out("程序关口名称", allow_none=False)
    article = out("依据条文", allow_none=False)
    messages = fields.List(fields.String(), metadata=said("发现的问题，逐处"))
    next = out("如何补救", allow_none=False)
    deduction = fields.Integer(metadata=said("扣分，未计本项和本部分的上限"))
    verdict = fields.Nested(Verdict, allow_none=True, metadata=said("评查人员的意见；尚未确认的为 null"))


class SheetSection(Schema):
    """A section with its lines."""

    code = out("代码", allow_none=False)
    name = out("名称", allow_none=False)
    points = fields.Integer(metadata=said("分值"))
    left = fields.Integer(metadata=said("得分"))
    lost = fields.Integer(metadata=said("扣分"))
    lines = fields.List(fields.Nested(Line), metadata=said("各扣分项"))


class Sheet(Schema):
    """A sheet in full: the person's result with the machine's beside it."""

    id = fields.Integer(required=True, metadata=said("评分表编号"))
    version = fields.Integer(required=True, metadata=said("版本号，放入 If-Match: \"v<版本>\""))
    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    case_number = out("案号")
    case_title = out("案件标题", allow_none=False)
    unit_name = out("单位", allow_none=False)
    closed_on = day("结案日期")
    model = out("标准代码", allow_none=False)
    model_name = out("标准名称", allow_none=False)
    source = out("标准的出处", allow_none=False)
    note = out("不出自原文、由本地确定的部分", allow_none=False)
    on = day("评查日期")
    rules = out("评查所用规则包的摘要", allow_none=False)
    state = out(STATE, allow_none=False)
    full = fields.Integer(metadata=said("满分"))
    total = fields.Integer(metadata=said("得分"))
    grade = out("等次", allow_none=False)
    machine_total = fields.Integer(metadata=said("系统建议的得分"))
    machine_grade = out("系统建议的等次", allow_none=False)
    fatal = fields.List(fields.String(), metadata=said("否决的理由；没有的为空"))
    fatal_grade = out("有否决项时最高只能评为的等次", allow_none=False)
    sections = fields.List(fields.Nested(SheetSection), metadata=said("各部分"))
    beside = fields.List(fields.Nested(Finding), metadata=said("本标准不计分的问题"))
    undecided = fields.List(fields.Integer(), metadata=said("尚未逐项确认的各项，自 1 起"))
    confirmed = fields.Nested(Verdict, allow_none=True, metadata=said("确认；尚未确认的为 null"))
    drawn_at = instant("评查时间")
    assessed_by_name = out("评查人", allow_none=False)
    can = fields.List(fields.String(), metadata=said("您现在可以做的：decide 逐项确认，confirm 确认评查结果"))
    barred = fields.Nested(Barred, allow_none=True, metadata=said("您不能评查本案的原因"))
