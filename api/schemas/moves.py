"""Moving running cases to another version: the dry run, a move, its report."""
from __future__ import annotations

from marshmallow import fields, validate

from api.schema import Schema, instant, matching, out, said, text

KEY = ("流程 key", "[a-z][a-z0-9_]{0,62}", "应为小写字母开头的字母、数字、下划线")
MOST = 20_000


class DryRunQuery(Schema):
    """Which dry run is wanted."""

    process = matching(*KEY, required=True)
    version = fields.Integer(load_default=None, validate=validate.Range(1, 1_000_000), metadata=said("目标版本号；省略则为现行版本"))
    cases = fields.Integer(load_default=200, validate=validate.Range(0, MOST), metadata=said("逐件列出的案件数，最多 20000"))


class Found(Schema):
    """What a move means for a case, or for cases that stand alike."""

    verdict = out("moves 可以迁移，stays 保留原版本；执行后为 moved、stayed、ended、already、failed", allow_none=False)
    verdict_name = out("结论", allow_none=False)
    version = fields.Integer(allow_none=True, metadata=said("原版本号"))
    live = fields.List(fields.String(), metadata=said("现在所在的环节"))
    reasons = fields.List(fields.String(), metadata=said("不能迁移的原因"))
    owed = fields.List(fields.String(), metadata=said("以后新增的法定程序要求"))
    clocks = fields.List(fields.String(), metadata=said("以后期限的变化"))


class Group(Found):
    """Cases with the same verdict."""

    count = fields.Integer(required=True, metadata=said("案件数"))


class DryCase(Schema):
    """A case of the dry run."""

    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    number = out("案号；您看不到的案件为 null")
    group = fields.Integer(metadata=said("属于 groups 中的第几项，从 0 起"))


class DryRun(Schema):
    """The dry run over every running case."""

    process = out("流程 key", allow_none=False)
    name = out("流程名称", allow_none=False)
    version = fields.Integer(metadata=said("目标版本号"))
    in_force = fields.Boolean(metadata=said("目标是否现行版本；只有现行版本可以实际迁移"))
    total = fields.Integer(required=True, metadata=said("按其他版本办理的案件数"))
    moves = fields.Integer(required=True, metadata=said("可以迁移的案件数"))
    stays = fields.Integer(required=True, metadata=said("保留原版本的案件数"))
    groups = fields.List(fields.Nested(Group), required=True, metadata=said("结论相同的案件归为一组"))
    cases = fields.List(fields.Nested(DryCase), required=True, metadata=said("逐件的结论"))


class MoveInput(Schema):
    """A move that is planned."""

    process = matching(*KEY, required=True)
    reason = text("迁移的理由", most=500, least=1, required=True)


class MoveConfirm(Schema):
    """Yes or no to a planned move."""

    agree = fields.Boolean(load_default=True, metadata=said("true 同意执行，false 不同意并撤销"))


class Count(Schema):
    """How many cases have a verdict."""

    verdict = out("结论代码", allow_none=False)
    verdict_name = out("结论", allow_none=False)
    count = fields.Integer(metadata=said("案件数"))


class Move(Schema):
    """A move with its progress."""

    id = fields.Integer(required=True, metadata=said("迁移编号"))
    process = out("流程 key", allow_none=False)
    name = out("流程名称", allow_none=False)
    version = fields.Integer(metadata=said("目标版本号"))
    to_id = fields.Integer(metadata=said("目标部署编号"))
    state = out("planned 待确认，running 正在迁移，paused 已暂停，done 已完成，dropped 已撤销", allow_none=False)
    state_name = out("状态", allow_none=False)
    total = fields.Integer(metadata=said("涉及的案件数"))
    done = fields.Integer(metadata=said("已处理的案件数"))
    percent = fields.Integer(metadata=said("进度，百分比"))
    reason = out("理由", allow_none=False)
    made_at = instant("提出时间")
    made_by = fields.Integer(metadata=said("提出人"))
    made_by_name = out("提出人姓名")
    confirmed_by = fields.Integer(allow_none=True, metadata=said("确认人"))
    confirmed_by_name = out("确认人姓名")
    finished_at = instant("完成或者撤销时间")
    counts = fields.List(fields.Nested(Count), metadata=said("各结论的案件数"))
    may = fields.List(fields.String(), metadata=said("您现在可以做的：confirm、drop、pause、resume"))


class Moves(Schema):
    """The county's moves."""

    items = fields.List(fields.Nested(Move), required=True, metadata=said("各次迁移，新的在前"))


class ReportQuery(Schema):
    """Which part of a report is wanted."""

    verdict = fields.String(load_default=None, validate=validate.OneOf(("moves", "stays", "moved", "stayed", "ended", "already", "failed")),
                            metadata=said("只看这一结论"))
    after = fields.Integer(load_default=0, validate=validate.Range(0, 2**31 - 1), metadata=said("上一页最后一件的 next"))
    limit = fields.Integer(load_default=200, validate=validate.Range(1, 1000), metadata=said("每页件数"))


class ReportCase(Found):
    """A case of the report."""

    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    number = out("案号；您看不到的案件为 null")
    at = instant("处理时间；还没有处理的为 null")


class Report(Schema):
    """What came of the cases."""

    items = fields.List(fields.Nested(ReportCase), required=True, metadata=said("各件"))
    next = fields.Integer(allow_none=True, metadata=said("下一页的 after；没有更多时为 null"))
