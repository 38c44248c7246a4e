"""Clocks in words, and day by day."""
from __future__ import annotations

from datetime import date

import pytest

from engine import errors
from engine.jobs.firing import sweep
from engine.work import clocks, tasks
from tests.course import actor, moment


def of(course, code: str, at: str, who: str = "wang_qiang") -> dict:
    """One clock of the case as it is shown on a day."""
    found = clocks.of_case(course.engine, actor(course.engine, who), course.case_id, at=moment(at))
    return next(c for c in found if c["code"] == code)


# The check of the lead of Monday 27 April: seven working days, 1 to 5 May off, 9 May worked: due on 9 May.
WORKING_DAYS = (
    ("2026-04-27T10:00:00+08:00", "剩 7 个工作日（5月9日止）", "normal"),
    ("2026-04-30T23:59:00+08:00", "剩 4 个工作日（5月9日止）", "normal"),
    ("2026-05-03T10:00:00+08:00", "剩 4 个工作日（5月9日止）", "normal"),
    ("2026-05-08T10:00:00+08:00", "剩 1 个工作日（5月9日止）", "soon"),
    ("2026-05-09T10:00:00+08:00", "今天届满（5月9日止）", "soon"),
    ("2026-05-11T10:00:00+08:00", "已逾期 1 个工作日（5月9日止）", "overdue"),
    ("2026-05-13T10:00:00+08:00", "已逾期 3 个工作日（5月9日止）", "overdue"))
# Filed on 30 April: ninety days are up on 29 July (行政处罚法第六十条), and an agency's limit does not roll over.
DAYS = (("2026-04-30T16:00:00+08:00", "剩 90 天（7月29日止）"), ("2026-07-28T10:00:00+08:00", "剩 1 天（7月29日止）"),
        ("2026-07-29T23:59:59+08:00", "今天届满（7月29日止）"), ("2026-07-30T00:00:00+08:00", "已逾期 1 天（7月29日止）"))


def test_working_days_left_are_told_as_people_count_them(course_at):
    course = course_at("verify")
    for at, words, severity in WORKING_DAYS:
        shown = of(course, "verify_lead", at)
        assert (shown["words"], shown["severity"], shown["remaining_unit"]) == (words, severity, "working_day")
        assert shown["due_on"] == date(2026, 5, 9)


def test_days_left_are_told_as_days(course_at):
    course = course_at("investigate")
    assert [of(course, "decide", at)["words"] for at, _ in DAYS] == [words for _, words in DAYS]


def test_a_clock_that_has_ended_says_how(course_at):
    course = course_at("legal_review")
    told = {c["code"]: (c["words"], c["severity"]) for c in clocks.of_case(
        course.engine, actor(course.engine, "wang_qiang"), course.case_id, at=course.at)}
    assert told["verify_lead"] == ("已办结", "met")
    assert told["statement"] == ("已届满（5月12日止）", "lapsed")


def test_what_is_done_late_says_so(course_at):
    course = course_at("verify", "sign")
    at = moment("2026-05-12T10:00:00+08:00")
    sweep(course.engine, at)
    tasks.sign(course.engine, course.who, course.task()["id"], at=at)
    assert of(course, "verify_lead", "2026-05-12T10:00:00+08:00")["words"] == "已办结（超期 3 天）"


def test_running_clocks_come_first(course_at):
    course = course_at("record_payment")
    states = [c["state"] for c in clocks.of_case(course.engine, actor(course.engine, "he_fang"), course.case_id, at=course.at)]
    running = [s in ("running", "overdue", "suspended") for s in states]
    assert running == sorted(running, reverse=True) and any(running) and not all(running)


def test_a_clock_is_explained_day_by_day(course_at):
    """例二: notified on 8 May, three working days; 9 May is worked, 10 May a Sunday: it ends on 12 May."""
    course = course_at(None, "tick")
    statement = of(course, "statement", "2026-05-08T12:00:00+08:00")
    told = clocks.explain(course.engine, actor(course.engine, "wang_qiang"), statement["id"], at=course.at)
    assert (told["case_id"], told["due_on"], told["rolled"]) == (course.case_id, date(2026, 5, 12), date(2026, 5, 12))
    assert [line["date"].day for line in told["lines"] if line["counted"]] == [9, 11, 12]
    skipped = {line["date"].day: line["reason"] for line in told["lines"] if not line["counted"]}
    assert "日" in skipped[10]


def test_a_clock_of_strangers_is_not_found(course_at):
    course = course_at("verify")
    clock_id = of(course, "verify_lead", "2026-04-27T10:00:00+08:00")["id"]
    stranger = actor(course.engine, "zhou_kai")
    for look in (lambda: clocks.explain(course.engine, stranger, clock_id, at=course.at),
                 lambda: clocks.explain(course.engine, stranger, 9_999, at=course.at),
                 lambda: clocks.of_case(course.engine, stranger, course.case_id, at=course.at)):
        with pytest.raises(errors.NotFound):
            look()
