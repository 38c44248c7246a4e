"""Events that SpiffWorkflow 3.2 executes wrongly without a word.

Measured: a signal end event sends nothing; an event sub-process starts its handler at once, ignores isInterrupting
and changes the shared specification, so that later instances never complete; a timer start never lets the process
complete; two definitions on one event share one memory; a definition inside another, or inside anything else of the
event, is carried out as if it stood in the event.
"""
from __future__ import annotations

from collections.abc import Iterator

from engine.process.bpmn import BPMN, local
from engine.process.checks.model import Model, Problem, children

RULE = "banned_events"

#: event tag → definitions that work there
WORKING = {
    "startEvent": {"messageEventDefinition"},
    "endEvent": {"messageEventDefinition", "errorEventDefinition", "escalationEventDefinition",
                 "terminateEventDefinition"},
    "intermediateThrowEvent": {"messageEventDefinition", "escalationEventDefinition", "signalEventDefinition"},
    "intermediateCatchEvent": {"messageEventDefinition", "timerEventDefinition", "signalEventDefinition",
                               "conditionalEventDefinition"},
    "boundaryEvent": {"messageEventDefinition", "timerEventDefinition", "signalEventDefinition",
                      "conditionalEventDefinition", "errorEventDefinition", "escalationEventDefinition"},
}
NEEDS_ONE = ("intermediateCatchEvent", "boundaryEvent")


def check(model: Model) -> Iterator[Problem]:
    """Event definitions where they do not work, several on one event, event sub-processes."""
    for node in model.nodes.values():
        if node.tag == "subProcess" and node.xml.get("triggeredByEvent") in ("true", "1"):
            yield Problem(RULE, node.id, "error",
                          f"事件子流程 {model.name(node.id)} 会立即误启动，请改为在子流程上加边界事件")
        if node.tag not in WORKING:
            continue
        found = children(node.xml, "EventDefinition")
        inside = [one for one in node.xml.iter(f"{{{BPMN}}}*") if local(one).endswith("EventDefinition")]
        if len(inside) > max(1, len(found)):
            yield Problem(RULE, node.id, "error", f"事件 {model.name(node.id)} 的触发条件里又嵌了别的触发条件，请删去后重新设置")
        elif inside and not found:
            yield Problem(RULE, node.id, "error", f"事件 {model.name(node.id)} 的触发条件没有直接写在事件里，请删去后重新设置")
        if len(found) > 1 or node.xml.get("parallelMultiple") in ("true", "1"):
            yield Problem(RULE, node.id, "error", f"事件 {model.name(node.id)} 只能有一个触发条件，请拆成几个事件")
        for definition in found:
            if local(definition) not in WORKING[node.tag]:
                yield Problem(RULE, node.id, "error", f"事件 {model.name(node.id)} 的这种触发方式不会起作用，请改用消息或定时")
        if not found and node.tag in NEEDS_ONE:
            yield Problem(RULE, node.id, "error", f"事件 {model.name(node.id)} 没有触发条件，请设为定时或消息")
