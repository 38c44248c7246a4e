"""Signing in and one's own account."""
from __future__ import annotations

from marshmallow import fields, validate

from api.schema import Instant, Schema, out, said, text, whole


def _secret(description: str, most: int = 256) -> fields.String:
    return fields.String(required=True, load_only=True, metadata=said(description, format="password"),
                         validate=validate.Length(1, most, error=f"长度应为 1 至 {most} 个字"))


class Credentials(Schema):
    """Login and password."""

    login = text("账号", most=64, least=1, required=True, example="zhou.min")
    password = _secret("密码")


class Holding(Schema):
    """A ticket for the next step of signing in."""

    ticket = _secret("上一步返回的 ticket", 1000)


class Code(Holding):
    """The second step."""

    code = _secret("动态口令或恢复代码", 64)


class Renewal(Holding):
    """A password that had to be changed."""

    password = _secret("新密码")


class Enrolment(Holding):
    """A telephone that is bound on the way in."""

    offer = _secret("取得密钥时返回的 offer", 1000)
    code = _secret("手机显示的动态口令", 64)


class Redemption(Schema):
    """A password set with an administrator's secret."""

    secret = _secret("重置口令", 200)
    password = _secret("新密码")


class Shoes(Schema):
    """Whose shoes."""

    person_id = whole("演示人员编号（见 /people/roster）", required=True)


class Proof(Schema):
    """What proves once more who sits there."""

    given = _secret("密码或动态口令")


class SignedIn(Schema):
    """A session."""

    account_id = fields.Integer(required=True, metadata=said("账号编号"))
    csrf = out("放入 X-CSRF-Token 的令牌；以访问令牌调用时为 null")


class SigningIn(SignedIn):
    """How far signing in has come."""

    csrf = out("放入 X-CSRF-Token 的令牌；会话尚未建立时为 null")
    next = out("还须完成的步骤：second_factor、new_password、enrol；为 null 时会话已建立")
    ticket = out("继续下一步所需的凭据，数分钟内有效")
    codes = fields.List(fields.String(), metadata=said("恢复代码，只显示这一次"))


class Offer(Schema):
    """A secret for somebody's telephone."""

    secret = out("密钥，供手工输入", allow_none=False)
    address = out("otpauth 地址，画成二维码由手机扫描", allow_none=False)
    offer = out("确认绑定时一并提交", allow_none=False)


# -- one's own account ----------------------------------------------------------------------------------------
class OwnSession(Schema):
    """One place where one is signed in."""

    id = out("这处登录的编号", allow_none=False)
    address = out("网络地址")
    agent = out("浏览器或程序")
    way = out("登录方式：password、oidc、demo")
    created_at = Instant(required=True, metadata=said("登录时间"))
    seen_at = Instant(required=True, metadata=said("最近使用时间"))
    ends_at = Instant(required=True, metadata=said("最迟结束时间"))
    current = fields.Boolean(required=True, metadata=said("是否为当前会话"))


class OwnSessions(Schema):
    """Where one is signed in."""

    items = fields.List(fields.Nested(OwnSession), required=True, metadata=said("本人的登录"))


class NewPassword(Schema):
    """Changing one's own password."""

    old = _secret("现用密码")
    password = _secret("新密码")


class Factor(Schema):
    """What one has as a second factor."""

    bound = fields.Boolean(required=True, metadata=said("是否已绑定动态口令"))
    required = fields.Boolean(required=True, metadata=said("本人是否必须绑定"))
    recovery_left = fields.Integer(required=True, metadata=said("剩余恢复代码数"))


class Binding(Schema):
    """A telephone to bind."""

    offer = _secret("取得密钥时返回的 offer", 1000)
    code = _secret("手机显示的动态口令", 64)


class Bound(SignedIn):
    """A telephone bound."""

    codes = fields.List(fields.String(), required=True, metadata=said("恢复代码，只显示这一次"))


class Codes(Schema):
    """New recovery codes."""

    codes = fields.List(fields.String(), required=True, metadata=said("恢复代码，只显示这一次，原有的随即失效"))
