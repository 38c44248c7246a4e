"""Recounting after a calendar was published: what moves, what stays, and that each change is on record once."""
from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from engine.jobs.firing import sweep
from engine.jobs.recounting import walk
from engine.law.time import clock as law
from engine.law.time.clock import Suspension
from engine.store import cases as case_rows
from engine.store import clocks as clock_rows
from engine.store import tables
from engine.work import calendars, cases, clocks, inbox, recount, tasks
from tests.course import Course, actions, actor, effects, moment
from tests.invariants import check_invariants
from tests.notices import NO_MAKE_UP_IN_MAY, NOTICE_2027, changed

PUBLISHED = moment("2026-11-25T10:00:00+08:00")


def clock_of(engine, case_id: int, code: str) -> law.Clock:
    with engine.store.read() as conn:
        return max((one for _, one in clock_rows.of_case(conn, case_id) if one.code == code), key=lambda one: one.gen)


def started(engine, case_id: int, code: str, day0: str, **how) -> law.Clock:
    """A clock of a case as an act would have started it on that day."""
    on = date.fromisoformat(day0)
    with engine.store.act(None, moment(f"{day0}T09:00:00+08:00")) as act:
        rules = engine.rules_for(act.conn)
        one = replace(law.start(rules.clock(code, on), on, rules.calendar), **how)
        clock_rows.write(act.conn, case_id, [one])
        act.record("clock.started", case_id=case_id, code=code, gen=one.gen, day0=day0, due_on=one.due_on.isoformat(), rule=one.rule_version)
        act.done()
    return one


def publish(engine, text: str = NOTICE_2027, at: datetime = PUBLISHED) -> None:
    calendars.publish(engine, None, text, at=at)
    assert walk(engine, lambda: at) == 1


def recounted(engine, case_id: int | None = None) -> list[dict]:
    """What was put on record of clocks that were recounted, in order."""
    query = select(tables.event.c.case_id, tables.event.c.data).where(tables.event.c.action == "clock.recounted").order_by(tables.event.c.seq)
    with engine.store.read() as conn:
        return [row.data for row in conn.execute(query) if case_id in (None, row.case_id)]


def dates(one: law.Clock) -> tuple[str, ...]:
    return tuple(d.isoformat() for d in (one.nominal, one.rolled, one.act_by, one.due_on))


@pytest.fixture
def case_id(engine) -> int:
    """A case whose own clocks ended long before 2027."""
    course = Course.begin(engine).to("verify")
    sweep(engine, moment("2026-06-01T09:00:00+08:00"))
    return course.case_id


def test_ninety_days_that_end_in_2027_keep_their_day_and_are_no_longer_provisional(engine, case_id):
    """行政处罚法第六十条: filed on 19 November 2026, ninety days: 11 in November, 31 in December, 31 in January, 17 in February. The 17th is
    a Wednesday with or without the notice; what changes is that it is certain."""
    before = started(engine, case_id, "decide", "2026-11-19")
    assert dates(before) == ("2027-02-17",) * 4 and before.provisional
    publish(engine)
    after = clock_of(engine, case_id, "decide")
    assert dates(after) == ("2027-02-17",) * 4 and not after.provisional
    [told] = recounted(engine, case_id)
    assert (told["code"], told["gen"], told["year"], told["version"], told["due_on"]) == ("decide", 1, 2027, 1, "2027-02-17")
    assert told["old"] == {"nominal": "2027-02-17", "rolled": "2027-02-17", "act_by": "2027-02-17", "due_on": "2027-02-17", "provisional": True}
    assert told["new"] == {**told["old"], "provisional": False}
    check_invariants(engine)


