from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from engine.law.time.calendar import Calendar, Year
from tests.engine.law import notices

_THREE_YEARS = [date(2024, 1, 1) + timedelta(i) for i in range((date(2027, 1, 1) - date(2024, 1, 1)).days)]


def test_every_day_of_three_years_is_as_the_notices_say(calendar):
    assert [d for d in _THREE_YEARS if calendar.is_working(d) != notices.works(d)] == []


def test_chinesecalendar_agrees_day_by_day(calendar):
    assert [d for d in _THREE_YEARS if calendar.is_working(d) != chinese_calendar.is_workday(d)] == []


def test_holidays_agrees_day_by_day(calendar):
    china = holidays.country_holidays("CN", years=(2024, 2025, 2026))
    assert [d for d in _THREE_YEARS if calendar.is_working(d) != china.is_working_day(d)] == []


@pytest.mark.parametrize("year, days", [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_per_year(calendar, year, days):
    assert sum(calendar.is_working(d) for d in _THREE_YEARS if d.year == year) == days


@pytest.mark.parametrize("day, reason", [
    ("2026-02-17", "春节"), ("2026-02-21", "春节"), ("2026-03-07", "周六"), ("2026-03-08", "周日"),
    ("2026-02-28", None), ("2026-03-09", None), ("2025-10-06", "国庆节、中秋节"), ("2024-06-09", "周日"),
])
def test_a_day_off_says_why(calendar, day, reason):
    assert calendar.reason(date.fromisoformat(day)) == reason


def test_years_without_an_official_notice_are_provisional(calendar):
    assert not any(calendar.is_provisional(d) for d in _THREE_YEARS)
    assert calendar.is_provisional(date(2027, 3, 1)) and calendar.is_provisional(date(2023, 3, 1))


def test_statutory_days_of_the_provisional_year_are_off(calendar):
    assert calendar.reason(date(2027, 1, 1)) == "元旦"
    assert calendar.reason(date(2027, 2, 10)) == "春节"


def test_next_previous_and_back_walk_over_the_holiday(calendar):
    assert calendar.next_working(date(2026, 2, 15)) == date(2026, 2, 24)
    assert calendar.previous_working(date(2026, 2, 23)) == date(2026, 2, 14)
    assert calendar.next_working(date(2026, 2, 14)) == date(2026, 2, 14)
    # From 03-02 (Mon) three working days back: 02-28 (make-up Sat), 02-27, 02-26.
    assert calendar.back(date(2026, 3, 2), 3) == date(2026, 2, 26)


def test_a_notice_may_reach_into_the_year_before():
    make_up = date(2026, 12, 27)
    calendar = Calendar({2027: Year(2027, "official", "通知", frozenset(), frozenset({make_up}), {})})
    assert calendar.is_working(make_up)
