"""Column types that mean the same on SQLite and PostgreSQL: instants in UTC, JSON as text with its key order."""
from __future__ import annotations

import json
from datetime import date, datetime, timezone
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, String, Text
from sqlalchemy.types import TypeDecorator

#: SQLite only auto-numbers INTEGER keys.
Id = BigInteger().with_variant(Integer, "sqlite")

#: Sorts after every real deadline, so that keyset paging needs no NULLs.
NEVER = datetime(9999, 12, 31, tzinfo=timezone.utc)


class Instant(TypeDecorator):
    """An aware datetime, kept in UTC; fixed-width text on SQLite so that text order is time order."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(String(27) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime refused: every instant carries its zone")
        value = value.astimezone(timezone.utc)
        if dialect.name != "sqlite":
            return value
        return value.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def process_result_value(self, value, dialect):
        return None if value is None else instant(value)


def instant(value: str | datetime) -> datetime:
    """An instant as the driver gives it, in UTC: text from SQLite, a datetime from PostgreSQL."""
    if isinstance(value, str):
        return datetime.fromisoformat(value)  # ends in Z
    return value.astimezone(timezone.utc)


class Json(TypeDecorator):
    """Plain JSON values as text. Never jsonb: it reorders keys, and the engine's state depends on their order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value if value is None or type(value) is Encoded else encode(value)

    def process_result_value(self, value, dialect):
        return None if value is None else decode(value)


class Encoded(str):
    """JSON text as `encode` makes it, where it was made before, for a digest; a Json column keeps it as it is."""


def plain_value(value: Any) -> Any:
    """What JSON cannot say of itself: instants, dates and sets, as plain values."""
    if isinstance(value, datetime):
        return {"$at": value.astimezone(timezone.utc).isoformat()}
    if isinstance(value, date):
        return {"$on": value.isoformat()}
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    raise TypeError(f"{type(value).__name__} cannot be stored as JSON")


def _rich(value: dict) -> Any:
    if len(value) == 1:
        if "$at" in value:
            return datetime.fromisoformat(value["$at"])
        if "$on" in value:
            return date.fromisoformat(value["$on"])
    return value


#: made once: `json.dumps` and `json.loads` with options make one for every value
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=plain_value, allow_nan=False)
_DECODER = json.JSONDecoder(object_hook=_rich)


def encode(value: Any) -> str:
    """JSON text of plain values, dates and instants; refuses anything else rather than pickling it."""
    return _ENCODER.encode(value)


def decode(text: str) -> Any:
    """The value `encode` was given; dates and instants come back as such."""
    return _DECODER.decode(text) if '"$' in text else json.loads(text)


def as_text(rows: list[dict[str, Any]]) -> str:
    """Rows for PostgreSQL's `json_to_recordset`: what it cannot read of itself is text there as well."""
    return json.dumps(rows, ensure_ascii=False, default=lambda value: value.isoformat())


def containing(text: str) -> str:
    """The pattern of `LIKE … ESCAPE '\\'` for values that contain a text as it stands."""
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
