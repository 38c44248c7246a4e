"""One table: what was refused → which HTTP status; every error leaves in one shape (RFC 9457)."""
from __future__ import annotations

import logging
import secrets
from typing import Any

from flask import Flask, Response, current_app, json, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from engine import errors

LOG = logging.getLogger("bihuan.api")
PROBLEM = "application/problem+json"


class TooMany(errors.Refusal):
    """请求过于频繁"""

    code = "too_many"
    next = "请稍候再试。"


class Unavailable(errors.Refusal):
    """服务暂时不可用"""

    code = "unavailable"
    next = "请稍后再试；如持续出现请联系管理员。"


class CrossSite(errors.Refusal):
    """请求不是从本系统页面发出的"""

    code = "cross_site"
    next = "请刷新页面后重新提交。"


#: a subclass not listed here answers with the status of its nearest listed ancestor
STATUS: dict[type[errors.Refusal], int] = {
    errors.BadInput: 400,
    errors.Unauthenticated: 401, errors.SignInFailed: 401,
    errors.IdentityRefused: 403, errors.ProviderFault: 503,
    errors.NotEligible: 403, errors.DutyConflict: 403, errors.NotInAuthority: 403, errors.Forbidden: 403, errors.ProofNeeded: 403,
    errors.WrongMode: 403, CrossSite: 403,
    errors.NotFound: 404,
    errors.TaskTaken: 409, errors.TaskClosed: 409, errors.CaseClosed: 409, errors.WrongState: 409, errors.NotReturnable: 409, errors.NeedsUnmet: 409, errors.Unmovable: 409,
    errors.GateRefused: 409, errors.ReviewOutdated: 409, errors.ClockRefused: 409, errors.DeadlinePassed: 409,
    errors.Busy: 409, errors.Incident: 409,
    errors.StaleVersion: 412,
    errors.FormInvalid: 422, errors.ExpressionError: 422, errors.DefinitionInvalid: 422, errors.RulePackInvalid: 422,
    errors.KeyReused: 422, errors.FileRefused: 422,
    TooMany: 429,
    Unavailable: 503,
}

#: HTTP status → code, title, what can be done now
PLAIN: dict[int, tuple[str, str, str]] = {
    400: ("bad_request", "请求格式不正确", "请检查请求的格式后重试。"),
    404: ("not_found", "没有找到", "请核对地址或编号；不属于您经办或管辖范围的内容不会显示。"),
    405: ("method_not_allowed", "此地址不支持这种请求方法", "请使用 Allow 所列的方法。"),
    408: ("timeout", "请求超时", "请重试。"),
    411: ("length_required", "请求缺少长度", "请带上 Content-Length 重新提交。"),
    413: ("too_large", "提交的内容过大", "请减小内容后重新提交。"),
    414: ("uri_too_long", "地址过长", "请缩短查询条件。"),
    415: ("unsupported_media_type", "不支持这种内容类型", "请以 application/json 提交（部署流程用 application/zip 或 multipart/form-data）。"),
    422: ("invalid", "提交的内容不符合要求", "请更正后重新提交。"),
    431: ("headers_too_large", "请求头过大", "请清除浏览器 Cookie 后重试。"),
}


def status_of(kind: type[errors.Refusal]) -> int:
    """The HTTP status a refusal answers with; 400 for one nobody listed."""
    return next((STATUS[k] for k in kind.__mro__ if k in STATUS), 400)


def problem(code: str, status: int, title: str, detail: str, **more: Any) -> dict[str, Any]:
    """The members of a problem document, in reading order."""
    return {"type": f"urn:bihuan:problem:{code}", "title": title, "status": status, "detail": detail, "code": code,
            **{k: v for k, v in more.items() if v is not None}}


def answer(body: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    """The problem as a page where the web room set `PROBLEM_PAGE` and a page was asked for, otherwise as problem+json."""
    page = current_app.config.get("PROBLEM_PAGE")
    if page is not None and not request.path.startswith("/api/"):
        response = current_app.make_response(page(body))
        response.status_code = body["status"]
    else:
        response = Response(json.dumps(body) + "\n", body["status"], content_type=PROBLEM)
    response.headers.update(headers or {})
    return response


def _refused(error: errors.Refusal) -> Response:
    status = status_of(type(error))
    members = error.as_dict()
    headers = {"WWW-Authenticate": 'Bearer realm="bihuan"'} if isinstance(error, errors.Unauthenticated) else {}
    if isinstance(error, (errors.Busy, TooMany, Unavailable)):
        headers["Retry-After"] = str(error.data.get("retry_after", 1))
    head = problem(members.pop("code"), status, members.pop("title"), members.pop("detail"))
    return answer({**head, **{k: v for k, v in members.items() if k not in head}}, headers)


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return error.response
    if isinstance(error, MethodNotAllowed) and not _is_there(error):
        error = NotFound()
    code, title, next_ = PLAIN.get(error.code, ("http_error", "请求未能完成", "请检查后重试。"))
    headers = {"Allow": ", ".join(sorted(error.valid_methods or ()))} if isinstance(error, MethodNotAllowed) else {}
    return answer(problem(code, error.code, title, f"{title}。", next=next_), headers)


def _is_there(error: MethodNotAllowed) -> bool:
    """Whether the address exists at all: a number too large for any row fits the pattern and names nothing."""
    address = current_app.create_url_adapter(request)
    return any(address.test(request.path, method) for method in error.valid_methods or ())


def _unforeseen(error: Exception) -> Response:
    incident = secrets.token_hex(6)
    LOG.exception("incident %s: %s %s", incident, request.method, request.url_rule)
    return answer(problem("internal", 500, "系统内部错误", f"系统出现未预料的错误，事件编号 {incident}。",
                          next="请记下事件编号并联系管理员；本次提交没有保存任何改动。", incident=incident))


def install(app: Flask) -> None:
    """Routes every error of `app` through the table."""
    app.register_error_handler(errors.Refusal, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)
