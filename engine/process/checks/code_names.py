"""Obligations, acts and papers a diagram names exist in the rule pack."""
from __future__ import annotations

from collections.abc import Iterator

from engine.process.checks.model import Model, Problem

RULE = "code_names"


def check(model: Model) -> Iterator[Problem]:
    """Codes of meets, voids, needs, gates and paper."""
    for element in model.elements.values():
        obligations = {*element.meets, *element.voids, *element.needs}
        papers = {element.paper} if element.paper else set()  # a step makes one paper
        for what, codes, known in (("程序义务", obligations, model.known.obligations),
                                   ("检查环节", set(element.gates), model.known.acts),
                                   ("文书", papers, model.known.papers)):
            for code in sorted(codes - set(known)) if known is not None else ():
                yield Problem(RULE, element.id, "error", f"{model.name(element.id)} 的{what}代码 {code} 不在规则数据中，请核对")
