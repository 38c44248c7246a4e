"""Where running cases wait."""
from __future__ import annotations

from marshmallow import fields, validate

from api.schema import Schema, instant, out, said


class Observed(Schema):
    """One process with its numbers."""

    process = out("流程 key", allow_none=False)
    name = out("流程名称", allow_none=False)
    version = fields.Integer(metadata=said("现行版本号"))
    cases = fields.Integer(required=True, metadata=said("正在这个流程中的案件数"))
    overdue = fields.Integer(metadata=said("其中有逾期任务的案件数"))
    incidents = fields.Integer(metadata=said("其中流程异常的案件数"))


class Overview(Schema):
    """Every process in force."""

    items = fields.List(fields.Nested(Observed), required=True, metadata=said("各流程"))


class UsedVersion(Schema):
    """A version that running cases go by."""

    version = fields.Integer(required=True, metadata=said("版本号"))
    in_force = fields.Boolean(metadata=said("是否现行版本"))
    cases = fields.Integer(required=True, metadata=said("按这一版本办理的案件数"))


class ObservedElement(Schema):
    """What waits at an element."""

    element = out("元素编号", allow_none=False)
    name = out("环节名称", allow_none=False)
    shown = fields.Boolean(metadata=said("现行流程图上有没有这个环节"))
    cases = fields.Integer(required=True, metadata=said("停在这里的案件数"))
    overdue = fields.Integer(metadata=said("其中逾期的"))
    incidents = fields.Integer(metadata=said("其中流程异常的"))
    oldest_at = instant("等待最久的案件自何时起")
    median_s = fields.Integer(metadata=said("等待时间的中位数，秒"))


class Observation(Schema):
    """One process as it is in force, with what waits on it."""

    process = out("流程 key", allow_none=False)
    name = out("流程名称", allow_none=False)
    version = fields.Integer(metadata=said("现行版本号"))
    xml = out("现行流程图 BPMN XML", allow_none=False)
    cases = fields.Integer(required=True, metadata=said("正在这个流程中的案件数"))
    versions = fields.List(fields.Nested(UsedVersion), required=True, metadata=said("在用的版本"))
    elements = fields.List(fields.Nested(ObservedElement), required=True, metadata=said("各环节，案件多的在前"))


class WaitingQuery(Schema):
    """Which cases are wanted."""

    element = fields.String(required=True, validate=validate.Length(1, 128), metadata=said("元素编号"))
    limit = fields.Integer(load_default=200, validate=validate.Range(1, 1000), metadata=said("最多列出几件"))


class WaitingCase(Schema):
    """A case that waits at an element."""

    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    number = out("案号；立案前为 null")
    unit_name = out("承办单位")
    since = instant("自何时起")
    due_at = instant("期限")
    overdue = fields.Boolean(metadata=said("是否逾期"))
    incident = fields.Boolean(metadata=said("流程是否异常"))


class WaitingCases(Schema):
    """The cases at an element that exist for whoever asks."""

    element = out("元素编号", allow_none=False)
    name = out("环节名称", allow_none=False)
    total = fields.Integer(required=True, metadata=said("停在这里的案件数"))
    hidden = fields.Integer(metadata=said("其中您看不到的"))
    items = fields.List(fields.Nested(WaitingCase), required=True, metadata=said("您可以看到的，等待久的在前"))
