"""Reading a diagram safely, and what our namespace says about each of its elements.

A diagram comes from an upload. Nothing here trusts it: size, encoding, nesting and ids are bounded before any other
code sees the tree, and the parser never resolves an entity, a DTD or a network name.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from engine.errors import DefinitionInvalid

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
E = "urn:bihuan:enforcement:1"

MAX_BYTES = 2 * 1024 * 1024
MAX_NODES = 20_000
MAX_BPMN = 2_000
MAX_DEPTH = 100
MAX_ATTRIBUTES = 64
MAX_NAMESPACES = 64

_BPMN = f"{{{BPMN}}}"
_TOO_DEEP = etree.XPath(f"boolean({'/*' * (MAX_DEPTH + 1)})")
_NODES, _BPMN_NODES = etree.XPath("count(//*)"), etree.XPath("count(//b:*)", namespaces={"b": BPMN})
_CROWDED = etree.XPath(f"boolean(//*/@*[{MAX_ATTRIBUTES + 1}])")
_IDS = etree.XPath("//@id", smart_strings=False)

#: bpmn tag → the kind of element it is on the page
KINDS = {
    "userTask": "task", "manualTask": "task", "task": "task", "scriptTask": "script", "businessRuleTask": "decision",
    "sendTask": "message", "receiveTask": "message", "serviceTask": "service",
    "callActivity": "call", "subProcess": "subprocess", "transaction": "subprocess", "adHocSubProcess": "subprocess",
    "startEvent": "start", "endEvent": "end", "boundaryEvent": "boundary", "intermediateCatchEvent": "catch",
    "intermediateThrowEvent": "throw", "exclusiveGateway": "gateway", "inclusiveGateway": "gateway",
    "parallelGateway": "gateway", "eventBasedGateway": "gateway", "complexGateway": "gateway",
}

#: attributes of our namespace: the plain ones, then those holding a list
SINGLE = ("duty", "officers", "unit", "form", "paper", "changes", "decision", "when", "stage")
LISTS = ("starts", "stops", "suspends", "resumes", "meets", "voids", "needs", "gates")


@dataclass(frozen=True, slots=True)
class Start:
    """A clock an element starts: `code`, the form field holding day 0, and the fact holding its length (or None)."""

    code: str
    day0_field: str | None = None
    length_field: str | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """A clock an element suspends or resumes, written `code:reason#field`: the ground its rule names (any, when resuming), and
    the form field that holds the paper behind it."""

    code: str
    reason: str | None = None
    document_field: str | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """One node of a diagram with everything our namespace says about it.

    Attributes:
        process: key of the process whose diagram shows it.
        kind: task, call, decision, gateway … (see KINDS).
        officers: how many officers must sign, 1 or 2.
        called: key of the called process, for a call activity.
        when: expression over the form; the obligations, clocks and gates of the element apply only when it is true.
        stage: the stage of the case 阶段 while the element is open.
        scope: ids of the embedded sub-processes around it, outermost first.
    """

    id: str
    name: str
    kind: str
    process: str
    duty: str | None = None
    officers: int = 1
    unit: str | None = None
    form: str | None = None
    paper: str | None = None
    changes: str | None = None
    decision: str | None = None
    when: str | None = None
    stage: str | None = None
    called: str | None = None
    starts: tuple[Start, ...] = ()
    stops: tuple[str, ...] = ()
    suspends: tuple[Pause, ...] = ()
    resumes: tuple[Pause, ...] = ()
    meets: tuple[str, ...] = ()
    voids: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()


def refused(rule: str, message: str, element: str | None = None) -> DefinitionInvalid:
    """A refusal of a whole file with one problem."""
    return DefinitionInvalid([{"rule": rule, "element": element, "severity": "error", "message": message}])


def safe_root(data: bytes) -> Any:
    """The root element of an uploaded BPMN or DMN file.

    Args:
        data: the file, at most 2 MB, UTF-8.
    Returns:
        An lxml element; comments and processing instructions are dropped.
    Raises:
        DefinitionInvalid: too large, not UTF-8, a DOCTYPE, entity or processing instruction, not well formed, too
            many or too deeply nested elements, an id used twice.
    """
    text = _text(data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
                             attribute_defaults=False, huge_tree=False, remove_comments=True, remove_pis=True,
                             collect_ids=False)
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise refused("xml", f"文件不是完整的 XML：{_plain_fault(fault)}") from fault
    if root.getroottree().docinfo.doctype:
        raise refused("xml", "文件中不能有 DOCTYPE 声明")
    _bound(root)
    return root


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise refused("xml", f"文件超过 {MAX_BYTES // 1024 // 1024} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise refused("xml", "文件应为 UTF-8 编码") from fault
    if "\x00" in text or not text.lstrip().startswith("<"):
        raise refused("xml", "文件不是 XML")
    declared, body = "", text.lstrip()
    if body.startswith("<?xml"):
        declared, _, body = body.partition("?>")
        encoding = re.search(r"""encoding\s*=\s*["']([^"']*)["']""", declared)
        if encoding and encoding[1].lower() not in ("utf-8", "utf8"):
            raise refused("xml", "文件应为 UTF-8 编码")
    if "<?" in body:
        raise refused("xml", "文件中不能有处理指令（<?…?>）")
    if re.search(r"<!(?!--|\[CDATA\[)", body):
        raise refused("xml", "文件中不能有 DOCTYPE 或实体声明")
    if body.count("xmlns") > MAX_NAMESPACES:
        raise refused("xml", "文件中的命名空间声明过多")
    return body


def _bound(root: Any) -> None:
    # Asked in libxml2: walking the nodes in Python cost more than parsing them.
    if _TOO_DEEP(root):
        raise refused("xml", f"元素嵌套超过 {MAX_DEPTH} 层")
    if _NODES(root) > MAX_NODES or _BPMN_NODES(root) > MAX_BPMN:
        raise refused("xml", f"图过大：BPMN 元素不超过 {MAX_BPMN} 个，请拆成子流程")
    if _CROWDED(root):
        raise refused("xml", "元素的属性过多")
    seen: set[str] = set()
    identities = _IDS(root)
    if len(set(identities)) < len(identities):
        twice = next(identity for identity in identities if identity in seen or seen.add(identity))
        raise refused("ids", f"编号 {twice[:80]} 被使用了两次，请为每个元素使用不同的编号", twice[:80])


def _plain_fault(fault: Exception) -> str:
    line = getattr(fault, "lineno", None)
    return f"第 {line} 行附近" if line else "格式错误"


def local(node: Any) -> str:
    """The tag of an element in the BPMN namespace, "" for any other."""
    tag = node.tag
    return tag[len(_BPMN):] if isinstance(tag, str) and tag.startswith(_BPMN) else ""


def flow_nodes(root: Any) -> Iterator[tuple[Any, str, tuple[str, ...]]]:
    """Every node of every process: (lxml element, process id, ids of the sub-processes around it)."""
    def walk(container: Any, process: str, scope: tuple[str, ...]) -> Iterator[tuple[Any, str, tuple[str, ...]]]:
        for child in container:
            if local(child) in KINDS:
                yield child, process, scope
                if KINDS[local(child)] == "subprocess":
                    yield from walk(child, process, (*scope, child.get("id", "")))
    for process in root.iter(f"{{{BPMN}}}process"):
        yield from walk(process, process.get("id", ""), ())


def read_element(node: Any, process: str, scope: tuple[str, ...] = ()) -> Element:
    """The Element of one BPMN node. Malformed numbers read as 1; the publish checks report them."""
    attribute = {name: node.get(f"{{{E}}}{name}") for name in SINGLE}
    lists = {name: tuple((node.get(f"{{{E}}}{name}") or "").split()) for name in LISTS}
    officers = attribute.pop("officers")
    return Element(
        id=node.get("id", ""), name=node.get("name") or node.get("id", ""), kind=KINDS[local(node)], process=process,
        scope=scope, called=node.get("calledElement"), officers=int(officers) if officers in ("1", "2", "3") else 1,
        starts=tuple(read_start(text) for text in lists.pop("starts")),
        **{name: tuple(read_pause(text) for text in lists.pop(name)) for name in ("suspends", "resumes")}, **attribute, **lists)


def read_start(text: str) -> Start:
    """`code`, `code@day0_field`, `code#length_field` or `code@day0_field#length_field`."""
    code, _, length = text.partition("#")
    code, _, day0 = code.partition("@")
    return Start(code, day0 or None, length or None)


def read_pause(text: str) -> Pause:
    """`code`, `code:reason` or `code:reason#document_field`."""
    code, _, document = text.partition("#")
    code, _, reason = code.partition(":")
    return Pause(code, reason or None, document or None)


def read_elements(root: Any) -> dict[tuple[str, str], Element]:
    """(process id, element id) → Element, for every node of a file, embedded sub-processes included."""
    return {(process, node.get("id", "")): read_element(node, process, scope)
            for node, process, scope in flow_nodes(root)}
