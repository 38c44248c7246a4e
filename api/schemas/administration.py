"""The first start, the three administrators, and accounts."""
from __future__ import annotations

from marshmallow import fields, validate

from api.schema import Digits, Schema, choice, instant, out, page_of, said, text

ROLES = ("system", "security", "audit")


class FirstAdministrator(Schema):
    """One of the first three."""

    name = text("姓名", most=64, least=1, required=True)
    login = text("账号；人员名册中已有的账号即指该人员", most=32, least=1, required=True)


class Setup(Schema):
    """The first start."""

    token = text("服务启动时在本机屏幕上打印的一次性口令", most=128, least=1, required=True)
    unit = text("单位名称；人员名册已导入的可省略", most=128, load_default="")
    system = fields.Nested(FirstAdministrator, required=True, metadata=said("系统管理员"))
    security = fields.Nested(FirstAdministrator, required=True, metadata=said("安全管理员"))
    audit = fields.Nested(FirstAdministrator, required=True, metadata=said("审计管理员"))


class AdministratorMade(Schema):
    """An administrator just made."""

    role = out("角色：system、security、audit", allow_none=False)
    role_name = out("角色名称", allow_none=False)
    name = out("姓名", allow_none=False)
    login = out("账号", allow_none=False)
    secret = out("一次性口令，本人凭此设定密码；只显示这一次", allow_none=False)


class SetUp(Schema):
    """The three that were made."""

    administrators = fields.List(fields.Nested(AdministratorMade), required=True, metadata=said("三名管理员"))


# -- administrators -----------------------------------------------------------------------------------------------
class Administrator(Schema):
    """One of the three kinds."""

    person_id = fields.Integer(required=True, metadata=said("人员编号"))
    code = out("人员代码", allow_none=False)
    name = out("姓名", allow_none=False)
    unit_name = out("单位", allow_none=False)
    role = out("角色", allow_none=False)
    role_name = out("角色名称", allow_none=False)
    given_at = instant("任命时间")
    given_by_name = out("提出任命的管理员；首次启动时任命的为 null")
    able = fields.Boolean(required=True, metadata=said("账号是否可以登录"))


class AdministratorChange(Schema):
    """What is proposed for a person."""

    id = fields.Integer(required=True, metadata=said("编号"))
    kind = out("give 任命、take 免去、factor 清除第二验证因素", allow_none=False)
    kind_name = out("事项", allow_none=False)
    role = out("角色")
    role_name = out("角色名称")
    reason = out("理由", allow_none=False)
    state = out("proposed 待复核、done 已生效、refused 未同意", allow_none=False)
    state_name = out("状态", allow_none=False)
    person_id = fields.Integer(required=True, metadata=said("人员编号"))
    code = out("人员代码", allow_none=False)
    name = out("姓名", allow_none=False)
    unit_name = out("单位", allow_none=False)
    proposed_at = instant("提出时间")
    proposed_by_name = out("提出人", allow_none=False)
    settled_at = instant("复核时间")
    settled_by_name = out("复核人")
    mine = fields.Boolean(required=True, metadata=said("当前管理员不能复核（本人提出或者涉及本人）"))


class Administrators(page_of(AdministratorChange, "ChangePage")):
    """The administrators, and what is proposed."""

    administrators = fields.List(fields.Nested(Administrator), required=True, metadata=said("在任管理员"))


class BeforeQuery(Schema):
    """Which page is wanted."""

    after = Digits(load_default=None, metadata=said("上一页返回的 next"))
    limit = Digits(load_default=50, validate=validate.Range(1, 200, error="应在 1 至 200 之间"), metadata=said("每页条数，1 至 200"))


class AdministratorProposal(Schema):
    """Whom to make an administrator, or to relieve."""

    kind = choice("give 任命、take 免去", ("give", "take"), required=True)
    person = text("人员代码", most=64, least=1, required=True)
    role = choice("角色（任命时必填）", ROLES, load_default=None, allow_none=True)
    reason = text("理由", most=200, least=1, required=True)


class AdministratorVerdict(Schema):
    """Confirmed or not."""

    agree = fields.Boolean(required=True, truthy={True}, falsy={False}, metadata=said("是否同意"))


class ChangeSettled(Schema):
    """How a proposal stands."""

    id = fields.Integer(required=True, metadata=said("编号"))
    state = out("proposed、done 或者 refused", allow_none=False)


