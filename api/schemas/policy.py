"""The security policy."""
from __future__ import annotations

from marshmallow import fields

from api.schema import Schema, out, said, text, whole
from engine.work.policy import NUMBERS


class PasswordProfile(Schema):
    """A set of demands on passwords."""

    code = out("代码", allow_none=False)
    name = out("名称", allow_none=False)
    source = out("依据的标准", allow_none=False)


class PolicyNumber(Schema):
    """A number of the policy."""

    key = out("代码", allow_none=False)
    name = out("名称", allow_none=False)
    unit = out("单位", allow_none=False)
    value = fields.Integer(required=True, metadata=said("现行值"))
    most = fields.Integer(required=True, metadata=said("标准允许的上限"))


class Policy(Schema):
    """What is in force."""

    profile = out("密码规则代码", allow_none=False)
    profile_name = out("密码规则", allow_none=False)
    demands = out("对密码的要求", allow_none=False)
    profiles = fields.List(fields.Nested(PasswordProfile), required=True, metadata=said("可选的密码规则"))
    numbers = fields.List(fields.Nested(PolicyNumber), required=True, metadata=said("各项数值"))


Choice = Schema.from_dict({
    "profile": text("密码规则代码", most=16, load_default=None, allow_none=True),
    **{key: whole(f"{name}（{unit}）", load_default=None, allow_none=True) for key, (name, unit) in NUMBERS.items()}}, name="PolicyChoice")
