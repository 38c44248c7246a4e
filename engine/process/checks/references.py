"""Every reference points at something that exists, in the same process or sub-process.

Measured: a flow to a missing target fails with a message about "two items"; an errorRef to nothing is a TypeError; a signal or
message without an id, and a signal without a name, stop the parser without naming them.
"""
from __future__ import annotations

from collections.abc import Iterator

from engine.process.bpmn import BPMN
from engine.process.checks.model import Model, Problem

RULE = "references"

ACTIVITIES = ("userTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask", "callActivity", "subProcess")
DECLARED = ("message", "error", "escalation", "signal", "correlationProperty")
GLOBAL = {"messageRef": "message", "errorRef": "error", "escalationRef": "escalation", "signalRef": "signal"}


def check(model: Model) -> Iterator[Problem]:
    """Flows, boundary events, default flows and event references."""
    for flow in model.flows:
        ends = [model.nodes.get(flow.get(end, "")) for end in ("sourceRef", "targetRef")]
        if None in ends:
            yield Problem(RULE, flow.get("id"), "error", f"连线 {flow.get('id')} 的一端没有连到元素，请重新连接")
        elif ends[0].scope != ends[1].scope:
            yield Problem(RULE, flow.get("id"), "error", f"连线 {flow.get('id')} 跨越了子流程的边界，请改用边界事件")
    for node in model.nodes.values():
        if node.tag == "boundaryEvent":
            host = model.nodes.get(node.xml.get("attachedToRef", ""))
            if host is None or host.tag not in ACTIVITIES or host.scope != node.scope:
                yield Problem(RULE, node.id, "error", f"边界事件 {model.name(node.id)} 没有附着在任务或子流程上，请重新放置")
        default = node.xml.get("default")
        if default and default not in [flow.get("id") for flow in model.outgoing[node.id]]:
            yield Problem(RULE, node.id, "error", f"{model.name(node.id)} 的默认分支 {default} 不是它的出线，请重新指定")
    yield from _events(model)


def _events(model: Model) -> Iterator[Problem]:
    defined = {tag: {node.get("id"): node.get("name") for node in model.root.iter(f"{{{BPMN}}}{tag}")}
               for tag in GLOBAL.values()}
    for node in model.root.iter(f"{{{BPMN}}}*"):
        for attribute, tag in GLOBAL.items():
            reference = node.get(attribute)
            if reference is not None and reference not in defined[tag]:
                holder = next((one.get("id") for one in (node, *node.iterancestors()) if one.get("id")), "")
                yield Problem(RULE, holder, "error", f"{model.name(holder)} 引用的 {reference} 没有定义，请重新选择")
    for tag, what in (("message", "消息"), ("signal", "信号")):
        for identity, name in defined[tag].items():
            if not name:
                yield Problem(RULE, identity, "error", f"{what} {identity} 没有名称，请填写")
    yield from _declared(model)


def _declared(model: Model) -> Iterator[Problem]:
    for tag in DECLARED:
        for node in model.root.iter(f"{{{BPMN}}}{tag}"):
            if not node.get("id"):
                yield Problem(RULE, None, "error", f"有一个 {tag} 没有编号，请删去后重新添加")
    for node in model.root.iter(f"{{{BPMN}}}correlationProperty"):
        found = [child.get("messageRef") for child in node.iter(f"{{{BPMN}}}correlationPropertyRetrievalExpression")]
        if not found or None in found:
            yield Problem(RULE, node.get("id"), "error", f"关联属性 {node.get('id')} 没有写明从哪个消息取值，请补充或删去")
