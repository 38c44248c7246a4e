"""法释〔2016〕25号第三条: illegal mining and sand from 100,000–300,000, half in forbidden places and times, or after two penalties."""
from dataclasses import replace
from datetime import date

import pytest

from engine.law.penalty.crime import crime_for, reached

ON = date(2026, 9, 3)


@pytest.fixture
def sand(rules):
    return crime_for(rules.thresholds.crimes, "SL-001", ON)


@pytest.mark.parametrize("value, forbidden, expected", [
    (99_999_99, False, None), (100_000_00, False, False), (120_000_00, False, False), (299_999_99, False, False),
    (300_000_00, False, True), (49_999_99, True, None), (50_000_00, True, False), (150_000_00, True, True), (None, False, None),
])
def test_the_value_decides(sand, value, forbidden, expected):
    found = reached(sand, value, forbidden=forbidden)
    assert (found and found.certain) is expected


def test_the_appraisal_of_the_example_reaches_it(sand):
    # E9: price appraisal 120,000 yuan.
    why = reached(sand, 120_000_00).why
    assert "120,000 元" in why and "100,000 元至 300,000 元以上" in why and "非法采矿罪" in why


def test_two_earlier_penalties_reach_it_whatever_the_value(sand):
    assert reached(sand, 1_00, earlier=1) is None
    assert reached(sand, None, earlier=2).certain and "2 次行政处罚" in reached(sand, None, earlier=2).why


def test_a_provinces_own_amount_leaves_no_range(sand):
    fixed = replace(sand, set_fen=200_000_00)
    assert reached(fixed, 199_999_99) is None and reached(fixed, 200_000_00).certain
    assert reached(fixed, 100_000_00, forbidden=True).certain and reached(fixed, 99_999_99, forbidden=True) is None


def test_only_items_with_a_threshold_have_one(rules):
    assert crime_for(rules.thresholds.crimes, "SL-002", ON) and crime_for(rules.thresholds.crimes, "SR-001", ON) is None
    assert crime_for(rules.thresholds.crimes, "SL-001", date(2016, 11, 30)) is None
