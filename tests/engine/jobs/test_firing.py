"""The tick: late is late and never not at all, and one broken case stops no other."""
from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import errors, jobs
from engine.case.flow import motion
from engine.jobs import firing, recounting
from engine.store import cases, tables
from engine.work import calendars, clocks, inbox, tasks
from tests.course import Course, actions, actor, case_row, effects, moment
from tests.engine.work.registers import opened
from tests.invariants import check_invariants
from tests.notices import NOTICE_2027

#: leads of 27 April are checked by 9 May: warned three and one working days before, due when 9 May is over
FIRST_WARNING, ALL_DUE = moment("2026-05-06T08:30:00+08:00"), moment("2026-05-10T00:00:00+08:00")


def marks(engine, case_id: int) -> list[tuple[str, int]]:
    """The marks of a case that fired, in order, with how many seconds late."""
    query = select(tables.event.c.data).where(tables.event.c.case_id == case_id, tables.event.c.action.in_(("clock.warned", "clock.due")))
    with engine.store.read() as conn:
        return [(data["mark"], data["late_by_s"]) for data in conn.execute(query.order_by(tables.event.c.seq)).scalars()]


def state_of(engine, case_id: int) -> bytes:
    with engine.store.read() as conn:
        return cases.instance_of(conn, case_id)["state"]


def break_cases(monkeypatch, states: set[bytes]):
    """Makes every firing of the cases with these saved states fail; returns what mends them."""
    fire = motion.fire_marks

    def fail(step):
        if step.held.instance["state"] in states:
            raise errors.Incident("状态已损坏")
        return fire(step)

    monkeypatch.setattr(motion, "fire_marks", fail)
    return lambda: monkeypatch.setattr(motion, "fire_marks", fire)


def test_each_mark_fires_at_its_instant(engine):
    course = Course.begin(engine).to("verify")
    assert firing.sweep(engine, FIRST_WARNING - timedelta(seconds=1)) == 0
    assert firing.sweep(engine, FIRST_WARNING) == 1 and firing.sweep(engine, FIRST_WARNING) == 0
    assert firing.sweep(engine, ALL_DUE - timedelta(seconds=1)) == 1
    assert firing.sweep(engine, ALL_DUE) == 1 and firing.sweep(engine, ALL_DUE) == 0
    assert [mark for mark, _ in marks(engine, course.case_id)] == ["warn:3", "warn:1", "due"]
    check_invariants(engine)


def test_three_days_without_a_tick_lose_nothing_and_double_nothing(engine):
    """Down from before the first warning until three days after the end."""
    courses = [Course.begin(engine).to("verify") for _ in range(5)]
    at = ALL_DUE + timedelta(days=3)
    assert firing.sweep(engine, at) == 5 * 3
    for course in courses:
        assert [mark for mark, _ in marks(engine, course.case_id)] == ["warn:3", "warn:1", "due"]
        assert marks(engine, course.case_id)[-1] == ("due", 3 * 24 * 3600)
    assert set(effects(engine).values()) == {1} and firing.sweep(engine, at) == 0
    check_invariants(engine)


def test_one_sweep_catches_up_with_more_than_a_batch(engine, monkeypatch):
    monkeypatch.setattr(firing, "BATCH", 2)
    for _ in range(5):
        Course.begin(engine).to("investigate")
    assert firing.sweep(engine, moment("2026-08-01T00:00:00+08:00")) == 5 * 4  # three warnings and the ninetieth day
    check_invariants(engine)


def test_a_broken_case_stops_no_other_and_is_tried_again_later(engine, monkeypatch):
    courses = [Course.begin(engine).to("verify") for _ in range(3)]
    broken = courses[0].case_id
    mend = break_cases(monkeypatch, {state_of(engine, broken)})
    assert firing.sweep(engine, ALL_DUE) == 2 * 3
    assert marks(engine, broken) == [] and actions(engine, broken)[-1] == "incident.opened"
    assert firing.sweep(engine, ALL_DUE + timedelta(seconds=5)) == 0 and actions(engine, broken).count("incident.opened") == 1
    assert firing.sweep(engine, ALL_DUE + timedelta(seconds=11)) == 0 and actions(engine, broken).count("incident.opened") == 2
    mend()
    assert firing.sweep(engine, ALL_DUE + timedelta(hours=1)) == 3
    assert actions(engine, broken)[-1] == "incident.closed" and marks(engine, broken)[-1] == ("due", 3600)
    check_invariants(engine)


def test_broken_cases_at_the_head_of_the_queue_do_not_hide_those_behind_them(engine, monkeypatch):
    monkeypatch.setattr(firing, "BATCH", 2)
    courses = [Course.begin(engine).to("verify") for _ in range(4)]
    mend = break_cases(monkeypatch, {state_of(engine, course.case_id) for course in courses[:2]})
    firing.sweep(engine, ALL_DUE)
    firing.sweep(engine, ALL_DUE + timedelta(seconds=1))  # a tick later, before the broken ones are tried again
    assert [bool(marks(engine, course.case_id)) for course in courses] == [False, False, True, True]
    mend()
    check_invariants(engine)


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_case_in_somebodys_hands_is_passed_over_and_met_again(engine):
    """SQLite has one writer at a time: there the sweep waits for its turn."""
    courses = [Course.begin(engine).to("verify") for _ in range(2)]
    with engine.store.act(None, ALL_DUE) as act:
        assert cases.lock(act.conn, courses[0].case_id)
        assert firing.sweep(engine, ALL_DUE) == 3
        assert marks(engine, courses[0].case_id) == []
    assert firing.sweep(engine, ALL_DUE) == 3
    check_invariants(engine)


