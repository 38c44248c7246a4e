"""Drafts of processes: on the desk, compared, approved by a second person, deployed; taken along and brought back as a zip."""
from __future__ import annotations

import io
import zipfile

from flask import Response, request
from werkzeug.exceptions import UnsupportedMediaType

from api import rate, upload
from api.access import MEGABYTE, access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import expected_version, request_key, tagged
from api.current import at, engine
from api.openapi import act, refuses
from api.schemas import drafts as shapes
from engine import errors
from engine.work import drafts

blp = Blueprint("drafts", __name__, url_prefix="/api/v1/drafts", description="流程草稿：起草、比较、审核、部署")
ONE = "/<int(max=2147483647):draft_id>"
ZIP = "application/zip"
#: the same folder always gives the same archive
_DAY_ONE = (1980, 1, 1, 0, 0, 0)


@blp.route("")
@access("rules.change")
@blp.arguments(shapes.DraftsQuery, location="query")
@blp.response(200, shapes.ProcessDrafts)
def find(query):
    """流程草稿"""
    return {"items": drafts.listed(engine(), current_actor(), over=query["over"])}


@blp.route("", methods=["POST"])
@access("rules.change")
@refuses(404, 422)
@act()
@blp.arguments(shapes.DraftInput)
@blp.response(201, shapes.ProcessDraft)
def begin(body):
    """新建草稿

    从一个已部署的版本起草，或者新建一个流程。恢复旧版本也是从旧版本起草，经审核后再部署。
    """
    return drafts.begin(engine(), current_actor(), **body, at=at(), request=request_key())


@blp.route("/import", methods=["POST"])
@access("rules.change", body=4 * MEGABYTE)
@refuses(413, 415, 422)
@act()
@blp.doc(requestBody={"required": True, "description": "一个流程文件夹的 zip", "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}})
@blp.response(201, shapes.ProcessDraft)
def bring():
    """从 zip 导入草稿"""
    rate.spend(f"a{current_actor().account_id}", "deploy")
    if request.mimetype != ZIP:
        raise UnsupportedMediaType()
    folders = upload.from_zip(request.get_data())
    if len(folders) != 1:
        raise errors.BadInput(f"压缩包里应当只有一个流程文件夹，实际有 {len(folders)} 个。")
    return drafts.begin(engine(), current_actor(), key="", name="", files=folders[0], at=at(), request=request_key())


@blp.route(ONE)
@access("rules.change")
@refuses(404)
@blp.response(200, shapes.ProcessDraftDetail, headers=shapes.TAG)
def get(draft_id):
    """查看草稿及其文件"""
    return tagged(drafts.get(engine(), current_actor(), draft_id))


@blp.route(ONE, methods=["PUT"])
@access("rules.change", body=16 * MEGABYTE)
@refuses(404, 409, 413, 422)
@blp.arguments(shapes.DraftSave)
@blp.response(200, shapes.ProcessDraft, headers=shapes.TAG)
def save(body, draft_id):
    """保存草稿

    未画完的图也可以保存。已提交或者已审核的草稿改动后须重新提交审核。须带 If-Match。
    """
    return tagged(drafts.save(engine(), current_actor(), draft_id, body["files"], note=body["note"], version=expected_version(), at=at()))


@blp.route(ONE + "/submit", methods=["POST"])
@access("rules.change")
@refuses(404, 409, 422)
@blp.response(200, shapes.ProcessDraft, headers=shapes.TAG)
def submit(draft_id):
    """提交审核

    须通过发布检查和证明；未通过的，逐项列出问题或者反例路径。
    """
    rate.spend(f"a{current_actor().account_id}", "deploy")
    return tagged(drafts.submit(engine(), current_actor(), draft_id, version=expected_version(), at=at()))


@blp.route(ONE + "/approve", methods=["POST"])
@access("rules.change")
@refuses(404, 409)
@blp.response(200, shapes.ProcessDraft, headers=shapes.TAG)
def approve(draft_id):
    """审核草稿

    参与拟制的人不能审核；审核只对当时的内容有效。
    """
    return tagged(drafts.approve(engine(), current_actor(), draft_id, version=expected_version(), at=at()))


@blp.route(ONE + "/return", methods=["POST"])
@access("rules.change")
@refuses(404, 409)
@blp.arguments(shapes.DraftReturn)
@blp.response(200, shapes.ProcessDraft, headers=shapes.TAG)
def give_back(body, draft_id):
    """退回草稿"""
    return tagged(drafts.give_back(engine(), current_actor(), draft_id, body["reason"], version=expected_version(), at=at()))


@blp.route(ONE + "/withdraw", methods=["POST"])
@access("rules.change")
@refuses(404, 409)
@blp.response(200, shapes.ProcessDraft, headers=shapes.TAG)
def withdraw(draft_id):
    """撤回草稿"""
    return tagged(drafts.withdraw(engine(), current_actor(), draft_id, version=expected_version(), at=at()))


@blp.route(ONE + "/deploy", methods=["POST"])
@access("rules.change")
@refuses(404, 409, 422)
@blp.response(200, shapes.ProcessDraft, headers=shapes.TAG)
def deploy(draft_id):
    """部署已审核的草稿

    新案件适用新版本，运行中的案件保留原版本。
    """
    rate.spend(f"a{current_actor().account_id}", "deploy")
    return tagged(drafts.deploy(engine(), current_actor(), draft_id, version=expected_version(), at=at()))


@blp.route(ONE + "/difference")
@access("rules.change")
@refuses(404, 422)
@blp.arguments(shapes.DifferenceQuery, location="query")
@blp.response(200, shapes.Difference)
def difference(query, draft_id):
    """与已部署版本比较

    按含义比较：环节、连线、职责、期限、表单项、决策规则、文书，以及法定程序要求的变化。图形的移动不算变化。
    """
    return drafts.compared(engine(), current_actor(), draft_id, query["against"])


@blp.route(ONE + "/bundle.zip")
@access("rules.change")
@refuses(404)
@blp.response(200, {"type": "string", "format": "binary"}, content_type=ZIP, description="流程文件夹")
def bundle(draft_id):
    """导出草稿为 zip"""
    key, files = drafts.folder(engine(), current_actor(), draft_id)
    return Response(packed(key, files), content_type=ZIP, headers={"Content-Disposition": f'attachment; filename="{key}.zip"'})


def packed(key: str, files: dict[str, bytes]) -> bytes:
    """A process folder as a zip archive that `bring` reads again.

    Args:
        files: path inside the folder → contents.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            archive.writestr(zipfile.ZipInfo(f"{key}/{path}", _DAY_ONE), files[path], zipfile.ZIP_DEFLATED)
    return out.getvalue()
