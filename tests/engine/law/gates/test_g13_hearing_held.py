import pytest

from engine.law.gates.g13_hearing_held import check
from engine.law.time import clock as clocks
from tests.engine.law.gates.sound import day


def test_a_requested_hearing_must_have_been_held(case, only):
    only("submit_review", case(data={"statement_outcome": "hearing_requested"}), "G-13")


@pytest.mark.parametrize("result", ["held", "abandoned"])
def test_a_hearing_held_or_abandoned_opens_the_way(case, result):
    assert check(case(data={"statement_outcome": "hearing_requested", "hearing_result": result})) is None


@pytest.mark.parametrize("asked_on, bound", [("2026-05-14", True), ("2026-05-15", False)])
def test_only_a_request_in_time_obliges(case, rules, asked_on, bound):
    # Told on 05-08: five working days are 9 (worked Saturday), 11, 12, 13, 14.
    clock = {"hearing_request": clocks.start(rules.clocks["hearing_request"], day("05-08"), rules.calendar)}
    data = {"statement_outcome": "hearing_requested", "hearing_requested_on": asked_on}
    assert (check(case(data=data, clock=clock, on=day("05-18"))) is not None) is bound


def test_a_hearing_after_the_decision_is_none(sound):
    # E3 was decided on 03-20.
    assert "晚于作出决定之日" in check(sound("hearing", data={"hearing_held_on": "2026-03-21"})).message
    assert check(sound("hearing")) is None
