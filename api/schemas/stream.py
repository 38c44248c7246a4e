"""The stream's parameters."""
from __future__ import annotations

from api.schema import Schema, matching


class StreamQuery(Schema):
    """Where to resume."""

    after = matching("从此事件编号之后继续；浏览器重连时由 Last-Event-ID 代替", "[0-9]{1,18}", "事件编号不正确", load_default=None)
