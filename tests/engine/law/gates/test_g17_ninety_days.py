from datetime import date

from engine.law import clock as clocks
from engine.law.gates import run


def test_a_late_decision_is_recorded_and_not_refused(case, only):
    # Filed 04-30: 90 days end on 07-29.
    found = only("decide", case(on=date(2026, 8, 5)), "G-17")
    assert found.severity == "deducts" and "迟延 7 日" in found.message and found.points


def test_the_last_day_is_in_time(case):
    assert run("decide", case(on=date(2026, 7, 29))) == []


def test_what_was_decided_in_time_stays_in_time(case, rules):
    met = clocks.meet(clocks.start(rules.clocks["decide"], date(2026, 4, 30), rules.calendar), date(2026, 7, 1))
    assert run("decide", case(on=date(2026, 9, 1), clock={"decide": met})) == []
