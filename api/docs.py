"""GET /api/v1/docs: the description of the API as one readable page, served from here, without a script."""
from __future__ import annotations

from typing import Any, Iterator

from flask import Blueprint, Response, json, render_template

from api import openapi
from api.access import access
from api.errors import PLAIN, STATUS

blp = Blueprint("docs", __name__, url_prefix="/api/v1/docs", template_folder="templates")


@blp.get("")
@access("public")
def page():
    """The page."""
    return render_template("docs.html", spec=openapi.document(), operations=list(_by_tag()), examples=_example,
                           kind=_kind, problems=_problems())


@blp.get("/style.css")
@access("public")
def style():
    """Its style sheet."""
    return Response(render_template("docs.css"), content_type="text/css; charset=utf-8")


def _by_tag() -> Iterator[tuple[dict[str, str], list[dict[str, Any]]]]:
    for tag in openapi.document()["tags"]:
        found = [{"path": path, "method": method.upper(), **operation,
                  "parameters": shared.get("parameters", []) + operation.get("parameters", [])}
                 for path, shared in openapi.document()["paths"].items() for method, operation in shared.items()
                 if method != "parameters" and tag["name"] in operation["tags"]]
        yield tag, found


def _resolve(schema: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    reference = schema.get("$ref")
    for option in schema.get("anyOf", ()):
        reference = reference or option.get("$ref")
    if reference is None:
        return None, schema
    name = reference.rpartition("/")[2]
    return name, openapi.document()["components"]["schemas"][name]


def _kind(schema: dict[str, Any]) -> tuple[str, str | None]:
    """A schema's type in words, and the name of the schema to link to."""
    name, _ = _resolve(schema)
    if name:
        return name, name
    if schema.get("type") == "array":
        words, link = _kind(schema["items"])
        return f"{words} 的列表", link
    kind = schema.get("type", "任意")
    return "、".join(kind) if isinstance(kind, list) else kind, None


def _example(schema: dict[str, Any]) -> str:
    return json.dumps(_sample(schema, 0), indent=2, ensure_ascii=False)


def _sample(schema: dict[str, Any], depth: int) -> Any:
    _, schema = _resolve(schema)
    if "example" in schema:
        return schema["example"]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if "properties" in schema and depth < 3:
        return {name: _sample(inner, depth + 1) for name, inner in schema["properties"].items()}
    if kind == "array":
        return [_sample(schema["items"], depth + 1)] if depth < 3 else []
    return {"string": "…", "integer": schema.get("minimum", 1), "number": 1, "boolean": True, "object": {}}.get(kind)


def _problems() -> list[tuple[str, int, str, str]]:
    mine = [(k.code, status, (k.__doc__ or "").strip().splitlines()[0], k.next or "") for k, status in STATUS.items()]
    return sorted(mine + [(code, status, title, next_) for status, (code, title, next_) in PLAIN.items()], key=lambda p: p[1])
