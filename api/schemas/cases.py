"""Cases: in lists, in full, with timeline and diagram."""
from __future__ import annotations

from marshmallow import fields

from api.schema import PageQuery, Schema, choice, day, instant, matching, out, page_of, said, text
from api.schemas.tasks import Barred, Duty

STATUSES = ("lead", "filed", "closed", "ended")
STAGES = ("collect", "dispatch", "verify", "investigate", "notice", "review", "decide", "serve", "execute", "close",
          "feedback", "supervise", "done")


class Case(Schema):
    """A case as it stands in a list."""

    id = fields.Integer(required=True, metadata=said("案件内部编号", example=7))
    number = out("案号，立案前为空")
    lead_id = fields.Integer(metadata=said("线索内部编号"))
    lead_number = out("线索编号", allow_none=False)
    title = out("标题", allow_none=False)
    status = out("lead 线索，filed 已立案，closed 已结案，ended 已终结", allow_none=False)
    stage = out("所处阶段：" + "、".join(STAGES), allow_none=False)
    unit_id = fields.Integer(metadata=said("单位编号"))
    unit_name = out("单位", allow_none=False)
    item_code = out("事项编码")
    party_name = out("当事人")
    place = out("地点")
    source = out("线索来源")
    version = fields.Integer(metadata=said("版本号"))
    opened_at = instant("产生时间")
    updated_at = instant("最近变动时间")
    filed_on = day("立案日期")
    closed_on = day("结案日期")
    summary = fields.Dict(metadata=said("要点：当事人类型、处罚种类与金额（分）、程序等，按表单字段名"))


class CaseTask(Schema):
    """A task on the case page."""

    id = fields.Integer(required=True, metadata=said("任务编号"))
    process = out("流程 key", allow_none=False)
    element = out("流程图中的元素 id", allow_none=False)
    name = out("环节名称", allow_none=False)
    duty = out("所需职责", allow_none=False)
    unit_id = fields.Integer(metadata=said("办理单位编号"))
    unit_name = out("办理单位", allow_none=False)
    state = out("open 待办，signing 待第二人签字，done 已办结，cancelled 已取消", allow_none=False)
    assignee_id = out("认领人编号", fields.Integer)
    assignee_name = out("认领人")
    for_id = out("代理何人办理；不是代理的为 null", fields.Integer)
    for_name = out("被代理人姓名")
    escalated_from_name = out("因无人可以办理而由哪个下级单位转来")
    escalated_why = out("转来的原因")
    round = fields.Integer(metadata=said("第几轮"))
    version = fields.Integer(metadata=said("版本号"))
    created_at = instant("产生时间")
    due_at = instant("最近期限届满的时刻")
    due_clock = out("最近的期限代码")
    barred = fields.Nested(Barred, allow_none=True, metadata=said("不能由您办理时的原因；可以办理时为 null"))


class CaseFile(Case):
    """A case in full."""

    item_name = out("事项名称")
    facts = fields.Dict(metadata=said("案件事实，按表单字段名"))
    duties = fields.List(fields.Nested(Duty), metadata=said("谁承担过什么职责；办、审、定须由不同的人承担"))
    open_tasks = fields.List(fields.Nested(CaseTask), metadata=said("待办环节"))
    position = fields.Dict(metadata=said("流程所在位置：live 为流程 key → 正在进行的元素 id"))


class RecordField(Schema):
    """One field of a completed form."""

    key = out("字段名", allow_none=False)
    label = out("字段标题")
    value = fields.Raw(allow_none=True, metadata=said("值"))
    words = out("值的文字")


class Record(CaseTask):
    """A completed form of the case."""

    completed_at = instant("办结时间")
    signer_names = fields.List(fields.String(), metadata=said("签字人员"))
    fields_ = fields.List(fields.Nested(RecordField), data_key="fields", attribute="fields", metadata=said("各项"))


class Records(Schema):
    """The completed forms of a case."""

    items = fields.List(fields.Nested(Record), required=True, metadata=said("按办结先后"))


CasePage = page_of(Case, "CasePage")


class CaseQuery(PageQuery):
    """Which cases are wanted."""

    q = text("按案号、线索编号、标题、当事人查找", most=100, load_default=None)
    stage = choice("阶段", STAGES, load_default=None)
    status = choice("状态", STATUSES, load_default=None)


class TimelineEntry(Schema):
    """One thing that happened."""

    seq = fields.Integer(required=True, metadata=said("审计链中的序号"))
    at = instant("时间")
    action = out("事项代码，如 task.done", allow_none=False)
    person_id = out("人员编号；系统自动发生的为 null", fields.Integer)
    person_name = out("姓名")
    bearer_name = out("承担职责的人")
    assignee_name = out("接收任务的人")
    for_name = out("被代理人姓名；不是代理的为 null")
    subject_name = out("事项所涉及的人")
    from_name = out("原来持有任务的人")
    task_id = out("任务编号", fields.Integer)
    task_name = out("环节")
    text = out("意见内容")
    data = fields.Dict(metadata=said("编号、代码与日期"))


TimelinePage = page_of(TimelineEntry, "TimelinePage")


class ProcessName(Schema):
    """A process of the case."""

    key = out("流程 key", allow_none=False)
    name = out("流程名称", allow_none=False)


class DiagramQuery(Schema):
    """Which drawing."""

    process = matching("流程 key；省略则为正在进行的最内层流程", "[a-z][a-z0-9_]{0,62}", "流程 key 不正确", load_default=None)


class Diagram(Schema):
    """The drawing of the version this case runs on, with where it stands."""

    process = out("流程 key", allow_none=False)
    processes = fields.List(fields.Nested(ProcessName), metadata=said("本案用到的流程"))
    xml = out("流程图原文，BPMN 2.0 XML", allow_none=False)
    live = fields.List(fields.String(), metadata=said("正在进行的元素 id"))
    done = fields.List(fields.String(), metadata=said("已走过的元素 id"))
