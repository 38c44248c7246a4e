"""Clocks that come due while others look at them, or while a person acts on the same case."""
from __future__ import annotations

from datetime import timedelta

import pytest

from engine import errors
from engine.case.flow import motion
from engine.jobs.firing import sweep
from engine.work import clocks, tasks
from tests.concurrency.race import parted, race
from tests.conftest import open_engine, with_county
from tests.course import Course, actions, actor, effects, moment
from tests.invariants import check_invariants

MANY = 35
#: the checks of the leads of 27 April are due on 9 May (seven working days, 1 to 5 May off, 9 May worked);
#: each clock has two warnings and its end
AFTER_ALL = moment("2026-05-12T09:00:00+08:00")
MARKS = ("warn:3", "warn:1", "due")


def with_many_clocks(url: str) -> None:
    """The county and `MANY` leads whose checks are all to be done by the same day."""
    with_county(url)
    engine = open_engine(url)
    try:
        for _ in range(MANY):
            Course.begin(engine).to("verify")
    finally:
        engine.close()


@pytest.fixture
def sweepers(backend):
    """Four engines over one database, as four processes have."""
    url = backend.fresh(with_many_clocks)
    engines = [open_engine(url) for _ in range(4)]
    yield engines
    check_invariants(engines[0])
    for engine in engines:
        engine.close()
    backend.drop(url)


def test_four_sweepers_fire_every_mark_once(sweepers):
    counted, refused = parted(race([lambda one=one: sweep(one, AFTER_ALL) for one in sweepers]))
    assert not refused
    sweep(sweepers[0], AFTER_ALL)  # what a sweeper passed over because another held it is met at the next tick
    fired = effects(sweepers[0])
    assert len(fired) == MANY * len(MARKS) and set(fired.values()) == {1}
    assert clocks.due_cases(sweepers[0], AFTER_ALL) == []


def test_two_sweepers_that_meet_one_broken_case_both_go_on(sweepers, monkeypatch):
    fire, broken = motion.fire_marks, 1

    def fail(step):
        if step.case_id == broken:
            raise errors.Incident("状态已损坏")
        return fire(step)

    monkeypatch.setattr(motion, "fire_marks", fail)
    for _ in range(4):
        parted(race([lambda one=one: sweep(one, AFTER_ALL) for one in sweepers]))
    fired = effects(sweepers[0])
    assert len(fired) == (MANY - 1) * len(MARKS) and set(fired.values()) == {1}
    monkeypatch.setattr(motion, "fire_marks", fire)
    sweep(sweepers[0], AFTER_ALL + timedelta(hours=2))
    assert len(effects(sweepers[0])) == MANY * len(MARKS)


def test_a_statement_at_the_last_second_and_the_end_of_its_period_leave_one_way(course_at):
    """例二: the period ends when 12 May is over. Whichever is first in the database, the case goes one way only."""
    course = course_at(None, "tick")
    engine, end = course.engine, moment("2026-05-13T00:00:00+08:00")
    task, officer = course.task("await_statement"), actor(engine, "wang_qiang")
    form = {"statement_outcome": "statement", "statement_text": "占道是因为店内装修。"}
    told, swept = race([lambda: tasks.complete(engine, officer, task["id"], form, at=end - timedelta(seconds=1)), lambda: sweep(engine, end)])
    assert not isinstance(swept, BaseException), swept
    sweep(engine, end)
    if isinstance(told, errors.TaskClosed):
        assert course.open_tasks() == ["legal_review"]
        assert "task.cancelled" in actions(engine, course.case_id)
    else:
        assert told["state"] == "done" and course.open_tasks() == ["recheck_statement"]
    assert effects(engine)[f"clock:{course.case_id}:statement:1:due:2026-05-12"] == 1


def test_a_statement_after_its_period_is_too_late_whether_the_tick_has_come_or_not(course_at):
    for ticked in (False, True):
        course = course_at(None, "tick")
        engine, end = course.engine, moment("2026-05-13T00:00:00+08:00")
        task, officer = course.task("await_statement"), actor(engine, "wang_qiang")
        if ticked:
            sweep(engine, end)
        with pytest.raises((errors.DeadlinePassed, errors.TaskClosed)):
            tasks.complete(engine, officer, task["id"], {"statement_outcome": "waived", "statement_text": "放弃。"}, at=end)
        sweep(engine, end)
        assert course.open_tasks() == ["legal_review"]


def test_clicks_and_sweeps_all_day_long_fire_nothing_twice(course_at):
    """People comment, claim and release while the clocks of the case run out one after the other."""
    course = course_at("apply_filing")
    engine, task, officer = course.engine, course.task(), actor(course.engine, "wang_qiang")
    instants = [course.at + timedelta(days=n) for n in range(12)]

    def work() -> None:
        for at in instants:
            tasks.claim(engine, officer, task["id"], at=at)
            tasks.release(engine, officer, task["id"], at=at)

    def look() -> None:
        for at in instants:
            sweep(engine, at)

    _, refused = parted(race([work, look, look]))
    assert not refused
    sweep(engine, instants[-1])
    assert set(effects(engine).values()) == {1}
    assert clocks.due_cases(engine, instants[-1]) == []
