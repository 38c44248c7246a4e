"""How long it takes, and that what is too large is said to be, not waited for."""
from __future__ import annotations

import random
from time import perf_counter

import pytest

from engine.process import bundle, checks
from engine.process.proof import Limits, Obligations, Proof, prove
from tests.engine.process.diagrams import Diagram
from tests.engine.process.proof.changes import SHIPPED
from tests.engine.process.proof.test_reduce import branches
from tests.engine.process.test_checks import FAULTS

NONE = Obligations()


def timed(bundles: dict, limits: Limits = Limits()) -> tuple[Proof, float]:
    began = perf_counter()
    proof = prove(bundles, "p", obligations=NONE, limits=limits)
    return proof, perf_counter() - began


def station(drawing: Diagram, name: str, ahead: str) -> str:
    """Eight elements: a task that may be sent back, a fork of two tasks, a reviewed outcome."""
    drawing.xor(f"{name}m").user(f"{name}a", e_meets=f"r{name}").xor(f"{name}x", f"{name}d").node("parallelGateway", f"{name}f")
    drawing.user(f"{name}b", e_needs=f"r{name}").user(f"{name}c", e_duty="review").node("parallelGateway",
        f"{name}j").script(f"{name}s", "n = 1")
    drawing.chain(ahead, f"{name}m", f"{name}a", f"{name}x").flow(f"{name}x", f"{name}f", "n > 1").flow(f"{name}x", f"{name}m",
        id=f"{name}d")
    drawing.chain(f"{name}f", f"{name}b", f"{name}j", f"{name}s").chain(f"{name}f", f"{name}c", f"{name}j")
    return f"{name}s"


def large(stations: int, calls: int) -> dict:
    """`p` calls `q` several times between its own stations; both are long."""
    called = Diagram("q").start("qs")
    last = "qs"
    for number in range(stations):
        last = station(called, f"q{number}", last)
    called.end("qe").chain(last, "qe")
    root, last = Diagram("p").start(), "start"
    for number in range(calls):
        last = station(root, f"p{number}", last)
        root.node("callActivity", f"call{number}", calledElement="q").chain(last, f"call{number}")
        last = f"call{number}"
    root.end().chain(last, "end")
    return {"p": root.bundle(), "q": called.bundle()}


def test_two_hundred_elements_with_calls_are_proven_within_two_seconds():
    bundles = large(4, 5)
    drawn = sum(len(checks.model.Model(checks.safe_root(one.diagram)).nodes) for one in bundles.values())
    expanded = 5 * 9 + 2 + 5 * (4 * 8 + 2)
    assert drawn < 200 < expanded
    proof, seconds = timed(bundles)
    assert proof.ok and proof.explored["whole"] and seconds < 2


def cage(count: int, length: int) -> dict:
    """Branches in a box that a timer may end at any moment, so that every combination matters."""
    inner = branches(count, length, True)
    drawing = Diagram("p").start().sub("s")
    drawing.parts = [part.replace('id="start"', 'id="s0"').replace('sourceRef="start"', 'sourceRef="s0"')
                     .replace('id="end"', 'id="e0"')
                     .replace('targetRef="end"', 'targetRef="e0"').replace('id="p_f', 'id="in_f') for part in inner.parts]
    drawing.close().timer("t", "P1D", "timeDuration", attached="s").end().end("e2").chain("start", "s", "end").chain("t", "e2")
    return {"p": drawing.bundle()}


def doubling(depth: int) -> dict:
    """Each process calls the next one twice: 2^depth copies."""
    bundles = {}
    for level in range(depth):
        key, below = "p" if not level else f"d{level}", f"d{level + 1}"
        drawing = Diagram(key).start(f"{key}s").user(f"{key}u").user(f"{key}v").end(f"{key}e")
        if level < depth - 1:
            drawing.node("callActivity", f"{key}a", calledElement=below).node("callActivity", f"{key}b", calledElement=below)
            drawing.chain(f"{key}s", f"{key}u", f"{key}a", f"{key}v", f"{key}b", f"{key}e")
        else:
            drawing.chain(f"{key}s", f"{key}u", f"{key}v", f"{key}e")
        bundles[key] = drawing.bundle()
    return bundles


def spread(count: int) -> dict:
    """An inclusive gateway with so many branches."""
    drawing = Diagram("p").start().node("inclusiveGateway", "f", default="d").node("inclusiveGateway", "j").end().chain("start",
        "f").chain("j", "end")
    for number in range(count):
        drawing.user(f"b{number}").flow("f", f"b{number}", *(("n > 1",) if number else ()),
                                        **({} if number else {"id": "d"})).chain(f"b{number}", "j")
    return {"p": drawing.bundle()}


HOSTILE = {"cage": lambda: cage(9, 6), "many branches": lambda: {"p": branches(24, 12, True).bundle()},
           "branches that share": lambda: {"p": branches(12, 6, True, shared=12).bundle()},
           "calls that double": lambda: doubling(9),
           "inclusive": lambda: spread(20), "long": lambda: large(30, 8)}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_drawing_is_decided_or_called_too_large_in_time(hostile):
    proof, seconds = timed(hostile(), Limits(seconds=1.5))
    assert proof.ok or proof.findings and all(one.message for one in proof.findings)
    assert proof.ok == proof.explored["whole"] or not proof.ok
    assert seconds < 4


def test_whatever_the_bytes_the_answer_is_a_verdict():
    dice, shipped = random.Random(3), SHIPPED["summary_penalty"]
    for _ in range(150):
        data = bytearray(shipped.diagram)
        for _ in range(dice.choice((1, 2, 5))):
            at = dice.randrange(len(data))
            data[at:at + dice.choice((0, 1, 1, 30))] = bytes(dice.randrange(256) for _ in range(dice.choice((0, 1, 3))))
        changed = bundle.Bundle(shipped.key, shipped.name, {**shipped.files, "summary_penalty.bpmn": bytes(data)}, "",
                                settings={})
        assert isinstance(prove({**SHIPPED, shipped.key: changed}, shipped.key, obligations=NONE).ok, bool)


def test_every_fault_the_publish_checks_know_is_a_verdict_too():
    for _, drawing in FAULTS:
        files = {"process.toml": b'key = "p"\nname = "p"', "p.bpmn": drawing.data()}
        assert not prove({"p": bundle.from_files(files)}, "p", obligations=NONE).ok


@pytest.mark.slow
@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_drawing_takes_no_more_than_ten_seconds(hostile):
    proof, seconds = timed(hostile())
    assert proof.ok or {one.rule for one in proof.findings} & {"too_large", "prediction"}
    assert seconds < 10
