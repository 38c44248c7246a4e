"""Tasks in lists, a task on its desk, and what may be sent to it."""
from __future__ import annotations

from marshmallow import fields

from api.schema import PageQuery, Schema, choice, instant, out, page_of, said, text, whole

DUTIES = ("patrol", "collect", "dispatch", "handle", "review", "hearing", "hearing_record", "decide", "collective", "serve", "collect_fine", "archive",
          "assess", "supervise")
STATES = ("open", "signing", "done", "cancelled")


class Barred(Schema):
    """Why this person may not do this task."""

    reason = out("不能由您办理的原因", allow_none=False)
    article = out("依据的条文")
    code = out("错误代码，如 duty_conflict", allow_none=False)


class Task(Schema):
    """A user task as it stands in a list."""

    id = fields.Integer(required=True, metadata=said("任务编号", example=31))
    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    case_number = out("案号，立案前为空")
    lead_number = out("线索编号")
    case_title = out("案件标题")
    item_code = out("事项编码")
    party_name = out("当事人")
    stage = out("案件所处阶段")
    element = out("流程图中的元素 id", allow_none=False)
    process = out("流程 key", allow_none=False)
    name = out("环节名称", allow_none=False)
    duty = out("所需职责：" + "、".join(DUTIES), allow_none=False)
    unit_id = fields.Integer(metadata=said("办理单位编号"))
    unit_name = out("办理单位")
    state = out("open 待办，signing 待第二人签字，done 已办结，cancelled 已取消", allow_none=False)
    assignee_id = out("认领人编号；在任务池中时为 null", fields.Integer)
    assignee_name = out("认领人")
    owner_id = out("委派人编号", fields.Integer)
    for_id = out("代理何人办理；不是代理的为 null", fields.Integer)
    for_name = out("被代理人姓名")
    deputy_for_id = out("由您办理时代理何人；不是代理的为 null", fields.Integer)
    deputy_for_name = out("由您办理时被代理人的姓名")
    escalated_from_id = out("因无人可以办理而由哪个下级单位转来；没有转来的为 null", fields.Integer)
    escalated_from_name = out("转来的下级单位")
    escalated_why = out("转来的原因")
    version = fields.Integer(required=True, metadata=said("版本号，放入 If-Match: \"v<版本>\""))
    officers = fields.Integer(metadata=said("须由几名执法人员签字"))
    signers = fields.List(fields.Integer(), metadata=said("已签字人员编号"))
    round = fields.Integer(metadata=said("第几轮；退回重办时递增"))
    created_at = instant("产生时间")
    due_at = instant("最近期限届满的时刻，没有期限时为 null")
    due_clock = out("最近的期限代码")
    overdue = fields.Boolean(metadata=said("是否已逾期"))
    due_words = fields.String(allow_none=True, metadata=said("期限的说法", example="剩 3 个工作日（3月12日止）"))
    due_severity = fields.String(allow_none=True, metadata=said("normal 正常，soon 临近，overdue 逾期"))
    completed_at = instant("办结时间")
    completed_by = out("办结人编号", fields.Integer)
    barred = fields.Nested(Barred, allow_none=True, metadata=said("不能由您办理时的原因；可以办理时为 null"))


class TaskAct(Schema):
    """How a task stands after an act."""

    id = fields.Integer(required=True, metadata=said("任务编号", example=31))
    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    element = out("流程图中的元素 id", allow_none=False)
    name = out("环节名称", allow_none=False)
    state = out("open 待办，signing 待第二人签字，done 已办结，cancelled 已取消", allow_none=False)
    assignee_id = out("认领人编号", fields.Integer)
    owner_id = out("委派人编号", fields.Integer)
    for_id = out("代理何人办理；不是代理的为 null", fields.Integer)
    version = fields.Integer(required=True, metadata=said("新的版本号"))
    signers = fields.List(fields.Integer(), metadata=said("已签字人员编号"))
    case_status = out("办结后案件的状态", allow_none=False)


class Draft(Schema):
    """A draft as kept."""

    id = fields.Integer(required=True, metadata=said("任务编号"))
    saved_at = instant("保存时间")


class Finding(Schema):
    """What a gate of the procedure found."""

    gate = out("检查编号，如 G-30", allow_none=False)
    name = out("检查名称", allow_none=False)
    article = out("依据条文")
    message = out("发现", allow_none=False)
    next = out("现在可以怎么办")
    severity = out("block 阻断，warn 提醒", allow_none=False)


