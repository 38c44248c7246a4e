"""Every timer can be read, and a clock stands where its date is asked for.

Measured: SpiffWorkflow reads naive times in the zone of the container, takes `P` and an empty text for zero, and `R1000000/PT0.001S` keeps a processor busy for ever.
"""
from __future__ import annotations

from collections.abc import Iterator

from engine.errors import ExpressionError
from engine.process.bpmn import BPMN
from engine.process.checks.model import Model, Problem
from engine.process.expressions import compile_expr
from engine.process.timers import cycle, duration, instant, is_literal

RULE = "timers_sound"

READ = {"timeDate": instant, "timeDuration": duration, "timeCycle": cycle}


def check(model: Model) -> Iterator[Problem]:
    """The text of every timer."""
    for slot in model.slots:
        if slot.kind != "timer":
            continue
        where = f"定时器 {model.name(slot.element)}"
        if not slot.text:
            yield Problem(RULE, slot.element, "error", f"{where} 没有填写时间，请写 clock(\"期限代码\")")
        elif is_literal(slot.text):
            try:
                READ[slot.tag](slot.text)
            except ExpressionError as fault:
                yield Problem(RULE, slot.element, "error", f"{where}：{fault.detail}")
        elif asks_clock(slot.text) and slot.tag != "timeDate":
            yield Problem(RULE, slot.element, "error", f"{where}：clock(…) 请写在“日期”类型的定时器里")
    for node in model.root.iter(f"{{{BPMN}}}timerEventDefinition"):
        if not any(child.tag == f"{{{BPMN}}}{tag}" for child in node for tag in READ):
            holder = node.getparent().get("id")
            yield Problem(RULE, holder, "error", f"定时器 {model.name(holder or '')} 没有填写时间，请写 clock(\"期限代码\")")


def asks_clock(text: str) -> bool:
    """Whether a timer asks for a clock; one that does not compile is left to the rule of expressions."""
    try:
        return "clock" in compile_expr(text).calls
    except ExpressionError:
        return True
