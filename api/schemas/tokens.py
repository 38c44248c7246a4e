"""API tokens."""
from __future__ import annotations

from marshmallow import fields, validate

from api.schema import Schema, instant, out, said, text, whole


class TokenScope(Schema):
    """One permission a token may carry."""

    name = out("代码", allow_none=False)
    title = out("名称", allow_none=False)


class Token(Schema):
    """A token without its secret."""

    id = fields.Integer(required=True, metadata=said("编号"))
    name = out("用途", allow_none=False)
    scope = fields.List(fields.String(), required=True, metadata=said("授权范围"))
    titles = fields.List(fields.String(), metadata=said("授权范围的名称"))
    state = out("valid 有效、over 已到期、revoked 已撤销", allow_none=False)
    created_at = instant("制作时间")
    ends_at = instant("到期时间")
    used_at = instant("最近使用时间，至多每分钟记一次")
    revoked_at = instant("撤销时间")


class Tokens(Schema):
    """Tokens, and what a new one may carry."""

    items = fields.List(fields.Nested(Token), required=True, metadata=said("访问令牌，新的在前"))
    scopes = fields.List(fields.Nested(TokenScope), required=True, metadata=said("可以写入授权范围的权限"))
    longest = fields.Integer(required=True, metadata=said("最长有效天数"))


class NewToken(Schema):
    """A token to be made."""

    name = text("用途", most=64, least=1, required=True, example="统计报表程序")
    scope = fields.List(fields.String(validate=validate.Length(1, 40, error="长度应为 1 至 40 个字")), required=True,
                        validate=validate.Length(1, 40, error="应有 1 至 40 项"), metadata=said("授权范围；作出决定和签名须写明 sign"))
    days = whole("有效天数，不超过安全策略的上限", least=1, most=3650, required=True)


class TokenMade(Schema):
    """A token just made."""

    id = fields.Integer(required=True, metadata=said("编号"))
    name = out("用途", allow_none=False)
    scope = fields.List(fields.String(), required=True, metadata=said("授权范围"))
    ends_at = instant("到期时间")
    secret = out("访问令牌，只显示这一次；重发的请求为 null")


class TokenRevoked(Schema):
    """A token ended."""

    id = fields.Integer(required=True, metadata=said("编号"))
    revoked = fields.Boolean(required=True, metadata=said("是否已撤销"))
