"""Drawings gone wrong: mutants of good ones, made from a seed so that each can be made again.

Half of them are cut and spliced as bytes and mostly stop at the XML parser; the other half stay well formed, with their elements,
attributes and words exchanged, and get as far as the rules, the proof and the compiler.
"""
from __future__ import annotations

import copy
import random
from collections.abc import Callable, Sequence
from typing import Any

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
E = "urn:bihuan:enforcement:1"

TAGS = """startEvent endEvent boundaryEvent intermediateCatchEvent intermediateThrowEvent userTask scriptTask businessRuleTask sendTask
receiveTask callActivity subProcess exclusiveGateway inclusiveGateway parallelGateway eventBasedGateway complexGateway serviceTask task
transaction adHocSubProcess messageEventDefinition timerEventDefinition conditionalEventDefinition errorEventDefinition
escalationEventDefinition signalEventDefinition terminateEventDefinition linkEventDefinition compensateEventDefinition timeDate timeDuration
timeCycle sequenceFlow conditionExpression incoming outgoing message signal error escalation lane laneSet flowNodeRef process definitions
collaboration participant extensionElements documentation multiInstanceLoopCharacteristics standardLoopCharacteristics loopCardinality
completionCondition loopDataInputRef inputDataItem ioSpecification dataObject script text""".split()
PLAIN = """id name sourceRef targetRef attachedToRef default cancelActivity isExecutable calledElement messageRef errorRef signalRef escalationRef
errorCode escalationCode triggeredByEvent parallelMultiple isSequential loopMaximum testBefore gatewayDirection processRef""".split()
OURS = """duty officers unit form paper changes decision when stage starts stops suspends resumes meets voids needs gates wrong""".split()
WORDS = ["", " ", "a", "start", "nowhere", "true", "false", "0", "-1", "1", "3", "999999999", "9" * 400, "案", "x y z", "@#:", "k@a#b", "k:r#d", "__class__",
         "()", "None", "nan", "P1D", "P", "PT0.001S", "P99999999Y", "R1000000/PT0.001S", "R-1/P1D", "R/P1D", "2026-03-01T08:30:00+08:00",
         "9999-12-31T23:59:59Z", "0000-00-00", 'clock("decide")', "clock(x)", "n > 1", "n = 1", "a.b[0]", "1/0", "has('a')", "__import__('os').system('id')",
         "{{7*7}}", "${7*7}", "javascript:alert(1)", "file:///etc/passwd", "http://127.0.0.1:1/x", "../../etc/passwd", "\u202e\u200b", "😀" * 20, "=cmd|' /C calc'!A0",
         "notice", "legal_review", "decision", "defence_window", "review", "decide", "handle", "serve", "decide statement", "penalty_decision", "closed_loop",
         "ordinary_penalty", "summary_penalty", "x" * 5_000, "n > 1 and " * 60 + "n", "(" * 300, "[" * 90 + "]" * 90, "\t\n", "a" * 63, "A1", "1a"]
NASTY = [b"", b"\x00", b"<", b">", b"&x;", b"&#0;", b"&#x10FFFF;", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<!DOCTYPE a>", b"<!ENTITY x 'y'>", b"<?x?>", b'id="a"',
         b"\xff\xfe", b"\xef\xbb\xbf", b"\xc0\xaf", b"\xed\xa0\x80", "案".encode(), b"9" * 50, b"sourceRef", b"xmlns:bpmn='urn:x'", b"<bpmn:subProcess id='zz'>",
         b"</bpmn:process>", b"attachedToRef='a'", b"e:officers='x'", b"<bpmn:timeCycle>R/</bpmn:timeCycle>", b"<bpmn:process id='q'/>"]
CODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-7", "gb18030", "latin-1", "cp037")


def mutant(seeds: Sequence[bytes], chance: random.Random) -> bytes:
    """One mutant of one of the seeds."""
    data = chance.choice(seeds)
    if chance.random() < 0.35:
        return of_bytes(data, chance)
    data = of_tree(data, chance)
    return of_bytes(data, chance, 1) if chance.random() < 0.05 else data


