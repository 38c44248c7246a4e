"""Absences and substitutions: who is away, and who stands in for whom."""
from __future__ import annotations

from marshmallow import fields, validate

from api.schema import Schema, choice, instant, moment, out, said, text, whole
from api.schemas.recusals import Nameable
from api.schemas.tasks import DUTIES

KINDS = ("leave", "sick", "trip", "training")
STATES = "now 正在，to_come 尚未开始，over 已结束"


class NewAbsence(Schema):
    """An absence to be entered."""

    person_id = whole("人员编号；省略则为本人", load_default=None, allow_none=True)
    kind = choice("leave 请假，sick 病假，trip 外出、出差，training 培训学习", KINDS, required=True)
    from_at = moment("开始")
    until_at = moment("结束")
    note = text("说明", most=200, load_default="")


class AbsenceAct(Schema):
    """An absence as kept."""

    id = fields.Integer(required=True, metadata=said("登记编号"))
    person_id = fields.Integer(metadata=said("人员编号"))


class Absence(Schema):
    """One absence."""

    id = fields.Integer(required=True, metadata=said("登记编号"))
    person_id = fields.Integer(metadata=said("人员编号"))
    person_name = out("姓名", allow_none=False)
    unit_name = out("单位", allow_none=False)
    kind = out("种类：" + "、".join(KINDS), allow_none=False)
    kind_name = out("种类名称", allow_none=False)
    note = out("说明")
    from_at = instant("开始")
    until_at = instant("结束")
    ended_at = instant("销假时间")
    made_by_name = out("登记人")
    state = out(STATES, allow_none=False)
    can = fields.List(fields.String(), metadata=said("您现在可以做的：end"))


class WaitingTask(Schema):
    """A task that needs somebody."""

    id = fields.Integer(required=True, metadata=said("任务编号"))
    name = out("环节", allow_none=False)
    duty = out("职责", allow_none=False)
    case_id = fields.Integer(metadata=said("案件内部编号"))
    case_title = out("案件标题")
    unit_name = out("办理单位")
    due_at = instant("最近期限届满的时刻")
    assignee_name = out("持有人")
    away_until = instant("持有人返岗的时刻")
    why = out("没有人可以办理的原因")


class Absences(Schema):
    """Who is away."""

    items = fields.List(fields.Nested(Absence), required=True, metadata=said("请假、外出登记"))
    people = fields.List(fields.Nested(Nameable), metadata=said("您可以为其登记的人员"))
    waiting = fields.List(fields.Nested(WaitingTask), metadata=said("不在岗人员手中、需要代理的任务；期限照常计算"))
    stranded = fields.List(fields.Nested(WaitingTask), metadata=said("全县没有人可以办理的任务"))


class NewSubstitution(Schema):
    """A substitution to be made."""

    person_id = whole("被代理人编号；省略则为本人", load_default=None, allow_none=True)
    deputy_id = whole("代理人编号", required=True)
    unit_id = whole("岗位所在单位编号；省略则为被代理人的单位", load_default=None, allow_none=True)
    duties = fields.List(fields.String(validate=validate.OneOf(DUTIES, error="应为其中之一：" + "、".join(DUTIES))), required=True,
                         validate=validate.Length(1, 20, error="应为 1 至 20 项"), metadata=said("代理的职责"))
    from_at = moment("开始")
    until_at = moment("结束")
    reason = text("原因", most=200, least=1, required=True)


class SubstitutionsMade(Schema):
    """What was made."""

    ids = fields.List(fields.Integer(), required=True, metadata=said("代理编号，每项职责一个"))


class SubstitutionAct(Schema):
    """A substitution after an act."""

    id = fields.Integer(required=True, metadata=said("代理编号"))


class Substitution(Schema):
    """One substitution."""

    id = fields.Integer(required=True, metadata=said("代理编号"))
    person_id = fields.Integer(metadata=said("被代理人编号"))
    person_name = out("被代理人", allow_none=False)
    deputy_id = fields.Integer(metadata=said("代理人编号"))
    deputy_name = out("代理人", allow_none=False)
    unit_id = fields.Integer(metadata=said("岗位所在单位编号"))
    unit_name = out("岗位所在单位", allow_none=False)
    duty = out("职责", allow_none=False)
    duty_name = out("职责名称", allow_none=False)
    from_at = instant("开始")
    until_at = instant("结束")
    ended_at = instant("提前结束的时间")
    reason = out("原因")
    made_by_name = out("安排人")
    state = out(STATES, allow_none=False)
    can = fields.List(fields.String(), metadata=said("您现在可以做的：end"))


class LentPost(Schema):
    """A post that can be stood in for."""

    person_id = fields.Integer(metadata=said("任职人员编号"))
    person_name = out("任职人员", allow_none=False)
    unit_id = fields.Integer(metadata=said("单位编号"))
    unit_name = out("单位", allow_none=False)
    duty = out("职责", allow_none=False)


class Substitutions(Schema):
    """Who stands in for whom."""

    items = fields.List(fields.Nested(Substitution), required=True, metadata=said("各项代理，最近的在前"))
    posts = fields.List(fields.Nested(LentPost), metadata=said("您可以安排代理的岗位"))
    people = fields.List(fields.Nested(Nameable), metadata=said("可以选择的代理人"))
