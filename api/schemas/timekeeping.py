"""Acts on a period: what is sent, what comes back, and what may be done."""
from __future__ import annotations

from marshmallow import ValidationError, fields, validate, validates_schema

from api.schema import Schema, Instant, calendar_day, day, instant, out, said, text

_LENGTH = fields.Integer(strict=True, validate=validate.Range(1, 40000), metadata=said("长度；规定由文书确定的须写明"))


class Begin(Schema):
    """A period that begins."""

    code = text("期限代码", most=64, least=1, required=True, example="crime_transfer_decide")
    day0 = calendar_day("起算之日，当日不计入；以小时计的用 began_at")
    began_at = Instant(metadata=said("起算时刻，只用于以小时计的期限", example="2026-01-20T15:10:00Z"))
    why = text("起算的事由或者文书", most=500, least=1, required=True)
    length = _LENGTH
    until = calendar_day("届满日；与 length 二选一")


class Stop(Schema):
    """What a period waited for was done."""

    on = calendar_day("办结之日；以小时计的用 ended_at")
    ended_at = Instant(metadata=said("办结时刻，只用于以小时计的期限", example="2026-01-21T15:45:00Z"))
    why = text("办结的事实或者文书", most=500, least=1, required=True)

    @validates_schema
    def _when(self, data: dict, **_more: object) -> None:
        if "on" not in data and "ended_at" not in data:
            raise ValidationError({"on": ["请填写办结之日"]})


class Suspend(Schema):
    """Time that a cited rule does not count."""

    reason = text("规定列明的理由代码", most=64, least=1, required=True, example="testing")
    document = text("告知当事人的文书名称或者文号", most=500, least=1, required=True)
    on = calendar_day("自次日起不计入", required=True)


class Resume(Schema):
    """Counting goes on."""

    document = text("结束中止的报告或者文书", most=500, least=1, required=True)
    on = calendar_day("自次日起恢复计算", required=True)
    reason = text("只恢复其中一项理由", most=64)


class Extend(Schema):
    """An extension under the rule's own clause."""

    reason = text("延长的理由", most=500, least=1, required=True)
    length = _LENGTH
    until = calendar_day("延长后的届满日；与 length 二选一")
    document = text("文书名称或者文号", most=500)


class Restart(Schema):
    """A renewed notice."""

    day0 = calendar_day("重新告知之日", required=True)
    why = text("重新告知的内容", most=500, least=1, required=True)
    length = _LENGTH
    until = calendar_day("届满日；与 length 二选一")


class Cancel(Schema):
    """A period without object."""

    why = text("期限失去对象的理由", most=500, least=1, required=True)


class Kept(Schema):
    """How the period stands after the act."""

    case_id = fields.Integer(metadata=said("案件内部编号"))
    code = out("期限代码", allow_none=False)
    gen = fields.Integer(metadata=said("第几次起算"))
    state = out("现在的状态", allow_none=False)
    due_on = day("届满日")
    due_at = instant("届满时刻")
    provisional = fields.Boolean(metadata=said("是否跨入尚未公布放假安排的年份"))


class Startable(Schema):
    """A period that may be begun by hand."""

    code = out("期限代码", allow_none=False)
    name = out("名称", allow_none=False)
    basis = out("依据条文", allow_none=False)
    starts_on = out("自何时起算")
    unit = out("单位")
    asks_length = fields.Boolean(metadata=said("是否须写明长度"))


class Startables(Schema):
    """Periods that may be begun by hand."""

    items = fields.List(fields.Nested(Startable), required=True, metadata=said("各项期限"))


class Ground(Schema):
    """A ground for not counting."""

    reason = out("理由代码", allow_none=False)
    name = out("理由", allow_none=False)
    basis = out("依据条文", allow_none=False)


class Clause(Schema):
    """The rule's extension clause."""

    length = out("每次最多延长", fields.Integer)
    unit = out("单位")
    approver = out("由谁批准")
    basis = out("依据条文")


class Choices(Schema):
    """What may be done about a period."""

    can = fields.List(fields.String(metadata=said("事项代码")), required=True, metadata=said("您现在可以做的：stop、suspend、resume、extend、restart、cancel"))
    grounds = fields.List(fields.Nested(Ground), required=True, metadata=said("规定列明的不计入理由"))
    extension = fields.Nested(Clause, allow_none=True, metadata=said("规定的延长条款；没有则为空"))