def of_bytes(data: bytes, chance: random.Random, most: int = 4) -> bytes:
    """Flips, cuts, splices and other encodings."""
    for _ in range(chance.randint(1, most)):
        at, other = chance.randrange(len(data) or 1), chance.randrange(len(data) or 1)
        kind = chance.randrange(7)
        if kind == 0:
            data = data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1:] if data else b"\x00"
        elif kind == 1:
            data = data[:at] + chance.choice(NASTY) + data[at + chance.choice((0, 0, 1, 20)):]
        elif kind == 2:
            data = data[:at] + data[other:other + chance.choice((1, 40, 400))] + data[at:]
        elif kind == 3:
            data = data[:at] + data[at + chance.choice((1, 3, 20, 200)):]
        elif kind == 4:
            data = data[:at] if chance.random() < 0.3 else data[:at] + data[at:at + 60] * chance.choice((2, 200)) + data[at:]
        elif kind == 5:
            data = data.decode("utf-8", "replace").encode(chance.choice(CODINGS), "replace") if chance.random() < 0.3 else data + chance.choice(NASTY)
        else:
            data = data[:at] + bytes(chance.randrange(256) for _ in range(chance.randrange(1, 9))) + data[at:]
    return data[:3 << 20]


def of_tree(data: bytes, chance: random.Random, most: int = 4) -> bytes:
    """Elements, attributes and words exchanged, doubled, moved, deleted or blown up; still well formed."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True))
    except (etree.XMLSyntaxError, ValueError):
        return of_bytes(data, chance, most)
    for _ in range(chance.randint(1, most)):
        nodes = [one for one in root.iter() if isinstance(one.tag, str) and (BPMN in one.tag)] or [root]
        chance.choice(CHANGES)(nodes, chance)
    return etree.tostring(root, encoding="utf-8", xml_declaration=chance.random() < 0.5)


def grafted(data: bytes, donors: Sequence[Any], chance: random.Random) -> bytes:
    """With an element of another drawing, everything ours says of it included, put in somewhere and mostly drawn into a flow."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True))
    except (etree.XMLSyntaxError, ValueError):
        return of_bytes(data, chance)
    inside = [one for one in root.iter(f"{{{BPMN}}}process", f"{{{BPMN}}}subProcess")] or [root]
    for _ in range(chance.randint(1, 3)):
        around = chance.choice(inside)
        twin = copy.deepcopy(chance.choice([one for one in chance.choice(donors).iter(f"{{{BPMN}}}*") if one.get("id")]))
        for inner in twin.iter():
            if inner.get("id"):
                inner.set("id", f"{inner.get('id')[:60]}_{chance.randrange(10**6)}")
        around.append(twin)
        flows = [one for one in around if one.tag == f"{{{BPMN}}}sequenceFlow"]
        if flows and chance.random() < 0.8:  # an edge a → b becomes a → twin → b
            flow = chance.choice(flows)
            etree.SubElement(around, flow.tag, id=f"after_{chance.randrange(10**9)}", sourceRef=twin.get("id"), targetRef=flow.get("targetRef") or "a")
            flow.set("targetRef", twin.get("id"))
    return etree.tostring(root, encoding="utf-8")


