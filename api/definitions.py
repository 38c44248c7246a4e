"""Definitions: deploying process folders, reading what is in force, checking a diagram before that."""
from __future__ import annotations

from flask import Response, request
from werkzeug.exceptions import UnsupportedMediaType

from api import rate, upload
from api.access import MEGABYTE, access
from api.auth import current_actor
from api.body import Blueprint
from api.current import at, engine
from api.openapi import refuses
from api.schemas import definitions as shapes
from engine.work import definitions, help

blp = Blueprint("definitions", __name__, url_prefix="/api/v1/definitions", description="流程定义：部署、查看、检查")
ONE = "/<int(max=2147483647):definition_id>"
_ZIP = ("application/zip", "application/x-zip-compressed")
_BINARY = {"schema": {"type": "string", "format": "binary"}}


@blp.route("")
@access("rules.read")
@blp.response(200, shapes.Definitions)
def find():
    """流程定义的各版本"""
    return {"items": definitions.listed(engine(), current_actor())}


@blp.route("", methods=["POST"])
@access("rules.change", body=4 * MEGABYTE)
@refuses(413, 415, 422)
@blp.doc(requestBody={"required": True, "description": "流程文件夹的 zip，或以 multipart 逐个上传其文件（文件名为相对路径）",
                      "content": {"application/zip": _BINARY, "multipart/form-data": {"schema": {
                          "type": "object", "properties": {"files": {"type": "array", "items": _BINARY["schema"]}}}}}})
@blp.response(201, shapes.Deployed)
def deploy():
    """部署流程

    先做发布检查，有错误时逐项列出且不部署。运行中的案件保留原版本。
    """
    rate.spend(f"a{current_actor().account_id}", "deploy")
    return definitions.deploy(engine(), current_actor(), definitions.received(_folders()), at=at())


def _folders() -> list[dict[str, bytes]]:
    if request.mimetype in _ZIP:
        return upload.from_zip(request.get_data())
    if request.mimetype == "multipart/form-data":
        return upload.from_parts(part for _, part in request.files.items(multi=True))
    raise UnsupportedMediaType()


@blp.route("/check", methods=["POST"])
@access("rules.change", body=2 * MEGABYTE)
@refuses(413, 415)
@blp.doc(requestBody={"required": True, "description": "BPMN 2.0 XML", "content": {"application/xml": {"schema": {"type": "string"}}}})
@blp.response(200, shapes.CheckFindings)
def check():
    """检查流程图

    不部署，只列出发布检查的发现；任何内容都得到问题清单，不会出错。
    """
    rate.spend(f"a{current_actor().account_id}", "check")
    if request.mimetype not in ("application/xml", "text/xml", "application/bpmn+xml"):
        raise UnsupportedMediaType()
    return {"problems": definitions.check(engine(), request.get_data())}


@blp.route("/checks")
@access("rules.read")
@blp.response(200, shapes.CheckRules)
def checks():
    """发布检查和证明的各条规则

    每条规则说什么、违反了会怎样、怎样改正、一错一对两个例子，以及发现问题时是否妨碍部署。
    """
    return {"items": [help.page(engine(), current_actor(), one["rule"]) for one in help.rules(engine(), current_actor())]}


@blp.route(ONE)
@access("rules.read")
@blp.response(200, shapes.DefinitionDetail)
def get(definition_id):
    """查看流程定义的一个版本"""
    return definitions.get(engine(), current_actor(), definition_id)


@blp.route(ONE + "/xml")
@access("rules.read")
@blp.response(200, {"type": "string"}, content_type="application/xml", description="BPMN 2.0 XML")
def xml(definition_id):
    """流程图原文"""
    return Response(definitions.xml(engine(), current_actor(), definition_id), content_type="application/xml; charset=utf-8")