#: (clock, day 0, before: nominal, rolled, act by, due; after)
WORKED = (
    # Fifteen days to pay from 27 January: 11 February. Off by the notice: the party has until Friday the 12th (民法典第二百零三条).
    ("pay", "2027-01-27", ("2027-02-11", "2027-02-11", "2027-02-11", "2027-02-11"), ("2027-02-11", "2027-02-12", "2027-02-04", "2027-02-12")),
    # Ninety days from 13 November end on 11 February: the agency's own limit does not roll, it must act by the 4th.
    ("decide", "2026-11-13", ("2027-02-11", "2027-02-11", "2027-02-11", "2027-02-11"), ("2027-02-11", "2027-02-12", "2027-02-04", "2027-02-11")),
    # Seven working days from Thursday 28 January. Statutory days only: 29, 1, 2, 3, 4, 11, 12. By the notice Sunday the 31st is worked and
    # the 11th is off: 29, 31, 1, 2, 3, 4, 12: the same day by another way.
    ("publish", "2027-01-28", ("2027-02-12",) * 4, ("2027-02-12",) * 4),
    # Five working days from Monday 25 January: 26, 27, 28, 29 and Monday 1 February; by the notice Sunday the 31st is the fifth.
    ("hearing_request", "2027-01-25", ("2027-02-01",) * 4, ("2027-01-31",) * 4),
    # Three working days from 3 February: 4, 11, 12; by the notice 4, 12, 15.
    ("statement", "2027-02-03", ("2027-02-12",) * 4, ("2027-02-15",) * 4),
    # Two working days from Thursday 18 February: 19 and Monday the 22nd; by the notice Saturday the 20th.
    ("hand_in_cash", "2027-02-18", ("2027-02-22",) * 4, ("2027-02-20",) * 4))


@pytest.mark.parametrize(("code", "day0", "before", "after"), WORKED)
def test_the_dates_before_and_after_the_notice(engine, case_id, code, day0, before, after):
    assert dates(started(engine, case_id, code, day0)) == before
    publish(engine)
    one = clock_of(engine, case_id, code)
    assert (dates(one), one.provisional) == (after, False)
    [told] = recounted(engine, case_id)
    assert tuple(told["old"][k] for k in ("nominal", "rolled", "act_by", "due_on")) == before
    assert tuple(told["new"][k] for k in ("nominal", "rolled", "act_by", "due_on")) == after
    check_invariants(engine)


def test_a_clock_that_the_notice_does_not_touch_is_left_alone(engine, case_id):
    untouched = [started(engine, case_id, "decide", "2026-09-01"), started(engine, case_id, "pay", "2026-12-10")]
    publish(engine)
    assert [clock_of(engine, case_id, one.code) for one in untouched] == untouched and recounted(engine) == []
    assert calendars.progress(engine, None)["changed"] == 0


def test_what_has_come_due_stays_as_it_was(engine):
    """Due on the worked Saturday 9 May, and over; a correction that comes on the 12th does not undo it."""
    course = Course.begin(engine).to("verify")
    at = moment("2026-05-12T09:00:00+08:00")
    sweep(engine, at)
    before = clock_of(engine, course.case_id, "verify_lead")
    publish(engine, NO_MAKE_UP_IN_MAY, at)
    assert before.state == "overdue" and clock_of(engine, course.case_id, "verify_lead") == before and recounted(engine) == []
    check_invariants(engine)


def test_marks_that_fired_are_not_fired_again_and_the_others_move_along(engine):
    """The check of a lead of 27 April is due on 9 May: warned on 6 May (three working days before) and 8 May (one), due when the 9th is over.
    Without the make-up Saturday it is due on the 11th: the second warning is on the 8th still, the end two days later."""
    course = Course.begin(engine).to("verify")
    at = moment("2026-05-07T09:00:00+08:00")
    assert sweep(engine, at) == 1
    publish(engine, NO_MAKE_UP_IN_MAY, at)
    one = clock_of(engine, course.case_id, "verify_lead")
    assert [(mark.name, mark.at) for mark in one.marks] == [("warn:1", moment("2026-05-08T08:30:00+08:00")), ("due", moment("2026-05-12T00:00:00+08:00"))]
    assert sweep(engine, moment("2026-05-11T23:59:59+08:00")) == 1 and sweep(engine, moment("2026-05-12T00:00:00+08:00")) == 1
    fired = Counter(key.split(":", 4)[4] for key in effects(engine) if key.startswith(f"clock:{course.case_id}:verify_lead"))
    assert fired == {"warn:3:2026-05-09": 1, "warn:1:2026-05-11": 1, "due:2026-05-11": 1}
    check_invariants(engine)