def test_the_end_of_the_statement_period_moves_the_case(course_at):
    course = course_at(None, "tick")
    assert course.open_tasks() == ["await_statement"]
    firing.sweep(course.engine, moment("2026-05-12T23:59:59+08:00"))
    assert course.open_tasks() == ["await_statement"]
    firing.sweep(course.engine, moment("2026-05-13T00:00:00+08:00"))
    assert course.open_tasks() == ["legal_review"]
    assert case_row(course.engine, course.case_id)["stage"] == "review"
    assert "task.cancelled" in actions(course.engine, course.case_id)


def test_a_fine_not_paid_in_time_opens_the_reminder_beside_the_payment(course_at):
    """Served on 14 May, fifteen days: 29 May. Nothing is taken from the party: the payment stays open."""
    course = course_at("record_payment")
    firing.sweep(course.engine, moment("2026-05-29T23:59:59+08:00"))
    assert course.open_tasks() == ["publish_decision", "record_payment"]
    firing.sweep(course.engine, moment("2026-05-30T00:00:00+08:00"))
    assert course.open_tasks() == ["publish_decision", "record_payment", "urge_payment"]
    payer = actor(course.engine, "he_fang")
    assert [t["overdue"] for t in inbox.find(course.engine, payer, due="overdue", at=moment("2026-05-30T09:00:00+08:00"))["items"]] == [True]


def test_the_tick_of_a_process_fires_by_itself_and_stops_cleanly(engine, monkeypatch):
    course = Course.begin(engine).to("verify")
    monkeypatch.setattr(engine, "now", lambda: ALL_DUE)
    monkeypatch.setattr(engine, "settings", type(engine.settings)(database_url=engine.settings.database_url, tick_s=0.05))
    swept, sweep = threading.Event(), jobs.sweep

    def look(*given):
        fired = sweep(*given)
        swept.set()
        return fired

    monkeypatch.setattr(jobs, "sweep", look)
    stop = jobs.start(engine)
    assert swept.wait(20)
    stop()
    swept.clear()
    assert [mark for mark, _ in marks(engine, course.case_id)] == ["warn:3", "warn:1", "due"]
    assert not swept.wait(0.2) and clocks.due_cases(engine, ALL_DUE) == []
    check_invariants(engine)


def test_nothing_fires_by_a_calendar_that_has_been_replaced(engine):
    """Dispatched on Thursday 4 February 2027: by the provisional year seven working days end on Friday 19 February, by the notice, which takes the
    11th off and works Saturday the 20th, on that Saturday. The notice is published and its walk has not come by when the old end does."""
    case_id = opened(engine, "2027-02-04T10:00:00+08:00", "SR-001")

    def verify():
        found = clocks.of_case(engine, actor(engine, "wang_qiang"), case_id, at=moment("2027-02-04T12:00:00+08:00"))
        return next(c for c in found if c["code"] == "verify_lead")
    assert (str(verify()["due_on"]), verify()["provisional"]) == ("2027-02-19", True)
    firing.sweep(engine, moment("2027-02-04T12:00:00+08:00"))
    calendars.publish(engine, None, NOTICE_2027, at=moment("2027-02-04T12:10:00+08:00"))
    firing.sweep(engine, moment("2027-02-20T00:00:00+08:00"))
    assert "due" not in [mark for mark, _ in marks(engine, case_id)]
    assert (str(verify()["due_on"]), verify()["state"], verify()["provisional"]) == ("2027-02-20", "running", False)
    assert actions(engine, case_id).count("clock.recounted") == 1
    recounting.walk(engine, now=lambda: moment("2027-02-20T00:01:00+08:00"))
    assert actions(engine, case_id).count("clock.recounted") == 1
    assert firing.sweep(engine, moment("2027-02-21T00:00:00+08:00")) == 1 and marks(engine, case_id)[-1][0] == "due"
    check_invariants(engine)


def test_who_acts_on_the_old_last_day_is_not_told_that_it_is_over(engine):
    """The same when a person comes before the tick: the act goes by the calendar in force."""
    case_id = opened(engine, "2027-02-04T10:00:00+08:00", "SR-001")
    calendars.publish(engine, None, NOTICE_2027, at=moment("2027-02-04T12:10:00+08:00"))
    form = {**Course.begin(engine).to("verify").form, "verify_result": "violation"}
    task = next(t for t in inbox.of_case(engine, case_id) if t["element"] == "verify")
    at = moment("2027-02-20T09:00:00+08:00")
    tasks.complete(engine, actor(engine, "wang_qiang"), task["id"], form, at=at)
    tasks.sign(engine, actor(engine, "li_na"), task["id"], at=at)
    done = next(c for c in clocks.of_case(engine, actor(engine, "wang_qiang"), case_id, at=at) if c["code"] == "verify_lead")
    assert (done["state"], str(done["due_on"]), done["late"]) == ("met", "2027-02-20", False)
    check_invariants(engine)
