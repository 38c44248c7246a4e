from datetime import date

import pytest

from engine.law.time.hours import at_night, holiday
from tests.engine.law.gates.sound import moment


@pytest.mark.parametrize("when, night", [("05-06 21:59", False), ("05-06 22:00", True), ("05-07 05:59", True),
                                         ("05-07 06:00", False)])
def test_night_is_from_ten_to_six(rules, when, night):
    assert at_night(rules, moment(when)) is night


@pytest.mark.parametrize("on, named", [((5, 1), True), ((5, 2), True), ((2, 22), True), ((5, 9), False), ((5, 10), False),
                                       ((5, 11), False)])
def test_a_holiday_is_one_of_the_notice_not_a_plain_weekend(calendar, on, named):
    # 05-02 and 02-22 are weekend days inside a holiday; 05-09 is worked; 05-10 is a plain Sunday.
    assert (holiday(calendar, date(2026, *on)) is not None) is named