def test_a_mark_whose_new_day_has_passed_fires_late_and_not_never(engine, case_id):
    """Two working days from 18 February end on Saturday the 20th by the notice, and it is published on Sunday the 21st."""
    started(engine, case_id, "hand_in_cash", "2027-02-18")
    at = moment("2027-02-21T09:00:00+08:00")
    sweep(engine, at)  # the warning, one working day before the 22nd
    publish(engine, at=at)
    assert sweep(engine, at) == 1 and clock_of(engine, case_id, "hand_in_cash").state == "overdue"
    check_invariants(engine)


def test_a_suspended_clock_stands_still_on_its_new_dates(engine, case_id):
    before = started(engine, case_id, "pay", "2027-01-27", state="suspended", next_at=None, next_mark=None,
                     suspensions=(Suspension(date(2027, 1, 28), None, "objection", "测试"),))
    publish(engine)
    after = clock_of(engine, case_id, "pay")
    assert (after.state, after.next_at, after.due_on, after.suspensions) == ("suspended", None, date(2027, 2, 12), before.suspensions)
    assert [mark.name for mark in after.marks] == [mark.name for mark in before.marks]
    check_invariants(engine)


def test_the_task_bound_to_a_clock_is_due_when_the_clock_is_and_keeps_its_version(engine):
    course = Course.begin(engine).to("verify")
    task = course.task()
    assert (task["due_clock"], task["due_at"]) == ("verify_lead", moment("2026-05-10T00:00:00+08:00"))
    publish(engine, NO_MAKE_UP_IN_MAY, course.at)
    after = course.task()
    assert after["due_at"] == moment("2026-05-12T00:00:00+08:00") and after["version"] == task["version"]
    [shown] = inbox.find(engine, course.who, view="pool", at=course.at)["items"]
    assert shown["due_words"] == "剩 7 个工作日（5月11日止）"
    tasks.complete(engine, course.who, task["id"], course.form, version=task["version"], at=course.at)  # what was open on somebody's screen
    check_invariants(engine)


def test_a_timer_in_the_diagram_follows_its_clock(course_at):
    """例二: three working days from 8 May end on 12 May, since Saturday the 9th is worked; without it on the 13th. The diagram waits."""
    course = course_at(None, "tick")
    publish(course.engine, NO_MAKE_UP_IN_MAY, moment("2026-05-11T09:00:00+08:00"))
    sweep(course.engine, moment("2026-05-13T23:59:59+08:00"))
    assert course.open_tasks() == ["await_statement"]
    sweep(course.engine, moment("2026-05-14T00:00:00+08:00"))
    assert course.open_tasks() == ["legal_review"]


def test_a_timer_whose_clock_ends_earlier_strikes_earlier(course_at):
    """Were Sunday 10 May worked as well, the period would end on Monday the 11th."""
    course = course_at(None, "tick")
    text = changed(2026, ("work = [2026-05-09]", "work = [2026-05-09, 2026-05-10]"))
    publish(course.engine, text, moment("2026-05-09T09:00:00+08:00"))
    sweep(course.engine, moment("2026-05-12T00:00:00+08:00"))
    assert course.open_tasks() == ["legal_review"]


def test_the_case_page_says_provisional_until_the_notice_and_what_was_recounted_after(engine, case_id):
    started(engine, case_id, "decide", "2026-11-13")
    officer = actor(engine, "wang_qiang")

    def shown() -> dict:
        return next(c for c in clocks.of_case(engine, officer, case_id, at=PUBLISHED) if c["code"] == "decide")

    assert shown()["provisional"]
    publish(engine)
    assert not shown()["provisional"] and shown()["act_by"] == date(2027, 2, 4)
    lines = {line["date"].isoformat(): line["reason"] for line in clocks.explain(engine, officer, shown()["id"], at=PUBLISHED)["lines"]}
    assert "春节" in lines["2027-02-11"]
    assert cases.timeline(engine, officer, case_id)["items"][0]["action"] == "clock.recounted"


def test_walking_again_changes_nothing(engine, case_id):
    started(engine, case_id, "decide", "2026-11-13")
    publish(engine)
    before, told = clock_of(engine, case_id, "decide"), recounted(engine)
    with engine.store.act(None, PUBLISHED) as act:  # as if the walk had been broken off at its beginning
        act.conn.execute(update(tables.recount).values(finished_at=None, reached=0, done=0))
        act.done(traced=False)
    assert walk(engine, lambda: PUBLISHED) == 1
    assert clock_of(engine, case_id, "decide") == before and recounted(engine) == told
    check_invariants(engine)


