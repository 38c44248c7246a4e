"""The base of every schema: unknown fields refused, Chinese messages, times and dates written one way."""
from __future__ import annotations

import re
from datetime import date, datetime, timezone
from typing import Any

import marshmallow
from marshmallow import RAISE, fields, validate

#: marshmallow's message keys in Chinese; a message a field was given by hand stays
MESSAGES = {
    "required": "必须填写", "null": "不能为空值", "validator_failed": "内容不符合要求", "invalid_utf8": "不是有效的 UTF-8 文本",
    "type": "应为 JSON 对象", "unknown": "没有这个字段", "too_large": "数值过大", "special": "不能是 NaN 或无穷大",
}
BY_TYPE = {
    fields.String: "应为文本", fields.Integer: "应为整数", fields.Boolean: "应为 true 或 false", fields.List: "应为列表",
    fields.Mapping: "应为 JSON 对象", fields.Date: "应为日期，如 2026-03-09", fields.DateTime: "应为带时区的时间，如 2026-03-09T01:00:00Z",
}
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)\Z", re.ASCII)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
#: the same for JSON Schema; a lone surrogate is no Unicode text anyway
_PRINTABLE = "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]*$"


class Schema(marshmallow.Schema):
    """What all requests and answers share."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": MESSAGES["unknown"], "type": MESSAGES["type"]}

    def on_bind_field(self, field_name, field_obj):
        """Gives a field Chinese messages."""
        invalid = "应为带时区的时间，如 2026-03-09T01:00:00Z" if isinstance(field_obj, Instant) else "应为日期，如 2026-03-09" if isinstance(field_obj, Day) else next((text for kind, text in BY_TYPE.items() if isinstance(field_obj, kind)), "内容不符合要求")
        field_obj.error_messages = {**field_obj.error_messages, **MESSAGES, "invalid": invalid}
        if isinstance(field_obj, fields.List):
            self.on_bind_field(field_name, field_obj.inner)


class Instant(fields.Field):
    """An instant, written in UTC as `2026-03-09T01:00:00Z`; read with any offset, as RFC 3339 has it."""

    def _deserialize(self, value, attr, data, **kwargs) -> datetime:
        if not isinstance(value, str) or not _RFC3339.match(value):
            raise self.make_error("invalid")
        try:
            return datetime.fromisoformat(value.upper()).astimezone(timezone.utc)
        except (ValueError, OverflowError):
            raise self.make_error("invalid") from None

    def _serialize(self, value: datetime | str | None, attr, obj, **kwargs) -> str | None:
        return instant_text(value) if isinstance(value, datetime) else value


class Day(fields.Field):
    """A calendar day in China, written `2026-03-09`."""

    def _deserialize(self, value, attr, data, **kwargs) -> date:
        try:
            if not isinstance(value, str) or len(value) != 10:
                raise ValueError(value)
            return date.fromisoformat(value)
        except ValueError:
            raise self.make_error("invalid") from None

    def _serialize(self, value: date | str | None, attr, obj, **kwargs) -> str | None:
        return value.isoformat() if isinstance(value, date) else value


def instant_text(value: datetime) -> str:
    """An aware datetime in UTC as RFC 3339 text with a `Z`.

    Raises:
        ValueError: `value` is naive; guessing its zone would move a deadline.
    """
    if value.tzinfo is None:
        raise ValueError("naive datetime in an answer")
    return value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


def said(description: str, **more: Any) -> dict[str, Any]:
    """Metadata of a field: its Chinese description and, if given, an `example`."""
    return {"description": description, **more}


def _no_control(value: str) -> None:
    if _CONTROL.search(value):
        raise marshmallow.ValidationError("含有不可见的控制字符")


def matching(description: str, pattern: str, error: str, **more: Any) -> fields.String:
    """A text of one fixed shape.

    Args:
        pattern: understood alike by Python and JSON Schema; matched against the whole text.
    """
    return fields.String(validate=validate.Regexp(f"(?:{pattern})\\Z", error=error), metadata=said(description, pattern=f"^(?:{pattern})$"),
                         **more)


def text(description: str, *, most: int = 200, least: int = 0, **more: Any) -> fields.String:
    """A text a person wrote, at most `most` characters, without control characters."""
    example = {"example": more.pop("example")} if "example" in more else {}
    error = f"长度应为 {least} 至 {most} 个字" if least else f"最多 {most} 个字"
    return fields.String(validate=[validate.Length(min=least or None, max=most, error=error), _no_control],
                         metadata=said(description, pattern=_PRINTABLE, **example), **more)


def choice(description: str, values: tuple[str, ...], **more: Any) -> fields.String:
    """One of a fixed set of words."""
    return fields.String(validate=validate.OneOf(values, error="应为其中之一：" + "、".join(values)),
                         metadata=said(description), **more)


def whole(description: str, *, least: int = 1, most: int = 2**31 - 1, **more: Any) -> fields.Integer:
    """A JSON integer within bounds."""
    return fields.Integer(strict=True, validate=validate.Range(least, most, error=f"应在 {least} 至 {most} 之间"),
                          metadata=said(description), **more)


class Digits(fields.Integer):
    """An integer in a query string: plain ASCII digits, since Python's int() also reads `1_0` and `１０`."""

    def _deserialize(self, value, attr, data, **kwargs):
        if not re.match(r"[0-9]{1,10}\Z", str(value)):
            raise self.make_error("invalid", input=value)
        return int(value)


class PageQuery(Schema):
    """Which page of a list is wanted."""

    after = matching("上一页返回的 next；省略则从第一页开始", "[A-Za-z0-9_-]{1,200}", "翻页游标不正确，请使用上一页返回的 next", load_default=None)
    limit = Digits(load_default=50, validate=validate.Range(1, 200, error="应在 1 至 200 之间"), metadata=said("每页条数，1 至 200"))


def page_of(item: type[Schema], name: str) -> type[Schema]:
    """The schema of one page of `item`: `{"items": […], "next": cursor or null}`."""
    return type(name, (Schema,), {
        "__doc__": f"One page of {item.__name__}.",
        "items": fields.List(fields.Nested(item), required=True, metadata=said("本页各条")),
        "next": fields.String(required=True, allow_none=True, metadata=said("下一页的游标；没有更多时为 null")),
    })


def instant(description: str, **more: Any) -> Instant:
    """A documented instant in an answer; may be null."""
    return Instant(allow_none=True, metadata=said(description, example="2026-03-09T01:00:00Z"), **more)


def moment(description: str, **more: Any) -> Instant:
    """A documented instant that is sent to us."""
    return Instant(required=True, metadata=said(description, example="2026-03-09T01:00:00Z"), **more)


def day(description: str, **more: Any) -> Day:
    """A documented calendar day in an answer; may be null."""
    return Day(allow_none=True, metadata=said(description, example="2026-03-09"), **more)


def calendar_day(description: str, **more: Any) -> Day:
    """A day that is sent."""
    return Day(metadata=said(description), **more)


def out(description: str, kind: type[fields.Field] = fields.String, **more: Any) -> fields.Field:
    """A documented value in an answer; may be null unless said otherwise."""
    return kind(**{"allow_none": True, **more}, metadata=said(description))
