"""Units, their history and staffing, grids and who answers for them."""
from __future__ import annotations

from marshmallow import fields

from api.schema import Schema, calendar_day, choice, day, instant, matching, out, said, text

CODE, GRID = "[0-9A-Za-z_]{1,64}", "[0-9A-Za-z_-]{1,64}"
KINDS = ("city", "county", "department", "town", "team", "station", "pool")
_KINDS = "city 市级单位，county 县级单位，department 县直部门，town 镇（乡、街道），team 内设执法队，station 派驻机构，pool 共享审核人员池"
_ROLES = "village 村（社区）负责人，lead 网格长，officer 包片执法员，worker 网格员"
TAG = {"ETag": {"description": "版本，如 \"v3\"；办理时放入 If-Match", "schema": {"type": "string"}}}


def code_of(description: str, **more):
    """A code of a unit or person."""
    return matching(description, CODE, "由字母、数字和下划线组成", **more)


class OnQuery(Schema):
    """As of which day."""

    on = calendar_day("哪一天；省略为今天", load_default=None)


class OrganisationUnit(Schema):
    """A unit."""

    id = fields.Integer(metadata=said("单位编号"))
    code = out("单位代码", allow_none=False)
    name = out("名称", allow_none=False)
    kind = out(_KINDS, allow_none=False)
    kind_name = out("类型", allow_none=False)
    parent = out("上级单位代码")
    guided_by = out("业务指导部门代码（派驻机构）")
    agency = out("机关全称；不是执法主体的为空", allow_none=False)
    short = out("机关代字", allow_none=False)
    government = out("复议所涉人民政府", allow_none=False)
    court = out("管辖法院", allow_none=False)
    is_subject = fields.Boolean(metadata=said("是否执法主体"))
    subject = out("以其名义制作文书的执法主体代码", allow_none=False)
    subject_agency = out("执法主体的机关全称", allow_none=False)
    from_on = day("设立日期")
    until_on = day("撤销前的最后一日")
    successor = out("承接单位代码")
    version = fields.Integer(metadata=said("版本号"))


class ListedUnit(OrganisationUnit):
    """A unit in its place."""

    depth = fields.Integer(metadata=said("层级，最上一级为 0"))


class OrganisationUnits(Schema):
    """The units of a day."""

    on = day("日期")
    items = fields.List(fields.Nested(ListedUnit), required=True, metadata=said("存续的单位，上级在前"))


class UnitChange(Schema):
    """One change of a unit."""

    on = day("自哪一日起")
    kind = out("founded 设立，changed 变更，dissolved 撤销", allow_none=False)
    kind_name = out("变更", allow_none=False)
    before = fields.Dict(metadata=said("变更前的内容"))
    after = fields.Dict(metadata=said("变更后的内容"))
    document = out("依据的文件", allow_none=False)
    at = instant("登记时间")
    made_by_name = out("登记人")


class UnitPost(Schema):
    """Who holds a post at a unit."""

    id = fields.Integer(metadata=said("岗位编号"))
    duty = out("职责代码", allow_none=False)
    person_code = out("人员代码", allow_none=False)
    person_name = out("姓名", allow_none=False)
    person_kind = out("人员类别", allow_none=False)
    from_on = day("起日")
    until_on = day("止日")


class UnitPerson(Schema):
    """Somebody of a unit."""

    code = out("人员代码", allow_none=False)
    name = out("姓名", allow_none=False)
    kind = out("人员类别", allow_none=False)


class ReviewerRatio(Schema):
    """Officers and legal reviewers."""

    officers = fields.Integer(metadata=said("执法人员数"))
    reviewers = fields.Integer(metadata=said("本单位法制审核人员数"))
    shared = fields.Integer(metadata=said("县级共享的法制审核人员数"))
    percent = fields.Integer(metadata=said("应达到的百分比"))
    wanted = fields.Integer(metadata=said("至少应有的审核人员数"))
    enough = fields.Boolean(metadata=said("是否达到"))
    basis = out("依据", allow_none=False)


class UnitRatio(ReviewerRatio):
    """The ratio of one legal subject."""

    unit = out("单位代码", allow_none=False)
    unit_name = out("单位", allow_none=False)


class UnitRatios(Schema):
    """Every legal subject's."""

    items = fields.List(fields.Nested(UnitRatio), required=True, metadata=said("各执法主体，不足的在前"))


