"""Sign-in."""
from __future__ import annotations

from marshmallow import fields, validate

from api.schema import Schema, out, said, text, whole


class Credentials(Schema):
    """Login and password."""

    login = text("账号", most=64, least=1, required=True, example="zhou.min")
    password = fields.String(required=True, load_only=True, metadata=said("密码", format="password"),
                             validate=validate.Length(1, 256, error="长度应为 1 至 256 个字"))


class Shoes(Schema):
    """Whose shoes."""

    person_id = whole("演示人员编号（见 /people/roster）", required=True)


class SignedIn(Schema):
    """A session that has begun."""

    account_id = fields.Integer(required=True, metadata=said("账号编号"))
    csrf = out("放入 X-CSRF-Token 的令牌；以访问令牌调用时为 null")
