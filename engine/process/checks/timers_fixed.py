"""A timer names a clock of the rule pack; a length written into a diagram is at most a fallback.

Measured: SpiffWorkflow counts P1M from 31 January to 3 March, and knows neither working days nor extensions.
"""
from __future__ import annotations

from collections.abc import Iterator

from engine.errors import ExpressionError
from engine.process.checks.model import Model, Problem
from engine.process.checks.timers_sound import READ, asks_clock
from engine.process.timers import is_literal

RULE = "timers_fixed"


def check(model: Model) -> Iterator[Problem]:
    """Timers that ask for no clock."""
    for slot in model.slots:
        if slot.kind != "timer" or not slot.text:
            continue
        where = f"定时器 {model.name(slot.element)}"
        if is_literal(slot.text):
            try:
                READ[slot.tag](slot.text)
            except ExpressionError:  # told by the rule that reads timers
                continue
            yield Problem(RULE, slot.element, "warning",
                          f"{where} 写的是固定时长，法定期限请改为 clock(\"期限代码\")，以便按规则计算和延长")
        elif not asks_clock(slot.text):
            yield Problem(RULE, slot.element, "warning", f"{where} 没有使用 clock(\"期限代码\")，其结果须是带时区的时间或时长")