class UnitDetail(OrganisationUnit):
    """One unit with everything about it."""

    in_being = fields.Boolean(metadata=said("该日是否存续"))
    history = fields.List(fields.Nested(UnitChange), metadata=said("沿革，新的在前"))
    posts = fields.List(fields.Nested(UnitPost), metadata=said("该日在岗人员"))
    people = fields.List(fields.Nested(UnitPerson), metadata=said("本单位人员"))
    ratio = fields.Nested(ReviewerRatio, metadata=said("法制审核人员配备"))


class _Names(Schema):
    """What a unit is called."""

    agency = text("机关全称；执法主体必填", most=128)
    short = text("机关代字；执法主体必填", most=64)
    government = text("人民政府；省略为上级单位的", most=128)
    court = text("法院；省略为上级单位的", most=128)
    parent = code_of("上级单位代码")
    guided_by = code_of("业务指导部门代码；派驻机构必填")
    document = text("依据的文件", most=200)


class UnitInput(_Names):
    """A unit to be founded."""

    code = code_of("单位代码", required=True)
    name = text("名称", most=128, least=1, required=True)
    kind = choice(_KINDS, KINDS, required=True)
    from_on = calendar_day("设立日期；省略为今天")


class UnitChangeInput(_Names):
    """What is to change."""

    name = text("名称", most=128, least=1)
    on = calendar_day("自哪一日起；省略为今天，不能晚于今天")


class DissolveInput(Schema):
    """How a unit is dissolved."""

    successor = code_of("承接单位代码；有未办结的案件或者所辖网格时必填", load_default="")
    document = text("撤销的文件", most=200, least=1, required=True)


class UnitAct(Schema):
    """How a unit stands after an act."""

    id = fields.Integer(required=True, metadata=said("单位编号"))
    code = out("单位代码", allow_none=False)
    version = fields.Integer(required=True, metadata=said("版本号"))
    successor = out("承接单位代码")
    cases = fields.Integer(metadata=said("移交的案件数"))
    tasks = fields.Integer(metadata=said("移交的待办任务数"))


class GridsQuery(OnQuery):
    """Whose grids."""

    unit = code_of("单位代码；省略为全部", load_default=None)


class Answerable(Schema):
    """Who answers for a grid."""

    id = fields.Integer(metadata=said("责任登记编号"))
    grid_code = out("网格代码", allow_none=False)
    grid_name = out("网格", allow_none=False)
    person_id = fields.Integer(metadata=said("人员编号"))
    person_code = out("人员代码", allow_none=False)
    person_name = out("姓名", allow_none=False)
    role = out(_ROLES, allow_none=False)
    role_name = out("责任", allow_none=False)
    from_on = day("起日")
    until_on = day("止日")


class Chain(Schema):
    """Who answers for one grid."""

    items = fields.List(fields.Nested(Answerable), required=True, metadata=said("责任人，村（社区）负责人在前"))


class Grid(Schema):
    """A grid or village."""

    code = out("网格代码", allow_none=False)
    name = out("名称", allow_none=False)
    kind = out("grid 网格，village 村（社区）", allow_none=False)
    kind_name = out("类型", allow_none=False)
    unit = out("单位代码", allow_none=False)
    unit_name = out("单位", allow_none=False)
    parent = out("所属村（社区）代码")
    chain = fields.List(fields.Nested(Answerable), metadata=said("责任链"))


class Grids(Schema):
    """Grids and villages."""

    items = fields.List(fields.Nested(Grid), required=True, metadata=said("网格和村（社区）"))


class GridInput(Schema):
    """A grid as it is kept."""

    name = text("名称", most=128, least=1, required=True)
    unit = code_of("单位代码", required=True)
    kind = choice("grid 网格，village 村（社区）", ("grid", "village"), required=True)
    parent = matching("所属村（社区）代码", GRID, "网格代码不正确", load_default=None, allow_none=True)


class GridKept(Schema):
    """That a grid is kept."""

    code = out("网格代码", allow_none=False)
    fresh = fields.Boolean(metadata=said("是否新增"))


class AnswerableInput(Schema):
    """Who is to answer for a grid."""

    person = code_of("人员代码", required=True)
    role = choice(_ROLES, ("village", "lead", "officer", "worker"), required=True)
    from_on = calendar_day("起日；省略为今天")
    until_on = calendar_day("止日", allow_none=True)


class Assigned(Schema):
    """One assignment."""

    id = fields.Integer(required=True, metadata=said("责任登记编号"))
    code = out("网格代码", allow_none=False)
