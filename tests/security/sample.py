"""A request body that gets as far as the lookup, made from the schema that a view declares; and addresses of things that are there."""
from __future__ import annotations

from functools import cache
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

AT, DAY = "2026-03-10T09:00:00+08:00", "2026-03-10"
_BY_TYPE = ((fields.Boolean, True), (fields.Integer, 1), (fields.DateTime, AT), (fields.Date, DAY), (fields.Dict, {}), (fields.Float, 1.0))
_TEXTS = ("理由充分", "zhejiang", "abc_1", "2027-1", "a" * 24, "2026-03-10", "330102199001011234", "A1b2C3d4!xyz", "123456", "1", "2026-03-09T01:00:00Z")


@cache
def body_of(view: Any) -> Any:
    """What a view's JSON body may look like; None for one that takes none, and for files."""
    for one in getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", ()):
        if one["in"] == "json" and "schema" in one:
            return filled(one["schema"])
    return None


def filled(schema: ma.Schema | type[ma.Schema]) -> dict[str, Any]:
    """The required fields of a schema with something that fits, and those it asks for when it sees the whole."""
    schema = schema() if isinstance(schema, type) else schema
    body = {f.data_key or name: _value(f) for name, f in schema.load_fields.items() if f.required}
    missed = set(schema.validate(body)) - set(body)
    return body | {f.data_key or name: _value(f) for name, f in schema.load_fields.items() if (f.data_key or name) in missed}


def _value(field: fields.Field) -> Any:
    for one in field.validators:
        if isinstance(one, validate.OneOf):
            return list(one.choices)[0]
    if isinstance(field, fields.Nested):
        return [filled(field.schema)] if field.many else filled(field.schema)
    if isinstance(field, fields.List):
        least = next((one.min or 1 for one in field.validators if isinstance(one, validate.Length)), 1)
        return [n + 1 if isinstance(field.inner, fields.Integer) else _value(field.inner) for n in range(least)]
    for kind, value in _BY_TYPE:
        if isinstance(field, kind):
            return value
    for text in _TEXTS:
        try:
            field.deserialize(text)
        except ma.ValidationError:
            continue
        return text
    return _TEXTS[0]
