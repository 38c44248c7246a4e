from datetime import date

import pytest

from engine.law.penalty.accountability import accountability, birth_in

ACT = date(2026, 5, 14)


@pytest.mark.parametrize("birth, measure", [
    (date(2013, 5, 14), "none"),        # thirteen
    (date(2012, 5, 15), "none"),        # fourteen tomorrow
    (date(2012, 5, 14), "none"),        # the birthday itself: full years run from the day after it
    (date(2012, 5, 13), "lighter"), (date(2008, 5, 15), "lighter"), (date(2008, 5, 14), "lighter"),
    (date(2008, 5, 13), "full"), (None, "full"),
])
def test_age_is_counted_at_the_act(birth, measure):
    assert accountability(birth, False, ACT).measure == measure


def test_a_leap_day_birthday_ends_with_february():
    assert accountability(date(2012, 2, 29), False, date(2026, 2, 28)).measure == "none"
    assert accountability(date(2012, 2, 29), False, date(2026, 3, 1)).measure == "lighter"


def test_incapacity_is_no_matter_of_age():
    found = accountability(date(1980, 1, 1), True, ACT)
    assert found.measure == "none" and found.article == "行政处罚法第三十一条" and "监护人" in found.why


def test_what_bars_a_penalty_is_said_with_its_article():
    child, youth = accountability(date(2013, 1, 1), False, ACT), accountability(date(2010, 1, 1), False, ACT)
    assert child.article == youth.article == "行政处罚法第三十条"
    assert "不满十四周岁" in child.why and "监护人加以管教" in child.why and "从轻或者减轻" in youth.why


@pytest.mark.parametrize("number, birth", [
    ("330000201301010000", date(2013, 1, 1)), ("33000020130101000X", date(2013, 1, 1)), ("3300**********0000", None),
    ("330000201313010000", None), ("91330000MA28XXXX0X", None), ("", None),
])
def test_the_day_of_birth_is_read_from_the_identity_number(number, birth):
    assert birth_in(number) == birth
