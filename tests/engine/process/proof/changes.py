"""The shipped drawings, to be changed by calls instead of by hand."""
from __future__ import annotations

from pathlib import Path

from lxml import etree

from engine.process import bundle

PROCESSES = Path(__file__).parents[4] / "processes"
B, E = "{http://www.omg.org/spec/BPMN/20100524/MODEL}", "{urn:bihuan:enforcement:1}"
ORDINARY, SUMMARY, LOOP, DEMOLITION = "ordinary_penalty", "summary_penalty", "closed_loop", "forced_demolition"
SHIPPED = {key: bundle.read(PROCESSES / key) for key in (LOOP, ORDINARY, SUMMARY, DEMOLITION)}


class Drawing:
    """One shipped process being changed."""

    def __init__(self, key: str):
        self.key = key
        self.root = etree.fromstring(SHIPPED[key].diagram, etree.XMLParser(remove_blank_text=True))
        self.added = 0

    def node(self, id: str):
        return next(one for one in self.root.iter() if one.get("id") == id)

    def box(self, id: str):
        return self.node(id).getparent()

    def flows(self, source: str | None = None, target: str | None = None) -> list:
        return [one for one in self.root.iter(f"{B}sequenceFlow")
                if source in (None, one.get("sourceRef")) and target in (None, one.get("targetRef"))]

    def flow(self, source: str, target: str):
        return self.flows(source, target)[0]

    # -- changes; each gives the drawing back -----------------------------------------------------------
    def set(self, id: str, **attributes: str | None) -> "Drawing":
        for name, value in attributes.items():
            name = E + name[2:] if name.startswith("e_") else name
            self.node(id).attrib.pop(name, None) if value is None else self.node(id).set(name, value)
        return self

    def add(self, box, tag: str, id: str | None = None, **attributes: str) -> str:
        self.added += 1
        one = etree.SubElement(box, B + tag, id=id or f"added_{self.added}")
        for name, value in attributes.items():
            one.set(E + name[2:] if name.startswith("e_") else name, value)
        return one.get("id")

    def link(self, source: str, target: str, condition: str | None = None) -> str:
        made = self.add(self.box(source), "sequenceFlow", sourceRef=source, targetRef=target)
        if condition:
            etree.SubElement(self.node(made), f"{B}conditionExpression").text = condition
        return made

    def onto(self, flow, id: str) -> "Drawing":
        """Lead a flow through an element that stands apart."""
        onward = flow.get("targetRef")
        flow.set("targetRef", id)
        self.link(id, onward)
        return self

    def bypass(self, flow, target: str, tag: str = "exclusiveGateway") -> "Drawing":
        """A gateway on a flow from which another way leads to `target`."""
        gateway = self.add(flow.getparent(), tag)
        self.onto(flow, gateway)
        if tag == "exclusiveGateway":
            self.set(gateway, default=self.flows(gateway)[0].get("id"))
        self.link(gateway, target, "shortcut == 'yes'" if tag == "exclusiveGateway" else None)
        return self

    def boundary(self, host: str, target: str, kind: str, cuts: bool = True) -> "Drawing":
        event = self.add(self.box(host), "boundaryEvent", attachedToRef=host, cancelActivity=str(cuts).lower())
        definition = etree.SubElement(self.node(event), f"{B}{kind}EventDefinition", id=f"{event}_on")
        if kind == "timer":
            etree.SubElement(definition, f"{B}timeDuration").text = "P10D"
        elif kind == "conditional":
            etree.SubElement(definition, f"{B}condition").text = "shortcut == 'yes'"
        else:
            reference = f"{event}_{kind}"
            etree.SubElement(self.root, B + kind, id=reference, name=reference)
            self.root.insert(0, self.root[-1])
            definition.set(f"{kind}Ref", reference)
        self.link(event, target)
        return self

    def without(self, id: str) -> "Drawing":
        """Take a task out: whatever led to it leads on to what followed it."""
        (out,) = self.flows(id)
        for into in self.flows(target=id):
            into.set("targetRef", out.get("targetRef"))
        for event in [one for one in self.root.iter(f"{B}boundaryEvent") if one.get("attachedToRef") == id]:
            for flow in self.flows(event.get("id")):
                flow.getparent().remove(flow)
            event.getparent().remove(event)
        out.getparent().remove(out)
        self.box(id).remove(self.node(id))
        return self

    def boxed(self, id: str, kind: str, ends: str) -> "Drawing":
        """Put a task into a sub-process that throws when `ends` is not so; what is thrown goes on where it went on."""
        box = self.box(id)
        (out,) = self.flows(id)
        for into in self.flows(target=id):
            into.set("targetRef", "box")
        out.set("sourceRef", "box")
        self.add(box, "subProcess", "box")
        inner = self.node("box")
        inner.append(self.node(id))
        self.add(inner, "startEvent", "box_start")
        self.add(inner, "exclusiveGateway", "box_choice")
        self.add(inner, "endEvent", "box_end")
        self.add(inner, "endEvent", "box_thrown")
        etree.SubElement(self.root, B + kind, id="thrown", name="thrown", **{f"{kind}Code": "T"})
        self.root.insert(0, self.root[-1])
        etree.SubElement(self.node("box_thrown"), f"{B}{kind}EventDefinition", id="box_throws").set(f"{kind}Ref", "thrown")
        self.link("box_start", id)
        self.link(id, "box_choice")
        self.link("box_choice", "box_end", ends)
        self.set("box_choice", default=self.link("box_choice", "box_thrown"))
        self.add(box, "boundaryEvent", "box_caught", attachedToRef="box", cancelActivity="true")
        etree.SubElement(self.node("box_caught"), f"{B}{kind}EventDefinition", id="box_catches").set(f"{kind}Ref", "thrown")
        return self

    def written(self, key: str | None = None) -> bundle.Bundle:
        """The process folder with the changed drawing, under its own key or another."""
        for shape in [one for one in self.root if one.tag.endswith("BPMNDiagram")]:
            self.root.remove(shape)
        for one in [one for one in self.root.iter() if one.tag in (f"{B}incoming", f"{B}outgoing")]:
            one.getparent().remove(one)
        key = key or self.key
        next(self.root.iter(f"{B}process")).set("id", key)
        files = {path: content for path, content in SHIPPED[self.key].files.items() if not path.endswith(".bpmn")}
        files["process.toml"] = files["process.toml"].replace(f'key = "{self.key}"'.encode(), f'key = "{key}"'.encode())
        return bundle.from_files({**files, f"{key}.bpmn": etree.tostring(self.root)})
