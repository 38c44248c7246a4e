"""SpiffWorkflow used as its manual shows it: parsed by its own parser, saved whole as JSON after every step.

Only what cannot run there at all is different from the drawings we ship: the decision task is a plain one (the plain
parser has no decision tables), embedded sub-processes have names of their own (it keeps one list for all drawings), and
a wait for a clock is a date far away.
"""
from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from engine.process.bpmn import safe_root
from engine.process.bundle import Bundle
from engine.process.expressions import compile_expr, compile_script


class Evaluator(PythonScriptEngine):
    """Our evaluator over the task's own data, where stock SpiffWorkflow keeps it."""

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        return compile_expr(expression.strip())(task.data, {"clock": lambda code: "2999-01-01T00:00:00+08:00"})

    def execute(self, task: Any, script: str, external_context: Any = None) -> bool:
        for name, expression in compile_script(script):
            task.data[name] = expression(task.data)
        return True


class Stock:
    """One running case, kept as JSON text between the steps."""

    def __init__(self, bundles: Mapping[str, Bundle], key: str):
        parser = BpmnParser()
        for name, bundle in bundles.items():
            parser.add_bpmn_xml(safe_root(_plain(name.encode(), bundle.diagram)), filename=f"{name}.bpmn")
        self._engine, self._serializer = Evaluator(), BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
        workflow = BpmnWorkflow(parser.get_spec(key), parser.get_subprocess_specs(key), script_engine=self._engine)
        workflow.do_engine_steps()
        self.saved: str = self._serializer.serialize_json(workflow)

    def complete(self, element: str, form: Mapping[str, Any], *, keep: bool = True) -> None:
        """One step: read the JSON, complete the element's task, go on, write the JSON.

        Args:
            keep: off to do the work and leave the case where it was.
        """
        workflow = self._serializer.deserialize_json(self.saved)
        workflow.script_engine = self._engine
        task = next(t for t in workflow.get_tasks(state=TaskState.READY, manual=True) if t.task_spec.bpmn_id == element)
        task.data.update(form)
        task.run()
        workflow.do_engine_steps()
        saved = self._serializer.serialize_json(workflow)
        if keep:
            self.saved = saved


def _plain(name: bytes, diagram: bytes) -> bytes:
    for embedded in re.findall(rb'<bpmn:subProcess id="(\w+)"', diagram):
        diagram = diagram.replace(b'"%s"' % embedded, b'"%s_%s"' % (name, embedded))
    return diagram.replace(b"bpmn:businessRuleTask", b"bpmn:task")
