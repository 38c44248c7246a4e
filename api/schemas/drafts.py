"""ProcessDrafts of processes, what changed in them, and what the checks and the proof say of files that are being drawn."""
from __future__ import annotations

from marshmallow import fields, validate

from api.schema import Schema, instant, matching, out, said, text
from api.schemas.definitions import CheckFinding, Deployed

TAG = {"ETag": {"description": "草稿版本，如 \"v3\"；修改时放入 If-Match", "schema": {"type": "string"}}}
MOST_FILES = 300
MOST_TEXT = 2 * 1024 * 1024


def files(**more):
    """A folder's files."""
    return fields.Dict(keys=fields.String(validate=validate.Length(1, 200)), values=fields.String(validate=validate.Length(max=MOST_TEXT)),
                       validate=validate.Length(max=MOST_FILES), metadata=said("文件：文件夹内的路径 → 文本内容"), **more)


class ProcessDraft(Schema):
    """A draft without its files."""

    id = fields.Integer(required=True, metadata=said("草稿编号"))
    key = out("流程 key", allow_none=False)
    name = out("流程名称", allow_none=False)
    state = out("draft 起草中，submitted 待审核，approved 已审核，deployed 已部署，withdrawn 已撤回", allow_none=False)
    state_name = out("状态", allow_none=False)
    version = fields.Integer(metadata=said("草稿版本"))
    digest = out("内容摘要", allow_none=False)
    base_id = fields.Integer(allow_none=True, metadata=said("起草所依据的已部署版本"))
    base_version = fields.Integer(allow_none=True, metadata=said("该版本的版本号"))
    note = out("说明或者退回的理由", allow_none=False)
    made_at = instant("起草时间")
    made_by = fields.Integer(metadata=said("起草人"))
    made_by_name = out("起草人姓名")
    updated_at = instant("最近修改时间")
    updated_by = fields.Integer(metadata=said("最近修改人"))
    updated_by_name = out("最近修改人姓名")
    submitted_at = instant("提交审核时间")
    submitted_by = fields.Integer(allow_none=True, metadata=said("提交人"))
    approved_at = instant("审核时间")
    approved_by = fields.Integer(allow_none=True, metadata=said("审核人"))
    approved_by_name = out("审核人姓名")
    approved_digest = out("审核所针对的内容摘要")
    deployment_id = fields.Integer(allow_none=True, metadata=said("部署编号"))
    deployed = fields.Nested(Deployed, metadata=said("部署结果；仅部署时返回"))


class ProcessDraftDetail(ProcessDraft):
    """A draft with its files."""

    files = files(required=True)
    may = fields.List(fields.String(), metadata=said("您现在可以做的：save、submit、approve、give_back、deploy、withdraw"))


class ProcessDrafts(Schema):
    """ProcessDrafts on the desk."""

    items = fields.List(fields.Nested(ProcessDraft), required=True, metadata=said("各份草稿，最近修改的在前"))


class DraftsQuery(Schema):
    """Which drafts are wanted."""

    over = fields.Boolean(load_default=False, metadata=said("true 为已部署或者已撤回的，false 为在办的"))


class DraftInput(Schema):
    """A new draft: of a deployed version, or a process that is new."""

    base_id = fields.Integer(strict=True, load_default=None, allow_none=True, metadata=said("从哪一个已部署版本起草；恢复旧版本也由此起草"))
    key = matching("新流程的 key", "[a-z][a-z0-9_]{0,62}", "应为小写字母开头的字母、数字、下划线", load_default="")
    name = text("新流程的名称", most=60, load_default="")
    note = text("说明", most=500, load_default="")


class DraftSave(Schema):
    """A folder as it is drawn now."""

    files = files(required=True)
    note = text("说明", most=500, load_default=None, allow_none=True)


class DraftReturn(Schema):
    """Why a draft goes back."""

    reason = text("退回的理由", most=500, least=1, required=True)


class DifferenceQuery(Schema):
    """Against what a draft is compared."""

    against = fields.Integer(load_default=None, metadata=said("已部署版本的编号；省略则与现行版本比较"))


class Change(Schema):
    """One thing that is different."""

    process = out("流程 key", allow_none=False)
    subject = out("变的是什么：process、element、flow、form、field、table、rule、paper、scenario、setting", allow_none=False)
    id = out("元素、连线、表单项或规则的编号；文件为文件名", allow_none=False)
    name = out("名称", allow_none=False)
    how = out("added 新增，removed 删除，changed 更改，rewired 改接", allow_none=False)
    what = out("更改的方面", allow_none=False)
    before = out("原来")
    after = out("现在")
    shown = out("图上应指向的元素")
    message = out("说明", allow_none=False)


class OwedChange(Schema):
    """A demand that came or went."""

    process = out("流程 key", allow_none=False)
    element = out("元素编号", allow_none=False)
    element_name = out("环节名称", allow_none=False)
    how = out("gained 新增要求，lost 不再要求", allow_none=False)
    code = out("法定程序代码", allow_none=False)
    name = out("法定程序", allow_none=False)
    article = out("依据；流程图自行规定的为 null")
    message = out("说明", allow_none=False)


class Drawings(Schema):
    """Both drawings."""

    before = out("原图 BPMN XML；新流程为 null")
    after = out("现图 BPMN XML", allow_none=False)


class Difference(Schema):
    """Everything that differs."""

    changes = fields.List(fields.Nested(Change), required=True, metadata=said("内容的变化"))
    owed = fields.List(fields.Nested(OwedChange), required=True, metadata=said("法定程序要求的变化"))
    moved = fields.Integer(metadata=said("只换了位置的图形数"))
    xml = fields.Nested(Drawings, metadata=said("两张图"))


