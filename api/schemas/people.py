"""People: who I am, and whose shoes there are."""
from __future__ import annotations

from marshmallow import fields

from api.schema import Schema, day, out, said


class Post(Schema):
    """A duty held in a unit."""

    unit_id = out("单位编号", fields.Integer)
    unit_name = out("单位")
    duty = out("职责", allow_none=False)


class Me(Schema):
    """Who is asking."""

    person_id = fields.Integer(required=True, metadata=said("人员编号"))
    account_id = fields.Integer(required=True, metadata=said("账号编号"))
    name = out("姓名", allow_none=False)
    code = out("人员代码", allow_none=False)
    kind = out("人员类别", allow_none=False)
    unit_id = fields.Integer(metadata=said("单位编号"))
    unit_name = out("单位", allow_none=False)
    posts = fields.List(fields.Nested(Post), required=True, metadata=said("岗位与职责"))


class Qualification(Schema):
    """A certificate or licence."""

    kind = out("种类", allow_none=False)
    number = out("证号", allow_none=False)
    scope = out("范围")
    valid_from = day("有效期起")
    valid_until = day("有效期止")
    suspended = fields.Boolean(metadata=said("是否暂扣"))


class RosterPerson(Schema):
    """A demo person."""

    id = fields.Integer(required=True, metadata=said("人员编号"))
    code = out("人员代码", allow_none=False)
    name = out("姓名", allow_none=False)
    kind = out("人员类别", allow_none=False)
    unit_id = fields.Integer(metadata=said("单位编号"))
    unit_name = out("单位", allow_none=False)
    posts = fields.List(fields.Nested(Post), required=True, metadata=said("岗位与职责"))
    qualifications = fields.List(fields.Nested(Qualification), metadata=said("证件"))


class Roster(Schema):
    """All demo persons."""

    items = fields.List(fields.Nested(RosterPerson), required=True, metadata=said("演示人员"))
