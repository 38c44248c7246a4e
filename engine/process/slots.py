"""Every place of a diagram where an expression stands, listed once for the checks and for the routing names."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.process.bpmn import BPMN, local

#: tag → kind of slot
_TEXTS = {
    "conditionExpression": "condition", "condition": "condition", "script": "script", "loopCardinality": "number",
    "loopCondition": "condition", "completionCondition": "condition", "timeDate": "timer", "timeDuration": "timer",
    "timeCycle": "timer", "messagePath": "value",
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One expression of a diagram.

    Attributes:
        element: id of the element (or sequence flow) it belongs to.
        kind: condition, script, number, timer or value.
        tag: the BPMN tag it was written in.
        text: the text as written, stripped.
    """

    element: str
    kind: str
    tag: str
    text: str


def slots(root: Any) -> Iterator[Slot]:
    """Every slot of a file, in document order."""
    for node in root.iter(f"{{{BPMN}}}*"):
        tag = local(node)
        if tag == "formalExpression" and local(node.getparent()) == "correlationPropertyRetrievalExpression":
            tag = "messagePath"
        if tag in _TEXTS:
            yield Slot(_holder(node), _TEXTS[tag], tag, (node.text or "").strip())


def list_names(root: Any) -> frozenset[str]:
    """Variables used as the input list of a multi-instance task."""
    return frozenset((node.text or "").strip() for node in root.iter(f"{{{BPMN}}}loopDataInputRef"))


def item_names(root: Any) -> frozenset[str]:
    """Names given to the item inside one instance of a multi-instance task."""
    return frozenset(node.get("id") or node.get("name") or "" for node in root.iter(f"{{{BPMN}}}inputDataItem"))


def _holder(node: Any) -> str:
    """The id of the nearest element with one that a designer can click."""
    parent = node.getparent()
    while parent is not None:
        if local(parent) and not local(parent).endswith(("EventDefinition", "LoopCharacteristics")) and parent.get("id"):
            return parent.get("id")
        parent = parent.getparent()
    return ""
