"""The audit administrator's own room: the chain, its state, searching it, taking it along. Nothing here changes it."""
from __future__ import annotations

from flask import Response, send_file

from api import rate
from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.current import at, engine
from api.openapi import refuses
from api.schemas import audit as shapes
from engine.work import audit

blp = Blueprint("audit", __name__, url_prefix="/api/v1/audit", description="审计：查阅、校验和导出操作记录")


@blp.route("")
@access("audit.read")
@blp.response(200, shapes.ChainState)
def state():
    """记录链的状态

    最近一次校验，24 小时内被拒绝的操作。
    """
    return audit.state(engine(), current_actor(), at=at())


@blp.route("/events")
@access("audit.read")
@blp.arguments(shapes.AuditQuery, location="query")
@blp.response(200, shapes.Events)
def search(query):
    """检索操作记录

    最近的在前；检索本身也记入。
    """
    rate.each(current_actor().account_id, "search")
    page = {k: query.pop(k) for k in ("after", "limit")}
    return audit.search(engine(), current_actor(), query, **page, at=at())


@blp.route("/verify", methods=["POST"])
@access("audit.read")
@blp.response(200, shapes.ChainVerdict)
def verify():
    """校验记录链

    逐条核对哈希，指出第一处被改动、缺少或者截断的记录；结论记入。
    """
    rate.each(current_actor().account_id, "export")
    return audit.verify_noted(engine(), current_actor(), at=at())


@blp.route("/export", methods=["POST"])
@access("audit.read")
@refuses(403)
@blp.arguments(shapes.Export)
@blp.response(200, {"type": "string"}, content_type="application/octet-stream", description="CSV（UTF-8，带 BOM）或者 JSON Lines")
def export(body):
    """导出操作记录

    导出本身连同文件摘要记入。JSON Lines 可用独立脚本 verify_audit.py 校验；只按时间筛选的导出可以证明没有缺少或者插入。
    须先确认本人（/session/proof）。
    """
    return taken(body.pop("format"), body)


@blp.route("/verifier")
@access("audit.read")
@blp.response(200, {"type": "string"}, content_type="text/x-python", description="Python 脚本，只用标准库")
def verifier():
    """下载独立校验脚本"""
    return script()


def taken(form: str, asked: dict) -> Response:
    """An export to be saved."""
    rate.each(current_actor().account_id, "export")
    file, name = audit.export(engine(), current_actor(), form, asked, at=at())
    return send_file(file, mimetype="application/octet-stream", as_attachment=True, download_name=name, max_age=0)


def script() -> Response:
    """The verifier to be saved."""
    return Response(audit.verifier(), content_type="text/x-python; charset=utf-8",
                    headers={"Content-Disposition": 'attachment; filename="verify_audit.py"'})
