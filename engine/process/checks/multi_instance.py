"""Multi-instance tasks and loops are bounded and sit where they work.

A cardinality of 10^9 would create as many tasks at once; measured: an output collection cannot be filled again after
a send-back, and a loop without a bound can only be left by an administrator.
"""
from __future__ import annotations

from collections.abc import Iterator

from engine.process.bpmn import local
from engine.process.checks.model import Model, Problem, children

RULE = "multi_instance"

MOST = 100
PLACES = ("userTask", "callActivity", "subProcess")


def check(model: Model) -> Iterator[Problem]:
    """Cardinality, inputs and place of every loop."""
    for node in model.nodes.values():
        loops = children(node.xml, "LoopCharacteristics")
        where = f"多人办理的 {model.name(node.id)}"
        if loops and node.tag not in PLACES:
            yield Problem(RULE, node.id, "error", f"{model.name(node.id)} 不能重复执行，只有用户任务、调用和子流程可以")
        for loop in loops:
            if local(loop) == "standardLoopCharacteristics":
                most = loop.get("loopMaximum")
                if most is not None and not (most.isascii() and most.isdigit() and 1 <= int(most[:9]) <= MOST):
                    yield Problem(RULE, node.id, "error", f"循环 {model.name(node.id)} 的最多次数应为 1 至 {MOST}")
                if most is None and not children(loop, "loopCondition"):
                    yield Problem(RULE, node.id, "error", f"循环 {model.name(node.id)} 没有次数也没有条件，请填写")
                continue
            counts, lists = children(loop, "loopCardinality"), children(loop, "loopDataInputRef")
            if len(counts) + len(lists) != 1:
                yield Problem(RULE, node.id, "error", f"{where} 应写明份数或列表中的一种")
            text = (counts[0].text or "").strip() if counts else ""
            if text.isascii() and text.isdigit() and int(text[:12]) > MOST:
                yield Problem(RULE, node.id, "error", f"{where} 一次有 {text[:12]} 份，超过 {MOST} 份，请减少")
            if lists and not (lists[0].text or "").strip().isidentifier():
                yield Problem(RULE, node.id, "error", f"{where} 的列表应为一个数据名")
