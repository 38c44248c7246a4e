"""Two drawings of one process, compared by what they mean."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from engine.process.bpmn import BPMN, KINDS, LISTS, SINGLE, E, local, safe_root
from engine.process.difference.change import Change

_BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
#: what our namespace says, in the words of the properties panel
NAMES = {"duty": "职责", "officers": "执法人员数", "unit": "办理单位", "form": "表单", "paper": "文书", "changes": "改动内容", "decision": "决策表",
         "when": "适用条件", "stage": "案件阶段", "starts": "起算的期限", "stops": "停止的期限", "suspends": "中止的期限", "resumes": "恢复的期限",
         "meets": "完成的法定程序", "voids": "撤销的法定程序", "needs": "须先完成的程序", "gates": "程序关口"}
#: attributes of BPMN itself that change what runs
_PLAIN = {"calledElement": "调用的流程", "attachedToRef": "所附环节", "cancelActivity": "到达时是否中断", "default": "默认分支",
          "triggeredByEvent": "由事件触发"}
_GATEWAY = "网关类型"


def drawings(key: str, old: bytes, new: bytes) -> Iterator[Change]:
    """The changes from one drawing to another, elements first, then flows.

    Raises:
        errors.DefinitionInvalid: one of them cannot be read.
    """
    before, after = safe_root(old), safe_root(new)
    names = {**_names(before), **_names(after)}
    yield from _compared(key, "element", _nodes(before), _nodes(after), names)
    yield from _compared(key, "flow", _flows(before), _flows(after), names)


def places(diagram: bytes) -> dict[str, tuple[str, ...]]:
    """Where each shape lies: element id → x, y, width, height as written."""
    root = safe_root(diagram)
    return {shape.get("bpmnElement", ""): tuple(bounds.get(side, "") for side in ("x", "y", "width", "height"))
            for shape in root.iter(f"{{{_BPMNDI}}}BPMNShape") for bounds in shape.findall(f"{{{_DC}}}Bounds")}


def inside(root: Any) -> dict[str, dict[str, str]]:
    """What stands inside each element and runs: id → its events, timers, loops and assignments, as text."""
    return {node.get("id"): _inside(node) for node in root.iter() if local(node) in KINDS}


def _compared(key: str, subject: str, old: dict[str, dict[str, str]], new: dict[str, dict[str, str]], names: dict[str, str]) -> Iterator[Change]:
    for id in [*new, *(id for id in old if id not in new)]:
        if id not in old or id not in new:
            yield Change(key, subject, id, names[id], "added" if id in new else "removed", shown=id)
    for id, one in new.items():
        for what in {**old.get(id, one), **one}:
            before, after = old.get(id, one).get(what), one.get(what)
            if before != after:
                wired = what in ("起点", "终点")
                # ends are compared by id: a renamed task has not been rewired
                said = [names.get(side or "", side) if wired else side for side in (before, after)]
                yield Change(key, subject, id, names[id], "rewired" if wired else "changed", what, *said, shown=id)


def _nodes(root: Any) -> dict[str, dict[str, str]]:
    found = {}
    for node in root.iter():
        kind = local(node)
        if kind not in KINDS or node.get("id") is None:
            continue
        sides = {"名称": node.get("name") or node.get("id"), "类型": kind}
        for name in SINGLE + LISTS:
            value = node.get(f"{{{E}}}{name}")
            if value is not None:
                # the order of codes in a list says nothing
                sides[NAMES[name]] = " ".join(sorted(value.split())) if name in LISTS else value
        sides.update({_PLAIN[name]: node.get(name) for name in _PLAIN if node.get(name) is not None})
        sides.update(_inside(node))
        found[node.get("id")] = sides
    return found


def _inside(node: Any) -> dict[str, str]:
    """What stands inside a node and runs: events, timers, loops, scripts; not the nodes of a sub-process."""
    found: dict[str, str] = {}
    for child in node:
        name = local(child)
        if not name or name in KINDS or name in ("incoming", "outgoing", "sequenceFlow", "documentation", "extensionElements", "laneSet",
                                                 "textAnnotation", "association", "group"):
            continue
        what = {"timerEventDefinition": "定时", "messageEventDefinition": "消息", "errorEventDefinition": "错误", "script": "赋值",
                "multiInstanceLoopCharacteristics": "多人办理", "standardLoopCharacteristics": "循环",
                "conditionalEventDefinition": "条件"}.get(name, name)
        found[what] = _text(child)
    return found


def _text(node: Any) -> str:
    """What a part says, without ids and layout of the text."""
    own = " ".join(f"{etree.QName(a).localname}={v}" for a, v in sorted(node.attrib.items()) if etree.QName(a).localname != "id")
    words = " ".join((node.text or "").split())
    inside = " ".join(filter(None, (f"{etree.QName(child).localname}：{_text(child)}" for child in node)))
    return " ".join(filter(None, (own, words, inside))) or "有"


def _flows(root: Any) -> dict[str, dict[str, str]]:
    found = {}
    for flow in root.iter(f"{{{BPMN}}}sequenceFlow"):
        sides = {"起点": flow.get("sourceRef") or "", "终点": flow.get("targetRef") or ""}
        if flow.get("name"):
            sides["名称"] = flow.get("name")
        for condition in flow.iter(f"{{{BPMN}}}conditionExpression"):
            sides["条件"] = " ".join("".join(condition.itertext()).split())
        if flow.get("id") is not None:
            found[flow.get("id")] = sides
    return found


def _names(root: Any) -> dict[str, str]:
    """What each node and flow is called; a flow without a name by its ends."""
    names = {node.get("id"): node.get("name") or node.get("id") for node in root.iter() if local(node) in KINDS}
    for flow in root.iter(f"{{{BPMN}}}sequenceFlow"):
        ends = " → ".join(names.get(flow.get(end)) or flow.get(end) or "" for end in ("sourceRef", "targetRef"))
        names[flow.get("id")] = flow.get("name") or ends
    return names
