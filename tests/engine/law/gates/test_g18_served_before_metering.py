import pytest

from engine.law.gates.g18_served_before_metering import check

# Served on 05-14, so fifteen days to pay end on 05-29 (Friday): the meter runs from 05-30.


def test_no_surcharge_before_the_time_to_pay_is_over(sound, only):
    found = only("court", sound("court", data={"surcharge_since": "2026-05-29"}), "G-18")
    assert "缴款期限到 2026-05-29 届满" in found.message


def test_the_day_after_is_the_first(sound):
    assert check(sound("court")) is None


def test_no_surcharge_on_a_decision_that_was_not_served(sound, only):
    facts = sound("court", without=("decision_served_on", "court_applied_on"), dossier={"services": ()})
    assert "尚未送达" in only("collect", facts, "G-18").message


@pytest.mark.parametrize("served_on, since, enough", [
    ("2026-03-20", "2026-04-07", False),     # 04-04 is a Saturday, the holiday ends on 04-06: due 04-07 (DOMAIN §3.1)
    ("2026-03-20", "2026-04-08", True),
])
def test_the_last_day_to_pay_rolls_over_a_holiday(case, served_on, since, enough):
    assert (check(case(data={"decision_served_on": served_on, "surcharge_since": since})) is None) is enough


def test_without_a_surcharge_nothing_is_asked(case):
    assert check(case()) is None
