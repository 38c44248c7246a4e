"""Every user task says whose duty it is.

A task without a duty could be done by anyone, and the separation of handling, review and decision would have a hole.
"""
from __future__ import annotations

from collections.abc import Iterator

from engine.process.bpmn import E
from engine.process.checks.model import Model, Problem

RULE = "duties"


def check(model: Model) -> Iterator[Problem]:
    """Missing and unknown duties, the number of officers."""
    for node in model.nodes.values():
        duty, officers = node.xml.get(f"{{{E}}}duty"), node.xml.get(f"{{{E}}}officers")
        if node.tag == "userTask" and not duty:
            yield Problem(RULE, node.id, "error", f"任务 {model.name(node.id)} 没有写明职责，请填写 duty（如 handle、review、decide）")
        if duty and duty not in model.known.duties:
            yield Problem(RULE, node.id, "error",
                          f"任务 {model.name(node.id)} 的职责 {duty} 不存在，可用：{'、'.join(model.known.duties)}")
        if officers is not None and officers not in ("1", "2", "3"):
            yield Problem(RULE, node.id, "error", f"任务 {model.name(node.id)} 的办案人数 {officers} 应为 1、2 或 3")
