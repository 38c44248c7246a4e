"""Trials of a draft in a scratch store, and rehearsals of all its scenarios."""
from __future__ import annotations

from marshmallow import fields, validate

from api.schema import Day, Schema, choice, instant, matching, out, said, text, whole

SOURCES = ("demo", "ours")


def _table(what: str, **more):
    return fields.Dict(keys=fields.String(), metadata=said(what), **more)


def _list(what: str):
    return fields.List(fields.Dict(keys=fields.String()), metadata=said(what))


class TrialInput(Schema):
    """Which draft is tried, with whom and from which day."""

    draft_id = whole("草稿编号", required=True)
    source = choice("人员：demo 为示范县的人员，ours 为本县的人员和单位（只复制姓名、岗位和资格）", SOURCES, load_default="demo")
    on = Day(required=True, metadata=said("从哪一天上午九时开始", format="date", example="2026-03-09"))


class Trial(Schema):
    """Where a trial stands."""

    id = out("试办编号", allow_none=False)
    draft_id = fields.Integer(metadata=said("草稿编号"))
    draft_version = fields.Integer(metadata=said("试办所用的草稿版本"))
    key = out("流程 key", allow_none=False)
    name = out("流程名称", allow_none=False)
    source = out("人员的来源", allow_none=False)
    source_name = out("人员的来源", allow_none=False)
    proven = fields.Boolean(dump_default=False, metadata=said("是否经过证明：试办的流程只经过检查，总是 false"))
    at = instant("试办的时钟")
    next_due = instant("下一个期限届满的时间")
    case = fields.Dict(keys=fields.String(), allow_none=True, metadata=said("案件；登记线索之前为 null"))
    tasks = _list("待办环节；who 列出可以办理和不能办理（barred，含理由）的人员")
    clocks = _list("期限及其起止")
    papers = _list("文书")
    steps = _list("已经做过的每一步；outcome 为 done 或者被拒绝的理由")
    people = _list("可以选用的人员")
    processes = _list("试办中的各流程")
    live = _table("各流程中当前的环节")
    done = _table("各流程中已经过的环节")
    taken = _table("各流程中已走过的连线")
    live_in = out("当前环节所在的流程")


class TrialLine(Schema):
    """One of one's own trials."""

    id = out("试办编号", allow_none=False)
    at = instant("试办的时钟")
    source_name = out("人员的来源", allow_none=False)
    draft_version = fields.Integer(metadata=said("试办所用的草稿版本"))
    steps = fields.Integer(metadata=said("已经做了多少步"))


class TrialLines(Schema):
    """One's own trials of a draft."""

    items = fields.List(fields.Nested(TrialLine), required=True, metadata=said("各次试办"))


class TrialsQuery(Schema):
    """Of which draft."""

    draft_id = fields.Integer(required=True, validate=validate.Range(1, 2**31 - 1), metadata=said("草稿编号"))


class AsWhom(Schema):
    """As whom one looks."""

    who = text("人员代码", most=64, least=1, required=True)


class TrialTask(Schema):
    """An open task as one person sees it."""

    form = fields.Dict(keys=fields.String(), allow_none=True, metadata=said("表单，form-js JSON"))
    data = _table("表单起始的内容")
    can = fields.List(fields.String(), metadata=said("此人可以做的"))
    barred = fields.Dict(keys=fields.String(), allow_none=True, metadata=said("此人不能办理的理由和依据"))
    findings = _list("程序关口的提示")
    asked = fields.Dict(keys=fields.String(), allow_none=True, metadata=said("须记明兼任理由的原因"))
    record = fields.Dict(keys=fields.String(), allow_none=True, metadata=said("待第二人签名的记录"))
    officers = fields.Integer(metadata=said("须由几人签名"))


class TrialStep(Schema):
    """One act, written as in a scenario without its time."""

    act = text("做什么，如 report、complete、sign、send_back、clock.extend、evidence.add", most=32, least=1, required=True)
    who = text("人员代码", most=64, least=1, required=True)
    task = text("环节编号", most=128, load_default=None, allow_none=True)
    clock = text("期限代码", most=64, load_default=None, allow_none=True)
    measure = text("措施代码", most=64, load_default=None, allow_none=True)
    paper = text("文书代码", most=64, load_default=None, allow_none=True)
    to = text("交给谁（人员代码）", most=64, load_default=None, allow_none=True)
    reason = text("理由", most=500, load_default=None, allow_none=True)
    duty_reason = text("兼任理由", most=200, load_default=None, allow_none=True)
    form = fields.Dict(keys=fields.String(), load_default=None, allow_none=True, metadata=said("表单内容：项目 → 值"))
    text = text("备注", most=2000, load_default=None, allow_none=True)


class TrialMove(Schema):
    """How far the clock is moved."""

    days = whole("前进几天（到当天上午九时）；省略则前进到下一个期限届满", most=3660, load_default=None, allow_none=True)


class TrialRecord(Schema):
    """What the record is called."""

    name = matching("场景文件名，不含 .toml", "[a-z0-9][a-z0-9_]{0,59}", "应为小写字母、数字和下划线", required=True)
    title = text("场景的标题", most=100, least=1, required=True)
    refusals = fields.Boolean(load_default=False, metadata=said("是否把被依法拒绝的步骤也录为反例"))


class TrialRecorded(Schema):
    """The scenario as it was added to the draft."""

    path = out("文件", allow_none=False)
    text = out("内容，TOML", allow_none=False)
    draft = fields.Dict(keys=fields.String(), metadata=said("草稿"))


class RehearsalInput(Schema):
    """Of which draft."""

    draft_id = whole("草稿编号", required=True)


class Rehearsal(Schema):
    """How far all scenarios of a draft are played."""

    id = out("演练编号", allow_none=False)
    draft_id = fields.Integer(metadata=said("草稿编号"))
    draft_version = fields.Integer(metadata=said("演练所用的草稿版本"))
    key = out("流程 key", allow_none=False)
    running = fields.Boolean(metadata=said("是否还在进行"))
    ok = fields.Boolean(allow_none=True, metadata=said("是否全部通过；进行中为 null"))
    total = fields.Integer(metadata=said("共有几个场景"))
    scenarios = _list("已演练的场景：是否通过、未通过之处、经过的环节和连线")
    coverage = _table("全部场景合起来经过的环节和连线，按流程")
    error = out("未能演练的原因")
