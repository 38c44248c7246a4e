"""Small diagrams for the tests, written as calls instead of XML."""
from __future__ import annotations

import json
from xml.sax.saxutils import escape, quoteattr

from engine.process import bundle, definition
from engine.process.bundle import Bundle

HEAD = ('<?xml version="1.0" encoding="UTF-8"?>\n'
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:e="urn:bihuan:enforcement:1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'targetNamespace="t" id="defs">')


class Diagram:
    """Builds one process: nodes, flows, then bytes."""

    def __init__(self, key: str = "p"):
        self.key, self.parts, self.extra, self.flows = key, [], [], 0
        self.stack: list[list[str]] = []

    def node(self, tag: str, id: str, inner: str = "", **attributes: object) -> "Diagram":
        text = "".join(f" {name.replace('e_', 'e:', 1) if name.startswith('e_') else name}={quoteattr(str(value))}"
                       for name, value in attributes.items())
        self.parts.append(f'<bpmn:{tag} id="{id}"{text}>{inner}</bpmn:{tag}>')
        return self

    def start(self, id: str = "start") -> "Diagram":
        return self.node("startEvent", id)

    def end(self, id: str = "end", inner: str = "") -> "Diagram":
        return self.node("endEvent", id, inner)

    def user(self, id: str, inner: str = "", **attributes: object) -> "Diagram":
        return self.node("userTask", id, inner, **{"name": id, "e_duty": "handle", **attributes})

    def xor(self, id: str, default: str | None = None) -> "Diagram":
        return self.node("exclusiveGateway", id, **({"default": default} if default else {}))

    def script(self, id: str, text: str) -> "Diagram":
        return self.node("scriptTask", id, f"<bpmn:script>{escape(text)}</bpmn:script>")

    def timer(self, id: str, text: str, tag: str = "timeDate", attached: str | None = None, cancel: bool = True,
              ) -> "Diagram":
        inner = (f"<bpmn:timerEventDefinition id='{id}_t'><bpmn:{tag}>{escape(text)}</bpmn:{tag}>"
                 "</bpmn:timerEventDefinition>")
        if attached is None:
            return self.node("intermediateCatchEvent", id, inner)
        return self.node("boundaryEvent", id, inner, attachedToRef=attached, cancelActivity=str(cancel).lower())

    def message(self, id: str, ref: str, tag: str = "intermediateCatchEvent", **attributes: object) -> "Diagram":
        return self.node(tag, id, f"<bpmn:messageEventDefinition id='{id}_m' messageRef='{ref}'/>", **attributes)

    def flow(self, source: str, target: str, condition: str | None = None, id: str | None = None) -> "Diagram":
        self.flows += 1
        inner = "" if condition is None else (
            f"<bpmn:conditionExpression xsi:type='bpmn:tFormalExpression'>{escape(condition)}</bpmn:conditionExpression>")
        self.parts.append(f'<bpmn:sequenceFlow id="{id or f"{self.key}_f{self.flows}"}" sourceRef="{source}" '
                          f'targetRef="{target}">{inner}</bpmn:sequenceFlow>')
        return self

    def chain(self, *ids: str) -> "Diagram":
        for source, target in zip(ids, ids[1:]):
            self.flow(source, target)
        return self

    def sub(self, id: str, **attributes: object) -> "Diagram":
        """Open an embedded sub-process; what follows is inside until `close`."""
        self.stack.append(self.parts)
        self.parts = []
        self._sub = getattr(self, "_sub", [])
        self._sub.append((id, attributes))
        return self

    def close(self, inner: str = "") -> "Diagram":
        id, attributes = self._sub.pop()
        body = inner + "".join(self.parts)
        self.parts = self.stack.pop()
        return self.node("subProcess", id, body, **attributes)

    def top(self, xml: str) -> "Diagram":
        self.extra.append(xml)
        return self

    def data(self) -> bytes:
        return (f'{HEAD}{"".join(self.extra)}<bpmn:process id="{self.key}" isExecutable="true">{"".join(self.parts)}'
                "</bpmn:process></bpmn:definitions>").encode()

    def bundle(self, forms: dict[str, list] | None = None, decisions: dict[str, bytes] | None = None) -> Bundle:
        files = {"process.toml": f'key = "{self.key}"\nname = "流程{self.key}"\n'.encode(), f"{self.key}.bpmn": self.data()}
        for name, components in (forms or {}).items():
            files[f"forms/{name}.json"] = json.dumps({"id": name, "components": components}).encode()
        for name, data in (decisions or {}).items():
            files[f"decisions/{name}.dmn"] = data
        return bundle.from_files(files)

    def compile(self, *others: "Diagram", **parts: dict) -> definition.Definition:
        bundles = {other.key: other.bundle() for other in others}
        return definition.compile({**bundles, self.key: self.bundle(**parts)}, self.key)


def loop_of(size: int, inner: str = "") -> str:
    return (f"<bpmn:multiInstanceLoopCharacteristics id='mi{size}'><bpmn:loopCardinality>{size}</bpmn:loopCardinality>"
            f"{inner}</bpmn:multiInstanceLoopCharacteristics>")


def table(id: str, inputs: list[str], outputs: list[str], rules: list[tuple[list[str], list[str]]], policy: str = "UNIQUE",
          aggregation: str = "", defaults: dict[str, str] | None = None) -> bytes:
    """A DMN file with one decision table."""
    head = "".join(f'<input id="i{n}" label={quoteattr(text)}><inputExpression id="x{n}"><text>{escape(text)}</text>'
                   "</inputExpression></input>" for n, text in enumerate(inputs))
    for n, name in enumerate(outputs):
        value = (defaults or {}).get(name)
        default = f"<defaultOutputEntry id='d{n}'><text>{escape(value)}</text></defaultOutputEntry>" if value else ""
        head += f'<output id="o{n}" name={quoteattr(name)}>{default}</output>'
    for r, (cells, values) in enumerate(rules):
        head += f'<rule id="r{r}">' + "".join(
            f'<inputEntry id="r{r}i{n}"><text>{escape(cell)}</text></inputEntry>' for n, cell in enumerate(cells)
        ) + "".join(f'<outputEntry id="r{r}o{n}"><text>{escape(cell)}</text></outputEntry>'
                    for n, cell in enumerate(values)) + "</rule>"
    total = f' aggregation="{aggregation}"' if aggregation else ""
    return (f'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d_{id}" name="d" namespace="t">'
            f'<decision id="{id}" name="{id}"><decisionTable id="t_{id}" hitPolicy="{policy}"{total}>{head}'
            "</decisionTable></decision></definitions>").encode()
