"""Persons, posts, certificates, training, clean-outs, and files of them."""
from __future__ import annotations

from marshmallow import fields, validate

from api.schema import PageQuery, Schema, calendar_day, choice, day, instant, out, page_of, said, text, whole
from api.schemas.organisation import TAG, code_of

__all__ = ["TAG"]
_KINDS = "staff 工作人员，leader 行政机关负责人，auxiliary 执法辅助人员，grid 网格员"
KINDS = ("staff", "leader", "auxiliary", "grid")
_CARDS = "enforcement_certificate 行政执法证，legal_licence 法律职业资格证书"


class StaffQuery(PageQuery):
    """Who is wanted."""

    unit = code_of("单位代码；省略为全部", load_default=None)
    q = text("姓名或者代码的一部分", most=64, load_default=None)
    kind = choice(_KINDS, KINDS, load_default=None)
    here = fields.Boolean(load_default=True, allow_none=True, metadata=said("true 在岗，false 已离岗"))


class StaffPerson(Schema):
    """A person on the roll."""

    id = fields.Integer(required=True, metadata=said("人员编号"))
    code = out("人员代码", allow_none=False)
    name = out("姓名", allow_none=False)
    kind = out(_KINDS, allow_none=False)
    kind_name = out("人员类别", allow_none=False)
    unit = out("单位代码", allow_none=False)
    unit_name = out("单位", allow_none=False)
    active = fields.Boolean(metadata=said("是否在岗"))
    identified = fields.Boolean(metadata=said("是否已登记公民身份号码（号码本身不保存）"))
    admin = out("system 系统管理员，security 安全管理员，audit 审计管理员；其他人为 null")
    reviewer_since = day("开始从事法制审核的日期")
    left_on = day("离岗日期")
    version = fields.Integer(metadata=said("版本号"))


class StaffPage(page_of(StaffPerson, "_StaffPersons")):
    """One page of the roll."""


class StaffPost(Schema):
    """A post of a person."""

    id = fields.Integer(metadata=said("岗位编号"))
    duty = out("职责代码", allow_none=False)
    unit_id = fields.Integer(metadata=said("单位编号"))
    unit_code = out("单位代码", allow_none=False)
    unit_name = out("单位", allow_none=False)
    from_on = day("起日")
    until_on = day("止日")
    in_force = fields.Boolean(metadata=said("今天是否有效"))


class CertificateStep(Schema):
    """One event in a certificate's life."""

    kind = out("entered 登记，renewed 换证，suspended 暂扣，reinstated 恢复，withdrawn 收回注销", allow_none=False)
    kind_name = out("办理事项", allow_none=False)
    on = day("日期")
    reason = out("理由", allow_none=False)
    document = out("文书", allow_none=False)
    valid_until = day("当时的有效期止日")
    at = instant("登记时间")
    made_by_name = out("登记人")


class StaffCertificate(Schema):
    """A certificate of a person."""

    id = fields.Integer(metadata=said("证件编号"))
    kind = out(_CARDS, allow_none=False)
    kind_name = out("种类", allow_none=False)
    number = out("证号", allow_none=False)
    scope = out("执法类别")
    valid_from = day("有效期起")
    valid_until = day("有效期止")
    suspended = fields.Boolean(metadata=said("是否暂扣"))
    withdrawn_on = day("收回注销日期")
    expired = fields.Boolean(metadata=said("是否已过有效期"))
    version = fields.Integer(metadata=said("版本号"))
    life = fields.List(fields.Nested(CertificateStep), metadata=said("经历"))


class StaffTraining(Schema):
    """A course or an examination."""

    id = fields.Integer(metadata=said("编号"))
    kind = out("course 培训，exam 考试", allow_none=False)
    kind_name = out("类型", allow_none=False)
    name = out("名称", allow_none=False)
    on = day("日期")
    hours = out("学时", fields.Integer)
    score = out("分数", fields.Integer)
    passed = out("是否合格", fields.Boolean)


class StaffGrid(Schema):
    """A grid somebody answers for."""

    id = fields.Integer(metadata=said("责任登记编号"))
    grid_code = out("网格代码", allow_none=False)
    grid_name = out("网格", allow_none=False)
    role = out("责任代码", allow_none=False)
    role_name = out("责任", allow_none=False)
    from_on = day("起日")
    until_on = day("止日")


class StaffDetail(StaffPerson):
    """One person with everything about them."""

    own = fields.Boolean(metadata=said("是否本人；本人的记录须由另一名管理员办理"))
    posts = fields.List(fields.Nested(StaffPost), metadata=said("岗位"))
    qualifications = fields.List(fields.Nested(StaffCertificate), metadata=said("证件"))
    trainings = fields.List(fields.Nested(StaffTraining), metadata=said("培训考试，新的在前"))
    hours = fields.Integer(metadata=said("近一年培训学时"))
    hours_wanted = fields.Integer(metadata=said("每年应有学时"))
    grids = fields.List(fields.Nested(StaffGrid), metadata=said("所负责的网格"))


