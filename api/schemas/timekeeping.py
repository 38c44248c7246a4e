"""Shapes of the acts on a period."""
from __future__ import annotations

from marshmallow import Schema, fields, validate

_WORDS = validate.Length(1, 500)


class Begin(Schema):
    """期限起算"""

    code = fields.String(required=True, validate=validate.Length(1, 64), metadata={"description": "期限代码"})
    day0 = fields.Date(metadata={"description": "起算之日（当日不计入）"})
    began_at = fields.AwareDateTime(metadata={"description": "以小时计的期限的起算时刻，与 day0 二选一"})
    why = fields.String(required=True, validate=_WORDS, metadata={"description": "起算的事由或者文书"})
    length = fields.Integer(validate=validate.Range(1, 40000), metadata={"description": "规定由文书确定长度的，写明长度"})
    until = fields.Date(metadata={"description": "规定由文书确定长度的，写明届满日，与 length 二选一"})


class Stop(Schema):
    """期限事项办结"""

    on = fields.Date(required=True, metadata={"description": "办结之日"})
    why = fields.String(required=True, validate=_WORDS, metadata={"description": "办结的事实或者文书"})


class Suspend(Schema):
    """中止计算"""

    reason = fields.String(required=True, validate=validate.Length(1, 64), metadata={"description": "规定列明的理由代码，如 testing"})
    document = fields.String(required=True, validate=_WORDS, metadata={"description": "告知当事人的文书名称或者文号"})
    on = fields.Date(required=True, metadata={"description": "自次日起不计入"})


class Resume(Schema):
    """恢复计算"""

    document = fields.String(required=True, validate=_WORDS, metadata={"description": "结束中止的报告或者文书"})
    on = fields.Date(required=True, metadata={"description": "自次日起恢复计算"})
    reason = fields.String(validate=validate.Length(1, 64), metadata={"description": "只恢复其中一项理由"})


class Extend(Schema):
    """延长"""

    reason = fields.String(required=True, validate=_WORDS, metadata={"description": "延长的理由"})
    length = fields.Integer(validate=validate.Range(1, 40000), metadata={"description": "延长的长度，缺省为规定的最长"})
    until = fields.Date(metadata={"description": "延长后的届满日，与 length 二选一"})
    document = fields.String(load_default="", validate=validate.Length(max=500), metadata={"description": "文书名称或者文号"})


class Restart(Schema):
    """重新起算"""

    day0 = fields.Date(required=True, metadata={"description": "重新告知之日"})
    why = fields.String(required=True, validate=_WORDS, metadata={"description": "重新告知的内容"})
    length = fields.Integer(validate=validate.Range(1, 40000))
    until = fields.Date()


class Cancel(Schema):
    """取消"""

    why = fields.String(required=True, validate=_WORDS, metadata={"description": "期限失去对象的理由"})


class Kept(Schema):
    """期限现在的情形"""

    case_id = fields.Integer()
    code = fields.String()
    gen = fields.Integer()
    state = fields.String()
    due_on = fields.Date()
    due_at = fields.AwareDateTime()
    provisional = fields.Boolean()


class Startable(Schema):
    """可以起算的期限"""

    code = fields.String()
    name = fields.String()
    basis = fields.String()
    starts_on = fields.String()
    unit = fields.String()
    asks_length = fields.Boolean()


class Startables(Schema):
    """可以起算的各项期限"""

    items = fields.List(fields.Nested(Startable))
