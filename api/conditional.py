"""Lost updates and double submits: If-Match, ETag and Idempotency-Key."""
from __future__ import annotations

import hashlib
import re
from typing import Any

from flask import request

from api.auth import current_actor
from api.current import at
from engine import errors
from engine.work.tasks import RequestKey

_TAG = re.compile(r'"v([0-9]{1,9})"\Z')
_KEY = re.compile(r"[\x21-\x7e]{1,128}\Z")


def expected_version() -> int | None:
    """The task version the caller saw, from `If-Match: "v3"`; None when the caller does not care.

    Raises:
        errors.BadInput: not a tag this API gives out.
    """
    given = request.headers.get("If-Match", "*").strip()
    if given == "*":
        return None
    tag = _TAG.match(given)
    if tag is None:
        raise errors.BadInput("If-Match 应为查询任务时返回的 ETag，例如 \"v3\"。")
    return int(tag[1])


def terms() -> dict[str, Any]:
    """On what terms an act is asked for: `version`, `at` and `key`, as engine.work.tasks takes them."""
    return {"version": expected_version(), "at": at(), "key": request_key()}


def tagged(task: dict) -> tuple[dict, int, dict[str, str]]:
    """An answer about a task, with its version as ETag.

    Returns:
        body, status 200, headers; what a view returns.
    """
    return task, 200, {"ETag": f'"v{task["version"]}"'}


def request_key(*, streamed: bool = False) -> RequestKey | None:
    """The caller's Idempotency-Key, bound to this person, method, address and body; None when absent.

    Args:
        streamed: the body is a file that must not be read into memory; who takes it in adds its digest.
    Raises:
        errors.BadInput: longer than 128 characters or not plain ASCII.
    """
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return None
    if not _KEY.match(given):
        raise errors.BadInput("Idempotency-Key 应为 1 至 128 个可见 ASCII 字符。")
    asked = hashlib.sha256()
    for part in (str(current_actor().account_id), request.method, request.full_path):
        asked.update(part.encode() + b"\0")
    if not streamed:
        asked.update(request.get_data(cache=True))
    return RequestKey(given, asked.hexdigest())

