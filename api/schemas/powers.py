"""Power lists, their versions and steps, the catalogue of items, recalls and handing a case over."""
from __future__ import annotations

from marshmallow import fields, validate

from api.schema import PageQuery, Schema, calendar_day, choice, day, instant, matching, out, page_of, said, text

VERSION = "[0-9A-Za-z_]{1,64}/[0-9A-Za-z][0-9A-Za-z-]{0,31}"
TAG = {"ETag": {"description": "清单已办理的步数，如 \"v3\"；办理时放入 If-Match", "schema": {"type": "string"}}}
STEPS = ("offer", "compare", "claim", "decline", "enter", "approve", "publish")


def unit_code(description: str = "单位代码", **more):
    """A unit by its code."""
    return matching(description, "[0-9A-Za-z_]{1,64}", "应为单位代码，如 qingxi", **more)


def version_of(description: str, **more):
    """A version as unit and number."""
    return matching(description, VERSION, "应为“单位代码/版本号”，如 shiqiao/2024-1", required=True, **more)


class PowerCode(Schema):
    """A code with its Chinese name."""

    code = out("代码", allow_none=False)
    name = out("名称", allow_none=False)


class PowerEntry(Schema):
    """One item on a list."""

    code = out("事项代码", allow_none=False)
    name = out("事项名称", allow_none=False)
    domain = out("领域")
    mode = out("own 法定职权，conferred 赋权，entrusted 委托，authorised 授权，stationed 派驻", allow_none=False)
    mode_name = out("权力来源", allow_none=False)
    instrument = out("依据文件", allow_none=False)
    in_name_of = out("以谁的名义办理；以本单位名义的为 null")
    powers = fields.List(fields.Nested(PowerCode), metadata=said("权限"))
    kinds = fields.List(fields.Nested(PowerCode), metadata=said("可以给予的处罚种类"))
    top_fen = out("最高罚款，分；不另设的为 null", fields.Integer)
    valid_from = day("起始日")
    valid_until = day("截止日；没有期限的为 null")
    version = out("所在的清单版本号", allow_none=False)
    tags = fields.List(fields.Nested(PowerCode), metadata=said("所属清单"))


class PowerLine(PowerEntry):
    """One item of a version and how far it has come."""

    state = out("状态代码；空为未提出", allow_none=False)
    state_name = out("状态", allow_none=False)
    reason = out("不承接的理由", allow_none=False)


class ItemsQuery(PageQuery):
    """Which items are wanted."""

    q = text("事项代码或者名称的一部分", most=64, load_default=None)
    tag = matching("清单标签代码", "[0-9a-z_]{1,64}", "清单标签代码不正确", load_default=None)


class InForceQuery(ItemsQuery):
    """Whose list, on which day."""

    unit = unit_code("单位代码；省略为本单位", load_default=None)
    on = calendar_day("哪一天的清单；省略为今天", load_default=None)


class InForce(page_of(PowerEntry, "_Entries")):
    """One page of what a unit may do on a day."""

    unit = out("单位代码", allow_none=False)
    agency = out("机关全称", allow_none=False)
    on = day("日期")
    total = fields.Integer(metadata=said("符合条件的事项数"))


class StateCount(Schema):
    """How many items are in a state."""

    state = out("状态代码", allow_none=False)
    name = out("状态", allow_none=False)
    count = fields.Integer(metadata=said("项数"))


class ListVersion(Schema):
    """One version of a unit's list."""

    id = out("清单编号；随系统发布的为 null", fields.Integer)
    unit = out("单位代码", allow_none=False)
    number = out("版本号", allow_none=False)
    effective_on = day("施行日期")
    state = out("prepared 办理中，published 已公布，dropped 已撤销", allow_none=False)
    source = out("imported 导入，shipped 随系统发布", allow_none=False)
    count = fields.Integer(metadata=said("事项数"))
    states = fields.List(fields.Nested(StateCount), metadata=said("各状态的项数"))
    published_on = day("公布日期")
    document = out("公布文书")
    made_by_name = out("导入人")
    made_at = instant("导入时间")
    file = out("导入的文件名")
    digest = out("内容摘要", allow_none=False)
    steps = fields.Integer(metadata=said("已办理的步数"))


class VersionsQuery(Schema):
    """Whose versions."""

    unit = unit_code("单位代码；省略为全部单位", load_default=None)


class ListVersions(Schema):
    """The versions, the newest first."""

    items = fields.List(fields.Nested(ListVersion), required=True, metadata=said("各版本，新的在前"))


