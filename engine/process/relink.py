"""A running instance moved onto another version of its process, task ids and waiting times unchanged; or why it cannot be.

SpiffWorkflow's own migration starts live tasks anew: what was being filled in is lost and a running period begins again
(measured). Here what is live stays as it is, every byte of it; only what lies ahead is drawn from the new version. Where a
live element is no longer the same thing, nothing is moved.
"""
from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from SpiffWorkflow.bpmn.specs.control import EventSplit
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.util.task import TaskState

from engine.errors import Unmovable
from engine.process.bpmn import safe_root
from engine.process.definition import Definition
from engine.process.difference.drawing import inside
from engine.process.instance import Running, restore, routing
from engine.process.prune import prune
from engine.process.script_engine import ScriptEngine
from engine.process.state import decode

_LIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED
_AHEAD = TaskState.PREDICTED_MASK | TaskState.FUTURE
#: what our namespace says that a person who holds the task has begun to rely on
_SAME = {"duty": "职责", "officers": "须签名的人数", "unit": "办理单位", "kind": "类型", "called": "调用的流程"}


def relink(old: Definition, blob: bytes, new: Definition, facts: Mapping[str, Any]) -> Running:
    """Moves a saved state.

    Args:
        old: the version it runs by. blob: its state. new: the version to go on by.
        facts: the case's facts; what the new drawing reads and the old one did not is taken from them.
    Returns:
        The instance on the new version: the same open tasks under the same ids, the same waiting clocks and times.
    Raises:
        Unmovable: with every reason found. Incident: the state cannot be read.
    """
    running = restore(old, blob)
    reasons = [why for workflow in running.workflows() for why in _reasons(old, new, workflow)]
    if reasons:
        raise Unmovable(list(dict.fromkeys(reasons)))
    body = json.loads(zlib.decompress(blob))
    for tree, workflow in _trees(body, running):
        _turn(tree, workflow, new.spec if workflow.spec.name == new.key else new.subs[workflow.spec.name])
    engine = ScriptEngine()
    moved = Running(new, decode(zlib.compress(json.dumps(body).encode()), new.spec, new.subs, engine), engine)
    engine.assign({**routing(new, facts), **{k: v for k, v in running.variables.items() if k in new.routing}})
    for workflow in moved.workflows():
        for task in [one for one in workflow.tasks.values() if one._state & _LIVE]:
            _look_ahead(task)
        prune(workflow.top_workflow)
    if _stands(moved) != _stands(running):
        raise Unmovable(["新版本中找不到与现在完全相同的位置"])
    return moved


def _look_ahead(task: Any) -> None:
    """Draws what comes after a live task from the specification it now has."""
    if not task._children:
        task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)
    elif isinstance(task.task_spec, LoopTask):
        # its instances hang below it beside what follows, and predicting it would take them for strangers
        for spec in task.task_spec.outputs:
            onward = task._add_child(spec, TaskState.FUTURE)
            onward.task_spec._predict(onward)


def _stands(running: Running) -> tuple[Any, ...]:
    """Where an instance stands, as far as anybody outside can tell."""
    tasks = sorted((id, one.element.process, one.element.id, one.path) for id, one in running.open_tasks().items())
    return tasks, running.waiting_clocks, running.next_at


# -- what must be the same -------------------------------------------------------------------------------------
def _reasons(old: Definition, new: Definition, workflow: Any) -> Iterator[str]:
    name = workflow.spec.name
    spec = new.spec if name == new.key else new.subs.get(name)
    process = old.owner[name]
    if spec is None or new.owner.get(name) != process:
        yield f"新版本没有正在办理的子流程“{name}”"
        return
    before, after = _inside(old, process), _inside(new, process)
    live = [task for task in workflow.tasks.values() if task._state & _LIVE]
    for task in live:
        yield from _changed(old, new, process, task.task_spec, spec.task_specs.get(task.task_spec.name), before, after)
    for task in workflow.tasks.values():
        onward = [child for child in task.children if child._state & _LIVE or _leads_on(child)]
        other = spec.task_specs.get(task.task_spec.name)
        if len(onward) > 1 and (other is None or type(other) is not type(task.task_spec) or _names(other.outputs) != _names(task.task_spec.outputs)):
            yield f"正在并行办理的分支改了：“{_called(task.task_spec)}”之后的环节与原来不同"
    if len([task for task in live if not any(_leads_on(child) or child._state & _LIVE for child in task.children)]) > 1 or _arrived(workflow):
        yield from _joins(workflow.spec, spec)


