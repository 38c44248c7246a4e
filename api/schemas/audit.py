"""The audit administrator's records."""
from __future__ import annotations

from marshmallow import fields

from api.schema import Schema, choice, day, instant, matching, out, page_of, said, text
from api.schemas.administration import BeforeQuery


class ChainVerification(Schema):
    """One walk over the chain."""

    at = instant("校验时间")
    ok = fields.Boolean(required=True, metadata=said("是否完整"))
    rows = fields.Integer(required=True, metadata=said("校验到第几条"))
    fault = fields.Integer(required=True, allow_none=True, metadata=said("第一处问题的序号；没有为 null"))
    by = out("校验人", allow_none=False)


class CountedAction(Schema):
    """How often something happened."""

    action = out("事项代码", allow_none=False)
    name = out("事项", allow_none=False)
    count = fields.Integer(required=True, metadata=said("次数"))


class ChainState(Schema):
    """How the chain stands."""

    rows = fields.Integer(required=True, metadata=said("记录条数"))
    head = out("链头", allow_none=False)
    alg = out("杂凑算法：sm3 或者 sha256", allow_none=False)
    last = fields.Nested(ChainVerification, required=True, allow_none=True, metadata=said("最近一次校验；没有为 null"))
    due = fields.Boolean(required=True, metadata=said("最近一次校验是否已超过 24 小时"))
    refused = fields.List(fields.Nested(CountedAction), required=True, metadata=said("24 小时内被拒绝的操作、访问和登录"))


class ChainFault(Schema):
    """Where the chain breaks."""

    seq = fields.Integer(required=True, metadata=said("序号"))
    reason = out("问题", allow_none=False)


class ChainVerdict(Schema):
    """The verdict of a verification."""

    ok = fields.Boolean(required=True, metadata=said("是否完整"))
    rows = fields.Integer(required=True, metadata=said("校验过的条数"))
    head = out("链头", allow_none=False)
    alg = out("杂凑算法", allow_none=False)
    fault = fields.Nested(ChainFault, required=True, allow_none=True, metadata=said("第一处问题；没有为 null"))


def _asked() -> dict:
    return {"person": text("人员代码", most=64, load_default=None), "case": text("案号或者案件内部编号", most=64, load_default=None),
            "action": matching("事项代码，如 session.refused；以点结尾为一类，如 session.", "[a-z_]{1,24}[.][a-z_]{0,24}", "事项代码不正确", load_default=None),
            "since": day("自哪一日起（北京时间）", load_default=None), "until": day("至哪一日止，含当日", load_default=None)}


Asked = type("Asked", (Schema,), {"__doc__": "What is looked for.", **_asked()})
AuditQuery = type("AuditQuery", (BeforeQuery,), {"__doc__": "What is looked for, and which page.", **_asked()})
_FORM = choice("csv 供表格软件打开，jsonl 供独立校验", ("csv", "jsonl"), required=True)
Export = type("AuditExport", (Asked,), {"__doc__": "What is taken along.", "format": _FORM})


class Fact(Schema):
    """One fact of an event, in words."""

    name = out("名称", allow_none=False)
    value = out("内容，长的略去", allow_none=False)


class AuditEvent(Schema):
    """One event."""

    seq = fields.Integer(required=True, metadata=said("序号，从 1 起连续"))
    at = instant("时间")
    action = out("事项代码", allow_none=False)
    name = out("事项", allow_none=False)
    person_id = out("人员编号；系统自动办理的为 null", fields.Integer)
    person_name = out("姓名")
    person_code = out("人员代码")
    login = out("账号")
    case_id = out("案件编号", fields.Integer)
    case_number = out("案号")
    task_id = out("任务编号", fields.Integer)
    data = fields.Dict(required=True, metadata=said("内容：只有编号、代码、日期和摘要"))
    facts = fields.List(fields.Nested(Fact), required=True, metadata=said("内容，以文字表述"))
    hash = out("哈希", allow_none=False)


Events = page_of(AuditEvent, "EventPage")
