"""Process definitions: what is deployed, and what a check finds."""
from __future__ import annotations

from marshmallow import fields

from api.schema import Schema, instant, out, said


class Definition(Schema):
    """One deployed version."""

    id = fields.Integer(required=True, metadata=said("定义编号"))
    key = out("流程 key", allow_none=False)
    name = out("流程名称", allow_none=False)
    version = fields.Integer(metadata=said("版本号"))
    root = fields.Boolean(metadata=said("是否由线索直接启动"))
    digest = out("内容摘要", allow_none=False)
    deployed_at = instant("部署时间")
    in_force = fields.Boolean(metadata=said("是否现行版本"))


class DefinitionDetail(Schema):
    """One version with what is in it."""

    id = fields.Integer(required=True, metadata=said("定义编号"))
    key = out("流程 key", allow_none=False)
    name = out("流程名称", allow_none=False)
    version = fields.Integer(metadata=said("版本号"))
    root = fields.Boolean(metadata=said("是否由线索直接启动"))
    digest = out("内容摘要", allow_none=False)
    deployed_at = instant("部署时间")
    files = fields.List(fields.String(), metadata=said("文件"))


class Definitions(Schema):
    """Every version of every process."""

    items = fields.List(fields.Nested(Definition), required=True, metadata=said("各版本，新的在前"))


class CheckFinding(Schema):
    """One finding of the publish checks."""

    rule = out("检查规则", allow_none=False)
    element = out("元素 id")
    severity = out("error 不能发布，warning 提醒", allow_none=False)
    message = out("说明", allow_none=False)


class CheckFindings(Schema):
    """What the publish checks found."""

    problems = fields.List(fields.Nested(CheckFinding), required=True, metadata=said("各项问题；没有时为空"))


class CheckExample(Schema):
    """A small drawing that shows a rule."""

    right = fields.Boolean(required=True, metadata=said("true 正确，false 错误"))
    about = out("说明", allow_none=False)
    text = out("片段", allow_none=False)
    diagram = out("完整文件", allow_none=False)


class CheckRule(Schema):
    """One rule of the publish checks or of the proof."""

    rule = out("检查规则", allow_none=False)
    title = out("名称", allow_none=False)
    kind = out("check 发布检查，proof 证明和读取", allow_none=False)
    severity = out("error 不能部署，warning 提醒，off 已关闭", allow_none=False)
    severity_name = out("严重程度的名称", allow_none=False)
    reason = out("为什么这样定", allow_none=False)
    says = out("说什么", allow_none=False)
    why = out("违反了会怎样", allow_none=False)
    source = out("依据：实测或者条文", allow_none=False)
    mend = out("怎样改正", allow_none=False)
    examples = fields.List(fields.Nested(CheckExample), metadata=said("例子，先错后对；个别规则没有"))


class CheckRules(Schema):
    """Every rule."""

    items = fields.List(fields.Nested(CheckRule), required=True, metadata=said("各条规则，发布检查在前"))


class DeployedVersion(Schema):
    """A version that came into force."""

    key = out("流程 key", allow_none=False)
    version = fields.Integer(metadata=said("版本号；内容未变时不递增"))
    digest = out("内容摘要", allow_none=False)


class Deployed(Schema):
    """What a deployment brought."""

    deployment_id = fields.Integer(required=True, metadata=said("部署编号"))
    definitions = fields.List(fields.Nested(DeployedVersion), metadata=said("本次部署的各流程"))
    problems = fields.List(fields.Nested(CheckFinding), metadata=said("提醒，不妨碍发布"))