# -- accounts -----------------------------------------------------------------------------------------------------
class Account(Schema):
    """An account."""

    id = fields.Integer(required=True, metadata=said("账号编号"))
    login = out("账号", allow_none=False)
    active = fields.Boolean(required=True, metadata=said("是否启用"))
    person_id = fields.Integer(required=True, metadata=said("人员编号"))
    name = out("姓名，或者系统名称", allow_none=False)
    code = out("人员代码", allow_none=False)
    kind = out("人员类别；system 为外部系统", allow_none=False)
    unit_name = out("单位", allow_none=False)
    person_active = fields.Boolean(required=True, metadata=said("人员是否在职"))
    has_password = fields.Boolean(required=True, metadata=said("是否已设定密码"))
    second_factor = fields.Boolean(required=True, metadata=said("是否已绑定动态口令"))
    must_change = fields.Boolean(required=True, metadata=said("下次登录须更换密码"))
    password_at = instant("密码设定时间")
    locked_until = instant("锁定至；没有锁定为 null")
    admin = out("管理员角色")
    admin_name = out("管理员角色名称")
    own = fields.Boolean(required=True, metadata=said("是否为当前管理员本人"))
    system = fields.Boolean(required=True, metadata=said("是否为外部系统"))


Accounts = page_of(Account, "AccountPage")


class AccountQuery(BeforeQuery):
    """Which accounts are wanted."""

    q = text("账号、姓名或者人员代码的一部分", most=64, load_default=None)
    systems = fields.Boolean(load_default=False, truthy={"true"}, falsy={"false"}, metadata=said("只列外部系统"))


class AccountSession(Schema):
    """A live session."""

    created_at = instant("登录时间")
    seen_at = instant("最近使用时间")
    ends_at = instant("最迟结束时间")
    address = out("网络地址")
    agent = out("浏览器或者程序")
    way = out("登录方式")


class TiedIdentity(Schema):
    """Whom a provider says it is."""

    id = fields.Integer(required=True, metadata=said("编号"))
    issuer = out("统一身份平台", allow_none=False)
    subject = out("平台给出的身份标识", allow_none=False)
    added_at = instant("绑定时间")


class AwaitedIdentity(Schema):
    """Whom an account expects."""

    id = fields.Integer(required=True, metadata=said("编号"))
    issuer = out("统一身份平台", allow_none=False)
    value = out("预先登记的身份字段值", allow_none=False)
    made_at = instant("登记时间")


class AccountDetail(Account):
    """An account with what hangs on it."""

    sessions = fields.List(fields.Nested(AccountSession), required=True, metadata=said("正在进行的登录"))
    tokens = fields.Integer(required=True, metadata=said("有效的访问令牌数"))
    identities = fields.List(fields.Nested(TiedIdentity), required=True, metadata=said("已绑定的统一身份"))
    awaited = fields.List(fields.Nested(AwaitedIdentity), required=True, metadata=said("预先登记的统一身份"))


class NewAccount(Schema):
    """An account for a person who is there."""

    person = text("人员代码", most=64, least=1, required=True)
    login = text("账号：3 至 32 位小写字母和数字，以字母开头，可用点、横线、下划线分隔", most=32, least=1, required=True)


class NewSystem(Schema):
    """An account for another system."""

    name = text("系统名称", most=64, least=1, required=True)
    login = text("账号", most=32, least=1, required=True)
    unit = text("主管单位代码", most=64, least=1, required=True)


class AccountMade(Schema):
    """An account just made."""

    id = fields.Integer(required=True, metadata=said("账号编号"))
    login = out("账号", allow_none=False)
    secret = out("一次性口令，本人凭此设定密码；只显示这一次，重发的请求为 null")


class SystemMade(Schema):
    """A system's account just made."""

    id = fields.Integer(required=True, metadata=said("账号编号"))
    login = out("账号", allow_none=False)


class Switched(SystemMade):
    """An account switched."""

    active = fields.Boolean(required=True, metadata=said("是否启用"))


class AccountReset(Schema):
    """A secret to hand over."""

    secret = out("一次性口令，只显示这一次", allow_none=False)
    ends_at = instant("有效期至")


class SessionsEnded(Schema):
    """Sessions ended."""

    ended = fields.Integer(required=True, metadata=said("结束的登录数"))


class FactorReason(Schema):
    """A reason."""

    reason = text("理由", most=200, least=1, required=True)
