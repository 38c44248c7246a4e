"""The longest way the parser walks down before it turns back.

Measured: SpiffWorkflow parses node by node recursively; 400 elements in one chain parse, 500 are a RecursionError.
"""
from __future__ import annotations

from collections.abc import Iterator

from engine.process.checks.model import Model, Problem

RULE = "chains"

LONGEST = 300


def check(model: Model) -> Iterator[Problem]:
    """The depth of the parser's walk from each start event, in the order it walks."""
    for start in model.tagged("startEvent"):
        seen: set[str] = set()
        stack = [(start.id, 1)]
        deepest = 0
        while stack:
            identity, depth = stack.pop()
            if identity in seen or identity not in model.nodes:
                continue
            seen.add(identity)
            deepest = max(deepest, depth)
            onward = model.boundaries.get(identity, []) + model.targets(identity)
            stack.extend((target, depth + 1) for target in reversed(onward))
        if deepest > LONGEST:
            yield Problem(RULE, start.id, "error",
                          f"从 {model.name(start.id)} 起连成一串的元素有 {deepest} 个，超过 {LONGEST} 个，请分成几个子流程")