class FilesInput(Schema):
    """Files being drawn."""

    files = files(required=True)


class PaperPreviewInput(FilesInput):
    """Which paper of files being drawn is looked at, and with what facts."""

    kind = text("文书种类", most=64, least=1, required=True)
    element = text("制发它的环节；省略则为图中第一个制发它的环节", most=128, load_default=None, allow_none=True)
    scenario = text("取哪个场景的事实（scenarios 中的文件名），空为示例事实；省略则为第一个经过该环节的场景", most=120, load_default=None, allow_none=True)
    facts = fields.Dict(keys=fields.String(validate=validate.Length(1, 64)), load_default=None, allow_none=True, validate=validate.Length(max=200),
                        metadata=said("改过的事实：代码 → 值，清空的为 null"))


class PaperBlock(Schema):
    """One paragraph of a printed page."""

    style = out("title 标题，number 文号，field 载明事项，missing 没有载明的事项，text 正文，day 期限中的一天，sign 落款，head 附件标题", allow_none=False)
    text = out("内容", allow_none=False)
    label = out("事项名称", allow_none=False)
    counted = fields.Boolean(allow_none=True, metadata=said("这一天是否计入"))


class PaperLeftOut(Schema):
    """A statement that the paper would leave out."""

    code = out("事项代码", allow_none=False)
    message = out("程序关口会提出的问题", allow_none=False)


class SampleScenario(Schema):
    """A scenario whose facts a paper can be filled with."""

    file = out("文件名", allow_none=False)
    title = out("标题", allow_none=False)


class PaperPreview(Schema):
    """A paper as it would be printed; it was not issued."""

    kind = out("文书种类", allow_none=False)
    name = out("文书名称", allow_none=False)
    element = out("制发它的环节")
    mark = out("须随文书显示的字样", allow_none=False)
    number = out("文号，序号处为 ×，不占用文号", allow_none=False)
    sheets = fields.List(fields.List(fields.Nested(PaperBlock)), required=True, metadata=said("各页"))
    missing = fields.List(fields.Nested(PaperLeftOut), required=True, metadata=said("没有载明的事项"))
    form = fields.Dict(metadata=said("可以改的事实，form-js 格式"))
    facts = fields.Dict(metadata=said("这次所用的事实"))
    scenarios = fields.List(fields.Nested(SampleScenario), required=True, metadata=said("经过这个环节的场景"))
    scenario = out("所用的场景，空为示例事实", allow_none=False)


class ProofFinding(CheckFinding):
    """Something the drawing allows and must not, with the shortest way to it."""

    process = out("流程 key")
    article = out("依据")
    path = fields.List(fields.List(fields.String()), metadata=said("最短路径：依次到达的 [流程 key, 元素编号]"))
    flows = fields.List(fields.List(fields.String()), metadata=said("途经的连线：[流程 key, 连线编号]"))


class Explored(Schema):
    """What was looked at."""

    markings = fields.Integer(metadata=said("查看的状态数"))
    steps = fields.Integer(metadata=said("步数"))
    seconds = fields.Float(metadata=said("用时，秒"))
    reduced = fields.Boolean(metadata=said("相互独立的分支是否只按一种次序查看"))
    whole = fields.Boolean(metadata=said("是否全部查完"))


class ProofVerdict(Schema):
    """The proof of one process with everything it calls."""

    root = out("流程 key", allow_none=False)
    ok = fields.Boolean(metadata=said("是否已证明"))
    findings = fields.List(fields.Nested(ProofFinding), required=True, metadata=said("未通过之处"))
    explored = fields.Nested(Explored, metadata=said("查看的范围"))
    assumed = fields.List(fields.String(), metadata=said("证明所依据的前提"))


class ProofVerdicts(Schema):
    """The proofs of every process that the files take part in."""

    ok = fields.Boolean(required=True, metadata=said("是否全部通过"))
    verdicts = fields.List(fields.Nested(ProofVerdict), required=True, metadata=said("各流程的结论"))


class ExpressionInput(Schema):
    """An expression as it is being typed."""

    text = text("表达式", most=1000, required=True)
    kind = fields.String(load_default="condition", validate=validate.OneOf(("condition", "timer", "script", "value", "number")),
                         metadata=said("用在何处：condition 条件，timer 定时，script 赋值，value 取值，number 数量"))


class ExpressionVerdict(Schema):
    """Whether an expression can be used, and what it reads."""

    ok = fields.Boolean(required=True, metadata=said("能否使用"))
    error = out("不能使用的原因")
    names = fields.List(fields.String(), metadata=said("读取的案件事实"))
    clocks = fields.List(fields.String(), metadata=said("等待的期限"))


class Pick(Schema):
    """A code that may be chosen."""

    code = out("代码", allow_none=False)
    name = out("名称", allow_none=False)
    about = out("依据或说明")


class PickLists(Schema):
    """Everything that may be chosen in the properties panel."""

    duties = fields.List(fields.Nested(Pick), metadata=said("职责"))
    clocks = fields.List(fields.Nested(Pick), metadata=said("期限"))
    obligations = fields.List(fields.Nested(Pick), metadata=said("法定程序"))
    acts = fields.List(fields.Nested(Pick), metadata=said("程序关口所把守的行为"))
    papers = fields.List(fields.Nested(Pick), metadata=said("文书"))
    units = fields.List(fields.Nested(Pick), metadata=said("办理单位"))
    stages = fields.List(fields.Nested(Pick), metadata=said("案件阶段"))
    processes = fields.List(fields.Nested(Pick), metadata=said("可以调用的流程"))
    functions = fields.List(fields.Nested(Pick), metadata=said("表达式中可用的函数"))
    facts = fields.List(fields.Nested(Pick), metadata=said("案件事实"))