class StaffInput(Schema):
    """A person to be entered."""

    code = code_of("人员代码", required=True)
    name = text("姓名", most=64, least=1, required=True)
    kind = choice(_KINDS, KINDS, required=True)
    unit = code_of("单位代码", required=True)
    identity = text("公民身份号码；只保存带密钥的摘要，不保存号码", most=32, least=1, required=True)
    reviewer_since = calendar_day("开始从事法制审核的日期", allow_none=True)


class StaffChange(Schema):
    """What is to change."""

    name = text("姓名", most=64, least=1)
    kind = choice(_KINDS, KINDS)
    unit = code_of("单位代码")
    identity = text("公民身份号码", most=32)
    reviewer_since = calendar_day("开始从事法制审核的日期", allow_none=True)


class StaffAct(Schema):
    """How a person stands after an act."""

    id = fields.Integer(required=True, metadata=said("人员编号"))
    code = out("人员代码", allow_none=False)
    version = fields.Integer(required=True, metadata=said("版本号"))
    posts = fields.Integer(metadata=said("终止的岗位数"))
    grids = fields.Integer(metadata=said("解除的网格责任数"))
    accounts = fields.Integer(metadata=said("停用的账号数"))
    sessions = fields.Integer(metadata=said("结束的会话数"))
    tokens = fields.Integer(metadata=said("作废的访问令牌数"))
    tasks = fields.Integer(metadata=said("退回待领的任务数"))


class PostInput(Schema):
    """A post to be given."""

    unit = code_of("单位代码", required=True)
    duty = text("职责代码", most=32, least=1, required=True)
    from_on = calendar_day("起日；省略为今天")
    until_on = calendar_day("止日", allow_none=True)


class PostEnd(Schema):
    """When a post ends."""

    until_on = calendar_day("最后一日，今天或者以后；省略为立即终止", allow_none=True)


class PostAct(Schema):
    """A post after an act."""

    id = fields.Integer(required=True, metadata=said("岗位编号"))
    code = out("人员代码", allow_none=False)
    duty = out("职责代码")
    unit = out("单位代码")
    until_on = day("止日")


class CertificatesQuery(Schema):
    """Which certificates."""

    unit = code_of("单位代码；省略为全部", load_default=None)
    state = choice("warned 到期或者将到期，expired 已到期，suspended 暂扣", ("warned", "expired", "suspended"), load_default=None)


class ListedCertificate(Schema):
    """A certificate on the register."""

    id = fields.Integer(metadata=said("证件编号"))
    kind = out(_CARDS, allow_none=False)
    kind_name = out("种类", allow_none=False)
    number = out("证号", allow_none=False)
    scope = out("执法类别")
    valid_from = day("有效期起")
    valid_until = day("有效期止")
    suspended = fields.Boolean(metadata=said("是否暂扣"))
    expired = fields.Boolean(metadata=said("是否已过有效期"))
    warning = out("已到的提醒：到期前的天数，0 为已到期，没有为 null", fields.Integer)
    days_left = fields.Integer(metadata=said("距到期的天数，已到期的为负数"))
    person_code = out("人员代码", allow_none=False)
    person_name = out("姓名", allow_none=False)
    unit_code = out("单位代码", allow_none=False)
    unit_name = out("单位", allow_none=False)
    version = fields.Integer(metadata=said("版本号"))


class Certificates(Schema):
    """The register."""

    items = fields.List(fields.Nested(ListedCertificate), required=True, metadata=said("证件，先到期的在前"))


class CertificateNumbers(Schema):
    """How many want attention."""

    expired = fields.Integer(required=True, metadata=said("已到期的证件数"))
    soon = fields.Integer(required=True, metadata=said("将到期的证件数"))


class CertificateInput(Schema):
    """A certificate to be entered."""

    person = code_of("人员代码", required=True)
    kind = choice(_CARDS, ("enforcement_certificate", "legal_licence"), required=True)
    number = text("证号", most=64, least=1, required=True)
    scope = text("执法类别，用空格隔开；省略为全部", most=255, load_default="")
    valid_from = calendar_day("有效期起", required=True)
    valid_until = calendar_day("有效期止；行政执法证必填", allow_none=True)
    document = text("发证文件", most=200, load_default="")


class CertificateStepInput(Schema):
    """What is done with a certificate."""

    action = choice("renewed 换证，suspended 暂扣，reinstated 恢复，withdrawn 收回注销", ("renewed", "suspended", "reinstated", "withdrawn"), required=True)
    reason = text("理由；除换证外必填", most=200, load_default="")
    document = text("文书", most=200, load_default="")
    valid_from = calendar_day("换证：新有效期起")
    valid_until = calendar_day("换证：新有效期止")
    number = text("换证：新证号；省略为原证号", most=64)
    scope = text("换证：执法类别；省略为原类别", most=255)


