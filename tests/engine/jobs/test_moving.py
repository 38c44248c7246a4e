"""The walk of a move in the background: in a process of its own, by one at a time, while people work."""
from __future__ import annotations

import time

import pytest

from engine.jobs import moving as jobs
from engine.work import moves, moving, tasks
from tests.concurrency.race import LIMIT_S, parted, race
from tests.conftest import open_engine
from tests.course import PARKED, actions, actor, parked
from tests.crash.test_moves import AT, standing, undisturbed, with_a_move
from tests.invariants import check_invariants


@pytest.fixture
def confirmed(backend):
    """Three engines over one database with a confirmed move, as three processes have."""
    url = backend.fresh(with_a_move)
    engines = [open_engine(url) for _ in range(3)]
    yield engines
    check_invariants(engines[0])
    for engine in engines:
        engine.close()
    backend.drop(url)


def test_three_processes_walk_it_once(confirmed, backend):
    done, refused = parted(race([lambda one=one: jobs.walk(one, lambda: AT) for one in confirmed]))
    assert not refused and sum(done) == 1
    assert standing(confirmed[0]) == undisturbed(backend)


def test_two_that_walk_at_once_all_the_same_move_nothing_twice(confirmed, backend):
    """A walker that was only slow has been given up, and goes on beside the new one."""
    move_id = moving.take(confirmed[0], at=AT)

    def go_on(engine):
        for _ in range(4):
            list(moving.walk(engine, move_id, at=AT))
    _, refused = parted(race([lambda one=one: go_on(one) for one in confirmed[:2]]))
    jobs.walk(confirmed[2], lambda: AT + moving.LEASE)
    assert not refused and standing(confirmed[0])[::2] == undisturbed(backend)[::2]


def test_people_work_on_the_cases_meanwhile(confirmed):
    """Whoever comes first, the act is done and the case is moved, each once."""
    course = parked(confirmed[0], "apply_filing")
    task, form, who, at = course.task(), course.form, course.who, course.at

    def work():
        tasks.claim(confirmed[1], who, task["id"], at=at)
        return tasks.complete(confirmed[1], who, task["id"], form, at=at)
    _, refused = parted(race([work, lambda: jobs.walk(confirmed[0], lambda: AT)]))
    assert not refused
    jobs.walk(confirmed[0], lambda: AT + moving.LEASE)
    told = actions(confirmed[0], course.case_id)
    assert told.count("case.moved") == 1 and moves.get(confirmed[0], actor(confirmed[0], "he_qing", AT), 1)["done"] == len(PARKED)
    course.ahead.pop(0)
    assert course.open_tasks() == ["approve_filing"]


def test_the_tick_of_a_server_walks_in_a_process_of_its_own(confirmed, backend):
    engine = confirmed[0]
    mover, until = jobs.Mover(engine), time.monotonic() + LIMIT_S
    mover.look()
    assert mover.walking
    try:
        while moves.get(engine, actor(engine, "he_qing", AT), 1)["state"] != "done":
            assert time.monotonic() < until, "not moved"
            time.sleep(0.05)
    finally:
        mover.stop()
    assert not mover.walking and standing(engine)[2] == undisturbed(backend)[2]
    mover.look()
    assert not mover.walking
