"""Power lists: what a unit may do, how a version comes into force, what is taken back, and who carries an open case on."""
from __future__ import annotations

from flask import Response, request
from werkzeug.exceptions import UnsupportedMediaType

from api import rate
from api.access import MEGABYTE, access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key, tagged, terms
from api.current import at, engine
from api.openapi import act, refuses
from api.schemas import powers as shapes
from engine import errors
from engine.now import shanghai_date
from engine.work import powers, recalls

blp = Blueprint("powers", __name__, url_prefix="/api/v1", description="权力清单：在本日有效的事项、清单版本的导入与公布、收回与案件移交、事项总目录")
LIST, RECALL = "/powers/lists/<int(max=2147483647):list_id>", "/powers/recalls/<int(max=2147483647):recall_id>"
MOST = 10 * MEGABYTE
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RAW = ("text/csv", XLSX, "application/octet-stream")
_BINARY = {"schema": {"type": "string", "format": "binary"}}
FILE = {"required": True, "description": "CSV 或者 XLSX 文件，或以 multipart 上传（部件名 file）", "content": {
    "text/csv": _BINARY, XLSX: _BINARY, "multipart/form-data": {"schema": {"type": "object", "properties": {"file": _BINARY["schema"]}}}}}


@blp.route("/powers")
@access("rules.read")
@refuses(404)
@blp.arguments(shapes.InForceQuery, location="query")
@blp.response(200, shapes.InForce)
def in_force(query):
    """单位在某一日的权力清单

    清单以外无权力：只有已公布的清单版本给予执法权。
    """
    return powers.in_force(engine(), current_actor(), **{**query, "on": query["on"] or shanghai_date(at())})


@blp.route("/items")
@access("rules.read")
@blp.arguments(shapes.ItemsQuery, location="query")
@blp.response(200, shapes.ItemPage)
def items(query):
    """事项总目录

    各事项的清单标签，审批、监管、处罚部门，主体责任与配合责任。
    """
    return powers.items(engine(), current_actor(), **query)


@blp.route("/powers/lists")
@access("rules.read")
@refuses(404)
@blp.arguments(shapes.VersionsQuery, location="query")
@blp.response(200, shapes.ListVersions)
def versions(query):
    """清单版本"""
    return {"items": powers.versions(engine(), current_actor(), query["unit"])}


@blp.route("/powers/lists", methods=["POST"])
@access("rules.change", body=MOST)
@refuses(404, 409, 413, 415, 422)
@act()
@blp.doc(requestBody=FILE)
@blp.arguments(shapes.ImportQuery, location="query")
@blp.response(201, shapes.ListAct)
def take_in(query):
    """导入清单的新版本

    有一处问题即整份不予采用，逐项列出文件、行号和原因。导入不产生执法权，公布后才有。
    """
    rate.spend(f"a{current_actor().account_id}", "deploy")
    data, name = sent(query.pop("name"))
    return powers.take_in(engine(), current_actor(), data, name, **query, at=at(), key=request_key())


@blp.route("/powers/lists/preview", methods=["POST"])
@access("rules.change", body=MOST)
@refuses(404, 409, 413, 415, 422)
@blp.doc(requestBody=FILE)
@blp.arguments(shapes.ImportQuery, location="query")
@blp.response(200, shapes.ListPreview)
def preview(query):
    """预览导入

    不保存任何内容：列出将导入的事项、与前一版本的不同，或者文件的全部问题。
    """
    rate.spend(f"a{current_actor().account_id}", "check")
    data, name = sent(query.pop("name"))
    return powers.preview(engine(), current_actor(), data, name, **query)


@blp.route(LIST + "/steps", methods=["POST"])
@access("rules.change")
@act(versioned=True)
@blp.arguments(shapes.ListStepInput)
@blp.response(200, shapes.ListAct, headers=shapes.TAG)
def step(body, list_id):
    """办理清单的下一步

    提出、对比、认领（不承接）、梳理列入由县级流程设计岗位登记；审核、公布须由另一人办理。
    """
    return tagged(powers.step(engine(), current_actor(), list_id, body, **terms()))


