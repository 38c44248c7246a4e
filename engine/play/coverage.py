"""What of the drawings was passed through: elements done and flows taken, by one case, one scenario or all of them."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from engine.process import instance
from engine.process.bpmn import BPMN, KINDS, safe_root
from engine.process.bundle import Bundle


@dataclass
class Trace:
    """What was passed through.

    Attributes:
        elements: (process, element) that were completed. ways: (process, element, the element it led to).
    """

    elements: set[tuple[str, str]] = field(default_factory=set)
    ways: set[tuple[str, str, str]] = field(default_factory=set)

    def __call__(self, process: str, element: str, following: Iterable[str]) -> None:
        """Takes note of one completed element."""
        self.elements.add((process, element))
        self.ways.update((process, element, one) for one in following)

    def add(self, other: Trace) -> None:
        """Takes in what another one saw."""
        self.elements |= other.elements
        self.ways |= other.ways


@contextmanager
def watched(trace: Trace) -> Iterator[Trace]:
    """Notes in `trace` what every case passes through meanwhile, in this thread."""
    before = instance.watching.set(trace)
    try:
        yield trace
    finally:
        instance.watching.reset(before)


def of(trace: Trace, bundles: Mapping[str, Bundle]) -> dict[str, dict[str, Any]]:
    """The coverage of each process.

    Args:
        bundles: process key → folder, of the processes to tell about.
    Returns:
        Process key → `{"name", "elements", "flows": how many there are, "done", "taken": ids passed through, "missed":
        [{"id", "name", "kind"}] elements never reached, "untaken": ids of flows never taken}`.
        Two flows between the same elements cannot be told apart and count as taken together.
    """
    return {key: _of(trace, key, one) for key, one in bundles.items()}


def _of(trace: Trace, key: str, one: Bundle) -> dict[str, Any]:
    nodes, flows = drawn(one.diagram)
    done = [element for element in nodes if (key, element) in trace.elements]
    taken = [flow for flow, (source, target) in flows.items() if (key, source, target) in trace.ways]
    return {"name": one.name, "elements": len(nodes), "flows": len(flows), "done": done, "taken": taken,
            "missed": [{"id": element, **about} for element, about in nodes.items() if element not in done],
            "untaken": [flow for flow in flows if flow not in taken]}


def drawn(diagram: bytes) -> tuple[dict[str, dict[str, str]], dict[str, tuple[str, str]]]:
    """The elements of a drawing (id → name and kind) and its flows (id → from, to)."""
    nodes: dict[str, dict[str, str]] = {}
    flows: dict[str, tuple[str, str]] = {}
    for one in safe_root(diagram).iter(f"{{{BPMN}}}*"):
        tag = one.tag.rpartition("}")[2]
        if tag in KINDS:
            nodes[one.get("id")] = {"name": one.get("name") or one.get("id"), "kind": KINDS[tag]}
        elif tag == "sequenceFlow":
            flows[one.get("id")] = (one.get("sourceRef"), one.get("targetRef"))
    return nodes, flows


def percent(part: int, whole: int) -> int:
    """How much of the whole, in whole per cent, rounded down, so that 100 means all of it."""
    return 100 * part // whole if whole else 100


def told(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Coverage in Chinese, one process a line and below it what was never reached."""
    lines = []
    for key, one in found.items():
        lines.append(f"{one['name']}（{key}）：环节 {len(one['done'])}/{one['elements']}（{percent(len(one['done']), one['elements'])}%），"
                     f"连线 {len(one['taken'])}/{one['flows']}（{percent(len(one['taken']), one['flows'])}%）")
        if one["missed"]:
            lines.append("　没有经过：" + "、".join(f"{missed['name']}（{missed['id']}）" for missed in one["missed"]))
    return lines
