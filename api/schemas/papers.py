"""Papers: what was issued, how it was served, what was made void."""
from __future__ import annotations

from marshmallow import fields

from api.schema import Schema, calendar_day, choice, day, instant, out, said, text
from api.schemas.evidence import Officer, officers
from api.schemas.measures import flag

MODES = ("direct", "leave", "mail", "electronic", "entrust", "publish")


class Service(Schema):
    """How a paper reached whom it is for."""

    on = day("送达日期")
    mode = out("送达方式的代码", allow_none=False)
    mode_name = out("送达方式", allow_none=False)
    receiver = out("签收人", allow_none=False)
    noted = out("送达情况", allow_none=False)
    by = fields.List(fields.String(), metadata=said("送达人"))


class Paper(Schema):
    """A legal paper of the case."""

    id = fields.Integer(required=True, metadata=said("文书内部编号"))
    task_id = fields.Integer(allow_none=True, metadata=said("产生文书的任务编号；不由流程环节产生的为 null"))
    kind = out("文书种类", allow_none=False)
    name = out("文书名称", allow_none=False)
    number = out("文书号，如 青溪镇综执当罚字〔2026〕第3号")
    unit_id = fields.Integer(metadata=said("单位编号"))
    year = fields.Integer(metadata=said("年份"))
    serial = fields.Integer(metadata=said("序号"))
    data = fields.Dict(metadata=said("文书内容：机关、事实、救济告知、所载期限及其计算"))
    digest = out("内容摘要", allow_none=False)
    issued_at = instant("制作时间")
    issued_by = fields.Integer(metadata=said("制作人编号"))
    issued_by_name = out("制作人", allow_none=False)
    service = fields.Nested(Service, allow_none=True, metadata=said("送达情况；未送达或者内部文书为 null"))
    voided_at = instant("作废时间")
    void_reason = out("作废理由")
    voided_by_name = out("作废人")
    can = fields.List(fields.String(), metadata=said("您可以办理的事项：void 作废，reissue 作废并重新制发，serve 登记送达"))


class Papers(Schema):
    """The papers of a case."""

    items = fields.List(fields.Nested(Paper), required=True, metadata=said("各文书，按制作先后；作废的也在其中"))
    officers = fields.List(fields.Nested(Officer), metadata=said("可以登记为送达人的人员"))


class PaperVoid(Schema):
    """Why a number is made void."""

    reason = text("作废理由", most=200, least=1, required=True, example="当事人地址打印有误，尚未送达")
    reissue = flag("是否同时重新制发；正待送达的文书只能这样作废", False)


class PaperVoided(Schema):
    """A void number and the one in its place."""

    id = fields.Integer(required=True, metadata=said("文书内部编号"))
    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    number = out("作废的文书号")
    reissued = out("重新制发的文书号；没有重新制发的为 null")


class ServiceInput(Schema):
    """How a paper was served."""

    on = calendar_day("送达日期", required=True)
    mode = choice("direct 直接送达，leave 留置送达，mail 邮寄送达，electronic 电子送达，entrust 委托送达，publish 公告送达", MODES, required=True)
    officers = officers("送达人的编号，须包括您本人")
    receiver = text("签收人", most=100, load_default="")
    consented = flag("当事人是否签订电子送达确认书", False)
    note = text("送达情况：拒收事由和见证人、邮寄凭证、公告方式等", most=500, load_default="")


class PaperServed(Schema):
    """The 送达回证 made out."""

    id = fields.Integer(required=True, metadata=said("文书内部编号"))
    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    number = out("送达回证的文书号；由受送达机关出具回执的为 null")
