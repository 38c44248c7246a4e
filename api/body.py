"""Reading what was sent: strict JSON, strict parameters, one language for their faults."""
from __future__ import annotations

import json
import re
from typing import Any

from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import EXCLUDE, RAISE
from webargs.core import missing
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnsupportedMediaType

from engine import errors

#: integers beyond this lose digits in JavaScript and in many JSON readers (RFC 7493)
LARGEST = 2**53 - 1
DEEPEST = 32
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class ArgumentsInvalid(errors.FormInvalid):
    """请求参数不正确"""

    code = "arguments_invalid"
    next = "请对照接口文档更正各项参数后重新提交。"


def strict_json(raw: bytes) -> Any:
    """Parses a request body so that every reader would understand the same.

    Raises:
        errors.BadInput: not UTF-8, not JSON, a key twice, NaN or an overflowing number, nested too deep,
            or text no database can hold.
    """
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant,
                           parse_float=_finite, parse_int=_exact)
    except UnicodeDecodeError as error:
        raise errors.BadInput(f"请求内容不是 UTF-8 编码（第 {error.start} 字节）。") from None
    except json.JSONDecodeError as error:
        raise errors.BadInput(f"请求内容不是有效的 JSON：第 {error.lineno} 行第 {error.colno} 列。", line=error.lineno) from None
    except RecursionError:
        raise errors.BadInput(f"请求内容嵌套过深，最多 {DEEPEST} 层。") from None
    _storable(value, 0)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise errors.BadInput(f"请求内容里“{key[:40]}”重复出现。")
        result[key] = value
    return result


def _no_constant(name: str):
    raise errors.BadInput(f"请求内容含有 {name}，不是有效的 JSON 数值。")


def _finite(text: str) -> float | int:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise errors.BadInput("请求内容里有超出范围的数值。")
    # JSON knows one kind of number: 3.0 is the integer 3, as in JSON Schema.
    return int(value) if value.is_integer() and abs(value) <= LARGEST else value


def _exact(text: str) -> int:
    if len(text) > 20 or abs(int(text)) > LARGEST:
        raise errors.BadInput("请求内容里有超出可准确表示范围的整数。")
    return int(text)


def _storable(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise errors.BadInput(f"请求内容嵌套过深，最多 {DEEPEST} 层。")
    if isinstance(value, str) and _UNSTORABLE.search(value):
        raise errors.BadInput("请求内容含有不能保存的控制字符。")
    if isinstance(value, dict):
        for key, inner in value.items():
            _storable(key, depth + 1)
            _storable(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _storable(inner, depth + 1)


def is_json(request) -> bool:
    """Whether the request says it carries UTF-8 JSON."""
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    return request.mimetype == "application/json" and charset in ("utf-8", "utf8")


class Parser(FlaskParser):
    """webargs with strict JSON, no unknown parameters, and faults as a Refusal."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": RAISE, "headers": EXCLUDE}

    def load_json(self, req, schema):
        """The parsed body, or `missing` when there is none."""
        raw = req.get_data(cache=True)
        if not raw:
            return missing
        if not is_json(req):
            raise UnsupportedMediaType()
        return strict_json(raw)

    def load_querystring(self, req, schema):
        """The query's parameters, each given once."""
        for name, values in req.args.lists():
            if len(values) > 1:
                raise errors.BadInput(f"参数“{name[:40]}”重复出现。")
        return super().load_querystring(req, schema)

    def handle_error(self, error, req, schema, *, error_status_code, error_headers):
        """Turns marshmallow's messages into one flat field list."""
        fields: dict[str, list[str]] = {}
        for place in error.messages.values():
            _flatten(place, "", fields)
        raise ArgumentsInvalid(fields)


def _flatten(messages: Any, path: str, into: dict[str, list[str]]) -> None:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            name = "" if key == "_schema" else str(key)
            _flatten(inner, ".".join(p for p in (path, name) if p), into)
    else:
        into.setdefault(path or "body", []).extend(str(m) for m in messages)


class Blueprint(SmorestBlueprint):
    """A resource: its operations are documented, its arguments strict, its page data in the body."""

    ARGUMENTS_PARSER = Parser()
    PAGINATION_HEADER_NAME = None
