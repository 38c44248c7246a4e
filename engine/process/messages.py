"""Messages that carry their payload to the variables of the instance, not into the data of one task."""
from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.specs.event_definitions import MessageEventDefinition


class Message(MessageEventDefinition):
    """A message event; its payload is read for correlation keys only."""

    def update_internal_data(self, my_task: Any, event: Any) -> None:
        """Nothing is kept in the task: the payload is already among the variables."""

    def update_task_data(self, my_task: Any) -> None:
        """Nothing is copied into the task."""

    def throw(self, my_task: Any) -> None:
        top = my_task.workflow.top_workflow
        payload = dict(top.script_engine.variables)
        correlations = self.get_correlations(my_task, payload)
        my_task.workflow.correlations.update(correlations)
        top.catch(BpmnEvent(self, payload=payload, correlations=correlations))
