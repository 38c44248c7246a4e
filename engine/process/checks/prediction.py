"""How many tasks SpiffWorkflow would create ahead of time, computed without creating them.

Measured: k consecutive 3-way forks and joins create 18, 57, 525 (k=4), 42,645 (k=8) and 10^15 (k=30) tasks at start;
a loop that no exclusive, inclusive or event gateway can leave is a RecursionError at start.
"""
from __future__ import annotations

from collections.abc import Iterator

from engine.process.checks.model import Model, Problem

RULE = "prediction"

MOST = 2_000
CHOICES = ("exclusiveGateway", "inclusiveGateway", "eventBasedGateway")


def check(model: Model) -> Iterator[Problem]:
    """The size of the prediction from each start event, and loops without a choice."""
    sizes: dict[str, int] = {}
    for start in model.tagged("startEvent"):
        loop = _measure(model, start.id, sizes)
        if loop is not None:
            yield Problem(RULE, loop, "error", f"{model.name(loop)} 所在的环路中没有排他、包容或事件网关，请在环路上加网关")
            return
        if sizes[start.id] > MOST:
            yield Problem(RULE, start.id, "error",
                          f"连续的并行分支过多（预计同时展开 {min(sizes[start.id], 10**9)} 项），请把每段并行放进一个子流程")
    for node in model.nodes.values():
        if node.id not in sizes and _measure(model, node.id, sizes) is not None:
            yield Problem(RULE, node.id, "error", f"{model.name(node.id)} 所在的环路中没有排他、包容或事件网关，请在环路上加网关")
            return


def _measure(model: Model, start: str, sizes: dict[str, int]) -> str | None:
    """Fill `sizes` below `start`; the id of an element on a loop without a choice, if there is one."""
    trail: set[str] = set()
    stack = [(start, False)]
    while stack:
        identity, done = stack.pop()
        if done:
            trail.discard(identity)
            ahead = len(model.targets(identity)) if _choice(model, identity) else sum(
                sizes.get(target, 0) for target in model.targets(identity))
            sizes[identity] = min(10**12, 1 + ahead + 3 * len(model.boundaries.get(identity, ())))
        elif identity in trail:
            return identity
        elif identity not in sizes:
            trail.add(identity)
            stack.append((identity, True))
            if not _choice(model, identity):
                stack.extend((target, False) for target in model.targets(identity) if target not in sizes)
    return None


def _choice(model: Model, identity: str) -> bool:
    node = model.nodes.get(identity)
    return node is None or node.tag in CHOICES
