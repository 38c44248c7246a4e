"""Forgetting finished history after every step.

The stock engine keeps every task that ever ran. After 200 send-backs that is 546 KB and 45 ms a step; at depth 1,000
the tree is cut off silently and a running case reports itself finished; and joins inside a loop count arrivals of
the previous round and fire early. What happened is kept in the event rows, never here.

Two cuts, both leaving a tree the engine could have produced itself:
* everything above the lowest task that holds all unfinished work is dropped;
* on the way to each unfinished task, a loop that was run through (the same element twice on one path, nothing
  unfinished in between) is folded to its last round. This is what keeps a branch that is sent back again and again
  small while its parallel sibling is still open.
"""
from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.control import EventSplit
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.util.task import TaskState


def prune(workflow: Any) -> int:
    """Drop finished history of a workflow and its sub-workflows.

    Returns:
        The number of tasks dropped.
    """
    before = _count(workflow)
    _prune_tree(workflow)
    for identity, sub in list(workflow.subprocesses.items()):
        if identity not in workflow.subprocesses:
            continue
        owner = _owner(workflow, identity)
        if owner is None or sub.completed and owner._state & TaskState.FINISHED_MASK:
            _drop_sub(workflow, identity)
        elif not sub.completed:
            _prune_tree(sub)
    return before - _count(workflow)


def _count(workflow: Any) -> int:
    return len(workflow.tasks) + sum(len(sub.tasks) for sub in workflow.subprocesses.values())


def _owner(workflow: Any, identity: Any) -> Any:
    for candidate in (workflow, *workflow.subprocesses.values()):
        if identity in candidate.tasks:
            return candidate.tasks[identity]
    return None


def _needed(workflow: Any) -> tuple[set[Any], set[Any]]:
    """Ids of the tasks that must stay, and of their ancestors."""
    fired: dict[str, float] = {}
    for task in workflow.tasks.values():
        if task._state == TaskState.COMPLETED and isinstance(task.task_spec, UnstructuredJoin):
            fired[task.task_spec.name] = max(fired.get(task.task_spec.name, 0), task.last_state_change)
    needed, above = set(), set()
    for task in workflow.tasks.values():
        # a cancelled arrival is how a pending join remembers a branch that has already reached it
        arrival = (task._state == TaskState.CANCELLED and isinstance(task.task_spec, UnstructuredJoin)
                   and task.last_state_change > fired.get(task.task_spec.name, 0))
        if task._state & TaskState.NOT_FINISHED_MASK or arrival:
            needed.add(task.id)
            parent = task._parent
            while parent is not None and parent not in above:
                above.add(parent)
                parent = workflow.tasks[parent]._parent
    return needed, above


def _prune_tree(workflow: Any) -> None:
    needed, above = _needed(workflow)
    if not needed:
        return
    root = workflow.task_tree
    node = root
    while node.id not in needed:
        onward = [child for child in node._children if child in needed or child in above]
        if len(onward) != 1:
            break
        node = workflow.tasks[onward[0]]
    # a boundary event's join looks up for its split, so the split stays with what it guards
    while node._parent is not None and isinstance(workflow.tasks[node._parent].task_spec, EventSplit):
        node = workflow.tasks[node._parent]
    if node is not root and not (node._parent == root.id and len(root._children) == 1):
        _rehang(workflow, node, root, list(root._children))
    _fold_loops(workflow, needed, above)


def _fold_loops(workflow: Any, needed: set[Any], above: set[Any]) -> None:
    for leaf in [identity for identity in needed if identity in workflow.tasks]:
        folded = True
        while folded and leaf in workflow.tasks:
            folded = _fold_once(workflow, leaf, needed, above)


def _fold_once(workflow: Any, leaf: Any, needed: set[Any], above: set[Any]) -> bool:
    path = [workflow.tasks[leaf]]
    while path[-1]._parent is not None:
        path.append(workflow.tasks[path[-1]._parent])
    path.reverse()
    for first, task in enumerate(path[1:], 1):
        for again in range(len(path) - 1, first, -1):
            if path[again].task_spec is task.task_spec and _clean(path[first:again + 1], needed, above):
                _rehang(workflow, path[again], path[first - 1], [task.id])
                return True
    return False


def _clean(stretch: list[Any], needed: set[Any], above: set[Any]) -> bool:
    """True if nothing but the way through this stretch of a path is still needed."""
    for task, onward in zip(stretch, stretch[1:]):
        if task.id in needed or any(child != onward.id and (child in needed or child in above)
                                    for child in task._children):
            return False
    return True


def _rehang(workflow: Any, task: Any, parent: Any, replaced: list[Any]) -> None:
    """Put `task` under `parent` in the place of `replaced`, and drop what hung there."""
    kept = {task.id}
    waiting = [task.id]
    while waiting:
        for child in workflow.tasks[waiting.pop()]._children:
            kept.add(child)
            waiting.append(child)
    dropped = []
    waiting = list(replaced)
    while waiting:
        identity = waiting.pop()
        if identity not in kept:
            dropped.append(identity)
            waiting.extend(workflow.tasks[identity]._children)
    place = parent._children.index(replaced[0])
    parent._children = [child for child in parent._children if child not in replaced]
    parent._children.insert(place, task.id)
    task._parent = parent.id
    for identity in dropped:
        del workflow.tasks[identity]
        _drop_sub(workflow.top_workflow, identity)
    if workflow.last_task is not None and workflow.last_task.id not in workflow.tasks:
        workflow.last_task = workflow.task_tree


def _drop_sub(top: Any, identity: Any) -> None:
    sub = top.subprocesses.pop(identity, None)
    if sub is not None:
        for task in list(sub.tasks):
            _drop_sub(top, task)