class Duty(Schema):
    """A duty somebody bore in this case."""

    person_id = fields.Integer(metadata=said("人员编号"))
    person_name = out("姓名")
    duty = out("职责", allow_none=False)
    task_name = out("环节")
    at = instant("时间")
    reason = out("兼任理由；不需要的为 null")
    for_id = out("代理何人承担；不是代理的为 null", fields.Integer)
    for_name = out("被代理人姓名")


class Note(Schema):
    """A comment on the case."""

    id = fields.Integer(metadata=said("意见编号"))
    task_id = out("任务编号", fields.Integer)
    person_id = fields.Integer(metadata=said("发表人编号"))
    person_name = out("发表人")
    text = out("内容", allow_none=False)
    at = instant("时间")


class TaskDesk(Task):
    """A task with all its person needs to do it."""

    form = fields.Dict(allow_none=True, metadata=said("form-js 表单定义"))
    data = fields.Dict(metadata=said("表单的初始值，取自案件事实"))
    draft = fields.Dict(allow_none=True, metadata=said("上次保存的草稿，只给持有人"))
    record = fields.Dict(allow_none=True, metadata=said("已提交、待签或已办结的表单内容"))
    signer_names = fields.List(fields.String(), metadata=said("已签字人员"))
    findings = fields.List(fields.Nested(Finding), metadata=said("程序检查的发现，阻断的在前"))
    duties = fields.List(fields.Nested(Duty), metadata=said("本案谁承担过什么职责"))
    comments = fields.List(fields.Nested(Note), metadata=said("意见"))
    left = fields.Nested(Barred, allow_none=True, metadata=said("持有人不再能办理的原因；此时您可以接手（claim）"))
    can = fields.List(fields.String(), metadata=said("您现在可以做的：claim、take_over（以 claim 接手）、release、delegate、transfer、send_back、complete、sign、withdraw_signature、comment"))
    asked = fields.Nested(Barred, allow_none=True, metadata=said("您办理须记明兼任理由的缘由；不需要的为 null"))


TaskPage = page_of(Task, "TaskPage")


class TaskQuery(PageQuery):
    """Which tasks are wanted."""

    view = choice("all 我可办的，mine 我已认领的，pool 待认领的", ("all", "mine", "pool"), load_default="all")
    q = text("按案号、线索编号、标题、环节名称查找", most=100, load_default=None)
    duty = choice("职责", DUTIES, load_default=None)
    due = choice("overdue 已逾期，soon 临近", ("overdue", "soon"), load_default=None)


class FormData(Schema):
    """The filled form."""

    data = fields.Dict(required=True, keys=fields.String(),
                       metadata=said("表单字段 → 值；按已部署的表单校验", example={"triage": "ours", "item_code": "330217000"}))


DUTY_REASON = "兼任理由；返回 reason_needed 时须写明为何由您兼任这一职责"


class Completion(FormData):
    """The filled form, to complete the task."""

    duty_reason = text(DUTY_REASON, most=200, load_default=None, allow_none=True)


class Recipient(Schema):
    """To whom."""

    to = whole("接收人的人员编号（见 candidates）", required=True)


class Transfer(Recipient):
    """To whom, and why."""

    reason = text("转办原因", most=500, least=1, required=True)


class Reason(Schema):
    """Why."""

    reason = text("原因", most=500, least=1, required=True)


class SendBack(Reason):
    """Why the case goes back."""

    duty_reason = text(DUTY_REASON, most=200, load_default=None, allow_none=True)


class Signature(Schema):
    """A signature; its body may be left out."""

    duty_reason = text(DUTY_REASON, most=200, load_default=None, allow_none=True)


class Remark(Schema):
    """A comment."""

    text = text("意见内容", most=2000, least=1, required=True)


class CommentAnswer(Schema):
    """A comment as kept."""

    id = fields.Integer(required=True, metadata=said("意见编号"))
    case_id = out("案件内部编号", fields.Integer)
    task_id = out("任务编号", fields.Integer)


class CandidateBarred(Schema):
    """Why this person cannot be handed the task."""

    reason = out("不能由其办理的原因", allow_none=False)
    article = out("依据的条文")


class Candidate(Schema):
    """A person this task may be handed to."""

    id = fields.Integer(required=True, metadata=said("人员编号"))
    name = out("姓名", allow_none=False)
    for_id = out("由其办理时代理何人；不是代理的为 null", fields.Integer)
    for_name = out("被代理人姓名")
    barred = fields.Nested(CandidateBarred, allow_none=True, metadata=said("不能由其办理时的原因；可以时为 null"))


class Candidates(Schema):
    """To whom a task may be handed."""

    items = fields.List(fields.Nested(Candidate), required=True, metadata=said("可接收的人员"))
