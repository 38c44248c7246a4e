"""One way out of everything that is not a gateway.

Measured: several flows out of a task, with or without conditions, are a parse error in SpiffWorkflow; out of a start
event they silently run in parallel.
"""
from __future__ import annotations

from collections.abc import Iterator

from engine.process.checks.model import Model, Problem, children

RULE = "task_flows"


def check(model: Model) -> Iterator[Problem]:
    """Conditions on, and number of, flows out of tasks and events."""
    for node in model.nodes.values():
        if node.tag.endswith("Gateway"):
            continue
        flows = model.outgoing[node.id]
        if len(flows) > 1:
            yield Problem(RULE, node.id, "error", f"{model.name(node.id)} 有 {len(flows)} 条出线，请在其后加一个网关")
        for flow in flows:
            if children(flow, "conditionExpression"):
                yield Problem(RULE, flow.get("id"), "error",
                              f"{model.name(node.id)} 的出线 {flow.get('id')} 上有条件，请在其后加排他网关，把条件放到网关的出线上")
