"""The net moves as SpiffWorkflow moves: wherever a running case gets to, the exploration has been."""
from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta, timezone

import pytest

from engine.errors import Incident, TaskClosed
from engine.process import checks, definition, instance
from engine.process.instance import Context
from engine.process.proof import Obligations, prove
from engine.process.proof.bits import numbers
from engine.process.proof.explore import _Search
from engine.process.proof.net import build
from tests.engine.process.diagrams import Diagram, loop_of
from tests.engine.process.proof.nets import drawings
from tests.engine.process.proof.test_findings import EVENTS, event

T = datetime(2026, 3, 2, tzinfo=timezone.utc)
SOON = 150


def timer() -> str:
    return event("timer").replace("/>", "><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>")


class Seen:
    """What the exploration of a net has seen: the sets of tasks open together, and its findings."""

    def __init__(self, bundles: dict):
        net = build(bundles, "p", Obligations(), 5_000)
        search = _Search(net, 3_000, float("inf"), None)
        assert not net.refused and search.run()
        #: a drawing whose tokens go astray is refused; what becomes of them after that is nobody's promise
        self.warned = {hit.rule for hit in search.hits(True)} & {"tokens", "stuck", "inclusive"}
        tasks = sum(1 << number for number, at in enumerate(net.places) if net.elements[at].kind == "task"
                    and any(move.act == "finish" and move.at == at and move.pre >> number & 1 for move in net.moves))
        self.open = {tuple(sorted(net.places[number] for number in numbers(state & tasks))) for state in search.states}
        self.ends = any(not state & net.tokens for state in search.states)


def walk(compiled: definition.Definition, seen: Seen, dice: random.Random, steps: int) -> str:
    """One random case; says how it ended."""
    at = T
    try:
        running = instance.start(compiled, {"n": dice.randrange(9), "v": dice.choice("abc")}, Context(at))
        for _ in range(steps):
            together = tuple(sorted((task.element.process, task.element.id) for task in running.open_tasks().values()))
            assert together in seen.open or seen.warned, f"{together} was never seen"
            if running.completed:
                assert seen.ends or seen.warned, "it ended, and no end was seen"
                return "ended"
            choice, tasks = dice.random(), sorted(running.open_tasks().values(), key=lambda task: task.id)
            if tasks and choice < 0.7:
                running.complete(dice.choice(tasks).id, {"n": dice.randrange(9), "v": dice.choice("abc")}, Context(at))
            elif choice < 0.85:
                running.message("m", {}, Context(at))
            else:
                at += timedelta(days=1)
                running.tick(Context(at))
    except TaskClosed:
        return "nobody waited for the message"
    except Incident as incident:
        assert "停住" not in incident.detail or seen.warned, incident.detail
        return "incident"
    return "went on"


def two_boxes(between: str | None = None) -> Diagram:
    """A called process with one box after another."""
    drawing = Diagram("q").start("qs").sub("s1").start("a1").user("u1").end("e1").chain("a1", "u1", "e1").close()
    drawing.sub("s2").start("a2").user("u2").end("e2").chain("a2", "u2", "e2").close().end("qe")
    if between:
        return drawing.user(between).chain("qs", "s1", between, "s2", "qe")
    return drawing.chain("qs", "s1", "s2", "qe")


def called(drawing: Diagram) -> dict:
    caller = Diagram("p").start().node("callActivity", "c", calledElement="q").user("z").end().chain("start", "c", "z", "end")
    return {"p": caller.bundle(), "q": drawing.bundle()}


def box(end: str = "", inner: str | None = None) -> Diagram:
    """A box with a task, what it throws, and room for the events on it."""
    drawing = Diagram("p").top(EVENTS).start().sub("s").start("s0").user("w")
    if inner is None:
        return drawing.end("e0", end).chain("s0", "w", "e0").close()
    return drawing.node("intermediateThrowEvent", "throws", inner).user("w2").end("e0").chain("s0", "w", "throws", "w2",
        "e0").close()


def caught(drawing: Diagram, definition: str, cuts: bool = True) -> Diagram:
    return (drawing.node("boundaryEvent", "b", definition, attachedToRef="s", cancelActivity=str(cuts).lower()).user("h")
            .user("z").end().end("e2")
            .chain("start", "s", "z", "end").chain("b", "h", "e2"))


def listening() -> Diagram:
    """A signal is heard by a waiting event, an event gateway, and two boundary events at once."""
    drawing = (Diagram("p").top(EVENTS).start().node("parallelGateway", "f").node("parallelGateway", "j").user("a")
               .node("intermediateThrowEvent", "send", event("signal", "sg")).user("a2").user("b")
               .node("boundaryEvent", "on", event("signal", "sg"), attachedToRef="b")
               .user("b2").xor("bx").user("c").node("boundaryEvent", "also", event("signal", "sg"), attachedToRef="c",
                                                    cancelActivity="false").user("note")
               .end("noted").end().chain("start", "f", "a", "send", "a2", "j", "end").chain("f", "b", "bx", "j")
               .chain("on", "b2", "bx")
               .chain("f", "c", "j").chain("also", "note", "noted"))
    return drawing


