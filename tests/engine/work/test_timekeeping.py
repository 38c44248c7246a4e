"""What people do to a period by hand: only with a rule that is cited, never by whom it must not be, always with a trace."""
from __future__ import annotations

import threading
from datetime import date

import pytest

from engine import errors
from engine.store import cases
from engine.store import clocks as rows
from engine.work import clocks, timekeeping
from tests.course import actions, actor, moment
from tests.invariants import check_invariants

#: E2 was filed on 30 April; that Friday is not a day off
#: an officer of the town next door
STRANGER = "zhou_kai"
AT = moment("2026-05-08T16:00:00+08:00")


def clock_id(course, code: str) -> int:
    with course.engine.store.read() as conn:
        return next(i for i, one in rows.of_case(conn, course.case_id) if one.code == code)


def shown(course, code: str, at=AT) -> dict:
    found = clocks.of_case(course.engine, actor(course.engine, "wang_qiang"), course.case_id, at=at)
    return next(c for c in found if c["code"] == code)


@pytest.fixture
def course(course_at):
    """A filed case under investigation: its ninety days are running."""
    return course_at("investigate")


def handler(course):
    return actor(course.engine, "wang_qiang")


def leader(course):
    return actor(course.engine, "gao_jun")


def test_ninety_days_are_not_extended_without_a_cited_rule(course):
    # 行政处罚法第六十条 has no clause of extension.
    with pytest.raises(errors.ClockRefused, match="没有延长的规定"):
        timekeeping.extend(course.engine, leader(course), clock_id(course, "decide"), "案情复杂", at=AT)
    assert shown(course, "decide")["due_on"] == date(2026, 7, 29)
    check_invariants(course.engine)


def test_test_time_does_not_stop_the_ninety_days_without_a_cited_rule(course):
    with pytest.raises(errors.ClockRefused, match="没有可以扣除"):
        timekeeping.suspend(course.engine, handler(course), clock_id(course, "decide"), "testing", "检测期间告知书", date(2026, 5, 6), at=AT)
    check_invariants(course.engine)


def test_a_handler_does_not_approve_an_extension(course):
    with pytest.raises(errors.NotEligible):
        timekeeping.extend(course.engine, handler(course), clock_id(course, "decide"), "案情复杂", at=AT)
    check_invariants(course.engine)


def test_a_stranger_does_not_learn_that_the_clock_exists(course):
    stranger = actor(course.engine, STRANGER)
    with pytest.raises(errors.NotFound):
        timekeeping.choices(course.engine, stranger, clock_id(course, "decide"), at=AT)


def test_a_crime_transfer_is_decided_in_three_natural_days(course):
    # 移送规定第五条: three days from the report; 8 May is a Friday, so Monday the 11th, by natural days.
    begun = timekeeping.begin(course.engine, handler(course), course.case_id, "crime_transfer", date(2026, 5, 8), "移送涉嫌犯罪案件报告", at=AT)
    assert begun["due_on"] == date(2026, 5, 11) and begun["state"] == "running"
    assert "clock.started" in actions(course.engine, course.case_id)[-3:]
    check_invariants(course.engine)


def test_a_period_that_runs_is_not_begun_twice(course):
    timekeeping.begin(course.engine, handler(course), course.case_id, "crime_transfer", date(2026, 5, 8), "报告", at=AT)
    with pytest.raises(errors.ClockRefused, match="已在计算中"):
        timekeeping.begin(course.engine, handler(course), course.case_id, "crime_transfer", date(2026, 5, 8), "报告", at=AT)
    check_invariants(course.engine)


def test_a_renewed_notice_begins_the_next_generation_and_keeps_the_first(course):
    timekeeping.begin(course.engine, handler(course), course.case_id, "crime_transfer", date(2026, 5, 7), "报告", at=AT)
    again = timekeeping.restart(course.engine, handler(course), clock_id(course, "crime_transfer"), date(2026, 5, 8), "补正后的报告", at=AT)
    assert (again["gen"], again["due_on"]) == (2, date(2026, 5, 11))
    with course.engine.store.read() as conn:
        states = [(one.gen, one.state) for _, one in rows.of_case(conn, course.case_id) if one.code == "crime_transfer"]
    assert states == [(1, "cancelled"), (2, "running")]
    check_invariants(course.engine)


def test_a_day_that_has_not_come_begins_nothing(course):
    with pytest.raises(errors.FormInvalid):
        timekeeping.begin(course.engine, handler(course), course.case_id, "crime_transfer", date(2026, 5, 9), "报告", at=AT)


def test_what_was_done_is_noted_with_its_day(course):
    timekeeping.begin(course.engine, handler(course), course.case_id, "crime_transfer", date(2026, 5, 7), "报告", at=AT)
    timekeeping.stop(course.engine, handler(course), clock_id(course, "crime_transfer"), date(2026, 5, 8), "正职负责人批准移送", at=AT)
    assert shown(course, "crime_transfer")["state"] == "met"
    with pytest.raises(errors.ClockRefused, match="已经结束"):
        timekeeping.stop(course.engine, handler(course), clock_id(course, "crime_transfer"), date(2026, 5, 8), "再次", at=AT)
    check_invariants(course.engine)


def test_the_diagram_is_not_left_waiting_for_a_period_that_was_cancelled(course_at):
    course = course_at("serve_notice")
    at = course.at
    course.take()
    with pytest.raises(errors.ClockRefused, match="流程正在等待"):
        timekeeping.cancel(course.engine, leader(course), clock_id(course, "statement"), "当事人口头放弃", at=at)
    check_invariants(course.engine)


def test_of_twenty_who_begin_it_at_once_one_does(course):
    outcomes = []

    def begin() -> None:
        try:
            timekeeping.begin(course.engine, handler(course), course.case_id, "crime_transfer", date(2026, 5, 8), "报告", at=AT)
            outcomes.append("begun")
        except errors.ClockRefused:
            outcomes.append("refused")

    threads = [threading.Thread(target=begin) for _ in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["begun"] + ["refused"] * 19
    check_invariants(course.engine)


def test_what_may_be_begun_is_listed_with_its_article(course):
    found = {c["code"]: c for c in timekeeping.known(course.engine, handler(course), course.case_id, at=AT)}
    assert "crime_transfer" in found and "decide" not in found and "seizure" not in found
    assert all(c["basis"] for c in found.values())


def test_looking_at_a_period_waits_for_nobody_and_holds_nobody_up(course):
    """A page that takes the case's lock to show itself would stop the whole town on SQLite."""
    looked_at = clock_id(course, "decide")
    with course.engine.store.act(None, AT) as act:
        assert cases.lock(act.conn, course.case_id)
        assert timekeeping.choices(course.engine, handler(course), looked_at, at=AT)["can"]
        assert timekeeping.known(course.engine, handler(course), course.case_id, at=AT)
