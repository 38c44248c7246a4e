"""One executable process a file, with its own key, one way in and at least one way out.

Measured: a process without a start event fails to parse without naming it; several start events make the engine
guess; a missing end event leaves the case open for ever.
"""
from __future__ import annotations

from collections.abc import Iterator

from engine.process.bpmn import BPMN
from engine.process.checks.model import Model, Problem, children

RULE = "process_shape"


def check(model: Model) -> Iterator[Problem]:
    """The number of processes, the key, start and end events, ids present."""
    processes = [node for node in model.root.iter(f"{{{BPMN}}}process")]
    if model.root.tag != f"{{{BPMN}}}definitions" or len(processes) != 1:
        yield Problem(RULE, None, "error", f"一个文件应当有且只有一个流程，实际有 {len(processes)} 个")
        return
    process = processes[0]
    key = process.get("id")
    if model.bundle is not None and key != model.bundle.key:
        yield Problem(RULE, key, "error", f"流程编号 {key} 应与 process.toml 的 key（{model.bundle.key}）一致")
    if process.get("isExecutable") not in ("true", None):
        yield Problem(RULE, key, "error", f"流程 {key} 没有设为可执行，请勾选“可执行”")
    for node in model.nodes.values():
        if not node.id:
            yield Problem(RULE, None, "error", f"有一个元素（{node.tag}）没有编号，请在设计器中重新保存")
    for identity, container in model.containers():
        starts, ends = len(children(container, "startEvent")), len(children(container, "endEvent"))
        if starts != 1:
            yield Problem(RULE, identity, "error", f"{model.name(identity)} 应当有且只有一个开始事件，实际有 {starts} 个")
        if not ends:
            yield Problem(RULE, identity, "error", f"{model.name(identity)} 没有结束事件，请补画")
