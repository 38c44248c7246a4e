"""SpiffWorkflow's parser taught our namespace, our timers and our evaluator.

Differences from the stock parser, each for a measured reason: an exclusive gateway tries its branches in the order
of the document (stock: by the y coordinate of the target's shape, so moving a shape changes the law); a condition
must be yes or no; the item of a multi-instance task stays with its instance (stock: the second entry fails).
"""
from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.event_parsers import (
    BoundaryEventParser, EndEventParser, EventDefinitionParser, IntermediateCatchEventParser,
    IntermediateThrowEventParser, ReceiveTaskParser, SendTaskParser, StartEventParser)
from SpiffWorkflow.bpmn.parser.task_parsers import (
    CallActivityParser, ConditionalGatewayParser, GatewayParser, ScriptTaskParser, SubWorkflowParser)
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.data_spec import TaskDataReference
from SpiffWorkflow.dmn.specs import BusinessRuleTaskMixin
from SpiffWorkflow.operators import Operator

from engine.errors import ExpressionError
from engine.process.bpmn import E
from engine.process.messages import Message
from engine.process.timers import DueAfter, DueAt, DueEvery

MAX_INSTANCES = 100


class Condition(Operator):
    """The condition of a sequence flow; its value must be yes or no."""

    def _matches(self, task: Any) -> bool:
        return task.workflow.top_workflow.script_engine.condition(task, self.args[0])


class _OwnConditions:
    def connect_outgoing_if(self, condition: str | None, target: Any) -> None:
        if condition is None:
            self.connect(target)
        else:
            self.connect_if(Condition(condition), target)


class ExclusiveGateway(_OwnConditions, defaults.ExclusiveGateway):
    """排他网关"""


class InclusiveGateway(_OwnConditions, defaults.InclusiveGateway):
    """包容网关"""


class DecisionTask(BusinessRuleTaskMixin, defaults.BpmnSpecMixin):
    """A decision table; its outputs become variables of the instance."""

    def _run_hook(self, my_task: Any) -> bool:
        my_task.workflow.top_workflow.script_engine.assign(self.dmnEngine.result(my_task))
        return True


class _Variable(TaskDataReference):
    """A list of the instance's variables, as the input of a multi-instance task."""

    def get(self, my_task: Any) -> Any:
        name = self.bpmn_id
        variables = my_task.workflow.top_workflow.script_engine.overlay(my_task)
        if not isinstance(variables.get(name), (list, tuple)):
            raise ExpressionError(f"多人办理需要列表「{name}」，但它没有值")
        if len(variables[name]) > MAX_INSTANCES:
            raise ExpressionError(f"多人办理一次不超过 {MAX_INSTANCES} 份")
        return list(variables[name])

    def exists(self, my_task: Any) -> bool:
        return self.bpmn_id in my_task.workflow.top_workflow.script_engine.overlay(my_task)


class _Instances:
    """Shared by both multi-instance specs: bounded in number, and the item never leaves its instance."""

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any):
        if kwargs.get("data_input") is not None:
            kwargs["data_input"] = _Variable(kwargs["data_input"].bpmn_id)
        super().__init__(wf_spec, bpmn_id, **kwargs)

    def _update_hook(self, my_task: Any) -> Any:
        if self.cardinality is not None:
            number = my_task.workflow.top_workflow.script_engine.evaluate(my_task, self.cardinality)
            if type(number) is not int or not 0 <= number <= MAX_INSTANCES:
                raise ExpressionError(f"多人办理的份数应为 0 至 {MAX_INSTANCES} 的整数，实际为 {number}")
        return super()._update_hook(my_task)

    def check_completion_condition(self, my_task: Any) -> bool:
        found = super().check_completion_condition(my_task)
        if found is not None and type(found) is not bool:
            raise ExpressionError("多人办理的完成条件应为是或否")
        return bool(found)

    def create_child(self, my_task: Any, item: Any, key_or_index: Any = None) -> None:
        my_task.data.clear()
        super().create_child(my_task, item, key_or_index)

    def merge_child(self, workflow: Any, child: Any) -> None:
        child.data.clear()
        super().merge_child(workflow, child)


class ParallelMultiInstance(_Instances, defaults.ParallelMultiInstanceTask):
    """并行多实例"""


