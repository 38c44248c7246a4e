"""Files handed in for a case, and given out again."""
from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

from flask import Response, request, send_file
from werkzeug.exceptions import UnsupportedMediaType

from api import rate
from api.access import MEGABYTE, access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key
from api.current import at, engine
from api.openapi import act, refuses
from api.schemas import uploads as shapes
from engine import errors
from engine.work import uploads

blp = Blueprint("uploads", __name__, url_prefix="/api/v1", description="文件：上传、检查、下载")
#: the largest file of processes/law/uploads.toml and the form around it
MOST = 320 * MEGABYTE
_FORM = {"required": True, "description": "一个文件（部件名 file）。类型由内容认定，须与扩展名一致", "content": {"multipart/form-data": {"schema": {
    "type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}}}}
#: a file is to be saved, not shown: whatever is in it gets no origin, no script and no frame of ours
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


@blp.route("/cases/<int(max=2147483647):case_id>/uploads")
@access("work")
@blp.response(200, shapes.Uploads)
def of_case(case_id):
    """您为本案上传、尚未登记的文件

    上传后 24 小时内未登记为证据的自动清除。`accepted` 列出可以上传的类型和大小。
    """
    return {"items": uploads.loose(engine(), current_actor(), case_id), "accepted": uploads.accepted(engine())}


@blp.route("/cases/<int(max=2147483647):case_id>/uploads", methods=["POST"])
@access("work", body=MOST)
@refuses(409, 413, 415, 422)
@act()
@blp.doc(requestBody=_FORM)
@blp.response(201, shapes.Upload)
def add(case_id):
    """上传一个文件

    检查扩展名、内容、大小、压缩包和图片，再做病毒扫描；任何一项不符即不保存。登记证据时在 `uploads` 里引用返回的编号。
    """
    rate.each(current_actor().account_id, "upload")
    part = _sent()
    return uploads.add(engine(), current_actor(), case_id, part.filename, part.stream, at=at(), key=request_key(streamed=True))


@blp.route("/uploads/<int(max=2147483647):upload_id>/file")
@access("work")
@refuses(409)
@blp.response(200, {"type": "string", "format": "binary"}, content_type="application/octet-stream", description="文件原样；只供保存，不在页面里显示")
def get(upload_id):
    """下载文件

    每次下载记入审计链。下载前核对文件与登记时的摘要。
    """
    rate.each(current_actor().account_id, "export")
    return given_out(uploads.opened(engine(), current_actor(), upload_id, at=at()))


def given_out(found: dict[str, Any]) -> Response:
    """A file as an answer that a browser saves under its name and does nothing else with."""
    response = send_file(found["path"], mimetype=found["type"], conditional=False, etag=False, max_age=0)
    response.headers["Content-Disposition"] = f"attachment; filename=\"file.{found['name'].rpartition('.')[2]}\"; filename*=UTF-8''{quote(found['name'], safe='')}"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(found['digest'])).decode()}:"
    return response


def _sent():
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType()
    parts = request.files.getlist("file")
    if len(parts) != 1 or not parts[0].filename:
        raise errors.BadInput("没有收到文件：应有一个名为 file 的部件，并带文件名。")
    return parts[0]
