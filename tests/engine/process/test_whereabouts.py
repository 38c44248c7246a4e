"""Where a saved state stands, read without building it: the same as the instance itself would say."""
from __future__ import annotations

import pytest

from engine.errors import Incident
from engine.process import bundle, definition, instance
from engine.process.instance import Context
from engine.process.whereabouts import whereabouts
from tests.engine.process.test_equivalence import PROCESSES, Pair, T, fork_with_loops, inclusive_and_many, nested_scopes, waits
from tests.engine.process.test_relink import _move, straight


@pytest.mark.parametrize("make", [fork_with_loops, nested_scopes, inclusive_and_many, waits])
def test_it_says_what_the_instance_itself_says(make, monkeypatch):
    compiled = make()
    for seed in range(6):
        pair = Pair(compiled, seed, monkeypatch)
        for _ in range(12):
            if not _move(pair):
                break
            found = whereabouts(compiled, pair.saved.dump())
            assert found.by_process() == pair.saved.position()["live"]
            assert found.names == set(pair.saved.variables)


def test_two_that_stand_alike_have_one_shape_and_others_have_not():
    compiled = definition.compile({p.parent.name: bundle.read(p.parent) for p in PROCESSES.glob("*/process.toml")}, "closed_loop")
    one, other = (instance.start(compiled, {"source": word}, Context(T)) for word in ("patrol", "grid"))
    assert one.dump() != other.dump()
    assert whereabouts(compiled, one.dump()).shape == whereabouts(compiled, other.dump()).shape
    plain = straight("x").compile()
    running = instance.start(plain, {}, Context(T))
    before = whereabouts(plain, running.dump()).shape
    running.complete(next(iter(running.open_tasks())), {}, Context(T))
    assert whereabouts(plain, running.dump()).shape != before


@pytest.mark.parametrize("damaged", [b"", b"nonsense", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_a_damaged_state_is_an_incident(damaged):
    with pytest.raises(Incident):
        whereabouts(straight().compile(), damaged)


def test_a_state_of_another_version_is_an_incident():
    state = instance.start(straight("x").compile(), {}, Context(T))
    state.complete(next(iter(state.open_tasks())), {}, Context(T))
    with pytest.raises(Incident):
        whereabouts(straight().compile(), state.dump())
