"""An event gateway waits for messages and at most one timer.

Measured: two timer branches share one remembered value, so neither ever fires correctly; a conditional branch is
never looked at.
"""
from __future__ import annotations

from collections.abc import Iterator

from engine.process.bpmn import local
from engine.process.checks.model import Model, Problem, children

RULE = "event_gateways"

WAITED = ("messageEventDefinition", "timerEventDefinition", "signalEventDefinition")


def check(model: Model) -> Iterator[Problem]:
    """What follows an event gateway."""
    for node in model.tagged("eventBasedGateway"):
        targets = [model.nodes[identity] for identity in model.targets(node.id) if identity in model.nodes]
        timers = [t for t in targets if any(local(d) == "timerEventDefinition" for d in children(t.xml, "EventDefinition"))]
        if len(timers) > 1:
            yield Problem(RULE, node.id, "error", f"事件网关 {model.name(node.id)} 只能有一个定时分支，请保留最早的一个")
        if len(targets) < 2:
            yield Problem(RULE, node.id, "error", f"事件网关 {model.name(node.id)} 至少应有两个分支")
        for target in targets:
            kinds = [local(definition) for definition in children(target.xml, "EventDefinition")]
            if target.tag != "receiveTask" and (target.tag != "intermediateCatchEvent"
                                                or not all(kind in WAITED for kind in kinds)):
                yield Problem(RULE, target.id, "error",
                              f"事件网关 {model.name(node.id)} 之后只能是定时、消息或信号事件，{model.name(target.id)} 不是")
            if len(model.incoming[target.id]) > 1:
                yield Problem(RULE, target.id, "error", f"{model.name(target.id)} 在事件网关之后，只能有一条进线")
