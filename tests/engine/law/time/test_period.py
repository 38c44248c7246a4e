from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.errors import BadInput
from engine.law.time.period import count


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize("start, length, unit, nominal, rolled", [
    ("2026-01-06", 90, "day", "2026-04-06", "2026-04-07"),
    ("2025-11-19", 90, "day", "2026-02-17", "2026-02-24"),
    ("2026-03-02", 90, "day", "2026-05-31", "2026-06-01"),
    ("2026-02-12", 7, "working_day", "2026-02-28", "2026-02-28"),
    ("2026-02-13", 5, "working_day", "2026-02-27", "2026-02-27"),
    ("2026-02-12", 2, "working_day", "2026-02-14", "2026-02-14"),
    ("2026-05-08", 3, "working_day", "2026-05-12", "2026-05-12"),
    ("2026-04-30", 5, "working_day", "2026-05-11", "2026-05-11"),
    ("2026-01-31", 15, "day", "2026-02-15", "2026-02-24"),
    ("2026-03-20", 15, "day", "2026-04-04", "2026-04-07"),
    ("2026-03-02", 60, "day", "2026-05-01", "2026-05-06"),
    ("2026-03-02", 6, "month", "2026-09-02", "2026-09-02"),
    ("2026-09-02", 3, "month", "2026-12-02", "2026-12-02"),
])
def test_worked_vectors_of_the_domain_reference(calendar, start, length, unit, nominal, rolled):
    span = count(day(start), length, unit, calendar)
    assert (span.nominal, span.rolled, span.provisional) == (day(nominal), day(rolled), False)


@pytest.mark.parametrize("start, months, end", [
    ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2026-08-31", 1, "2026-09-30"),
    ("2025-11-30", 3, "2026-02-28"), ("2026-02-28", 1, "2026-03-28"), ("2024-12-31", 2, "2025-02-28"),
])
def test_a_month_without_the_day_ends_on_its_last_day(calendar, start, months, end):
    assert count(day(start), months, "month", calendar).nominal == day(end)


def test_a_year_from_the_leap_day_ends_on_28_february(calendar):
    assert count(day("2024-02-29"), 1, "year", calendar).nominal == day("2025-02-28")
    assert count(day("2024-02-29"), 4, "year", calendar).nominal == day("2028-02-29")


def test_working_days_name_each_day_passed_over(calendar):
    span = count(day("2026-04-30"), 5, "working_day", calendar)
    assert [(s.date.isoformat(), s.reason) for s in span.skipped] == [
        ("2026-05-01", "劳动节"), ("2026-05-02", "劳动节"), ("2026-05-03", "劳动节"), ("2026-05-04", "劳动节"),
        ("2026-05-05", "劳动节"), ("2026-05-10", "周日")]


def test_natural_days_name_only_the_days_the_roll_passed(calendar):
    span = count(day("2026-03-20"), 15, "day", calendar)
    assert [(s.date.isoformat(), s.reason) for s in span.skipped] == [
        ("2026-04-04", "清明节"), ("2026-04-05", "清明节"), ("2026-04-06", "清明节")]


def test_act_by_is_the_last_working_day_before_a_holiday_end(calendar):
    assert count(day("2026-01-20"), 30, "day", calendar).act_by == day("2026-02-14")


@pytest.mark.parametrize("start, length, unit, provisional", [
    ("2026-12-24", 5, "working_day", False), ("2026-12-31", 1, "working_day", True), ("2026-12-24", 6, "working_day", True),
    ("2026-12-01", 30, "day", False), ("2026-12-02", 30, "day", True), ("2026-06-01", 2, "year", True),
    ("2023-12-29", 1, "working_day", True), ("2023-12-31", 2, "working_day", False), ("2027-03-01", 3, "day", True),
])
def test_a_result_is_provisional_when_a_year_it_used_has_no_notice(calendar, start, length, unit, provisional):
    assert count(day(start), length, unit, calendar).provisional is provisional


def test_a_roll_into_an_unpublished_year_is_provisional(calendar):
    # 2026-01-01 was a Thursday, so 2026-12-31 is one too; 30 days from 12-02 end on 2027-01-01, a day off.
    span = count(day("2026-12-02"), 30, "day", calendar)
    assert (span.nominal, span.act_by, span.rolled) == (day("2027-01-01"), day("2026-12-31"), day("2027-01-04"))


def test_hours_run_from_the_instant(calendar):
    began = datetime(2026, 1, 20, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    span = count(began, 24, "hour", calendar)
    assert span.ends_at == datetime(2026, 1, 21, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert span.start == day("2026-01-20") and span.nominal == day("2026-01-21")


def test_hours_from_a_bare_date_fill_the_following_days(calendar):
    assert count(day("2026-01-20"), 24, "hour", calendar).nominal == day("2026-01-21")
    assert count(day("2026-01-20"), 25, "hour", calendar).nominal == day("2026-01-22")


@pytest.mark.parametrize("start, length, unit", [
    (date(1948, 12, 31), 5, "day"), (date(2950, 1, 1), 5, "day"), (date(2026, 1, 1), 0, "day"),
    (date(2026, 1, 1), -3, "working_day"), (date(2026, 1, 1), 10 ** 9, "day"), (date(2026, 1, 1), 101, "year"),
    (date(2026, 1, 1), 5, "week"), (date(2026, 1, 1), True, "day"), (date(2026, 1, 1), 1.5, "day"),
    ("2026-01-01", 5, "day"), (datetime(2026, 1, 1), 5, "day"), (date(2026, 1, 1), 10 ** 9, "working_day"),
])
def test_absurd_input_is_refused_in_words(calendar, start, length, unit):
    with pytest.raises(BadInput) as refused:
        count(start, length, unit, calendar)
    assert refused.value.detail


def test_a_century_of_any_unit_still_counts(calendar):
    for length, unit in ((36525, "day"), (26000, "working_day"), (1200, "month"), (100, "year")):
        assert count(date(2899, 12, 31), length, unit, calendar).provisional
