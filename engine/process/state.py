"""The saved state of one instance: JSON rows, compressed, without its specification.

A row per engine task that still matters. Rows come parents first and children in order, because event gateways find
their branches by position. The variables are data and are never interpreted (the stock format turns a field named
`typename` into a crash on the next load). Task data is empty except inside multi-instance tasks.
"""
from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

FORMAT = 1
MAX_STATE = 8 * 1024 * 1024
#: window bits and memory level: clearing the usual quarter of a megabyte costs six times as much as pressing the few kilobytes of a state
_WINDOW = (13, 6)
#: made once: `json.dumps` with options makes one for every state
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class Workflow(BpmnWorkflow):
    """A BPMN workflow that looks at its whole tree: the stock iterator stops silently at depth 1,000."""

    def get_tasks_iterator(self, first_task: Any = None, **kwargs: Any) -> Any:
        kwargs.setdefault("max_depth", 1_000_000)
        return super().get_tasks_iterator(first_task, **kwargs)

    def _do_engine_steps(self, will_complete_task: Any = None, did_complete_task: Any = None) -> bool:
        # The stock order, innermost sub-process first, without its walk through the whole tree before every step:
        # that walk was a tenth of the time of completing a task.
        active, ran = self.get_active_subprocesses(), False
        for sub in sorted(active, key=lambda one: one.depth, reverse=True):
            while _run_ready(sub, will_complete_task, did_complete_task):
                ran = True
            owner = self.get_task_from_id(sub.parent_task_id)
            owner.task_spec._update(owner)
        # Not by the number of open sub-processes: where one ends and the next begins in the same step, it stays the same.
        return _run_ready(self, will_complete_task, did_complete_task) or ran or len(self.get_active_subprocesses()) > len(active)


def _run_ready(workflow: Any, before_each: Any, after_each: Any) -> bool:
    ready = [task for task in workflow.tasks.values() if task._state == TaskState.READY and not task.task_spec.manual]
    for task in ready:
        if task._state == TaskState.READY:  # one that ran before it may have cancelled it
            before_each(task)
            task.run()
            if after_each is not None:
                after_each(task)
    return bool(ready)


def encode(workflow: Workflow, variables: Mapping[str, Any]) -> bytes:
    """The state as bytes.

    Raises:
        ValueError: the engine left something in a task that cannot be saved.
    """
    body = {
        "format": FORMAT, "variables": dict(variables), **_tree(workflow),
        "subs": [{"at": str(identity), "spec": sub.spec.name, **_tree(sub)}
                 for identity, sub in workflow.subprocesses.items()],
    }
    press = zlib.compressobj(1, zlib.DEFLATED, *_WINDOW)
    return press.compress(_ENCODER.encode(body).encode()) + press.flush()


def _tree(workflow: Any) -> dict[str, Any]:
    rows: list[list[Any]] = []
    place: dict[UUID, int] = {}
    waiting = [workflow.task_tree.id]
    while waiting:
        task = workflow.tasks[waiting.pop()]
        place[task.id] = len(rows)
        rows.append([task.id.hex, place.get(task._parent, -1), task.task_spec.name, task._state,
                     task.last_state_change, int(task.triggered), _memory(task), task.data or 0])
        waiting.extend(reversed(task._children))
    last = place.get(workflow.last_task.id, -1) if workflow.last_task is not None else -1
    return {"rows": rows, "last": last, "done": workflow.completed, "success": workflow.success,
            "correlations": workflow.correlations}


def _memory(task: Any) -> Any:
    memory = {key: value for key, value in task.internal_data.items() if key != "seen_events"}
    if task.internal_data.get("seen_events"):
        raise ValueError(f"{task.task_spec.name} has caught an event it has not handled")
    return memory or 0


def decode(blob: bytes, spec: Any, subs: Mapping[str, Any], engine: Any) -> Workflow:
    """The running workflow of a saved state.

    Args:
        blob: what `encode` returned.
        spec, subs: the frozen specifications of the version the instance runs on.
        engine: a fresh script engine; its variables are filled in.
    Raises:
        KeyError: the state names an element the version does not have.
        ValueError: not a state of this format.
    """
    inflate = zlib.decompressobj()
    raw = inflate.decompress(blob, MAX_STATE)
    if inflate.unconsumed_tail:
        raise ValueError("state too large")
    if not inflate.eof:  # without its end the checksum has not been looked at
        raise ValueError("state cut off")
    body = json.loads(raw)
    if body.get("format") != FORMAT:
        raise ValueError("unknown state format")
    engine.variables.update({name: tuple(value) if isinstance(value, list) else value
                             for name, value in body["variables"].items()})
    workflow = Workflow(spec, subs, script_engine=engine, deserializing=True)
    _grow(workflow, body)
    waiting = {UUID(sub["at"]): sub for sub in body["subs"]}
    owners = [workflow]
    while owners:
        owner = owners.pop()
        for task in list(owner.tasks.values()):
            sub = waiting.pop(task.id, None) if isinstance(task.task_spec, SubWorkflowTask) else None
            if sub is not None:
                owners.append(_attach(workflow, task, sub, subs))
    if waiting:
        raise ValueError("a saved sub-process has no owner")
    return workflow


def _attach(workflow: Workflow, task: Any, body: dict[str, Any], subs: Mapping[str, Any]) -> Any:
    sub = BpmnSubWorkflow(subs[body["spec"]], task.id, workflow, deserializing=True)
    workflow.subprocesses[task.id] = sub
    _grow(sub, body)
    sub.completed_event.connect(task.task_spec._on_subworkflow_completed, task)
    return sub


def _grow(workflow: Any, body: dict[str, Any]) -> None:
    tasks: list[Task] = []
    for identity, parent, name, state, changed, triggered, memory, data in body["rows"]:
        task = Task(workflow, workflow.spec.task_specs[name], state=state, id=UUID(hex=identity))
        task.last_state_change, task.triggered = changed, bool(triggered)
        task.internal_data, task.data = memory or {}, data or {}
        if parent >= 0:
            task._parent = tasks[parent].id
            tasks[parent]._children.append(task.id)
        if state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent):
            workflow.top_workflow.event_manager.add_task(task)
        tasks.append(task)
    workflow.task_tree = tasks[0]
    workflow.last_task = tasks[body["last"]] if body["last"] >= 0 else None
    workflow.completed, workflow.success = body["done"], body["success"]
    workflow.correlations = body["correlations"]
