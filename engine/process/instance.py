"""One running instance: start, complete, tick, message, save, restore.

Time and clocks come in with every step as a Context. After each step finished history is pruned. Any failure inside
the engine is an Incident, and the Running is then unusable: SpiffWorkflow leaves a half-made step behind, and a half-
made step must never be saved.
"""
from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.util.task import TaskState

from engine.errors import ExpressionError, Incident, Refusal, TaskClosed
from engine.process.bpmn import Element
from engine.process.definition import Definition
from engine.process.messages import Message
from engine.process.prune import prune
from engine.process.script_engine import Context, ScriptEngine
from engine.process.state import Workflow, decode, encode

__all__ = ["Context", "OpenTask", "Running", "restore", "start"]

MAX_STEPS = 300
#: told of every element that a step completes: process key, element id, ids of what it leads to. Nobody listens but a trial.
watching: ContextVar[Callable[[str, str, list[str]], None] | None] = ContextVar("watching", default=None)
_LIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED
_EMPTY = {"checkbox": False, "checklist": ()}

# Below WARNING SpiffWorkflow copies the data of every task into every log record.
for _name in ("spiff", "spiff.task", "spiff.workflow", "spiff.data", "spiff.dmn"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task waiting for a person.

    Attributes:
        id: hexadecimal; stays the same until the task is completed or cancelled.
        element: what its own diagram says about it, also inside a called process.
        path: the (process key, element id) of each call or sub-process around it, outermost first.
        item: what this instance of a multi-instance task is for (its item, else its number from 0), or None.
    """

    id: str
    element: Element
    path: tuple[tuple[str, str], ...] = ()
    item: Any = None


def start(definition: Definition, data: Mapping[str, Any], context: Context) -> "Running":
    """A new instance, advanced to its first tasks.

    Args:
        data: facts known at the start; only routing names are kept.
        context: the present.
    Raises:
        Incident: the process cannot get going.
    """
    engine = ScriptEngine()
    engine.context = context
    try:
        engine.assign(routing(definition, data))
        workflow = Workflow(definition.spec, definition.subs, script_engine=engine)
    except Exception as fault:
        raise _incident(definition, None, fault) from fault
    running = Running(definition, workflow, engine)
    running.tick(context)
    return running


def restore(definition: Definition, blob: bytes) -> "Running":
    """The instance of a saved state.

    Raises:
        Incident: the state is damaged or belongs to another version of the definition.
    """
    engine = ScriptEngine()
    try:
        return Running(definition, decode(blob, definition.spec, definition.subs, engine), engine)
    except Exception as fault:
        raise Incident(f"流程「{definition.name}」的状态无法读取，可能不属于这个版本") from fault


class Running:
    """An instance in memory. Not for sharing between threads; use one per transaction and throw it away."""

    def __init__(self, definition: Definition, workflow: Workflow, engine: ScriptEngine):
        self.definition = definition
        self._workflow, self._engine = workflow, engine
        self._failed = False
        self._now: Any = None

    # -- acts -------------------------------------------------------------------------------------------
    def complete(self, task_id: str, data: Mapping[str, Any], context: Context) -> None:
        """Complete one open task and advance.

        Args:
            task_id: hexadecimal, from `open_tasks`.
            data: the cleaned form; of it only routing names enter the instance.
            context: the present.
        Raises:
            TaskClosed: the task is not open; nothing has changed.
            ExpressionError: a routing value is not a scalar; nothing has changed.
            Incident: the process failed; throw this object away.
        """
        self._usable()
        task, opened = self._open(task_id)
        self._engine.assign({**self._unfilled(opened.element), **routing(self.definition, data)})
        self._advance(context, lambda: self._run(task))

    def tick(self, context: Context) -> None:
        """Let time pass: due timers fire.

        Raises:
            Incident: the process failed; throw this object away.
        """
        self._usable()
        self._advance(context, lambda: None)

    def message(self, name: str, payload: Mapping[str, Any], context: Context) -> None:
        """Deliver a message that came from outside.

        Raises:
            TaskClosed: nothing in the instance waits for it; nothing has changed.
            Incident: the process failed; throw this object away.
        """
        self._usable()
        self._engine.context = context
        try:
            event = self._event(name, payload)
        except Refusal as fault:
            raise _incident(self.definition, None, fault) from fault
        manager = self._workflow.event_manager
        if not any(task.task_spec.catches(task, event) for task in manager.tasks.values()):
            raise TaskClosed(f"流程此刻不在等待消息「{name}」")
        self._engine.assign(routing(self.definition, payload))
        self._advance(context, lambda: self._workflow.send_event(event))

    # -- what it is doing -------------------------------------------------------------------------------
    @property
    def completed(self) -> bool:
        """True once the last end event is reached."""
        return self._workflow.completed

    @property
    def variables(self) -> dict[str, Any]:
        """A copy of the routing variables."""
        return dict(self._engine.variables)

    def open_tasks(self) -> dict[str, OpenTask]:
        """Every task waiting for a person, sub-processes and called processes included, by id."""
        return {task.id.hex: self._opened(task) for task in self._ready()}

    @property
    def open_ids(self) -> set[str]:
        """The ids of `open_tasks`."""
        return {task.id.hex for task in self._ready()}

    @property
    def waiting_clocks(self) -> frozenset[str]:
        """Codes of the clocks whose firing the instance waits for."""
        return frozenset(code for task in self._waiting() for code in task.internal_data.get("clocks") or ())

    @property
    def next_at(self) -> datetime | None:
        """The earliest instant a timer that is not a clock is due."""
        dues = [datetime.fromisoformat(task.internal_data["due"]) for task in self._waiting()
                if task.internal_data.get("due") and not task.internal_data.get("clocks")]
        return min(dues, default=None)

    def position(self) -> dict[str, Any]:
        """Where the instance stands.

        Returns:
            `live`: process key → ids of its live elements (in each diagram, the calls that are open too);
            `calls`: the open calls and sub-processes, outermost first, as
            `{"process", "element", "called"}` where `called` is the process key whose diagram shows the inside.
        """
        live: dict[str, list[str]] = {}
        calls = []
        for workflow in self.workflows():
            process = self.definition.owner[workflow.spec.name]
            for task in workflow.tasks.values():
                if task._state & _LIVE and not isinstance(task.task_spec, BoundaryEvent):
                    element = getattr(task.task_spec, "bpmn_id", None)
                    if element and element not in live.setdefault(process, []):
                        live[process].append(element)
            if workflow.parent_task_id is not None:
                outer, element = self._path(workflow)[-1]
                calls.append({"process": outer, "element": element, "called": process})
        return {"live": {process: sorted(ids) for process, ids in live.items()}, "calls": calls}

    def dump(self) -> bytes:
        """The state, to be given to `restore` with the same definition.

        Raises:
            Incident: this object has failed, or holds something that cannot be saved.
        """
        self._usable()
        try:
            return encode(self._workflow, self._engine.variables)
        except (ValueError, TypeError) as fault:
            self._failed = True
            raise _incident(self.definition, None, fault) from fault

    # -- inside -----------------------------------------------------------------------------------------
    def _usable(self) -> None:
        if self._failed:
            raise Incident("流程在上一步出现异常，请从已保存的状态重新读取")

    def _advance(self, context: Context, act: Callable[[], None]) -> None:
        steps = 0

        def guard(task: Any) -> None:
            nonlocal steps
            steps, self._now = steps + 1, task
            if steps > MAX_STEPS:
                raise ExpressionError(f"一次推进超过 {MAX_STEPS} 步，流程中可能有没有人工环节的循环")

        self._engine.context = context
        self._now = None
        try:
            act()
            before = None
            # Again only while something waits: a new timer may be due already, a condition may have come true.
            while before is None or (self._waiting() and before != (steps, len(self._workflow.tasks))):
                before = (steps, len(self._workflow.tasks))
                self._refresh()
                self._workflow.do_engine_steps(will_complete_task=guard, did_complete_task=self._told if watching.get() else None)
            self._workflow.get_events()
            if not self.completed and not self._ready() and not self._waiting():
                raise ExpressionError("流程停住了：没有待办、没有等待的期限或消息，也没有结束")
            prune(self._workflow)
        except Exception as fault:
            self._failed = True
            raise _incident(self.definition, self._engine.evaluating or self._now, fault) from fault

    def _refresh(self) -> None:
        self._workflow.refresh_timers()
        for task in list(self._workflow.event_manager.tasks.values()):
            if isinstance(task.task_spec.event_definition, ConditionalEventDefinition):
                self._now = task
                task.task_spec._update(task)

    def _run(self, task: Any) -> None:
        self._now = task
        task.run()
        if watching.get():
            self._told(task)

    def _told(self, task: Any) -> None:
        """Tells whoever watches; what SpiffWorkflow adds of its own is passed over."""
        source = task
        while getattr(source.task_spec, "bpmn_id", None) is None and source.parent is not None:
            source = source.parent
        if getattr(source.task_spec, "bpmn_id", None) is not None:
            taken = (child.task_spec for child in task.children if child._state & ~(TaskState.PREDICTED_MASK | TaskState.CANCELLED))
            watching.get()(self.definition.owner[task.workflow.spec.name], source.task_spec.bpmn_id,
                           [spec.bpmn_id for spec in taken if getattr(spec, "bpmn_id", None)])

    def workflows(self) -> list[Any]:
        """SpiffWorkflow's own objects, the outermost first; for this room only."""
        return [self._workflow, *sorted(self._workflow.get_active_subprocesses(), key=lambda sub: sub.depth)]

    def _tasks(self) -> list[Any]:
        return [task for workflow in self.workflows() for task in workflow.tasks.values()]

    def _ready(self) -> list[Any]:
        return [task for task in self._tasks() if task._state == TaskState.READY and task.task_spec.manual]

    def _waiting(self) -> list[Any]:
        return [task for task in self._workflow.event_manager.tasks.values()
                if task._state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent)]

    def _open(self, task_id: str) -> tuple[Any, OpenTask]:
        for task in self._ready():
            if task.id.hex == task_id:
                return task, self._opened(task)
        raise TaskClosed("这项任务已经办结、取消，或者不属于这个流程")

    def _opened(self, task: Any) -> OpenTask:
        process = self.definition.owner[task.workflow.spec.name]
        memory = task.internal_data
        return OpenTask(task.id.hex, self.definition.elements[process, task.task_spec.bpmn_id],
                        self._path(task.workflow), next(iter(task.data.values()), memory.get("key_or_index")))

    def _path(self, workflow: Any) -> tuple[tuple[str, str], ...]:
        path = []
        while workflow.parent_task_id is not None:
            caller = self._workflow.get_task_from_id(workflow.parent_task_id)
            workflow = caller.workflow
            path.append((self.definition.owner[workflow.spec.name], caller.task_spec.bpmn_id))
        return tuple(reversed(path))

    def _unfilled(self, element: Element) -> dict[str, Any]:
        """Routing fields of the form that were left empty and never had a value: empty, not unknown."""
        form = self.definition.forms.get((element.process, element.form)) if element.form else None
        return {field.key: _EMPTY.get(field.type) for field in (form.fields if form else ())
                if field.key in self.definition.routing and field.key not in self._engine.variables}

    def _event(self, name: str, payload: Mapping[str, Any]) -> BpmnEvent:
        definition = Message(name)
        for task in self._waiting():
            known = task.task_spec.event_definition
            for candidate in getattr(known, "event_definitions", None) or [known]:
                if isinstance(candidate, Message) and candidate.name == name:
                    definition = candidate
        correlations = definition.calculate_correlations(self._engine, definition.correlation_properties, payload)
        return BpmnEvent(definition, payload=dict(payload), correlations=correlations)


def routing(definition: Definition, data: Mapping[str, Any]) -> dict[str, Any]:
    """Of some facts, those that the diagrams read."""
    return {name: value.isoformat() if isinstance(value, date) else value
            for name, value in data.items() if name in definition.routing}


def _incident(definition: Definition, task: Any, fault: BaseException) -> Incident:
    """The Chinese account of a failure, naming the element it happened at."""
    if isinstance(fault, Incident):
        return fault
    at = getattr(task, "task_spec", None)
    element = getattr(at, "bpmn_id", None) or getattr(at, "name", None)
    name = getattr(at, "bpmn_name", None) or element
    where = f"流程「{definition.name}」的环节「{name}」（{element}）" if element else f"流程「{definition.name}」"
    why = fault.detail if isinstance(fault, Refusal) else f"运行异常（{type(fault).__name__}）"
    process = definition.owner.get(task.workflow.spec.name) if task is not None else definition.key
    return Incident(f"{where}：{why}", process=process, element=element)
