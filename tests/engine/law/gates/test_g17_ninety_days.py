from dataclasses import replace
from datetime import date

from engine.law.gates import run
from engine.law.gates.g17_ninety_days import check
from engine.law.time import clock as clocks


def test_a_late_decision_is_recorded_and_not_refused(case, only):
    # Filed 04-30: 90 days end on 07-29.
    found = only("decide", case(on=date(2026, 8, 5)), "G-17")
    assert found.severity == "deducts" and "迟延 7 日" in found.message and found.points


def test_the_last_day_is_in_time(case):
    assert run("decide", case(on=date(2026, 7, 29))) == []


def test_what_was_decided_in_time_stays_in_time(case, rules):
    met = clocks.meet(clocks.start(rules.clocks["decide"], date(2026, 4, 30), rules.calendar), date(2026, 7, 1))
    assert run("decide", case(on=date(2026, 9, 1), clock={"decide": met})) == []


def test_a_closed_file_is_judged_by_the_day_of_its_decision(sound):
    # Filed 04-30, decided 05-14, read in December.
    assert check(sound(on=date(2026, 12, 1))) is None


def test_an_extension_without_its_rule_counts_for_nothing(case, rules):
    clock = clocks.start(rules.clocks["decide"], date(2026, 4, 30), rules.calendar)
    more = clocks.Extended(date(2026, 7, 1), 30, "day", "案情复杂", "")
    found = check(case(clock={"decide": replace(clock, extensions=(more,))}))
    assert "没有写明所依据的规定" in found.message
    cited = replace(more, basis="某程序规定第六十四条")
    assert check(case(clock={"decide": replace(clock, extensions=(cited,))})) is None
