"""Only attributes of our namespace that exist: a misspelt one would be a rule nobody applies."""
from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.process.bpmn import E, LISTS, SINGLE
from engine.process.checks.model import Model, Problem

RULE = "our_attributes"

KNOWN = frozenset((*SINGLE, *LISTS))
_OURS = f"{{{E}}}"
_BEARERS = etree.XPath("//*[@e:*]", namespaces={"e": E})


def check(model: Model) -> Iterator[Problem]:
    """Unknown, empty and misplaced attributes of our namespace."""
    for node in _BEARERS(model.root):
        for name, value in node.attrib.items():
            if not name.startswith(_OURS):
                continue
            own = name[len(_OURS):]
            identity = node.get("id")
            if own not in KNOWN:
                yield Problem(RULE, identity, "error",
                              f"{model.name(identity or '')} 的属性 e:{own} 不存在，请核对拼写")
            elif identity not in model.nodes:
                yield Problem(RULE, identity, "error",
                              f"属性 e:{own} 只能写在任务、调用、网关和事件上，写在 {identity} 上不起作用")
            elif not value.strip():
                yield Problem(RULE, identity, "error", f"{model.name(identity)} 的属性 e:{own} 是空的，请填写或删去")
            elif own == "changes" and value != "nothing":
                yield Problem(RULE, identity, "error", f"{model.name(identity)} 的 e:changes 只能写 nothing，或者不写")
    for node in model.root.iter(f"{_OURS}*"):
        yield Problem(RULE, node.get("id"), "error", "e: 的内容应写成属性，不要写成元素")
