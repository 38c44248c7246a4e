"""Every element is reached from the start, and every path goes on until an end event.

Measured: an unreachable node is dropped without a word, so an obligation drawn there is never met; a task with no way
out leaves the case open for ever.
"""
from __future__ import annotations

from collections.abc import Iterator

from engine.process.checks.model import Model, Problem

RULE = "reachable"


def check(model: Model) -> Iterator[Problem]:
    """Unreached elements, dead ends, flows out of ends and into starts or boundary events."""
    seen: set[str] = set()
    waiting = [node.id for node in model.tagged("startEvent") if _entered(model, node.scope, seen)]
    while True:
        while waiting:
            identity = waiting.pop()
            if identity not in seen and identity in model.nodes:
                seen.add(identity)
                waiting.extend(model.targets(identity) + model.boundaries.get(identity, []))
        waiting = [node.id for node in model.tagged("startEvent")
                   if node.id not in seen and _entered(model, node.scope, seen)]
        if not waiting:
            break
    for node in model.nodes.values():
        if node.id not in seen:
            yield Problem(RULE, node.id, "error", f"{model.name(node.id)} 从开始事件走不到，请连接或删除")
        if node.tag == "endEvent" and model.outgoing[node.id]:
            yield Problem(RULE, node.id, "error", f"结束事件 {model.name(node.id)} 不能再有出线")
        if node.tag != "endEvent" and not model.outgoing[node.id]:
            yield Problem(RULE, node.id, "error", f"{model.name(node.id)} 之后没有去处，请连到下一步或结束事件")
        if node.tag in ("startEvent", "boundaryEvent") and model.incoming[node.id]:
            yield Problem(RULE, node.id, "error", f"{model.name(node.id)} 不能有进线，请改连到后面的元素")


def _entered(model: Model, scope: tuple[str, ...], seen: set[str]) -> bool:
    return all(identity in seen for identity in scope)
