"""Every clock a diagram starts, stops or waits for exists in the rule pack."""
from __future__ import annotations

from collections.abc import Iterator

from engine.errors import ExpressionError
from engine.process.checks.model import Model, Problem
from engine.process.expressions import compile_expr
from engine.process.timers import is_literal

RULE = "clock_codes"


def check(model: Model) -> Iterator[Problem]:
    """Clock codes in attributes and in timers."""
    for slot in model.slots:
        if slot.kind != "timer" or not slot.text or is_literal(slot.text):
            continue
        try:
            compiled = compile_expr(slot.text)
        except ExpressionError:
            continue
        if "clock" in compiled.calls and not compiled.clocks:
            yield Problem(RULE, slot.element, "error",
                          f"定时器 {model.name(slot.element)} 的 clock(…) 中应直接写期限代码，如 clock(\"legal_review\")")
        yield from _unknown(model, slot.element, compiled.clocks)
    for element in model.elements.values():
        codes = [*(start.code for start in element.starts), *element.stops,
                 *(pause.code for pause in (*element.suspends, *element.resumes))]
        yield from _unknown(model, element.id, codes)
        for pause in element.suspends:
            if not pause.reason:
                yield Problem(RULE, element.id, "error",
                              f"{model.name(element.id)} 的 e:suspends 应写明理由，如 e:suspends=\"decide:testing\"；没有规定的理由不得中止")
        for start in element.starts:
            if not start.code:
                yield Problem(RULE, element.id, "error", f"{model.name(element.id)} 的 e:starts 缺少期限代码")


def _unknown(model: Model, identity: str, codes: object) -> Iterator[Problem]:
    if model.known.clocks is not None:
        for code in sorted(set(codes) - set(model.known.clocks) - {""}):
            yield Problem(RULE, identity, "error", f"{model.name(identity)} 的期限代码 {code} 不在规则数据中，请核对")
