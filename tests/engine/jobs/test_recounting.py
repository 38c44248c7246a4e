"""The walk over the running clocks: at one place at a time, never in people's way, and seen while it is under way."""
from __future__ import annotations

import threading
import time
from collections import Counter
from datetime import timedelta

import pytest

from engine import jobs
from engine.jobs import recounting
from engine.settings import Settings
from engine.work import calendars, inbox, recount, tasks
from tests.concurrency.race import LIMIT_S, parted, race
from tests.conftest import open_engine
from tests.course import actor, effects
from tests.crash.test_recount import AT, CASES, CODES, standing, undisturbed, with_clocks
from tests.invariants import check_invariants


@pytest.fixture
def published(backend):
    """Four engines over one database with a notice just published, as four processes have."""
    url = backend.fresh(with_clocks)
    engines = [open_engine(url) for _ in range(4)]
    yield engines
    check_invariants(engines[0])
    for engine in engines:
        engine.close()
    backend.drop(url)


def test_it_is_walked_in_batches_and_pieces_with_the_progress_seen_between(published, monkeypatch):
    engine = published[0]
    monkeypatch.setattr(recount, "BATCH", 20)
    monkeypatch.setattr(recount, "PIECE", 2)
    seen: list[int] = []
    assert recounting.walk(engine, lambda: AT, lambda: seen.append(calendars.progress(engine, None)["percent"])) == 1
    assert seen == sorted(seen) and len(set(seen)) > 4 and seen[-1] == 100
    told = calendars.progress(engine, None)
    assert told["done"] == told["total"] == CASES * len(CODES) and 0 < told["changed"] <= told["total"]
    assert recounting.walk(engine, lambda: AT) == 0


def test_four_processes_walk_once(published, backend):
    done, refused = parted(race([lambda one=one: recounting.walk(one, lambda: AT) for one in published]))
    assert not refused and sum(done) == 1
    assert standing(published[0]) == undisturbed(backend)


def test_two_that_walk_at_once_all_the_same_change_nothing_twice(published, backend):
    """A walker that was only slow has been given up, and goes on beside the new one."""
    recount_id = recount.take(published[0], at=AT)

    def go_on(engine):
        while [*recount.batch(engine, recount_id, at=AT)][-1]:
            pass

    _, refused = parted(race([lambda one=one: go_on(one) for one in published[:3]]))
    recounting.walk(published[0], lambda: AT + recount.LEASE)
    assert not refused
    clocks, once, _ = standing(published[0])
    assert (clocks, once) == undisturbed(backend)[:2]
    assert calendars.progress(published[0], None)["percent"] == 100


def test_a_walker_that_lives_is_not_replaced(published):
    assert recount.take(published[0], at=AT) is not None
    almost = AT + recount.LEASE - timedelta(seconds=1)
    assert recount.take(published[1], at=almost) is None and not recount.waiting(published[1], at=almost)
    assert recount.take(published[1], at=AT + recount.LEASE) is not None


def test_people_get_in_between(backend, monkeypatch):
    """While the walk goes on in small steps, an officer claims and releases a task of a case that is recounted; neither is refused."""
    url = backend.fresh(with_clocks)
    walker, desk = open_engine(url), open_engine(url)
    monkeypatch.setattr(recount, "BATCH", 8)
    monkeypatch.setattr(recount, "PIECE", 1)
    course = parked_case(desk)
    officer, task, over, waits = actor(desk, "wang_qiang"), course["id"], threading.Event(), []

    def work() -> int:
        acts = 0
        while not over.is_set() or acts < 4:
            for act in (tasks.claim, tasks.release):
                began = time.perf_counter()
                act(desk, officer, task, at=AT)
                waits.append(time.perf_counter() - began)
                acts += 1
        return acts

    def recounted() -> int:
        try:
            return recounting.walk(walker, lambda: AT)
        finally:
            over.set()

    done, refused = parted(race([work, recounted]))
    assert not refused and done[1] == 1 and done[0] >= 4 and max(waits) < 3
    assert {k: n for k, n in Counter(effects(walker)).items() if k.startswith("recount") and n > 1} == {}
    check_invariants(walker)
    for engine in (walker, desk):
        engine.close()
    backend.drop(url)


def parked_case(engine) -> dict:
    """A task that an officer of 青溪镇 may claim, in a case with clocks that will be recounted."""
    return inbox.find(engine, actor(engine, "wang_qiang"), view="pool", duty="handle", at=AT)["items"][-1]


def test_the_tick_of_a_server_recounts_in_a_process_of_its_own(published, backend, monkeypatch):
    engine = published[0]
    monkeypatch.setattr(engine, "settings", Settings(database_url=engine.settings.database_url, tick_s=0.05))
    monkeypatch.setattr(jobs, "sweep", lambda *_: 0)  # the clocks of these cases came due long ago
    stop = jobs.start(engine)
    until = time.monotonic() + LIMIT_S
    try:
        while calendars.progress(engine, None)["finished_at"] is None:
            assert time.monotonic() < until, "not recounted"
            time.sleep(0.05)
    finally:
        stop()
    assert standing(engine) == undisturbed(backend)


def test_a_server_that_stops_ends_its_walker_and_the_next_goes_on(published, backend, monkeypatch):
    engine = published[0]
    walker = recounting.Walker(engine)
    walker.look()
    assert walker.walking
    walker.stop()
    assert not walker.walking
    later = engine.now() + 2 * recount.LEASE
    recounting.walk(engine, lambda: later)
    assert standing(engine)[:2] == undisturbed(backend)[:2]
