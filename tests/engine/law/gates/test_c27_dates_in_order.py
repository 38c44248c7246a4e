from datetime import date

import pytest

from engine.law.gates.c27_dates_in_order import check


def test_a_record_dated_tomorrow_is_refused(case, only):
    only("file", case(data={"decision_served_on": "2026-05-15"}), "C-27")


@pytest.mark.parametrize("key", ["found_on", "act_on", "paid_on", "hearing_held_on"])
def test_nothing_done_lies_in_the_future(case, key):
    assert "晚于今天" in check(case(data={key: date(2026, 5, 15)})).message


def test_nothing_follows_from_a_finding_before_it_was_found(case):
    assert "早于发现日期" in check(case(data={"notice_served_on": "2026-04-26"})).message


def test_the_act_and_an_earlier_order_may_precede_the_finding(case):
    assert check(case(data={"act_on": "2026-01-06", "correction_ordered_on": "2026-04-20"})) is None


def test_a_term_set_for_the_future_is_no_record(case):
    assert check(case(data={"correction_due_on": "2026-06-30"})) is None
