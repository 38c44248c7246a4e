"""The case file as a document: cover, contents, pages, periods."""
from __future__ import annotations

from marshmallow import fields

from api.schema import Schema, day, instant, out, said


class Cover(Schema):
    """The cover 封面."""

    agency = out("行政执法机关", allow_none=False)
    number = out("案号，未立案为 null")
    archive_number = out("归档号：结案年份和四位顺序号，未结案为 null")
    title = out("案件名称", allow_none=False)
    cause = out("案由")
    party_name = out("当事人")
    filed_on = day("立案日期")
    decision_number = out("决定书文号")
    decided_on = day("决定日期")
    closed_on = day("结案日期")
    handlers = fields.List(fields.String(), metadata=said("承办人"))
    reviewers = fields.List(fields.String(), metadata=said("法制审核人"))
    deciders = fields.List(fields.String(), metadata=said("负责人"))
    binders = fields.List(fields.String(), metadata=said("立卷人"))
    volumes = fields.Integer(metadata=said("卷数"))
    pages = fields.Integer(metadata=said("总页数，不含封面、目录和备考表"))


class BindingName(Schema):
    """How the file is bound."""

    code = out("装订方式代码", allow_none=False)
    name = out("装订方式", allow_none=False)
    source = out("依据", allow_none=False)


class ContentsLine(Schema):
    """A line of the contents 卷内目录."""

    no = fields.Integer(required=True, metadata=said("顺序号"))
    name = out("文书名称", allow_none=False)
    number = out("文书号")
    on = day("日期")
    first_page = fields.Integer(metadata=said("起始页"))
    last_page = fields.Integer(metadata=said("终止页"))
    remark = out("备注")


class BoundBlock(Schema):
    """A paragraph on a page."""

    style = out("title 标题，number 文号，head 小标题，field 项目，text 正文，day 期限的一日，sign 落款", allow_none=False)
    text = out("内容", allow_none=False)
    label = out("项目名称；期限的一日为日期", allow_none=False)
    counted = fields.Boolean(allow_none=True, metadata=said("期限的一日是否计入；其他段落为 null"))


class BoundSheet(Schema):
    """A page."""

    page = fields.Integer(required=True, metadata=said("页码，每卷从 1 起"))
    entry = fields.Integer(metadata=said("所属文书在卷内目录中的顺序号"))
    blocks = fields.List(fields.Nested(BoundBlock), metadata=said("本页各段"))


class BoundVolume(Schema):
    """A volume 卷."""

    key = out("卷的代码", allow_none=False)
    name = out("卷名，如 正卷、副卷", allow_none=False)
    open = fields.Boolean(metadata=said("当事人是否可以查阅"))
    number = fields.Integer(metadata=said("第几卷"))
    of = fields.Integer(metadata=said("共几卷"))
    pages = fields.Integer(metadata=said("页数"))
    contents = fields.List(fields.Nested(ContentsLine), metadata=said("卷内目录"))
    sheets = fields.List(fields.Nested(BoundSheet), metadata=said("各页"))


class ClockDay(Schema):
    """One day of a period."""

    date = day("日期")
    counted = fields.Boolean(metadata=said("是否计入"))
    reason = out("理由和依据", allow_none=False)


class BoundClock(Schema):
    """A period with every counted and skipped day."""

    id = fields.Integer(required=True, metadata=said("期限编号"))
    code = out("期限代码", allow_none=False)
    name = out("期限名称", allow_none=False)
    gen = fields.Integer(metadata=said("第几次起算"))
    state = out("状态", allow_none=False)
    due_on = day("届满日")
    provisional = fields.Boolean(metadata=said("所涉年份的放假安排是否尚未公布"))
    heading = fields.List(fields.List(fields.String()), metadata=said("起算、长度、依据、届满等：[名称, 内容]"))
    lines = fields.List(fields.Nested(ClockDay), metadata=said("逐日计算"))


class VoidPaper(Schema):
    """A number made void."""

    name = out("文书名称", allow_none=False)
    number = out("文书号")
    issued_at = instant("制作时间")
    voided_at = instant("作废时间")
    void_reason = out("作废理由")
    voided_by_name = out("作废人")


class CaseDossier(Schema):
    """The case file 案卷."""

    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    cover = fields.Nested(Cover, metadata=said("封面"))
    binding = fields.Nested(BindingName, metadata=said("装订方式"))
    volumes = fields.List(fields.Nested(BoundVolume), metadata=said("各卷"))
    clocks = fields.List(fields.Nested(BoundClock), metadata=said("各项期限的完整计算"))
    void = fields.List(fields.Nested(VoidPaper), metadata=said("作废的文书号"))
    notes = fields.List(fields.String(), metadata=said("备考事项"))
    made_at = instant("编制时间")
