"""Every call names the process it calls, and that process exists.

Measured: SpiffWorkflow notices a missing callee only when the sub-processes are collected, with a message in English
that does not name the element.
"""
from __future__ import annotations

import re
from collections.abc import Iterator

from engine.process.checks.model import Model, Problem

RULE = "calls"


def check(model: Model) -> Iterator[Problem]:
    """calledElement of every call activity."""
    for node in model.tagged("callActivity"):
        called = node.xml.get("calledElement")
        if not called:
            yield Problem(RULE, node.id, "error", f"调用活动 {model.name(node.id)} 没有写明被调用的流程，请选择")
        elif not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", called):
            yield Problem(RULE, node.id, "error", f"调用活动 {model.name(node.id)} 的流程编号 {called[:60]} 格式不正确")
        elif called == node.process:
            yield Problem(RULE, node.id, "error", f"调用活动 {model.name(node.id)} 调用了本流程自己，请改为退回的连线")
        elif model.known.processes is not None and called not in model.known.processes:
            yield Problem(RULE, node.id, "error", f"调用活动 {model.name(node.id)} 调用的流程 {called} 不存在，请先部署它")
