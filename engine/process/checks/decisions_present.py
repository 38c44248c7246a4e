"""Every decision task names a decision table of the folder that compiles.

Measured: stock SpiffWorkflow runs FIRST, ANY, PRIORITY and RULE ORDER all as "first match", and UNIQUE too.
"""
from __future__ import annotations

from collections.abc import Iterator

from engine.errors import DefinitionInvalid
from engine.process import decisions
from engine.process.checks.model import Model, Problem

RULE = "decisions_present"


def check(model: Model) -> Iterator[Problem]:
    """Decision tasks and, when a bundle is given, the decision files."""
    found: set[str] = set()
    for name, data in (model.bundle.under("decisions", ".dmn") if model.bundle else {}).items():
        try:
            table = decisions.parse(data, f"decisions/{name}.dmn")
        except DefinitionInvalid as fault:
            yield Problem(RULE, None, "error", fault.problems[0]["message"])
            continue
        if table.id in found:
            yield Problem(RULE, None, "error", f"决策表编号 {table.id} 用了两次，请改一个")
        found.add(table.id)
    for node in model.tagged("businessRuleTask"):
        wanted = model.elements[node.id].decision
        if not wanted:
            yield Problem(RULE, node.id, "error", f"决策任务 {model.name(node.id)} 没有写明决策表（e:decision），请填写")
        elif model.bundle is not None and wanted not in found:
            yield Problem(RULE, node.id, "error", f"决策任务 {model.name(node.id)} 的决策表 {wanted} 不在 decisions 目录中")
