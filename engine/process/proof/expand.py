"""The drawing with everything it calls, each call replaced by a copy of the version it will call.

Two calls of one process are two copies: what has happened in one says nothing of the other. A process that calls
itself, through however many others, has no such expansion and is refused.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.errors import DefinitionInvalid, ExpressionError
from engine.process import decisions, forms
from engine.process.bpmn import BPMN, Element, local, refused, safe_root
from engine.process.bundle import Bundle
from engine.process.checks.model import Model, Node as Drawn, children
from engine.process.expressions import compile_expr, compile_script
from engine.process.slots import item_names
from engine.process.timers import cycle, is_literal

MOST_CALLS_DEEP = 8

#: event definition → what the proof calls it
_KINDS = {"messageEventDefinition": "message", "timerEventDefinition": "timer", "signalEventDefinition": "signal",
          "conditionalEventDefinition": "conditional", "errorEventDefinition": "error",
          "escalationEventDefinition": "escalation", "terminateEventDefinition": "terminate"}
_REFERENCES = {"message": ("messageRef", "message", "name"), "signal": ("signalRef", "signal", "name"),
               "error": ("errorRef", "error", "errorCode"), "escalation": ("escalationRef", "escalation", "escalationCode")}


class TooLarge(Exception):
    """The drawing is larger than can be looked at; `reached` says how large it had become."""

    def __init__(self, what: str, reached: int):
        super().__init__(what)
        self.what, self.reached = what, reached


@dataclass(frozen=True, slots=True)
class Event:
    """What an event waits for or throws.

    Attributes:
        kind: message, timer, signal, conditional, error, escalation or terminate.
        code: message or signal name, error or escalation code; None matches every error or escalation.
        clocks: codes of the clocks a timer asks for.
        times: how often a timer strikes while it waits.
    """

    kind: str
    code: str | None = None
    clocks: tuple[str, ...] = ()
    times: int = 1


@dataclass(frozen=True, slots=True)
class Loop:
    """A multi-instance task or loop: may it be passed without doing it, done more than once, several at a time."""

    none: bool
    again: bool
    together: bool


@dataclass(eq=False, slots=True, repr=False)
class Flow:
    """A sequence flow of one copy."""

    id: str
    source: "Node"
    target: "Node"
    condition: str | None


@dataclass(eq=False, slots=True, repr=False)
class Node:
    """A flow node of one copy of one process."""

    element: Element
    tag: str
    scope: "Scope"
    event: Event | None = None
    loop: Loop | None = None
    interrupting: bool = True
    default: str | None = None
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)
    boundaries: list["Node"] = field(default_factory=list)
    host: "Node | None" = None
    inner: "Scope | None" = None
    writes: frozenset[str] = frozenset()
    form: forms.Form | None = None

    @property
    def at(self) -> tuple[str, str]:
        """(process key, element id)."""
        return self.element.process, self.element.id


@dataclass(eq=False, slots=True, repr=False)
class Scope:
    """The inside of the root process, of a sub-process or of a call."""

    process: str
    host: Node | None
    parent: "Scope | None"
    nodes: list[Node] = field(default_factory=list)
    start: Node | None = None
    items: frozenset[str] = frozenset()


def called(bundles: Mapping[str, Bundle], root: str) -> dict[str, Bundle]:
    """The bundle of a process and those of all it calls, however indirectly; missing ones are left out."""
    found: dict[str, Bundle] = {}
    waiting = [root]
    while waiting:
        key = waiting.pop()
        if key in bundles and key not in found:
            found[key] = bundles[key]
            xml = safe_root(bundles[key].diagram)
            waiting += [node.get("calledElement") for node in xml.iter(f"{{{BPMN}}}callActivity") if node.get("calledElement")]
    return dict(sorted(found.items()))


def expand(bundles: Mapping[str, Bundle], root: str, most: int) -> Scope:
    """The root process with every call expanded in place.

    Args:
        bundles: process key → the version that a call of it will run.
        root: which one to start.
        most: how many elements the whole may have.
    Raises:
        DefinitionInvalid: a call of a process that is missing or that is being expanded already.
        TooLarge: more than `most` elements.
    """
    return _Expansion(bundles, most).process(root, None, None, ())


def everything(scope: Scope) -> Iterator[Node]:
    """Every node of a scope and of the scopes inside it."""
    for node in scope.nodes:
        yield node
        if node.inner is not None:
            yield from everything(node.inner)


class _Expansion:
    def __init__(self, bundles: Mapping[str, Bundle], most: int):
        self.bundles, self.most, self.made = bundles, most, 0
        self.models: dict[str, tuple[Model, dict[str, Any], frozenset[str]]] = {}

    def process(self, key: str, host: Node | None, parent: Scope | None, trail: tuple[str, ...]) -> Scope:
        if key in trail:
            raise refused("recursion", f"流程互相调用成环：{' → '.join((*trail[trail.index(key):], key))}", key)
        if key not in self.bundles:
            at = host.element.id if host is not None else key
            raise refused("calls", f"调用的流程 {key} 不存在，请先部署它", at)
        if len(trail) > MOST_CALLS_DEEP:
            raise refused("recursion", f"流程调用超过 {MOST_CALLS_DEEP} 层", key)
        model, folder, items = self._model(key)
        scope = Scope(key, host, parent, items=items)
        made: dict[str, Node] = {}
        inside: dict[tuple[str, ...], Scope] = {(): scope}
        for drawn in model.nodes.values():  # in document order, so that a sub-process comes before what it holds
            self._count()
            around = inside[drawn.scope]
            node = made[drawn.id] = _node(drawn, model, folder, around)
            around.nodes.append(node)
            if drawn.tag == "startEvent":
                around.start = node
            if drawn.tag == "subProcess":
                node.inner = inside[*drawn.scope, drawn.id] = Scope(key, node, around, items=items)
        for xml in model.flows:
            source, target = made[xml.get("sourceRef")], made[xml.get("targetRef")]
            texts = [child.text or "" for child in children(xml, "conditionExpression")]
            flow = Flow(xml.get("id", ""), source, target, texts[0].strip() if texts else None)
            source.outgoing.append(flow)
            target.incoming.append(flow)
        for drawn in model.tagged("boundaryEvent"):
            event, host_node = made[drawn.id], made[drawn.xml.get("attachedToRef")]
            event.host = host_node
            host_node.boundaries.append(event)
        for node in made.values():
            if node.tag == "callActivity":
                node.inner = self.process(node.element.called or "", node, node.scope, (*trail, key))
        return scope

    def _count(self) -> None:
        self.made += 1
        if self.made > self.most:
            raise TooLarge("elements", self.made)

    def _model(self, key: str) -> tuple[Model, dict[str, Any], frozenset[str]]:
        if key not in self.models:
            bundle = self.bundles[key]
            model = Model(safe_root(bundle.diagram), bundle)
            folder = {"forms": {name: _form(data) for name, data in bundle.under("forms", ".json").items()},
                      "tables": _outputs(bundle)}
            self.models[key] = model, folder, item_names(model.root)
        return self.models[key]


def _form(data: bytes) -> forms.Form | None:
    try:
        return forms.parse(data)
    except DefinitionInvalid:
        return None


def _outputs(bundle: Bundle) -> dict[str, frozenset[str]]:
    found = {}
    for name, data in bundle.under("decisions", ".dmn").items():
        try:
            table = decisions.parse(data, f"decisions/{name}.dmn")
        except DefinitionInvalid:
            continue
        found[table.id] = frozenset(table.outputs)
    return found


def _node(drawn: Drawn, model: Model, folder: dict[str, Any], scope: Scope) -> Node:
    element = model.elements[drawn.id]
    node = Node(element, drawn.tag, scope, _event(drawn, model), _loop(drawn),
                drawn.xml.get("cancelActivity", "true").lower() == "true", drawn.xml.get("default"))
    node.form = folder["forms"].get(element.form) if element.form else None
    if node.form is not None and drawn.tag == "userTask":
        node.writes = node.form.keys
    elif drawn.tag == "businessRuleTask":
        node.writes = folder["tables"].get(element.decision, frozenset())
    elif drawn.tag == "scriptTask":
        node.writes = frozenset(name for script in children(drawn.xml, "script") for name in _assigned(script.text or ""))
    return node


def _assigned(script: str) -> list[str]:
    try:
        return [name for name, _ in compile_script(script)]
    except ExpressionError:
        return []


def _event(drawn: Drawn, model: Model) -> Event | None:
    found = children(drawn.xml, "EventDefinition")
    if drawn.tag in ("sendTask", "receiveTask"):
        holder = drawn.xml if drawn.xml.get("messageRef") or not found else found[0]
        return Event("message", _name(holder, "message", model) or drawn.xml.get("name"))
    if not found:
        return None
    kind = _KINDS.get(local(found[0]), local(found[0]))
    if kind == "timer":
        return _timer(found[0])
    if kind in _REFERENCES:
        code = _name(found[0], kind, model)
        return Event(kind, drawn.xml.get("name") if code is None and kind in ("message", "signal") else code)
    return Event(kind)


def _name(definition: Any, kind: str, model: Model) -> str | None:
    attribute, tag, wanted = _REFERENCES[kind]
    reference = definition.get(attribute)
    for one in model.root.iter(f"{{{BPMN}}}{tag}"):
        if reference is not None and one.get("id") == reference:
            return one.get(wanted)
    return None


def _timer(definition: Any) -> Event:
    for text in definition:
        source = (text.text or "").strip()
        if local(text) == "timeCycle":
            try:
                return Event("timer", times=cycle(source)[0] if is_literal(source) else 100)
            except ExpressionError:
                return Event("timer", times=100)
        if local(text) in ("timeDate", "timeDuration"):
            try:
                return Event("timer", clocks=() if is_literal(source) else tuple(sorted(compile_expr(source).clocks)))
            except ExpressionError:
                return Event("timer")
    return Event("timer")


def _loop(drawn: Drawn) -> Loop | None:
    for loop in children(drawn.xml, "LoopCharacteristics"):
        if local(loop) == "standardLoopCharacteristics":
            return Loop(loop.get("testBefore") in ("true", "1"), loop.get("loopMaximum") != "1", False)
        counts = [(count.text or "").strip() for count in children(loop, "loopCardinality")]
        exact = int(counts[0]) if counts and counts[0].isascii() and counts[0].isdigit() else None
        return Loop(not exact, exact != 1, loop.get("isSequential") not in ("true", "1"))
    return None
