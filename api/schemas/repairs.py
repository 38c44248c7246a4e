"""Operators' repairs, what is stuck, and what may be sent."""
from __future__ import annotations

from marshmallow import fields, validate

from api.schema import Digits, Schema, choice, instant, out, page_of, said, text, whole

KINDS = ("reassign", "repool", "retry")


class Repair(Schema):
    """A repair as proposed and as settled."""

    id = fields.Integer(required=True, metadata=said("修复编号"))
    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    case_number = out("案号，立案前为线索编号")
    unit_name = out("案件所在单位", allow_none=False)
    kind = out("reassign 改派任务，repool 退回待认领，retry 重试停滞的案件", allow_none=False)
    kind_name = out("修复种类", allow_none=False)
    reason = out("提出的理由", allow_none=False)
    state = out("proposed 待复核，done 已执行，refused 未同意", allow_none=False)
    state_name = out("状态", allow_none=False)
    task_id = out("任务编号", fields.Integer)
    task_name = out("任务名称")
    to = out("接办人员编号", fields.Integer)
    to_name = out("接办人员姓名")
    opinion = out("不同意的理由")
    proposed_at = instant("提出时间")
    proposed_by_name = out("提出人", allow_none=False)
    settled_at = instant("复核时间")
    settled_by_name = out("复核人")
    mine = fields.Boolean(metadata=said("是否由您提出"))
    can = fields.Boolean(metadata=said("您现在能否复核"))


class RepairPage(page_of(Repair, "RepairRows")):
    """One page of repairs."""

    next = fields.Integer(required=True, allow_none=True, metadata=said("下一页的 after；没有更多时为 null"))


class RepairQuery(Schema):
    """Which page is wanted."""

    after = Digits(load_default=None, validate=validate.Range(1, 2**31 - 1, error="翻页位置不正确"), metadata=said("上一页返回的 next"))
    limit = Digits(load_default=50, validate=validate.Range(1, 200, error="应在 1 至 200 之间"), metadata=said("每页条数，1 至 200"))


class Stuck(Schema):
    """Something that cannot go on by itself; nothing of the case is told."""

    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    case_number = out("案号，立案前为线索编号")
    unit_name = out("单位", allow_none=False)
    task_id = out("任务编号；整个案件停滞的为 null", fields.Integer)
    task_name = out("任务名称")
    holder = out("现在的持有人")
    why = out("原因代码：inactive 停用或者离岗，administrator 已任管理员，recused 已回避，post 不在该岗位，incident 流程异常", allow_none=False)
    why_name = out("停滞的原因", allow_none=False)
    since = instant("自何时起")


class StuckList(Schema):
    """What is stuck."""

    items = fields.List(fields.Nested(Stuck), required=True, metadata=said("停滞的任务和案件，最久的在前"))


class RepairProposal(Schema):
    """A repair to be proposed."""

    case_id = whole("案件内部编号", required=True)
    kind = choice("reassign 改派任务，repool 退回待认领，retry 重试停滞的案件", KINDS, required=True)
    reason = text("理由", most=500, least=1, required=True)
    task_id = whole("任务编号；改派和退回待认领时必填", load_default=None, allow_none=True)
    to = whole("接办人员编号；改派时必填", load_default=None, allow_none=True)


class RepairVerdict(Schema):
    """A repair agreed to or not."""

    agree = fields.Boolean(truthy={True}, falsy={False}, required=True, metadata=said("true 同意并执行，false 不同意"))
    opinion = text("不同意的理由；不同意时必填", most=500, load_default="")


class RepairAct(Schema):
    """How a repair stands after an act."""

    id = fields.Integer(required=True, metadata=said("修复编号"))
    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    kind = out("修复种类", allow_none=False)
    state = out("状态", allow_none=False)