class SignOff(Schema):
    """One body's consent."""

    body = out("会签单位代码", allow_none=False)
    name = out("会签单位", allow_none=False)
    on = day("会签日期")
    document = out("会签文书", allow_none=False)


class ListStep(Schema):
    """One step that was taken."""

    action = out("步骤代码", allow_none=False)
    action_name = out("步骤", allow_none=False)
    on = day("办理日期")
    by = out("办理机关", allow_none=False)
    document = out("依据的文书", allow_none=False)
    reason = out("理由", allow_none=False)
    items = fields.List(fields.String(), metadata=said("所涉事项"))
    count = fields.Integer(metadata=said("所涉项数"))
    signed = fields.List(fields.Nested(SignOff), metadata=said("会签"))
    entered_at = instant("登记时间")
    entered_by_name = out("登记人")


class ChangedTerm(Schema):
    """One term that changed."""

    term = out("内容代码", allow_none=False)
    name = out("内容", allow_none=False)
    was = out("原来", allow_none=False)
    now = out("现在", allow_none=False)


class ChangedItem(PowerCode):
    """An item whose terms changed."""

    terms = fields.List(fields.Nested(ChangedTerm), metadata=said("变动的内容"))


class ListDifference(Schema):
    """How two versions differ."""

    old = out("原版本", allow_none=False)
    new = out("新版本", allow_none=False)
    added = fields.List(fields.Nested(PowerCode), metadata=said("新增事项"))
    removed = fields.List(fields.Nested(PowerCode), metadata=said("减少事项"))
    changed = fields.List(fields.Nested(ChangedItem), metadata=said("变动事项"))


class ListVersionDetail(ListVersion):
    """One version with everything about it."""

    version = fields.Integer(metadata=said("已办理的步数，放入 If-Match: \"v<步数>\""))
    lines = fields.List(fields.Nested(PowerLine), metadata=said("各事项"))
    steps = fields.List(fields.Nested(ListStep), metadata=said("办理经过"))
    difference = fields.Nested(ListDifference, allow_none=True, metadata=said("与前一公布版本的不同"))
    can = fields.List(fields.String(), metadata=said("还可以办理的步骤代码"))
    bodies = fields.List(fields.Nested(PowerCode), metadata=said("须会签的单位"))


class ListOf(Schema):
    """Which version."""

    of = version_of("清单版本，如 shiqiao/2024-1")


class DiffQuery(Schema):
    """Which two versions."""

    old = version_of("原版本")
    new = version_of("新版本")


class ImportQuery(Schema):
    """What a file is to become."""

    unit = unit_code(required=True)
    number = matching("版本号", "[0-9A-Za-z][0-9A-Za-z-]{0,31}", "由字母、数字和连接号组成，如 2027-1", required=True)
    effective_on = calendar_day("施行日期", required=True)
    name = text("文件名；multipart 上传的取其文件名", most=200, load_default="清单.csv")


class ListPreview(Schema):
    """What a file would become."""

    unit = out("单位代码", allow_none=False)
    number = out("版本号", allow_none=False)
    effective_on = day("施行日期")
    digest = out("内容摘要", allow_none=False)
    count = fields.Integer(metadata=said("事项数"))
    lines = fields.List(fields.Nested(PowerLine), metadata=said("各事项"))
    difference = fields.Nested(ListDifference, allow_none=True, metadata=said("与前一公布版本的不同"))


class ListAct(Schema):
    """How a version stands after an act."""

    id = fields.Integer(required=True, metadata=said("清单编号"))
    unit = out("单位代码", allow_none=False)
    number = out("版本号", allow_none=False)
    version = fields.Integer(required=True, metadata=said("已办理的步数"))
    state = out("prepared 办理中，published 已公布，dropped 已撤销", allow_none=False)
    count = fields.Integer(metadata=said("本次办理的事项数"))
    digest = out("内容摘要")


class SignOffInput(Schema):
    """One body's consent, as it is entered."""

    body = matching("会签单位代码", "[a-z_]{1,64}", "会签单位代码不正确", required=True)
    on = calendar_day("会签日期", required=True)
    document = text("会签文书", most=200, load_default="")


