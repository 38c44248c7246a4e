"""Kill -9 at every named point of a completion and of a firing: the act is wholly there or not at all, and repeated
with the same key it takes effect exactly once."""
from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from engine.jobs.firing import sweep
from engine.store import crash
from engine.store.act import RequestKey
from engine.work import tasks
from tests.conftest import ROOT, open_engine
from tests.course import Course, actions, contents, effects, moment, parked, row, with_cases
from tests.crash import worker
from tests.invariants import check_invariants

COMPLETION = crash.POINTS[:10]
#: killed in tests/security/test_upload_crash.py
UPLOAD = ("file_received", "file_kept")
#: a first signature moves nothing yet
SIGNATURE = ("case_locked", "before_events", "before_commit", "after_commit")
FIRING = ("firing_locked", "firing_marked", "engine_moved", "tasks_opened", "clocks_written", "case_written", "before_events",
          "before_commit", "after_commit")
#: the statement period of the parked case has ended, and several warnings of others have come
WINDOW_CLOSED = moment("2026-05-13T00:10:00+08:00")


def test_the_points_are_all_tried():
    assert set(COMPLETION) | set(FIRING) | set(UPLOAD) == set(crash.POINTS) and len(crash.POINTS) >= 10


def killed_while(course: Course, where: str, key: str) -> dict[str, Any]:
    """Kills a process at a point of the course's next step, then looks and repeats the step with the same key.

    Returns:
        The answer to the repetition.
    """
    engine, at, who, task = course.engine, course.at, course.who, course.task()
    name, form = course.next["act"], course.form if course.next["act"] == "complete" else None
    url = engine.store.url.render_as_string(hide_password=False)
    before = contents(engine)
    worker.killed(worker.act, url, where, course.next["who"], name, task["id"], form, at, key)
    check_invariants(engine)
    if where.startswith("after_commit"):
        assert row(engine, task["id"])["version"] == task["version"] + 1
    else:
        assert contents(engine) == before
    extra = () if form is None else (form,)
    again = [getattr(tasks, name)(engine, who, task["id"], *extra, at=at, key=RequestKey(key, key)) for _ in range(2)]
    assert again[0] == again[1]
    assert row(engine, task["id"])["version"] == task["version"] + 1
    course.ahead.pop(0)
    return again[0]


@pytest.mark.parametrize("where", COMPLETION)
def test_a_completion_killed_anywhere_happens_once(course_at, where):
    course = course_at("issue_decision")
    assert killed_while(course, where, "decision")["state"] == "done"
    assert course.open_tasks() == ["serve_decision"]
    told = Counter(actions(course.engine, course.case_id))
    assert told["obligation.met"] == len({"correction_order", "filing", "investigation", "notice", "legal_review", "decision"})
    assert told["clock.started"] == len({"verify_lead", "correction", "decide", "statement", "serve_decision", "publish"})


@pytest.mark.parametrize("where", ("task_closed", "after_commit"))
def test_a_second_signature_killed_anywhere_binds_two_officers_once(course_at, where):
    course = course_at("investigate", "sign")
    assert killed_while(course, where, "signature")["state"] == "done"
    assert course.open_tasks() == ["conclude"]


@cache
def undisturbed(backend) -> Counter:
    """What fires when nobody kills anything; looked at once for each kind of database."""
    url = backend.fresh(with_cases)
    engine = open_engine(url)
    sweep(engine, WINDOW_CLOSED)
    fired = effects(engine)
    engine.close()
    backend.drop(url)
    return fired


@pytest.mark.parametrize("where", FIRING)
def test_a_firing_killed_anywhere_happens_once(backend, where):
    url = backend.fresh(with_cases)
    worker.killed(worker.fire, url, where, WINDOW_CLOSED)
    engine = open_engine(url)
    check_invariants(engine)
    sweep(engine, WINDOW_CLOSED)
    check_invariants(engine)
    assert effects(engine) == undisturbed(backend) and set(effects(engine).values()) == {1}
    assert parked(engine, None, "tick").open_tasks() == ["legal_review"]
    engine.close()
    backend.drop(url)


def test_the_environment_names_the_point(course_at):
    """The whole way, in a process of its own: what an operator's process would read from BIHUAN_CRASH."""
    course = course_at("register")
    url, task = course.engine.store.url.render_as_string(hide_password=False), course.task()
    script = ("import sys; from datetime import datetime; from engine.store.act import RequestKey; from engine.work import tasks\n"
              "from engine.engine import Engine; from engine.settings import Settings; from tests.crash import worker\n"
              "engine = Engine(Settings(database_url=sys.argv[1]), migrate=False); at = datetime.fromisoformat(sys.argv[3])\n"
              "for key in 'abc': tasks.comment(engine, worker.person(engine, 'xu_min'), int(sys.argv[2]), key, at=at, key=RequestKey(key, key))")
    environment = {**os.environ, "BIHUAN_CRASH": "before_commit:2", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script, url, str(task["id"]), course.next["at"]], env=environment, cwd=ROOT, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert actions(course.engine, course.case_id).count("task.commented") == 1


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(3))
def test_a_case_walks_to_its_end_through_kills_at_every_step(backend, seed):
    """Each step of a whole case is killed at random points, some of them several times, before it is let through."""
    url, chance = backend.fresh(with_cases), random.Random(seed)
    engine = open_engine(url)
    course = parked(engine, "register")
    kills = 0
    while course.ahead:
        if course.next["act"] == "tick":
            for where in chance.sample(FIRING, 3):
                kills += worker.ended(worker.start(worker.fire, url, where, course.at)) == -signal.SIGKILL
                check_invariants(engine)
            course.take()
            continue
        sweep(engine, course.at)  # no firing between, so that each point is the act's own
        first_of_two = course.task()["officers"] == 2 and course.next["act"] == "complete"
        where, key = chance.choice(SIGNATURE if first_of_two else COMPLETION), f"step-{len(course.ahead)}"
        kills += 1
        killed_while(course, where, key)
    assert kills > 20 and set(effects(engine).values()) == {1}
    told = Counter(actions(engine, course.case_id))
    assert told["case.closed"] == told["case.filed"] == 1
    check_invariants(engine)
    engine.close()
    backend.drop(url)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_sweepers_killed_on_every_day_of_a_summer_fire_every_mark_once(backend):
    url, undisturbed = backend.fresh(with_cases), backend.fresh(with_cases)
    chance, kills = random.Random(7), 0
    days = [WINDOW_CLOSED + timedelta(days=n) for n in range(100)]
    for at in days:
        for where in chance.choices(FIRING, k=4):
            kills += worker.ended(worker.start(worker.fire, url, where, at)) == -signal.SIGKILL
    fired = []
    for one in (url, undisturbed):
        engine = open_engine(one)
        sweep(engine, days[-1])
        check_invariants(engine)
        fired.append(effects(engine))
        engine.close()
        backend.drop(one)
    assert fired[0] == fired[1] and set(fired[0].values()) == {1} and kills >= 15