class CertificateAct(Schema):
    """A certificate after an act."""

    id = fields.Integer(required=True, metadata=said("证件编号"))
    person = out("人员代码", allow_none=False)
    version = fields.Integer(required=True, metadata=said("版本号"))


class TrainingInput(Schema):
    """A course or an examination to be entered."""

    persons = fields.List(code_of("人员代码"), required=True, validate=validate.Length(1, 500, error="1 至 500 人"), metadata=said("参加人员的代码"))
    kind = choice("course 培训，exam 考试", ("course", "exam"), required=True)
    name = text("名称", most=128, least=1, required=True)
    on = calendar_day("日期", required=True)
    hours = whole("学时；培训必填", least=1, most=400, allow_none=True)
    score = whole("分数；考试必填", least=0, most=100, allow_none=True)


class TrainingAct(Schema):
    """What was entered."""

    ids = fields.List(fields.Integer(), required=True, metadata=said("编号"))
    passed = out("是否合格；培训为 null", fields.Boolean)


class TrainingQuery(Schema):
    """Whose training."""

    unit = code_of("单位代码", required=True)


class TrainedPerson(Schema):
    """How somebody is trained."""

    code = out("人员代码", allow_none=False)
    name = out("姓名", allow_none=False)
    kind = out("人员类别", allow_none=False)
    hours = fields.Integer(metadata=said("近一年学时"))
    enough = fields.Boolean(metadata=said("学时是否足够"))
    exam_on = day("最近一次考试日期")
    exam_score = out("最近一次考试分数", fields.Integer)
    exam_passed = out("最近一次考试是否合格", fields.Boolean)


class TrainingOverview(Schema):
    """How a unit's people are trained."""

    unit = out("单位代码", allow_none=False)
    unit_name = out("单位", allow_none=False)
    hours = fields.Integer(metadata=said("每年应有学时"))
    basis = out("依据", allow_none=False)
    items = fields.List(fields.Nested(TrainedPerson), metadata=said("各人"))


class CleanOutInput(Schema):
    """Whose certificates are looked through."""

    unit = code_of("单位代码", required=True)


class CleanOutFinding(Schema):
    """A certificate that should be taken back or suspended."""

    qualification_id = fields.Integer(metadata=said("证件编号"))
    person_id = fields.Integer(metadata=said("人员编号"))
    person = out("人员代码", allow_none=False)
    person_name = out("姓名", allow_none=False)
    kind_name = out("证件种类", allow_none=False)
    number = out("证号", allow_none=False)
    version = fields.Integer(metadata=said("当时的证件版本号"))
    grounds = fields.List(fields.String(), metadata=said("原因代码"))
    reasons = fields.List(fields.String(), metadata=said("原因"))
    action = out("withdraw 收回注销，suspend 暂扣", allow_none=False)
    action_name = out("建议", allow_none=False)


class CleanOut(Schema):
    """One clean-out."""

    id = fields.Integer(required=True, metadata=said("清理编号"))
    unit = out("单位代码", allow_none=False)
    unit_name = out("单位", allow_none=False)
    on = day("清理日期")
    state = out("proposed 待确认，applied 已执行，dropped 已撤销", allow_none=False)
    state_name = out("状态", allow_none=False)
    looked = fields.Integer(metadata=said("查看的证件数"))
    found = fields.Integer(metadata=said("建议清理的证件数"))
    applied = fields.Integer(metadata=said("本次清理的证件数"))
    findings = fields.List(fields.Nested(CleanOutFinding), metadata=said("建议"))
    at = instant("提出时间")
    made_by_name = out("提出人")
    settled_at = instant("办结时间")
    settled_by_name = out("办结人")


class CleanOuts(Schema):
    """All clean-outs."""

    items = fields.List(fields.Nested(CleanOut), required=True, metadata=said("证件清理，新的在前"))


class CleanOutSettle(Schema):
    """How a clean-out is settled."""

    apply = fields.Boolean(truthy={True}, falsy={False}, required=True, metadata=said("true 执行，false 撤销"))
    only = fields.List(whole("证件编号"), load_default=None, allow_none=True, metadata=said("只执行这些证件；省略为全部"))


class RollName(Schema):
    """What the file is called."""

    name = text("文件名；multipart 上传的取其文件名", most=200, load_default="导入.csv")


class RollLine(Schema):
    """What one line does."""

    line = fields.Integer(metadata=said("行号"))
    effect = out("added 新增，changed 更改，same 相同", allow_none=False)
    name = out("代码", allow_none=False)
    told = out("内容", allow_none=False)


class RollFile(Schema):
    """What a file does."""

    what = out("文件内容", allow_none=False)
    what_name = out("文件内容的名称", allow_none=False)
    file = out("文件名", allow_none=False)
    added = fields.Integer(metadata=said("新增条数"))
    changed = fields.Integer(metadata=said("更改条数"))
    same = fields.Integer(metadata=said("相同条数"))
    rows = fields.List(fields.Nested(RollLine), metadata=said("各行，最多 500 行"))
