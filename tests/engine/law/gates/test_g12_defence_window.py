from datetime import date

from engine.law.gates.g12_defence_window import check
from engine.law.time import clock as clocks


def test_no_decision_before_the_statement_period_has_ended(case, only):
    # Served 05-08 (Fri): three working days end on Tue 05-12, so 05-12 is too early and 05-13 is not.
    met = {"legal_review": {"at": "2026-05-12T01:00:00+00:00"}}
    assert "2026-05-12" in only("decide", case(on=date(2026, 5, 12), met=met), "G-12").message


def test_the_day_after_is_early_enough(case):
    assert check(case(on=date(2026, 5, 13))) is None


def test_an_explicit_waiver_opens_the_way(case):
    met = {"defence_window": {"at": "2026-05-11T01:00:00+00:00"}}
    assert check(case(on=date(2026, 5, 11), data={"statement_outcome": "waived"}, met=met)) is None


def test_a_waiver_of_an_earlier_notice_opens_nothing(case, only):
    met = {"defence_window": {"at": "2026-05-07T01:00:00+00:00"}, "legal_review": {"at": "2026-05-11T01:00:00+00:00"}}
    only("decide", case(on=date(2026, 5, 11), data={"statement_outcome": "waived"}, met=met), "G-12")


def test_the_hearing_request_period_must_have_ended_too(case, rules, only):
    # Five working days from 05-08: 9, 11, 12, 13, 14.
    asked = clocks.start(rules.clocks["hearing_request"], date(2026, 5, 8), rules.calendar)
    facts = case(data={"hearing_offered": True}, clock={"hearing_request": asked})
    assert "听证" in only("decide", facts, "G-12").message


def test_a_period_met_early_by_a_statement_still_runs(case, rules, only):
    met = clocks.meet(clocks.start(rules.clocks["statement"], date(2026, 5, 8), rules.calendar), date(2026, 5, 9))
    reviewed = {"legal_review": {"at": "2026-05-12T01:00:00+00:00"}}
    only("decide", case(on=date(2026, 5, 12), clock={"statement": met}, met=reviewed), "G-12")


def test_a_period_that_never_began_has_not_ended(case, only):
    only("decide", case(without=("statement",)), "G-12")
    only("decide", case(data={"hearing_offered": True}), "G-12")


def test_no_decision_without_notice(case, only):
    assert "事先告知" in only("decide", case(without=("notice",)), "G-12").message


def test_a_closed_file_is_judged_by_the_day_of_its_decision(sound):
    # Decided 05-14, read on 05-26; the window ended on 05-12.
    assert check(sound()) is None
    early = sound(met={"decision": {"at": "2026-05-12T07:00:00+00:00"}})
    assert "2026-05-12 不得作出决定" in check(early).message


def test_an_on_the_spot_decision_has_no_window(sound):
    assert check(sound("on_spot")) is None


def test_a_filed_case_stays_ordinary_whatever_a_form_says(case, only):
    only("decide", case(data={"procedure": "summary"}, without=("notice",)), "G-12")
