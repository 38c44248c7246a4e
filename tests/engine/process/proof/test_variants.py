"""Drawings that differ from the shipped ones and are right all the same: none is refused."""
from __future__ import annotations

from collections.abc import Iterator

import pytest
from lxml import etree

from engine.process.proof import prove
from tests.engine.process.proof.changes import B, LOOP, ORDINARY, SHIPPED, SUMMARY, Drawing
from tests.engine.process.proof.mutants import AFTER
from tests.engine.process.proof.test_mutants import KNOWN, LAW

HARMLESS = {"e_duty": "handle", "e_form": "amend_file", "e_changes": "nothing", "name": "整理材料"}


def inserted(way: tuple[str, str], key: str = ORDINARY, **attributes: str) -> Drawing:
    drawing = Drawing(key)
    flow = drawing.flow(*way)
    return drawing.onto(flow, drawing.add(flow.getparent(), "userTask", **{**HARMLESS, **attributes}))


def beside(way: tuple[str, str], key: str = ORDINARY, tags: tuple[str, str] = ("parallelGateway", "parallelGateway")) -> Drawing:
    """Another task beside a stretch of the way: forked before it, joined behind it."""
    drawing = Drawing(key)
    flow = drawing.flow(*way)
    box, onward = flow.getparent(), flow.get("targetRef")
    fork, join = (drawing.add(box, tag) for tag in tags)
    mine, other = (drawing.add(box, "userTask", **HARMLESS) for _ in range(2))
    flow.set("targetRef", fork)
    inclusive = tags[0] == "inclusiveGateway"
    first = drawing.link(fork, mine)
    drawing.link(fork, other, "shortcut == 'yes'" if inclusive else None)
    if inclusive:
        drawing.set(fork, default=first)
    for task in (mine, other):
        drawing.link(task, join)
    drawing.link(join, onward)
    return drawing


def reminded(host: str, key: str = ORDINARY, kind: str = "timer") -> Drawing:
    """A reminder while a task is open, which changes nothing and ends by itself."""
    drawing = Drawing(key)
    box = drawing.box(host)
    note, end = drawing.add(box, "userTask", **{**HARMLESS, "name": "提醒"}), drawing.add(box, "endEvent")
    drawing.boundary(host, note, kind, cuts=False)
    drawing.link(note, end)
    return drawing


def boxed_with_reminder(host: str, kind: str = "timer") -> Drawing:
    """A task that may come again, in a box with its reminder: the box is not done before the reminder is."""
    drawing = Drawing(ORDINARY)
    box = drawing.add(drawing.box(host), "subProcess", name="限时办理")
    for flow in drawing.flows(target=host):
        flow.set("targetRef", box)
    for flow in drawing.flows(host):
        flow.set("sourceRef", box)
    inner = drawing.node(box)
    inner.append(drawing.node(host))
    start, end = drawing.add(inner, "startEvent"), drawing.add(inner, "endEvent")
    drawing.link(start, host)
    drawing.link(host, end)
    note, noted = drawing.add(inner, "userTask", **{**HARMLESS, "name": "提醒"}), drawing.add(inner, "endEvent")
    drawing.boundary(host, note, kind, cuts=False)
    drawing.link(note, noted)
    return drawing


def renamed(key: str) -> Drawing:
    """Every element under another id and another name."""
    drawing = Drawing(key)
    process = next(drawing.root.iter(f"{B}process"))
    for one in [one for one in process.iter() if one.get("id") and one is not process]:
        one.set("id", f"x_{one.get('id')}")
    for one in process.iter():
        for reference in ("sourceRef", "targetRef", "attachedToRef", "default"):
            if one.get(reference):
                one.set(reference, f"x_{one.get(reference)}")
        if one.get("name"):
            one.set("name", f"{one.get('name')}（本县）")
    return drawing


def sent_back_to_the_investigation() -> Drawing:
    """What the leaders return goes all the way back: a longer way, but through every step again."""
    drawing = Drawing(ORDINARY)
    drawing.flow("returned", "revise").set("targetRef", "conclude")
    return drawing


def summoned_by_message() -> Drawing:
    """The party may appear in person while the statement is awaited; the task is then begun anew."""
    return Drawing(ORDINARY).boundary("issue_notice", "notice_in", "message")


def thrown_back(kind: str) -> Drawing:
    """A review that does not agree throws; what is caught goes where a returned review went."""
    drawing = Drawing(ORDINARY).boxed("legal_review", kind, "review_outcome == 'agree'")
    drawing.link("box_caught", "returned_by_leaders")
    return drawing


def several_sign() -> Drawing:
    """The investigation is one task for each of three scenes."""
    drawing = Drawing(ORDINARY)
    loop = etree.SubElement(drawing.node("investigate"), f"{B}multiInstanceLoopCharacteristics", id="scenes")
    etree.SubElement(loop, f"{B}loopCardinality").text = "3"
    return drawing