class ListStepInput(Schema):
    """A step to be taken."""

    action = choice("offer 提出，compare 对比，claim 认领，decline 不承接，enter 梳理列入（法定职权），approve 审核，publish 公布", STEPS, required=True)
    on = calendar_day("办理日期", required=True)
    by = text("办理机关", most=200, least=1, required=True)
    document = text("依据的文书", most=200, least=1, required=True)
    reason = text("理由；不承接的必须写明", most=500, load_default="")
    items = fields.List(text("事项代码", most=32, least=1), load_default=list, validate=validate.Length(max=20000, error="事项过多"),
                        metadata=said("所涉事项；省略为全部可以办理的"))
    signed = fields.List(fields.Nested(SignOffInput), load_default=list, validate=validate.Length(max=20, error="会签单位过多"),
                         metadata=said("会签；审核时须齐全"))


class CatalogueItem(Schema):
    """What the catalogue says of an item."""

    code = out("事项代码", allow_none=False)
    name = out("事项名称", allow_none=False)
    kind = out("penalty 行政处罚，inspection 监督检查，compulsion 行政强制，other 其他", allow_none=False)
    domain = out("领域", allow_none=False)
    tags = fields.List(fields.Nested(PowerCode), metadata=said("所属清单"))
    approval = fields.Nested(PowerCode, allow_none=True, metadata=said("审批部门"))
    regulation = fields.Nested(PowerCode, allow_none=True, metadata=said("监管部门"))
    penalty = fields.Nested(PowerCode, allow_none=True, metadata=said("处罚部门"))
    determination = fields.Nested(PowerCode, allow_none=True, metadata=said("技术认定部门"))
    question = out("须认定的事项", allow_none=False)
    lead = out("主体责任层级：city、county、town", allow_none=False)
    lead_duties = fields.List(fields.String(), metadata=said("主体责任"))
    assist = out("配合责任层级", allow_none=False)
    assist_duties = fields.List(fields.String(), metadata=said("配合责任"))


class ItemPage(page_of(CatalogueItem, "_CatalogueItems")):
    """One page of the catalogue."""

    total = fields.Integer(metadata=said("符合条件的事项数"))


class RecallInput(Schema):
    """A recall, as it is entered."""

    unit = unit_code("被收回权力的单位", required=True)
    items = fields.List(text("事项代码", most=32, least=1), load_default=list, validate=validate.Length(max=20000, error="事项过多"),
                        metadata=said("收回的事项；为空表示单位撤销，全部收回"))
    on = calendar_day("自哪一日起收回", required=True)
    instrument = text("收回的文书", most=200, least=1, required=True)
    open_cases = choice("未办结的案件：successor 由接收单位继续办理，finish 由原单位办结", ("successor", "finish"), required=True)
    successor = unit_code("接收单位", load_default=None, allow_none=True)
    finish_by = calendar_day("原单位办结的最后日期", load_default=None, allow_none=True)


class Agreed(Schema):
    """Whether a recall is put in force."""

    agree = fields.Boolean(truthy={True}, falsy={False}, required=True, metadata=said("true 确认生效，false 撤销登记"))


class ConcernedCase(Schema):
    """An open case that a recall concerns."""

    id = fields.Integer(metadata=said("案件内部编号"))
    number = out("案号")
    item_code = out("事项代码")
    filed_on = day("立案日期")


class Recall(Schema):
    """A recall."""

    id = out("收回登记编号；随系统发布的为 null", fields.Integer)
    unit = out("被收回权力的单位", allow_none=False)
    items = fields.List(fields.String(), metadata=said("收回的事项；为空表示单位撤销"))
    on = day("自哪一日起收回")
    instrument = out("收回的文书", allow_none=False)
    open_cases = out("未办结案件的规则代码", allow_none=False)
    open_cases_name = out("未办结的案件", allow_none=False)
    successor = out("接收单位")
    finish_by = day("原单位办结的最后日期")
    state = out("prepared 待他人确认，confirmed 已生效，dropped 已撤销", allow_none=False)
    state_name = out("状态", allow_none=False)
    made_by_name = out("登记人")
    made_at = instant("登记时间")
    confirmed_by_name = out("确认人")
    confirmed_at = instant("确认时间")
    cases = fields.List(fields.Nested(ConcernedCase), metadata=said("所涉未办结案件（确认时返回）"))


class Recalls(Schema):
    """The recalls."""

    items = fields.List(fields.Nested(Recall), required=True, metadata=said("收回登记，新的在前"))


class HandedOver(Schema):
    """That a case was handed over."""

    case_id = fields.Integer(required=True, metadata=said("案件内部编号"))
    from_ = out("原承办单位", allow_none=False, data_key="from", attribute="from")
    to = out("接收单位", allow_none=False)
    version = fields.Integer(metadata=said("案件版本号"))
    tasks = fields.Integer(metadata=said("随之移交的待办任务数"))
