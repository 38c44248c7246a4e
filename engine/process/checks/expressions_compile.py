"""Every expression compiles now, not when a case reaches it."""
from __future__ import annotations

from collections.abc import Iterator

from engine.errors import ExpressionError
from engine.process.bpmn import Element
from engine.process.checks.model import Model, Problem
from engine.process.expressions import compile_expr, compile_script
from engine.process.slots import Slot
from engine.process.timers import is_literal

RULE = "expressions_compile"


def check(model: Model) -> Iterator[Problem]:
    """Conditions, scripts, counts, timers and correlation keys."""
    for slot in model.slots:
        try:
            calls = _calls(slot)
        except ExpressionError as fault:
            yield Problem(RULE, slot.element, "error", f"{model.name(slot.element)} 的表达式不能使用：{fault.detail}")
            continue
        allowed = {"clock"} if slot.kind == "timer" else set()
        for name in sorted(calls - allowed):
            why = "只能写在定时器里" if name == "clock" else "不存在"
            yield Problem(RULE, slot.element, "error", f"{model.name(slot.element)} 的表达式中，函数 {name} {why}")
    for element in model.elements.values():
        yield from _when(model, element)
    for node in model.tagged("scriptTask"):
        scripts = sum(slot.element == node.id and slot.kind == "script" for slot in model.slots)
        if scripts != 1:
            found = "没有脚本，请填写「变量 = 表达式」或删除任务" if not scripts else f"有 {scripts} 段脚本，请合为一段"
            yield Problem(RULE, node.id, "error", f"脚本任务 {model.name(node.id)} {found}")


def _when(model: Model, element: Element) -> Iterator[Problem]:
    try:
        if element.when is not None and compile_expr(element.when).calls:
            yield Problem(RULE, element.id, "error", f"{model.name(element.id)} 的 e:when 不能调用函数")
    except ExpressionError as fault:
        yield Problem(RULE, element.id, "error", f"{model.name(element.id)} 的 e:when 不能使用：{fault.detail}")


def _calls(slot: Slot) -> set[str]:
    if slot.kind == "script":
        return set().union(*(expression.calls for _, expression in compile_script(slot.text)))
    if slot.kind == "timer" and (not slot.text or is_literal(slot.text)):
        return set()
    return set(compile_expr(slot.text).calls)
