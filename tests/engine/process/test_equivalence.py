"""Pruned and saved between every step, or never pruned and never saved: the same case.

Random walks over small processes and over every real process folder: two engines make the same moves, one prunes and
is written to bytes and read back after each, the other is left alone. Open tasks, variables, completion must agree.
"""
from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from engine.errors import Incident
from engine.process import bundle, definition, instance
from engine.process.bpmn import Element, safe_root
from engine.process.expressions import compile_expr
from engine.process.instance import Context
from engine.process.slots import slots
from engine.process.timers import is_literal
from tests.engine.process.diagrams import Diagram, loop_of
from tests.engine.process.test_instance import service

T = datetime(2026, 3, 2, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
PROCESSES = Path(__file__).parents[3] / "processes"


def back_and_forth() -> definition.Definition:
    return (Diagram("p").start().user("a").user("b").xor("x", default="back").xor("y", default="fwd").user("c").end()
            .timer("late", 'clock("k")', attached="b", cancel=False).user("note").end("e2").chain("start", "a", "b", "x")
            .flow("x", "y", "v > 4").flow("x", "a", id="back").flow("y", "b", "v > 8").flow("y", "c", id="fwd").chain("c", "end")
            .chain("late", "note", "e2").compile())


def fork_with_loops(outer: str = "v > 99") -> definition.Definition:
    return (Diagram("p").start().xor("in").node("parallelGateway", "fork").user("a").xor("xa", default="again").user("b")
            .node("callActivity", "send", calledElement="serve").node("parallelGateway", "join").user("z").xor("xz", default="out")
            .end().chain("start", "in", "fork", "a", "xa").flow("xa", "join", "v > 4").flow("xa", "a", id="again")
            .chain("fork", "b", "send", "join", "z", "xz").flow("xz", "in", outer).flow("xz", "end", id="out")
            .compile(service()))


def nested_scopes() -> definition.Definition:
    return (Diagram("p").top('<bpmn:message id="m" name="撤回"/>').start().sub("outer").start("so").user("a").sub("inner").start("si")
            .user("b").xor("xi", default="again").end("ei").chain("si", "b", "xi").flow("xi", "ei", "v > 4")
            .flow("xi", "b", id="again").close().end("eo").chain("so", "a", "inner", "eo").close()
            .message("withdrawn", "m", "boundaryEvent", attachedToRef="outer").user("confirm").xor("x", default="restart")
            .timer("slow", 'clock("k")', attached="inner2", cancel=True).sub("inner2").start("s2").user("d").end("e2")
            .chain("s2", "d", "e2").close().end().end("e3").chain("start", "outer", "inner2", "end")
            .chain("withdrawn", "confirm", "x").flow("x", "outer", id="restart").flow("x", "e3", "v > 7")
            .flow("slow", "outer").compile())


def inclusive_and_many(leave: str = "v >= 0") -> definition.Definition:
    return (Diagram("p").start().user("a").node("inclusiveGateway", "open", default="third").user("b").user("c").user("d")
            .node("inclusiveGateway", "shut").user("each", loop_of(3)).xor("x", default="back").end()
            .chain("start", "a", "open").flow("open", "b", "v > 3").flow("open", "c", "v > 5").flow("open", "d", id="third")
            .chain("b", "shut", "each", "x").chain("c", "shut").chain("d", "shut").flow("x", "end", leave)
            .flow("x", "a", id="back").compile())


def waits() -> definition.Definition:
    return (Diagram("p").top('<bpmn:message id="m" name="撤回"/>').start().user("a").node("eventBasedGateway", "w")
            .message("got", "m").timer("silent", 'clock("k")').user("b").timer("pause", "PT5H", "timeDuration").xor("x", default="back")
            .end().chain("start", "a", "w", "got", "b", "x").chain("w", "silent", "pause", "x").flow("x", "end", "v > 6")
            .flow("x", "a", id="back").compile())


def view(running: instance.Running) -> tuple:
    tasks = sorted((task.path, task.element.process, task.element.id, str(task.item)) for task in running.open_tasks().values())
    live = running.position()["live"]
    return tasks, live, running.variables, running.completed, running.waiting_clocks, running.next_at


class Pair:
    """The same case in two engines."""

    def __init__(self, compiled: definition.Definition, seed: int, monkeypatch: pytest.MonkeyPatch):
        self.compiled, self.random, self.patch = compiled, random.Random(seed), monkeypatch
        self.at, self.due = T, {}
        self.clocks = _codes(compiled)
        self.kept = self._unpruned(lambda: instance.start(compiled, self.answers(None), self.context()))
        self.random = random.Random(seed)
        self.saved = instance.start(compiled, self.answers(None), self.context())

    def context(self) -> Context:
        return Context(self.at, {code: self.due.setdefault(code, T + 40 * HOUR) for code in self.clocks})

    def _unpruned(self, act):
        with self.patch.context() as patch:
            patch.setattr(instance, "prune", lambda workflow: 0)
            return act()

    def answers(self, element: Element | None) -> dict:
        form = self.compiled.forms.get((element.process, element.form)) if element is not None and element.form else None
        fields = {field.key: field for field in form.fields} if form is not None else {}
        given = {}
        for name in sorted(self.compiled.routing):
            field = fields.get(name)
            if field is None and form is not None:
                continue
            if field is not None and field.options:
                given[name] = self.random.choice(field.options)
            elif field is not None and field.type == "checkbox":
                given[name] = self.random.random() < 0.5
            elif name == "v" or field is not None and field.type == "number":
                given[name] = self.random.randrange(10)
        return given

    def move(self) -> bool:
        """One random move in both; False when the case is over."""
        choice = self.random.random()
        tasks = sorted(self.saved.open_tasks().values(), key=lambda t: (t.path, t.element.id, str(t.item)))
        if tasks and choice < 0.85:
            task = self.random.choice(tasks)
            twin = next(t for t in self.kept.open_tasks().values()
                        if (t.path, t.element, t.item) == (task.path, task.element, task.item))
            data = self.answers(task.element)
            self._both(lambda r: r.complete((task if r is self.saved else twin).id, data, self.context()))
        elif choice < 0.93 and self.compiled.key == "p":
            try:
                self.saved.message("撤回", {}, self.context())
            except instance.TaskClosed:
                return True
            self._unpruned(lambda: self.kept.message("撤回", {}, self.context()))
        else:
            self.at += self.random.randrange(1, 60) * HOUR
            self._both(lambda r: r.tick(self.context()))
            for code in self.clocks:
                if self.due[code] <= self.at:
                    self.due[code] = self.at + self.random.randrange(20, 60) * HOUR
            self._both(lambda r: r.tick(self.context()))
        self.saved = instance.restore(self.compiled, self.saved.dump())
        return not self.saved.completed

    def _both(self, act) -> None:
        faults = []
        for running in (self.saved, self.kept):
            try:
                act(running) if running is self.saved else self._unpruned(lambda: act(self.kept))
                faults.append(None)
            except Incident as incident:
                faults.append(incident.detail)
        assert faults[0] == faults[1]
        if faults[0] is not None:
            raise Incident(faults[0])


def _codes(compiled: definition.Definition) -> set[str]:
    return {code for one in compiled.bundles.values() for slot in slots(safe_root(one.diagram))
            if slot.kind == "timer" and not is_literal(slot.text) for code in compile_expr(slot.text).clocks}


def walk(compiled: definition.Definition, seed: int, monkeypatch: pytest.MonkeyPatch, most: int) -> int:
    pair = Pair(compiled, seed, monkeypatch)
    for step in range(most):
        assert view(pair.saved) == view(pair.kept), f"seed {seed}, step {step}"
        try:
            if not pair.move():
                break
        except Incident:
            # both engines met the same incident; the walk ends as the case would be handed to an administrator
            return step
    assert view(pair.saved) == view(pair.kept)
    return step + 1


# without a loop around a join: there the stock engine fires early, and is no measure (see the test after this)
@pytest.mark.parametrize(("make", "walks", "most"), [
    (back_and_forth, 40, 40), (fork_with_loops, 60, 40), (nested_scopes, 60, 40), (inclusive_and_many, 70, 40), (waits, 50, 30)])
def test_pruned_and_unpruned_engines_agree_at_every_step(make, walks, most, monkeypatch):
    compiled = make()
    steps = sum(walk(compiled, seed, monkeypatch, most) for seed in range(walks))
    assert steps > 250


@pytest.mark.parametrize(("make", "after", "branches"), [
    (lambda: fork_with_loops("v > 3"), "z", {"a", "b", "deliver"}),
    (lambda: inclusive_and_many("v > 7"), "each", {"b", "c", "d"})])
def test_a_join_inside_a_loop_waits_for_every_branch_of_this_round(make, after, branches):
    compiled, steps, rounds = make(), 0, 0
    for seed in range(40):
        chance = random.Random(seed)
        running = instance.start(compiled, {}, Context(T))
        for _ in range(60):
            tasks = sorted(running.open_tasks().values(), key=lambda t: (t.element.id, str(t.item)))
            opened = {task.element.id for task in tasks}
            assert not (after in opened and opened & branches), f"seed {seed}"
            if not tasks:
                break
            task = chance.choice(tasks)
            rounds += task.element.id == after
            running.complete(task.id, {"v": chance.randrange(10)}, Context(T))
            running = instance.restore(compiled, running.dump())
            steps += 1
        assert running.completed or tasks
    assert steps > 300 and rounds > 60


def folders() -> dict[str, bundle.Bundle]:
    found = [bundle.read(file.parent) for file in sorted(PROCESSES.glob("*/process.toml"))]
    return {one.key: one for one in found}


@pytest.mark.parametrize("key", sorted(path.parent.name for path in PROCESSES.glob("*/process.toml")))
def test_a_real_process_runs_the_same_pruned_and_unpruned(key, monkeypatch):
    compiled = definition.compile(folders(), key)
    steps = sum(walk(compiled, seed, monkeypatch, 45) for seed in range(40))
    assert steps > 150
