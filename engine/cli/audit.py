"""`bihuan audit verify`: whether the chain of everything that happened still holds."""
from __future__ import annotations

import argparse
from typing import Any, Callable

from engine import settings
from engine.engine import Engine
from engine.work import audit

Answer = tuple[int, dict[str, Any], str]


def add(verb: Callable[..., argparse.ArgumentParser], verbs: Any) -> None:
    """Adds the verbs.

    Args:
        verb: as in engine.cli: name, function, help, among which verbs. verbs: the command line's own.
    """
    verb("audit", verify, "核验操作记录链").add_argument("what", choices=("verify",))


def verify(args: argparse.Namespace) -> Answer:
    """The length and head of the chain, or where it breaks."""
    found = audit.verify(Engine(settings.read()))
    text = f"记录链完整：{found['rows']} 条，链头 {found['head'][:16]}…" if found["ok"] else (
        f"记录链在第 {found['fault']['seq']} 条断开：{found['fault']['reason']}")
    return int(not found["ok"]), found, text
