"""Evidence: what lies in the register, and what may be entered."""
from __future__ import annotations

from marshmallow import fields, validate

from api.schema import Schema, choice, instant, moment, out, said, text, whole
from api.schemas.uploads import Upload

KINDS = ("documentary", "physical", "audiovisual", "electronic", "testimony", "statement", "appraisal", "scene_record")
SOURCES = ("scene", "party", "witness", "agency", "institute", "device", "other")


class Officer(Schema):
    """An officer named in a register."""

    id = fields.Integer(metadata=said("人员编号"))
    name = out("姓名", allow_none=False)


def officers(description: str, least: int = 1) -> fields.List:
    """Person ids of officers, as a request names them."""
    return fields.List(whole("人员编号"), required=True, validate=validate.Length(least, 20, error=f"应为 {least} 至 20 人"), metadata=said(description))


class Monitoring(Schema):
    """What 行政处罚法第四十一条 asks of a record made by a device; what is missing is pointed out by gate G-40."""

    legal_review_id = text("法制审核编号")
    technical_review_id = text("技术审核编号")
    public_location = text("设置地点的公布信息")
    informed_on = text("告知当事人违法事实的日期")


class EvidenceInput(Schema):
    """A piece of evidence to be entered."""

    kind = choice("证据种类：documentary 书证，physical 物证，audiovisual 视听资料，electronic 电子数据，testimony 证人证言，statement 当事人的陈述，"
                  "appraisal 鉴定意见，scene_record 勘验笔录、现场笔录", KINDS, required=True)
    name = text("名称", most=200, least=1, required=True, example="现场照片四张")
    source = choice("来源：scene 现场取得，party 当事人提供，witness 证人提供，agency 有关单位提供，institute 检测、鉴定机构出具，device 监控设备记录，other 其他",
                    SOURCES, required=True)
    obtained_at = moment("取得时间")
    officers = officers("取证人员的编号；勘验笔录、现场笔录须两人以上")
    proves = text("证明什么事实", most=500, least=1, required=True, example="当事人占用人行道摆摊")
    monitoring = fields.Nested(Monitoring, metadata=said("监控设备记录的审核信息，仅电子数据、视听资料填写"))
    uploads = fields.List(whole("文件编号"), load_default=list, validate=validate.Length(0, 10, error="一次最多 10 个文件"),
                          metadata=said("本人为本案上传、尚未登记的文件的编号"))


class Void(Schema):
    """Why an entry does not count."""

    reason = text("作废的理由", most=200, least=1, required=True)


class Entered(Schema):
    """An entry as kept."""

    id = fields.Integer(required=True, metadata=said("内部编号"))
    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))


class Evidence(Schema):
    """A piece of evidence."""

    id = fields.Integer(required=True, metadata=said("证据编号"))
    kind = out("证据种类", allow_none=False)
    kind_name = out("证据种类的名称", allow_none=False)
    name = out("名称", allow_none=False)
    source = out("来源", allow_none=False)
    source_name = out("来源的名称", allow_none=False)
    obtained_at = instant("取得时间")
    officers = fields.List(fields.Nested(Officer), metadata=said("取证人员"))
    proves = out("证明的事实", allow_none=False)
    monitoring = fields.Nested(Monitoring, allow_none=True, metadata=said("监控设备记录的审核信息"))
    digest = out("附有文件的，为文件内容的 SHA-256；没有的，为登记内容的摘要。已记入审计链")
    files = fields.List(fields.Nested(Upload), metadata=said("所附文件"))
    added_at = instant("登记时间")
    added_by_name = out("登记人", allow_none=False)
    voided_at = instant("作废时间；有效的为 null")
    void_reason = out("作废的理由")


class EvidenceRegister(Schema):
    """The evidence of a case."""

    items = fields.List(fields.Nested(Evidence), required=True, metadata=said("按取得先后；作废的也在其中"))
    officers = fields.List(fields.Nested(Officer), metadata=said("本单位可列为取证人员的人"))
    can = fields.List(fields.String(), metadata=said("您现在可以做的：add 登记，void 作废"))
