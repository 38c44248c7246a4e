"""Clocks: a statutory period as it runs, and how it was counted."""
from __future__ import annotations

from marshmallow import fields

from api.schema import Schema, day, instant, out, said


class Clock(Schema):
    """One running or ended period of a case."""

    id = fields.Integer(required=True, metadata=said("期限编号"))
    code = out("期限代码", allow_none=False)
    name = out("期限名称", allow_none=False)
    gen = fields.Integer(metadata=said("第几次起算；延长或重新起算时递增"))
    state = out("running 计算中，suspended 中止，met 已完成，lapsed 已届满（当事人），overdue 已逾期，cancelled 已取消")
    day0 = day("起算日（不计入）")
    length = out("长度", fields.Integer)
    unit = out("单位：hour、day、working_day、month、year")
    binds = out("约束谁：agency 机关，party 当事人，restraint 强制措施")
    basis = out("依据条文")
    nominal = day("名义届满日")
    rolled = day("遇节假日顺延后的届满日")
    act_by = day("机关最迟应当办理的工作日")
    due_on = day("届满日")
    due_at = instant("届满时刻")
    provisional = fields.Boolean(metadata=said("是否跨入国务院尚未公布放假安排的年份"))
    remaining = out("剩余天数；已逾期为负", fields.Integer)
    remaining_unit = out("剩余天数的单位")
    words = out("一句话，如“剩 3 个工作日（3月12日止）”")
    severity = out("normal 正常，soon 临近，overdue 逾期，suspended 中止，met 已完成，lapsed 已届满，cancelled 已取消", allow_none=False)
    ended_on = day("结束日期")
    late = fields.Boolean(metadata=said("是否超期完成"))


class Clocks(Schema):
    """The clocks of a case."""

    items = fields.List(fields.Nested(Clock), required=True, metadata=said("各期限，最近的在前"))


class ExplanationLine(Schema):
    """One day of the count."""

    date = day("日期")
    counted = fields.Boolean(metadata=said("是否计入"))
    reason = out("不计入的原因，如 周六、春节")


class Explanation(Clock):
    """How a period was counted, day by day."""

    case_id = fields.Integer(metadata=said("案件内部编号"))
    heading = fields.List(fields.List(fields.String()), metadata=said("起算、长度、依据、届满、对谁有约束等，各为一对“名称、内容”"))
    lines = fields.List(fields.Nested(ExplanationLine), required=True, metadata=said("逐日"))
