"""A task has a form: without one the person who does it leaves nothing but the fact that it was done."""
from __future__ import annotations

from collections.abc import Iterator

from engine.process.checks.model import Model, Problem

RULE = "forms_chosen"


def check(model: Model) -> Iterator[Problem]:
    """Tasks without a form; only when a bundle is given."""
    if model.bundle is None:
        return
    for element in model.elements.values():
        if element.form is None and element.kind == "task":
            yield Problem(RULE, element.id, "warning", f"任务 {model.name(element.id)} 没有表单，办理时没有可填的内容")
