"""Signing in by the county's identity provider."""
from __future__ import annotations

from marshmallow import fields

from api.schema import Schema, out, said, text
from api.schemas.administration import TiedIdentity
from api.schemas.session import SigningIn


class ProviderOffered(Schema):
    """Whether there is a provider."""

    name = out("统一身份平台的名称；没有设置或者演示模式为 null")


class ProviderWanted(Schema):
    """Where to go on afterwards."""

    next = text("登录后要打开的本站页面", most=500, load_default="")


class ProviderBegun(Schema):
    """Where to send the browser."""

    address = out("在浏览器中打开的地址", allow_none=False)


class ProviderBack(Schema):
    """What the provider sent along."""

    state = text("平台带回的 state", most=200, least=1, required=True)
    code = text("平台带回的 code；没有完成的为空", most=2000, load_default="")
    iss = text("平台带回的 iss", most=255, load_default=None, allow_none=True)


class ProviderFinished(SigningIn):
    """How it goes on."""

    account_id = fields.Integer(required=True, allow_none=True, metadata=said("账号编号；绑定的为 null"))
    tied = fields.Boolean(required=True, metadata=said("是否为绑定账号"))


class Identities(Schema):
    """One's own ties."""

    items = fields.List(fields.Nested(TiedIdentity), required=True, metadata=said("已绑定的统一身份"))


class IdentityUntied(Schema):
    """A tie ended."""

    id = fields.Integer(required=True, metadata=said("编号"))
    untied = fields.Boolean(required=True, metadata=said("是否已解除"))


class IdentityExpectation(Schema):
    """Whom an account expects."""

    value = text("统一身份平台给出的身份字段值；空为取消登记", most=255, required=True)


class IdentityExpected(Schema):
    """What was noted."""

    id = fields.Integer(required=True, metadata=said("账号编号"))
    value = out("身份字段值", allow_none=False)
