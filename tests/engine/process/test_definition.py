"""Compiling: the pinned closure, the cache, and specifications that no instance can change."""
from __future__ import annotations

import threading
from datetime import datetime, timezone

import pytest

from engine.errors import DefinitionInvalid, NotFound
from engine.process import definition, instance
from engine.process.checks import Known
from tests.engine.process.diagrams import Diagram, loop_of
from tests.engine.process.test_checks import chain_of, gateway_pair
from tests.engine.process.test_instance import service

T = datetime(2026, 3, 2, tzinfo=timezone.utc)


def caller(key: str, called: str) -> Diagram:
    return (Diagram(key).start(f"{key}_s").node("callActivity", f"{key}_c", calledElement=called).end(f"{key}_e")
            .chain(f"{key}_s", f"{key}_c", f"{key}_e"))


def test_a_definition_holds_everything_it_calls_and_nothing_else():
    bundles = {one.key: one.bundle() for one in (caller("p", "serve"), service(), service("other"))}
    compiled = definition.compile(bundles, "p")
    assert set(compiled.bundles) == {"p", "serve"} and compiled.owner == {"p": "p", "serve": "serve"}
    assert compiled.xml("serve") == bundles["serve"].diagram
    assert compiled.element("serve", "deliver").duty == "serve" and compiled.elements["p", "p_c"].called == "serve"
    for missing in (lambda: compiled.xml("other"), lambda: compiled.form("p", "x"), lambda: compiled.element("p", "deliver")):
        with pytest.raises(NotFound):
            missing()


def test_the_digest_changes_with_a_called_process_and_the_cache_follows_it():
    bundles = {one.key: one.bundle() for one in (caller("p", "serve"), service())}
    first = definition.compile(bundles, "p")
    assert definition.compile(dict(reversed(bundles.items())), "p") is first
    changed = service()
    changed.node("textAnnotation", "note")
    second = definition.compile({**bundles, "serve": changed.bundle()}, "p")
    assert second.digest != first.digest and first.xml("serve") != second.xml("serve")


@pytest.mark.parametrize("ring", [("p", "q"), ("p", "q", "r")])
def test_processes_that_call_each_other_in_a_ring_are_refused(ring):
    bundles = {key: caller(key, ring[(n + 1) % len(ring)]).bundle() for n, key in enumerate(ring)}
    with pytest.raises(DefinitionInvalid) as refusal:
        definition.compile(bundles, "p")
    assert " → ".join((*ring, "p")) in refusal.value.problems[0]["message"]


def test_a_missing_callee_is_named():
    with pytest.raises(DefinitionInvalid) as refusal:
        caller("p", "gone").compile()
    assert "gone" in refusal.value.problems[0]["message"]


def test_every_problem_of_every_diagram_is_reported():
    bad = service()
    bad.node("userTask", "no_duty")
    with pytest.raises(DefinitionInvalid) as refusal:
        definition.compile({"p": caller("p", "serve").bundle(), "serve": bad.bundle()}, "p")
    assert {p["rule"] for p in refusal.value.problems if p["severity"] == "error"} == {"reachable", "duties"}


def test_known_codes_are_checked_even_when_the_definition_is_cached():
    diagram = Diagram("p").start().user("a", e_starts="pay").end().chain("start", "a", "end")
    diagram.compile()
    with pytest.raises(DefinitionInvalid):
        definition.compile({"p": diagram.bundle()}, "p", known=Known(clocks=()))


def test_routing_names_come_from_every_slot():
    assert gateway_pair("裁量 == '轻' and fine > limit").compile().routing == {"裁量", "fine", "limit"}


def test_a_chain_of_290_compiles_and_starts():
    running = instance.start(chain_of(290).compile(), {}, instance.Context(T))
    assert len(running.open_tasks()) == 1


def test_specifications_are_shared_by_threads_and_stay_the_same():
    compiled = (Diagram("p").start().user("each", loop_of(3)).xor("x", default="out").end().chain("start", "each", "x")
                .flow("x", "each", "again").flow("x", "end", id="out").compile())
    def shape() -> dict:
        return {name: (list(task._inputs), list(task._outputs), task.completed_event.n_subscribers())
                for name, task in compiled.spec.task_specs.items()}
    before, faults = shape(), []

    def run() -> None:
        try:
            for _ in range(15):
                running = instance.start(compiled, {"again": False}, instance.Context(T))
                while not running.completed:
                    running.complete(next(iter(running.open_tasks())), {"again": False}, instance.Context(T))
        except Exception as fault:  # a thread has nobody to raise to
            faults.append(fault)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == [] and shape() == before
