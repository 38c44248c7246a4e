"""A choice always has an answer: conditions on every branch but the default, and a default on every choice.

Measured: with no condition true, stock SpiffWorkflow stops the case with an exception; a condition on a parallel
branch, or on the default branch, is ignored without a word; a parallel gateway that both joins and forks waits for
ever when a send-back leads to it.
"""
from __future__ import annotations

from collections.abc import Iterator

from engine.process.checks.model import Model, Problem, children

RULE = "gateways"


def check(model: Model) -> Iterator[Problem]:
    """Conditions and defaults of diverging gateways."""
    for node in model.tagged("exclusiveGateway", "inclusiveGateway"):
        flows, default = model.outgoing[node.id], node.xml.get("default")
        if len(flows) < 2:
            if any(children(flow, "conditionExpression") for flow in flows):
                yield Problem(RULE, node.id, "error", f"网关 {model.name(node.id)} 只有一条出线，不应有条件，请删去条件")
            continue
        if default is None:
            yield Problem(RULE, node.id, "error", f"网关 {model.name(node.id)} 没有默认分支，请把其中一条设为默认")
        for flow in flows:
            conditional = bool(children(flow, "conditionExpression"))
            if conditional and flow.get("id") == default:
                yield Problem(RULE, flow.get("id"), "error",
                              f"网关 {model.name(node.id)} 的默认分支 {flow.get('id')} 上的条件不会起作用，请删去")
            if not conditional and flow.get("id") != default:
                yield Problem(RULE, flow.get("id"), "error",
                              f"网关 {model.name(node.id)} 的分支 {flow.get('id')} 没有条件，请填写条件或设为默认")
    for node in model.tagged("parallelGateway", "inclusiveGateway"):
        targets = model.targets(node.id)
        if len(targets) > 1 and len(model.incoming[node.id]) > 1:
            yield Problem(RULE, node.id, "error",
                          f"网关 {model.name(node.id)} 既汇合又分支，退回到这里会一直等待，请拆成一个汇合网关和一个分支网关")
        if len(set(targets)) < len(targets):
            yield Problem(RULE, node.id, "error", f"网关 {model.name(node.id)} 有两条出线指向同一元素，请合并")
    for node in model.tagged("parallelGateway", "eventBasedGateway"):
        for flow in model.outgoing[node.id]:
            if children(flow, "conditionExpression"):
                yield Problem(RULE, flow.get("id"), "error",
                              f"网关 {model.name(node.id)} 的出线 {flow.get('id')} 上的条件不会起作用，请删去或改用排他网关")
