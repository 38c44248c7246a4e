"""What a diagram of another tool holds that this engine will not run: kept in the file, shown to the designer, never carried out."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from engine.process.bpmn import BPMN, E, local
from engine.process.checks.allowed_elements import DRAWING
from engine.process.checks.model import Problem
from engine.process.vendors import product_of

RULE = "foreign"

#: what people expect of an attribute → what does it here
_INSTEAD = {
    "assignee": "办理人由“职责”和单位决定", "candidateUsers": "办理人由“职责”和单位决定", "candidateGroups": "办理人由“职责”和单位决定",
    "formKey": "请在“表单”里选择", "formRef": "请在“表单”里选择", "formId": "请在“表单”里选择", "dueDate": "请用“起算的期限”", "followUpDate": "请用“起算的期限”",
    "class": "这里不执行程序", "delegateExpression": "这里不执行程序", "expression": "这里不执行程序", "resource": "这里不执行外部脚本",
    "decisionRef": "请在“决策表”里选择", "asyncBefore": "这里每一步都在一个事务里完成", "asyncAfter": "这里每一步都在一个事务里完成",
    "async": "这里每一步都在一个事务里完成", "topic": "这里没有外部工作者", "type": "这里没有外部工作者", "collection": "请用多人办理的输入列表",
    "initiator": "报告人由线索记录", "skipExpression": "请画成网关",
}
_XML = ("http://www.w3.org/2001/XMLSchema-instance", "http://www.w3.org/XML/1998/namespace")
_OURS = f"{{{E}}}"
MOST = 200


def found(root: Any) -> list[Problem]:
    """Attributes of other products, one warning for each element and product.

    Their elements are refused by the publish check `allowed_elements`, and stay in the file until the designer takes them out; attributes do no harm and stay.

    Args:
        root: an lxml element as `safe_root` gives it.
    """
    return list(_found(root))[:MOST]


def _found(root: Any) -> Iterator[Problem]:
    for node in root.iter(f"{{{BPMN}}}*", "{}*"):
        for product, names in _names(node.attrib).items():
            label = node.get("name") or node.get("id") or local(node)
            why = "；".join(dict.fromkeys(_INSTEAD[name] for name in names if name in _INSTEAD))
            yield Problem(RULE, node.get("id"), "warning", f"「{label}」带有 {product} 的属性 {'、'.join(names)}，原样保留，但不会执行" + (f"：{why}" if why else ""))


def _names(attributes: Mapping[str, str]) -> dict[str, list[str]]:
    by_product: dict[str, list[str]] = {}
    for name in attributes:
        if not name.startswith("{") or name.startswith(_OURS):
            continue
        tag = etree.QName(name)
        if tag.namespace not in (BPMN, *DRAWING, *_XML):
            by_product.setdefault(product_of(tag.namespace), []).append(tag.localname)
    return by_product
