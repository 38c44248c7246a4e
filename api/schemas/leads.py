"""Leads: what a finder reports, and how a lead stands."""
from __future__ import annotations

from marshmallow import fields

from api.schema import PageQuery, Schema, choice, day, instant, out, page_of, said, text

SOURCES = ("patrol", "grid", "hotline", "report", "transfer", "inspection", "device")


class InformantInput(Schema):
    """Who reported; kept apart and shown only for a stated reason."""

    name = text("举报人姓名", most=64, least=1, required=True)
    phone = text("联系电话", most=32)
    note = text("备注", most=500)


class LeadInput(Schema):
    """A new lead."""

    form = fields.Dict(required=True, keys=fields.String(), metadata=said(
        "线索登记表各字段，按已部署的表单校验",
        example={"source": "patrol", "found_on": "2026-03-09", "place": "青溪镇人民路 12 号门前", "description": "占道摆摊卖水果"}))
    informant = fields.Nested(InformantInput, load_default=None, allow_none=True, metadata=said("举报人信息，单独保管"))


class LeadReported(Schema):
    """A lead just taken in."""

    id = fields.Integer(required=True, metadata=said("线索内部编号"))
    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    number = out("线索编号", allow_none=False)


class Lead(Schema):
    """A lead as it stands."""

    id = fields.Integer(required=True, metadata=said("线索内部编号"))
    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    number = out("线索编号", allow_none=False)
    case_number = out("案号，立案前为空")
    title = out("标题", allow_none=False)
    status = out("lead 线索，filed 已立案，closed 已结案，ended 已终结", allow_none=False)
    stage = out("所处阶段", allow_none=False)
    source = out("来源：" + "、".join(SOURCES), allow_none=False)
    place = out("地点", allow_none=False)
    grid_code = out("网格编号")
    found_on = day("发现日期")
    description = out("情况描述", allow_none=False)
    unit_id = fields.Integer(metadata=said("单位编号"))
    unit_name = out("单位", allow_none=False)
    reported_by = fields.Integer(metadata=said("登记人编号"))
    reported_by_name = fields.String(metadata=said("登记人"))
    has_informant = fields.Boolean(allow_none=True, metadata=said("有无举报人；只对本单位分派岗位开放，其他人为 null"))
    reported_at = instant("登记时间")
    updated_at = instant("最近变动时间")


LeadPage = page_of(Lead, "LeadPage")


class LeadQuery(PageQuery):
    """Which leads are wanted."""

    q = text("按编号、地点、描述查找", most=100, load_default=None)
    status = choice("案件状态", ("lead", "filed", "closed", "ended"), load_default=None)


class WhyInformant(Schema):
    """Why the informant's identity is needed; the look is recorded."""

    reason = text("查看原因，记入审计", most=500, least=2, required=True)


class InformantPerson(Schema):
    """A person who reported."""

    name = out("举报人姓名", allow_none=False)
    phone = out("联系电话")
    note = out("备注")


class Informant(Schema):
    """Who reported a lead."""

    lead_id = fields.Integer(required=True, metadata=said("线索内部编号"))
    informant = fields.Nested(InformantPerson, allow_none=True, metadata=said("举报人；没有时为 null"))