@blp.route(LIST + "/drop", methods=["POST"])
@access("rules.change")
@act(versioned=True)
@blp.response(200, shapes.ListAct, headers=shapes.TAG)
def drop(list_id):
    """撤销尚未公布的清单版本"""
    return tagged(powers.drop(engine(), current_actor(), list_id, **terms()))


@blp.route("/powers/version")
@access("rules.read")
@refuses(404)
@blp.arguments(shapes.ListOf, location="query")
@blp.response(200, shapes.ListVersionDetail, headers=shapes.TAG)
def get(query):
    """查看一个清单版本

    各事项的状态、办理经过和会签、与前一公布版本的不同。
    """
    return tagged(powers.get(engine(), current_actor(), *query["of"].split("/")))


@blp.route("/powers/diff")
@access("rules.read")
@refuses(404)
@blp.arguments(shapes.DiffQuery, location="query")
@blp.response(200, shapes.ListDifference)
def diff(query):
    """比较两个清单版本"""
    return powers.compare(engine(), current_actor(), query["old"], query["new"])


@blp.route("/powers/export")
@access("rules.read")
@refuses(404)
@blp.arguments(shapes.ListOf, location="query")
@blp.response(200, {"type": "string"}, content_type="text/csv", description="CSV（UTF-8，带 BOM），可以再导入")
def export(query):
    """导出清单版本"""
    rate.each(current_actor().account_id, "export")
    return as_file(powers.export(engine(), current_actor(), *query["of"].split("/")), query["of"])


@blp.route("/powers/recalls")
@access("rules.read")
@refuses(404)
@blp.arguments(shapes.VersionsQuery, location="query")
@blp.response(200, shapes.Recalls)
def recalled(query):
    """收回登记"""
    return {"items": recalls.listed(engine(), current_actor(), query["unit"])}


@blp.route("/powers/recalls", methods=["POST"])
@access("rules.change")
@refuses(404)
@act()
@blp.arguments(shapes.RecallInput)
@blp.response(201, shapes.Recall)
def propose(body):
    """登记收回

    由另一人确认后生效。须写明未办结的案件由谁继续办理。
    """
    return recalls.propose(engine(), current_actor(), body, at=at(), key=request_key())


@blp.route(RECALL + "/confirm", methods=["POST"])
@access("rules.change")
@act()
@blp.arguments(shapes.Agreed)
@blp.response(200, shapes.Recall)
def confirm(body, recall_id):
    """确认或者撤销收回

    登记人不得自行确认。生效后返回所涉的未办结案件。
    """
    return recalls.confirm(engine(), current_actor(), recall_id, agree=body["agree"], at=at(), key=request_key())


@blp.route("/cases/<int(max=2147483647):case_id>/hand-over", methods=["POST"])
@access("work")
@act()
@blp.response(200, shapes.HandedOver)
def hand_over(case_id):
    """将案件移交接收单位

    权力收回后由接收单位继续办理的：期限照常计算，待办任务转入接收单位，此后的文书以接收单位名义制作。
    """
    return recalls.hand_over(engine(), current_actor(), case_id, at=at(), key=request_key())


def sent(name: str) -> tuple[bytes, str]:
    """The file that was sent, as the body itself or as the part `file`, and its name."""
    if request.mimetype in _RAW:
        return request.get_data(cache=True), name
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType()
    part = request.files.get("file")
    if part is None:
        raise errors.BadInput("没有收到文件：部件名应为 file。")
    return part.read(), (part.filename or name)[:200]


def as_file(data: bytes, of: str) -> Response:
    """A CSV to be saved under the version's name."""
    return Response(data, content_type="text/csv; charset=utf-8",
                    headers={"Content-Disposition": f'attachment; filename="{of.replace("/", "-")}.csv"'})
