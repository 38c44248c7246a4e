"""The description of the API: OpenAPI 3.1, finished from what the views declare about themselves."""
from __future__ import annotations

from threading import Lock
from typing import Any, Callable

from flask import Blueprint, Flask, Response, current_app, json
from flask_smorest import Api as SmorestApi
from marshmallow import fields

from api.access import access, takes_a_body
from api.errors import PROBLEM
from api.schema import Day, Instant, Schema, said

URL, JSON_URL = "/api/v1", "/api/v1/openapi.json"
ETAG = {"ETag": {"description": "任务版本，如 \"v3\"；办理时放入 If-Match", "schema": {"type": "string"}}}
_IF_MATCH = {"in": "header", "name": "If-Match", "required": False, "schema": {"type": "string", "pattern": '^("v[0-9]{1,9}"|\\*)$'},
             "description": "您看到的版本；已有更新时返回 412"}
_KEY = {"in": "header", "name": "Idempotency-Key", "required": False,
        "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,128}$"},
        "description": "幂等键：同一次提交重发时返回第一次的结果；内容不同则 422"}
_UNSAFE = ("post", "put", "patch", "delete")
_WHY = {400: "请求格式不正确", 401: "尚未登录或登录已失效", 403: "无权进行，附依据条文", 404: "没有找到，或不属于您",
        409: "与案件现状冲突，附原因与下一步", 412: "内容已被更新", 413: "提交的内容过大", 415: "内容类型不是 application/json",
        422: "有需要更正的内容，逐项列出", 429: "请求过于频繁", 503: "服务暂时不可用"}


class Problem(Schema):
    """One refusal or fault, after RFC 9457."""

    class Meta:
        unknown = "include"  # each kind of refusal adds its own facts

    type = fields.String(required=True, metadata=said("错误类型", example="urn:bihuan:problem:duty_conflict"))
    title = fields.String(required=True, metadata=said("错误名称", example="不能由您办理：办、审、定须由不同的人承担"))
    status = fields.Integer(required=True, metadata=said("HTTP 状态码", example=403))
    detail = fields.String(required=True, metadata=said("具体情况"))
    code = fields.String(required=True, metadata=said("错误代码，供程序判断", example="duty_conflict"))
    article = fields.String(metadata=said("依据的条文"))
    next = fields.String(metadata=said("现在可以怎么办"))
    incident = fields.String(metadata=said("事件编号（仅系统内部错误）"))
    fields_ = fields.Dict(data_key="fields", metadata=said("字段 → 需要更正之处"))


class Api(SmorestApi):
    """flask-smorest without its error bodies and document pages: the house has its own.

    The document is written when somebody first asks for it: writing it takes longer than everything else at the start.
    """

    def __init__(self, app: Flask):
        self._registered: list[Blueprint] = []
        self._document: dict[str, Any] | None = None
        self._writing = Lock()
        super().__init__(app)

    def register_blueprint(self, blp: Blueprint) -> None:
        """Adds the blueprint's routes to the application, and to the document."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blp.name] = self
        self._app.register_blueprint(blp)
        self._registered.append(blp)

    def document(self) -> dict[str, Any]:
        """The OpenAPI document: every operation with its security, headers and refusals."""
        with self._writing:
            if self._document is None:
                for blp in self._registered:
                    blp.register_views_in_doc(self, self._app, self.spec, name=blp.name, parameters=None)
                    self.spec.tag({"name": blp.name, "description": blp.description})
                self._document = _finished(self._app, self)
        return self._document

    def _register_error_handlers(self) -> None:
        return None

    def _register_pagination_header(self) -> None:
        return None  # page data stands in the body; the header would not match its own schema

    def _register_responses(self) -> None:
        for status, why in _WHY.items():
            self.spec.components.response(f"Problem{status}", {
                "description": why, "content": {PROBLEM: {"schema": Problem}}})


def act(*, versioned: bool = False) -> Callable:
    """Marks a view as changing a task or a case: it takes an Idempotency-Key and, if `versioned`, an If-Match."""
    def mark(view):
        view.act = {"versioned": versioned}
        return view
    return mark


def install(app: Flask) -> Api:
    """Gives `app` an empty description; blueprints registered through the result enter it."""
    app.config.update(API_TITLE="闭环 Bihuan API", API_VERSION="v1", OPENAPI_VERSION="3.1.0", API_SPEC_OPTIONS={
        "info": {"description": "基层综合执法案件办理接口。全部时间为 UTC，日期为北京时间的日历日，金额为整数分。",
                 "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "servers": [{"url": "/"}]})
    api = app.extensions["openapi"] = Api(app)
    api.DEFAULT_ERROR_RESPONSE_NAME = None
    api.register_field(Instant, "string", "date-time")
    api.register_field(Day, "string", "date")
    for name, scheme in {
            "session": {"type": "apiKey", "in": "cookie", "name": "bihuan", "description": "登录后的会话 Cookie（https 下名为 __Host-bihuan）；修改类请求另须带 X-CSRF-Token"},
            "bearer": {"type": "http", "scheme": "bearer", "description": "访问令牌"}}.items():
        api.spec.components.security_scheme(name, scheme)
    return api


def document() -> dict[str, Any]:
    """The OpenAPI document of the application at work."""
    return current_app.extensions["openapi"].document()


def _finished(app: Flask, api: Api) -> dict[str, Any]:
    views = {(api.flask_plugin.flaskpath2openapi(r.rule), m.lower()): app.view_functions[r.endpoint]
             for r in app.url_map.iter_rules() for m in r.methods}
    document = api.spec.to_dict()
    for path, operations in document["paths"].items():
        for method in [m for m in operations if m != "parameters"]:
            _complete(operations[method], method, path, views[path, method])
    return document


def _complete(operation: dict[str, Any], method: str, path: str, view: Callable) -> None:
    acts, body, signed_in = getattr(view, "act", None), takes_a_body(view), not view.access.public
    has_arguments = bool(operation.get("parameters")) or body
    statuses = {400, 429} | ({401, 403} if signed_in else set()) | ({404} if "{" in path else set())
    statuses |= ({403} if method in _UNSAFE else set()) | ({413, 415} if body else set()) | ({422} if has_arguments else set())
    if acts is not None:
        operation["parameters"] = operation.get("parameters", []) + [_KEY] + ([_IF_MATCH] if acts["versioned"] else [])
        statuses |= {409, 422} | ({412} if acts["versioned"] else set())
    operation["operationId"] = view.__module__.rpartition(".")[2] + "." + view.__name__
    operation["security"] = [{"session": []}, {"bearer": []}] if signed_in else []
    for status in sorted(statuses | set(getattr(view, "refusals", ()))):
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    operation["responses"] = dict(sorted(operation["responses"].items()))


def refuses(*statuses: int) -> Callable:
    """Declares refusals a view has beyond those that follow from its kind."""
    def mark(view):
        view.refusals = statuses
        return view
    return mark


def serve(app: Flask) -> None:
    """Adds GET /api/v1/openapi.json."""
    @app.get(JSON_URL, endpoint="openapi")
    @access("public")
    def serve_document():
        return Response(json.dumps(document()), content_type="application/json")
