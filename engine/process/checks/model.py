"""What a publish rule sees: the tree of one diagram with its nodes and flows indexed."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engine.process.bpmn import BPMN, KINDS, Element, flow_nodes, local, read_elements
from engine.process.bundle import Bundle
from engine.process.slots import Slot, slots

DUTIES = ("patrol", "collect", "dispatch", "handle", "review", "hearing", "decide", "serve", "collect_fine",
          "archive", "supervise")


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of a publish check.

    Attributes:
        rule: name of the rule file.
        element: id of the element to show it on, or None for the whole file.
        severity: `error` refuses the deployment, `warning` does not.
        message: plain Chinese: what is wrong and what to do.
    """

    rule: str
    element: str | None
    severity: str
    message: str

    def as_dict(self) -> dict[str, Any]:
        """The problem as plain JSON values."""
        return {"rule": self.rule, "element": self.element, "severity": self.severity, "message": self.message}


@dataclass(frozen=True)
class Known:
    """Codes a diagram may name; None means they cannot be checked here.

    `severities`: rule → error, warning or off, for the rules that may be adjusted.
    """

    clocks: Collection[str] | None = None
    obligations: Collection[str] | None = None
    acts: Collection[str] | None = None
    processes: Collection[str] | None = None
    papers: Collection[str] | None = None
    duties: Collection[str] = DUTIES
    severities: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Node:
    """One flow node: its lxml element, its BPMN tag, and the ids of its flows."""

    id: str
    tag: str
    xml: Any
    process: str
    scope: tuple[str, ...]


@dataclass
class Model:
    """A diagram, its bundle and the codes known. Built once and given to every rule."""

    root: Any
    bundle: Bundle | None = None
    known: Known = field(default_factory=Known)

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Element id → node, embedded sub-processes included."""
        return {xml.get("id", ""): Node(xml.get("id", ""), local(xml), xml, process, scope)
                for xml, process, scope in flow_nodes(self.root)}

    @cached_property
    def elements(self) -> dict[str, Element]:
        """Element id → what our namespace says."""
        return {element.id: element for element in read_elements(self.root).values()}

    @cached_property
    def flows(self) -> list[Any]:
        """Every sequence flow as an lxml element."""
        return list(self.root.iter(f"{{{BPMN}}}sequenceFlow"))

    @cached_property
    def outgoing(self) -> dict[str, list[Any]]:
        """Source id → its flows in document order."""
        found: dict[str, list[Any]] = defaultdict(list)
        for flow in self.flows:
            found[flow.get("sourceRef", "")].append(flow)
        return found

    @cached_property
    def incoming(self) -> dict[str, list[Any]]:
        """Target id → its flows."""
        found: dict[str, list[Any]] = defaultdict(list)
        for flow in self.flows:
            found[flow.get("targetRef", "")].append(flow)
        return found

    @cached_property
    def boundaries(self) -> dict[str, list[str]]:
        """Activity id → ids of its boundary events."""
        found: dict[str, list[str]] = defaultdict(list)
        for node in self.nodes.values():
            if node.tag == "boundaryEvent":
                found[node.xml.get("attachedToRef", "")].append(node.id)
        return found

    @cached_property
    def slots(self) -> list[Slot]:
        """Every expression."""
        return list(slots(self.root))

    def tagged(self, *tags: str) -> list[Node]:
        """Nodes with one of these BPMN tags."""
        return [node for node in self.nodes.values() if node.tag in tags]

    def targets(self, identity: str) -> list[str]:
        """Ids a node leads to by its flows."""
        return [flow.get("targetRef", "") for flow in self.outgoing.get(identity, ())]

    def containers(self) -> list[tuple[str, Any]]:
        """(id, lxml element) of each process and embedded sub-process."""
        tags = [f"{{{BPMN}}}{tag}" for tag in ("process", "subProcess")]
        return [(node.get("id", ""), node) for node in self.root.iter(*tags)]

    def name(self, identity: str) -> str:
        """An element as a designer finds it: 「名称」（编号）."""
        node = self.nodes.get(identity)
        label = node.xml.get("name") if node is not None else None
        return f"「{label}」（{identity}）" if label else f"「{identity}」"


def children(xml: Any, suffix: str) -> list[Any]:
    """Direct children whose BPMN tag ends so, e.g. `EventDefinition`."""
    return [child for child in xml if local(child).endswith(suffix)]


__all__ = ["DUTIES", "KINDS", "Known", "Model", "Node", "Problem", "children"]