class SequentialMultiInstance(_Instances, defaults.SequentialMultiInstanceTask):
    """顺序多实例"""


class StandardLoop(defaults.StandardLoopTask):
    """标准循环"""

    def loop_complete(self, my_task: Any) -> bool:
        if self.condition is not None:
            my_task.workflow.top_workflow.script_engine.condition(my_task, self.condition)
        return super().loop_complete(my_task)


class _Documentary:
    """Branches in document order, our loop specs."""

    STANDARD_LOOP_CLASS = StandardLoop
    PARALLEL_MI_CLASS = ParallelMultiInstance
    SEQUENTIAL_MI_CLASS = SequentialMultiInstance

    def get_position(self, node: Any = None) -> dict[str, float]:
        return {"x": 0.0, "y": 0.0}


class _Event(_Documentary, EventDefinitionParser):
    """Reads timers and messages as ours."""

    def parse_timer_event(self, event: Any) -> Any:
        name = self.node.get("name") or self.node.get("id")
        for tag, definition in (("timeDate", DueAt), ("timeDuration", DueAfter), ("timeCycle", DueEvery)):
            for found in self.xpath(f".//bpmn:{tag}"):
                return definition(name, found.text or "", description=self.get_event_description(event))
        self.raise_validation_exception("timer without a time")

    def parse_message_event(self, event: Any) -> Any:
        stock = super().parse_message_event(event)
        return Message(stock.name, stock.correlation_properties, description=stock.description)


class _Task(_Documentary, TaskParser):
    pass


class _Script(_Documentary, ScriptTaskParser):
    pass


class _Call(_Documentary, CallActivityParser):
    pass


class _Sub(_Documentary, SubWorkflowParser):
    pass


class _Choice(_Documentary, ConditionalGatewayParser):
    pass


class _Fork(_Documentary, GatewayParser):
    pass


class _Start(_Event, StartEventParser):
    pass


class _Catch(_Event, IntermediateCatchEventParser):
    pass


class _Boundary(_Event, BoundaryEventParser):
    pass


class _Throw(_Event, IntermediateThrowEventParser):
    pass


class _End(_Event, EndEventParser):
    pass


class _Send(_Event, SendTaskParser):
    pass


class _Receive(_Event, ReceiveTaskParser):
    pass


class _Decision(_Documentary, TaskParser):
    """businessRuleTask: `e:decision` names the decision table."""

    def create_task(self) -> Any:
        engine = self.process_parser.parser.decisions.get(self.node.get(f"{{{E}}}decision") or "")
        if engine is None:
            self.raise_validation_exception(f"no decision {self.node.get(f'{{{E}}}decision')}")
        return self.spec_class(self.spec, self.bpmn_id, dmnEngine=engine, **self.bpmn_attributes)


class ProcessParser(BpmnParser):
    """Parses one bundle's diagram; `decisions` maps a decision name to its table."""

    OVERRIDE_PARSER_CLASSES = {
        full_tag("userTask"): (_Task, defaults.UserTask),
        full_tag("scriptTask"): (_Script, defaults.ScriptTask),
        full_tag("callActivity"): (_Call, defaults.CallActivity),
        full_tag("subProcess"): (_Sub, defaults.SubWorkflowTask),
        full_tag("businessRuleTask"): (_Decision, DecisionTask),
        full_tag("exclusiveGateway"): (_Choice, ExclusiveGateway),
        full_tag("inclusiveGateway"): (_Choice, InclusiveGateway),
        full_tag("parallelGateway"): (_Fork, defaults.ParallelGateway),
        full_tag("startEvent"): (_Start, defaults.StartEvent),
        full_tag("intermediateCatchEvent"): (_Catch, defaults.IntermediateCatchEvent),
        full_tag("intermediateThrowEvent"): (_Throw, defaults.IntermediateThrowEvent),
        full_tag("endEvent"): (_End, defaults.EndEvent),
        full_tag("sendTask"): (_Send, defaults.SendTask),
        full_tag("receiveTask"): (_Receive, defaults.ReceiveTask),
        full_tag("boundaryEvent"): (_Boundary, defaults.BoundaryEvent),
    }

    def __init__(self, decisions: dict[str, Any] | None = None):
        super().__init__()
        self.decisions = decisions or {}