def ended_early() -> Drawing:
    """A terminate event where the case ends anyway."""
    drawing = Drawing(ORDINARY)
    etree.SubElement(drawing.node("ordinary_closed"), f"{B}terminateEventDefinition", id="stop")
    return drawing


def waiting_for_either() -> Drawing:
    """After the notice to the hearing, an answer or the end of the period goes on the same way."""
    drawing = Drawing(ORDINARY)
    flow = drawing.flow("notify_hearing", "hold_hearing")
    box = flow.getparent()
    gateway, join = drawing.add(box, "eventBasedGateway"), drawing.add(box, "exclusiveGateway")
    flow.set("targetRef", gateway)
    for kind in ("message", "timer"):
        event = drawing.add(box, "intermediateCatchEvent")
        definition = etree.SubElement(drawing.node(event), f"{B}{kind}EventDefinition", id=f"{event}_on")
        if kind == "timer":
            etree.SubElement(definition, f"{B}timeDate").text = 'clock("hearing_notice")'
        else:
            etree.SubElement(drawing.root, f"{B}message", id="answer", name="回执")
            drawing.root.insert(0, drawing.root[-1])
            definition.set("messageRef", "answer")
        drawing.link(gateway, event)
        drawing.link(event, join)
    drawing.link(join, "hold_hearing")
    return drawing


def routed_the_other_way_round() -> Drawing:
    """The same question asked as its opposite."""
    drawing = Drawing(ORDINARY)
    good, bad = drawing.flow("review_route", "need_collective"), drawing.flow("review_route", "returned_by_leaders")
    for child in list(good):
        good.remove(child)
    etree.SubElement(bad, f"{B}conditionExpression").text = "not (review_outcome == 'agree')"
    return drawing.set("review_route", default=good.get("id"))


def variants() -> Iterator[tuple[str, str, dict]]:
    for way in AFTER:
        yield f"harmless task between {way[0]} and {way[1]}", ORDINARY, {ORDINARY: inserted(way)}
    for way in (("investigate", "conclude"), ("notice_in", "issue_notice"), ("close_case", "close_route"),
                ("served_in", "await_statement")):
        yield f"task between {way[0]} and {way[1]}", ORDINARY, {ORDINARY: inserted(way)}
    for way in (("register", "triage"), ("feedback", "supervise")):
        yield f"task in the loop between {way[0]} and {way[1]}", LOOP, {LOOP: inserted(way, LOOP, e_duty="dispatch",
            e_form="redirect")}
    for way in (("investigate", "conclude"), ("decide_in", "decide"), ("need_collective", "collective_route")):
        yield f"parallel branch between {way[0]} and {way[1]}", ORDINARY, {ORDINARY: beside(way)}
    yield "inclusive branch", ORDINARY, {ORDINARY: beside(("decide_in", "decide"), tags=("inclusiveGateway", "inclusiveGateway"))}
    for host in ("investigate", "serve_decision"):
        yield f"reminder on {host}", ORDINARY, {ORDINARY: reminded(host)}
    for host in ("legal_review", "decide"):
        yield f"reminder on {host} in a box", ORDINARY, {ORDINARY: boxed_with_reminder(host)}
    yield "called by message", ORDINARY, {ORDINARY: boxed_with_reminder("collective", "message")}
    for key in (ORDINARY, SUMMARY, LOOP):
        yield f"{key} renamed", key, {key: renamed(key)}
    yield "reviewed twice", ORDINARY, {ORDINARY: inserted(("review_in", "legal_review"), e_duty="review", e_form="legal_review",
                                                          name="初审")}
    yield "sent back further", ORDINARY, {ORDINARY: sent_back_to_the_investigation()}
    yield "begun anew by a message", ORDINARY, {ORDINARY: summoned_by_message()}
    yield "error of a failed review", ORDINARY, {ORDINARY: thrown_back("error")}
    yield "escalation of a failed review", ORDINARY, {ORDINARY: thrown_back("escalation")}
    yield "several scenes", ORDINARY, {ORDINARY: several_sign()}
    yield "terminated at its end", ORDINARY, {ORDINARY: ended_early()}
    yield "an answer or the end of the period", ORDINARY, {ORDINARY: waiting_for_either()}
    yield "asked the other way round", ORDINARY, {ORDINARY: routed_the_other_way_round()}
    yield "every case by the ordinary procedure", LOOP, {LOOP: Drawing(LOOP).set("summary", calledElement=ORDINARY)}
    yield "every review counts", ORDINARY, {ORDINARY: Drawing(ORDINARY).set("decide", e_when=None)}


VARIANTS = list(variants())


def test_there_are_at_least_twenty_variants():
    assert len(VARIANTS) >= 20


@pytest.mark.parametrize(("root", "changed"), [one[1:] for one in VARIANTS], ids=[one[0] for one in VARIANTS])
def test_a_right_drawing_is_accepted(root: str, changed: dict):
    proof = prove({**SHIPPED, **{key: drawing.written() for key, drawing in changed.items()}}, root, KNOWN, obligations=LAW)
    assert proof.ok, [(one.rule, one.element, one.message) for one in proof.findings]