def undrawn(data: bytes) -> bytes:
    """Without where everything stands on the page."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, remove_blank_text=True))
    for drawn in list(root.iter("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram")):
        drawn.getparent().remove(drawn)
    return etree.tostring(root, encoding="utf-8")


def _word(nodes: list[Any], chance: random.Random) -> str:
    """A hostile word, or one that stands elsewhere in the drawing."""
    if chance.random() < 0.5:
        return _clean(chance.choice(WORDS))
    values = list(chance.choice(nodes).attrib.values())
    return chance.choice(values) if values else "a"


def _clean(text: str) -> str:
    return "".join(char for char in text if char in "\t\n" or char >= " ")


def _retag(nodes: list[Any], chance: random.Random) -> None:
    chance.choice(nodes).tag = f"{{{BPMN}}}{chance.choice(TAGS)}"


def _swap_tags(nodes: list[Any], chance: random.Random) -> None:
    one, other = chance.choice(nodes), chance.choice(nodes)
    one.tag, other.tag = other.tag, one.tag


def _attribute(nodes: list[Any], chance: random.Random) -> None:
    one = chance.choice(nodes)
    name = chance.choice(list(one.attrib)) if one.attrib and chance.random() < 0.6 else chance.choice(PLAIN) if chance.random() < 0.5 else f"{{{E}}}{chance.choice(OURS)}"
    one.set(name, _word(nodes, chance))


def _drop_attribute(nodes: list[Any], chance: random.Random) -> None:
    one = chance.choice(nodes)
    if one.attrib:
        del one.attrib[chance.choice(list(one.attrib))]


def _swap_values(nodes: list[Any], chance: random.Random) -> None:
    one, other = chance.choice(nodes), chance.choice(nodes)
    for name in set(one.attrib) & set(other.attrib):
        one.attrib[name], other.attrib[name] = other.attrib[name], one.attrib[name]


def _text(nodes: list[Any], chance: random.Random) -> None:
    spoken = [one for one in nodes if (one.text or "").strip()]
    chance.choice(spoken or nodes).text = _word(nodes, chance)


def _double(nodes: list[Any], chance: random.Random) -> None:
    one = chance.choice(nodes)
    around = one.getparent()
    if around is None or len(nodes) > 2_500:
        return
    for number in range(chance.choice((1, 1, 2, 30))):
        twin = copy.deepcopy(one)
        if chance.random() < 0.8:
            for inner in twin.iter():
                if inner.get("id"):
                    inner.set("id", f"{inner.get('id')[:200]}_{number}_{chance.randrange(10**6)}")
        around.insert(chance.randrange(len(around) + 1), twin)


def _delete(nodes: list[Any], chance: random.Random) -> None:
    one = chance.choice(nodes)
    if one.getparent() is not None:
        one.getparent().remove(one)


def _move(nodes: list[Any], chance: random.Random) -> None:
    one, to = chance.choice(nodes), chance.choice(nodes)
    if one.getparent() is not None and one is not to and one not in to.iterancestors():
        to.append(one)


def _nest(nodes: list[Any], chance: random.Random) -> None:
    at, tag = chance.choice(nodes), f"{{{BPMN}}}{chance.choice(('subProcess', 'laneSet', 'extensionElements', 'process'))}"
    for number in range(chance.choice((1, 5, 60, 120, 400))):
        at = etree.SubElement(at, tag, id=f"nest_{number}_{chance.randrange(10**6)}")


def _blow_up(nodes: list[Any], chance: random.Random) -> None:
    one, size = chance.choice(nodes), chance.choice((200, 70_000, 400_000))
    if chance.random() < 0.5:
        one.set(chance.choice(PLAIN), chance.choice("a9(案") * size)
    else:
        one.text = chance.choice(("a", "1+", "(", "n = 1\n")) * (size // 2)


def _rewire(nodes: list[Any], chance: random.Random) -> None:
    flows = [one for one in nodes if one.tag == f"{{{BPMN}}}sequenceFlow"]
    ids = [one.get("id") for one in nodes if one.get("id") and one.tag != f"{{{BPMN}}}sequenceFlow"]
    for flow in chance.sample(flows, min(len(flows), chance.randint(1, 3))):
        flow.set(chance.choice(("sourceRef", "targetRef")), chance.choice(ids or ["a"]))


def _more_flow(nodes: list[Any], chance: random.Random) -> None:
    ids = [one.get("id") for one in nodes if one.get("id")]
    flow = next((one for one in nodes if one.tag == f"{{{BPMN}}}sequenceFlow" and one.getparent() is not None), None)
    if flow is not None and ids:
        etree.SubElement(flow.getparent(), flow.tag, id=f"more_{chance.randrange(10**9)}", sourceRef=chance.choice(ids), targetRef=chance.choice(ids))


def _grow(nodes: list[Any], chance: random.Random) -> None:
    """A child that does not belong there, with a word or a reference."""
    one = etree.SubElement(chance.choice(nodes), f"{{{BPMN}}}{chance.choice(TAGS)}", id=f"grown_{chance.randrange(10**9)}")
    one.set(chance.choice(PLAIN[1:]), _word(nodes, chance))
    one.text = _word(nodes, chance) if chance.random() < 0.5 else None


def _foreign(nodes: list[Any], chance: random.Random) -> None:
    one, space = chance.choice(nodes), chance.choice(("urn:x", "http://camunda.org/schema/1.0/bpmn", "http://www.w3.org/2001/XInclude", E))
    if chance.random() < 0.5:
        one.set(f"{{{space}}}{chance.choice(('class', 'expression', 'duty', 'href'))}", _word(nodes, chance))
    else:
        etree.SubElement(one, f"{{{space}}}{chance.choice(('include', 'script', 'properties'))}", href="file:///etc/passwd")


CHANGES: tuple[Callable[[list[Any], random.Random], None], ...] = (
    _retag, _swap_tags, _attribute, _attribute, _attribute, _drop_attribute, _swap_values, _text, _text, _double, _delete, _move, _nest, _blow_up, _rewire, _rewire,
    _more_flow, _grow, _grow, _foreign)