def _changed(old: Definition, new: Definition, process: str, was: Any, now: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    what = _called(was)
    if now is None:
        yield f"正在办理的环节“{what}”在新版本中已删除"
        return
    if type(now) is not type(was):
        yield f"正在办理的环节“{what}”在新版本中换了类型"
        return
    if _guards(was) != _guards(now) or isinstance(was, EventSplit) and _names(was.outputs) != _names(now.outputs):
        yield f"附在“{what}”上的边界事件改了"
    if isinstance(was, SubWorkflowTask) and was.spec != now.spec:
        yield f"“{what}”调用的流程改了"
    element = getattr(was, "bpmn_id", None)
    if element is None:
        return
    if before.get(element) != after.get(element):
        yield f"“{what}”正在等待的定时、消息或者多人办理的设置改了"
    one, other = old.elements.get((process, element)), new.elements.get((process, element))
    for attribute, name in _SAME.items():
        if one is not None and other is not None and getattr(one, attribute) != getattr(other, attribute):
            yield f"“{what}”的{name}改了"


def _joins(was: Any, now: Any) -> Iterator[str]:
    """With several branches under way, what they will meet at must be what they set out for."""
    before, after = ({name: sorted(_names(one.inputs)) for name, one in spec.task_specs.items() if isinstance(one, UnstructuredJoin)} for spec in (was, now))
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield f"有分支正在并行办理，而新版本改动了汇合网关“{_called((was.task_specs.get(name) or now.task_specs.get(name)))}”"


def _arrived(workflow: Any) -> bool:
    return any(task._state == TaskState.CANCELLED and isinstance(task.task_spec, UnstructuredJoin) for task in workflow.tasks.values())


def _leads_on(task: Any) -> bool:
    return any(child._state & _LIVE or _leads_on(child) for child in task.children)


def _guards(spec: Any) -> list[str]:
    return [one.name for one in spec.inputs if isinstance(one, EventSplit)]


def _names(specs: Any) -> list[str]:
    return [one if isinstance(one, str) else one.name for one in specs]


def _called(spec: Any) -> str:
    return getattr(spec, "bpmn_name", None) or getattr(spec, "bpmn_id", None) or spec.name


def _inside(definition: Definition, process: str) -> dict[str, Any]:
    return _parts(definition.bundles[process].diagram)


@lru_cache(64)
def _parts(diagram: bytes) -> dict[str, Any]:
    """Read once for the thousands of cases that stand on one drawing."""
    return inside(safe_root(diagram))


# -- the state turned towards the new version ------------------------------------------------------------------
def _trees(body: dict[str, Any], running: Running) -> Iterator[tuple[dict[str, Any], Any]]:
    by_owner = {str(workflow.parent_task_id): workflow for workflow in running.workflows() if workflow.parent_task_id is not None}
    yield body, running.workflows()[0]
    body["subs"] = [sub for sub in body["subs"] if sub["at"] in by_owner]
    for sub in body["subs"]:
        yield sub, by_owner[sub["at"]]


def _turn(tree: dict[str, Any], workflow: Any, spec: Any) -> None:
    """Drops what lies ahead, and what is over and no longer drawn; the rest keeps its id, state and memory."""
    rows, place = [], {}
    for number, row in enumerate(tree["rows"]):
        parent, name, state = row[1], row[2], row[3]
        above = place.get(parent, -1)
        if state & _AHEAD or (parent >= 0 and above == -1):
            continue
        other = spec.task_specs.get(name)
        if parent >= 0 and (other is None or type(other) is not type(workflow.spec.task_specs[name])):
            place[number] = above  # an element that is over and gone: what came after it hangs from what came before
            continue
        place[number] = len(rows)
        rows.append([row[0], above, *row[2:]])
    last = tree["last"]
    tree["rows"], tree["last"] = rows, place.get(last, 0) if last >= 0 else -1
