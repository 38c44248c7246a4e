"""Records of inquiries and inspections."""
from __future__ import annotations

from marshmallow import fields

from api.schema import Schema, choice, instant, moment, out, said, text
from api.schemas.evidence import Officer, officers

KINDS = ("inquiry", "inspection")
SIGNED = ("signed", "refused", "")


class RecordInput(Schema):
    """A record to be entered."""

    kind = choice("inquiry 询问笔录，inspection 现场检查（勘验）笔录", KINDS, required=True)
    began_at = moment("开始时间")
    ended_at = moment("结束时间")
    officers = officers("执法人员的编号，两人以上", 2)
    person = text("被询问人或者被检查人", most=100, least=1, required=True)
    certificate_shown = fields.Boolean(truthy={True}, falsy={False}, required=True, metadata=said("是否出示执法证件"))
    rights_told = fields.Boolean(truthy={True}, falsy={False}, required=True, metadata=said("是否告知权利义务"))
    signed = choice("signed 已签名，refused 拒绝签名并已注明，空为没有签名", SIGNED, required=True)
    witness = text("见证人；拒绝签名时填写", most=100, load_default="")
    note = text("内容摘要或者说明", most=2000, load_default="")


class InterviewRecord(Schema):
    """A record of an inquiry or inspection."""

    id = fields.Integer(required=True, metadata=said("笔录编号"))
    kind = out("笔录种类", allow_none=False)
    kind_name = out("笔录种类的名称", allow_none=False)
    began_at = instant("开始时间")
    ended_at = instant("结束时间")
    officers = fields.List(fields.Nested(Officer), metadata=said("执法人员"))
    person = out("被询问人或者被检查人", allow_none=False)
    certificate_shown = fields.Boolean(metadata=said("是否出示执法证件"))
    rights_told = fields.Boolean(metadata=said("是否告知权利义务"))
    signed = out("签名情况", allow_none=False)
    signed_name = out("签名情况的说法", allow_none=False)
    witness = out("见证人", allow_none=False)
    note = out("说明", allow_none=False)
    added_at = instant("登记时间")
    added_by_name = out("登记人", allow_none=False)
    voided_at = instant("作废时间；有效的为 null")
    void_reason = out("作废的理由")


class RecordRegister(Schema):
    """The records of a case."""

    items = fields.List(fields.Nested(InterviewRecord), required=True, metadata=said("按开始先后；作废的也在其中"))
    officers = fields.List(fields.Nested(Officer), metadata=said("本单位可列为执法人员的人"))
    can = fields.List(fields.String(), metadata=said("您现在可以做的：add 登记，void 作废"))
