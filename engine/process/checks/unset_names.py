"""Names read by an expression that nothing in the folder sets.

A warning only: the value may come from a called process or from the caller. At run time an unknown name is an
incident, never "false".
"""
from __future__ import annotations

from collections.abc import Iterator

from engine.errors import DefinitionInvalid, ExpressionError
from engine.process import decisions, forms
from engine.process.checks.model import Model, Problem
from engine.process.expressions import compile_expr, compile_script
from engine.process.slots import item_names
from engine.process.timers import is_literal

RULE = "unset_names"


def check(model: Model) -> Iterator[Problem]:
    """Expressions reading a name no form field, script or decision table sets."""
    if model.bundle is None:
        return
    given = _given(model)
    for slot in model.slots:
        if slot.kind == "script" or not slot.text or slot.kind == "timer" and is_literal(slot.text):
            continue
        try:
            names = compile_expr(slot.text).names
        except ExpressionError:
            continue
        for name in sorted(names - given):
            yield Problem(RULE, slot.element, "warning",
                          f"{model.name(slot.element)} 的表达式用到「{name}」，本流程的表单、脚本和决策表都没有填写它，请核对拼写")


def _given(model: Model) -> set[str]:
    given = set(item_names(model.root))
    for data in model.bundle.under("forms", ".json").values():
        try:
            given |= forms.parse(data).keys
        except DefinitionInvalid:
            continue
    for data in model.bundle.under("decisions", ".dmn").values():
        try:
            given.update(decisions.parse(data).outputs)
        except DefinitionInvalid:
            continue
    for slot in model.slots:
        try:
            given.update(name for name, _ in compile_script(slot.text)) if slot.kind == "script" else None
        except ExpressionError:
            continue
    return given
