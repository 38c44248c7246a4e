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