def together() -> Diagram:
    """Several boxes at once, each with a choice inside."""
    drawing = Diagram("p").start().sub("s").start("s0").user("w").xor("x", "d").user("more").end("e0").chain("s0", "w", "x")
    return drawing.flow("x", "e0", "n > 4").flow("x", "more", id="d").chain("more",
        "w").close(loop_of(1)).user("z").end().chain("start", "s", "z", "end")


DRAWN = {
    "error caught": lambda: caught(box(event("error", "er")), event("error", "er")),
    "error of another code": lambda: caught(box(event("error", "er")), event("error", "other")),
    "error without a code is caught by any": lambda: caught(box(event("error", "er")), event("error")),
    "escalation at an end": lambda: caught(box(event("escalation", "es")), event("escalation", "es")),
    "escalation on the way that interrupts": lambda: caught(box(inner=event("escalation", "es")), event("escalation", "es")),
    "escalation on the way that does not": lambda: caught(box(inner=event("escalation", "es")), event("escalation", "es"), False),
    "timer on a box": lambda: caught(box(), timer()),
    "timer beside a box": lambda: caught(box(), timer(), False),
    "terminated": lambda: caught(box(event("terminate")), timer()),
    "signal heard by many": listening,
    "boxes together": together,
}


@pytest.mark.parametrize("drawn", DRAWN.values(), ids=list(DRAWN))
def test_what_is_thrown_is_caught_as_the_engine_catches_it(drawn):
    bundles = {"p": drawn().bundle()}
    seen, dice, compiled = Seen(bundles), random.Random(7), definition.compile(bundles, "p")
    assert not seen.warned
    assert {walk(compiled, seen, dice, 25) for _ in range(40)} <= {"ended", "went on", "nobody waited for the message"}


def test_two_timers_due_together_both_go_on_in_the_engine_too():
    drawing = (Diagram("p").start().user("a").node("boundaryEvent", "t", timer(), attachedToRef="a")
               .node("boundaryEvent", "u", timer(), attachedToRef="a")
               .user("b").user("c").end().end("e2").end("e3").chain("start", "a", "end").chain("t", "b", "e2")
               .chain("u", "c", "e3"))
    running = instance.start(drawing.compile(), {}, Context(T))
    running.tick(Context(T + timedelta(days=2)))
    assert sorted(task.element.id for task in running.open_tasks().values()) == ["b", "c"]
    assert ("b", "c") in {tuple(at for _, at in one) for one in Seen({"p": drawing.bundle()}).open}


def test_an_inclusive_join_the_engine_would_not_wait_at_is_refused():
    """An open box behind a choice: the engine goes on when the other branch is there (measured), and the proof says so."""
    drawing = (Diagram("p").start().node("inclusiveGateway", "open", default="d").user("b").sub("s").start("s0").user("w")
               .end("e0").chain("s0", "w", "e0")
               .close().xor("x", "xd").user("c").node("inclusiveGateway", "shut").user("z").end().chain("start", "open")
               .flow("open", "b", id="d")
               .flow("open", "s", "n > 0").flow("x", "shut", "n > 5").flow("x", "c", id="xd").chain("s", "x").chain("c", "shut")
               .chain("b", "shut", "z", "end"))
    assert "inclusive" in Seen({"p": drawing.bundle()}).warned


@pytest.mark.parametrize("between", [(), ("k",)])
def test_a_box_right_after_a_box_in_a_called_process_goes_on_to_the_end(between):
    bundles = called(two_boxes(*between))
    running = instance.start(definition.compile(bundles, "p"), {}, Context(T))
    for _ in range(3 + len(between)):
        running.complete(next(iter(running.open_tasks())), {}, Context(T))
    assert running.completed and prove(bundles, "p", obligations=Obligations()).ok


def sound(seed: int) -> dict | None:
    """The bundles of a random drawing that passes the publish checks."""
    bundles = {key: one.bundle() for key, one in drawings(seed).items()}
    errors = [one for bundle in bundles.values() for one in checks.check(bundle.diagram, bundle=bundle)
              if one.severity == "error"]
    return None if errors else bundles


def conforms(seed: int) -> Counter:
    bundles, ended = sound(seed), Counter()
    if bundles is not None:
        try:
            seen = Seen(bundles)
        except AssertionError:
            return ended
        dice = random.Random(seed)
        compiled = definition.compile(bundles, "p")
        for _ in range(4):
            try:
                ended[walk(compiled, seen, dice, 25)] += 1
            except AssertionError as wrong:
                raise AssertionError(f"net {seed}: {wrong}") from wrong
    return ended


def test_a_running_case_never_gets_where_the_exploration_was_not():
    ended = sum((conforms(seed) for seed in range(SOON)), Counter())
    assert ended["ended"] > 50, ended


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_many_running_cases_never_get_where_the_exploration_was_not():
    assert sum((conforms(seed) for seed in range(SOON, 6_000)), Counter())["ended"] > 1_000