def test_a_calendar_that_comes_during_a_walk_takes_its_place(engine, case_id):
    """Nobody is recounted by the first; the second covers what the first was about."""
    started(engine, case_id, "pay", "2026-12-15")
    started(engine, case_id, "decide", "2026-11-13")
    calendars.publish(engine, None, changed(2026, ("to = 2026-10-07", "to = 2026-10-08")), at=PUBLISHED)
    first = recount.take(engine, at=PUBLISHED)
    calendars.publish(engine, None, NOTICE_2027, at=PUBLISHED)
    assert list(recount.batch(engine, first, at=PUBLISHED)) == [False]
    assert walk(engine, lambda: PUBLISHED) == 1 and not recount.waiting(engine, at=PUBLISHED)
    assert [told["code"] for told in recounted(engine)] == ["decide"]
    progress = calendars.progress(engine, None)
    assert (progress["year"], progress["percent"], progress["done"]) == (2027, 100, 2)
    assert actions(engine)[-1] == "calendar.recounted"
    check_invariants(engine)


def test_a_clock_that_cannot_be_read_stops_no_other_and_is_tried_again(engine, case_id):
    healthy = Course.begin(engine).to("verify").case_id
    broken = started(engine, case_id, "decide", "2026-11-13")
    started(engine, healthy, "decide", "2026-11-13")
    with engine.store.act(None, PUBLISHED) as act:
        row = act.conn.execute(select(tables.clock.c.id, tables.clock.c.value).where(tables.clock.c.case_id == case_id, tables.clock.c.code == "decide")).one()
        act.conn.execute(update(tables.clock).where(tables.clock.c.id == row.id).values(value={**row.value, "unit": "moon"}))
        act.done(traced=False)
    publish(engine)
    assert not clock_of(engine, healthy, "decide").provisional and calendars.progress(engine, None)["failed"] == 1
    assert recount.again(engine, at=PUBLISHED + timedelta(seconds=1)) == 0
    with engine.store.act(None, PUBLISHED) as act:
        clock_rows.write(act.conn, case_id, [broken])
        act.done(traced=False)
    assert recount.again(engine, at=PUBLISHED + timedelta(minutes=5)) == 1
    assert not clock_of(engine, case_id, "decide").provisional and calendars.progress(engine, None)["failed"] == 0
    assert Counter(actions(engine, case_id))["incident.closed"] == 1
    check_invariants(engine)


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_case_in_somebodys_hands_is_waited_for_alone(engine, case_id, monkeypatch):
    """While a person holds the first case, the second is written at once; the first follows when they are done."""
    second = Course.begin(engine).to("verify").case_id
    for one in (case_id, second):
        started(engine, one, "decide", "2026-11-13")
    calendars.publish(engine, None, NOTICE_2027, at=PUBLISHED)
    recount_id = recount.take(engine, at=PUBLISHED)
    with engine.store.act(None, PUBLISHED) as act:
        assert case_rows.lock(act.conn, case_id)
        steps = recount.batch(engine, recount_id, at=PUBLISHED)
        assert next(steps)
        assert [clock_of(engine, one, "decide").provisional for one in (case_id, second)] == [True, False]
    assert list(steps) == [True, True] and list(recount.batch(engine, recount_id, at=PUBLISHED)) == [False]
    assert not clock_of(engine, case_id, "decide").provisional
    assert len(recounted(engine)) == 2
    check_invariants(engine)


def test_a_clock_that_a_person_met_between_reading_and_writing_stays_met(engine, case_id, monkeypatch):
    started(engine, case_id, "decide", "2026-11-13")
    calendars.publish(engine, None, NOTICE_2027, at=PUBLISHED)
    recount_id, lock = recount.take(engine, at=PUBLISHED), recount.recounts.lock

    def meet_first(conn, case_ids, *, wait):
        held = lock(conn, case_ids, wait=wait)
        clock_rows.write(conn, case_id, [law.meet(clock_of(engine, case_id, "decide"), date(2026, 11, 25))])
        return held

    monkeypatch.setattr(recount.recounts, "lock", meet_first)
    list(recount.batch(engine, recount_id, at=PUBLISHED))
    assert clock_of(engine, case_id, "decide").state == "met" and recounted(engine) == []
    check_invariants(engine)
