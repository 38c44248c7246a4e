from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.law.time.reading import read


@pytest.mark.parametrize("due_on, unit, on, words, severity", [
    # 9 March to Thursday 12 March 2026: three working days.
    (date(2026, 3, 12), "working_day", date(2026, 3, 9), "剩 3 个工作日（3月12日止）", "soon"),
    # 14 February is a worked Saturday, 15–23 the Spring Festival: 14, 24, 25, 26, 27.
    (date(2026, 2, 27), "working_day", date(2026, 2, 13), "剩 5 个工作日（2月27日止）", "normal"),
    (date(2027, 2, 18), "day", date(2026, 12, 31), "剩 49 天（2027年2月18日止）", "normal"),
    (date(2026, 7, 29), "day", date(2026, 7, 29), "今天届满（7月29日止）", "soon"),
    (date(2026, 7, 29), "day", date(2026, 8, 3), "已逾期 5 天（7月29日止）", "overdue"),
    # Over on Friday, read on Saturday: no working day has passed, and it is overdue all the same.
    (date(2026, 3, 13), "working_day", date(2026, 3, 14), "已逾期 1 个工作日（3月13日止）", "overdue")])
def test_a_running_clock_reads_as_what_is_left(rules, due_on, unit, on, words, severity):
    found = read(due_on, unit, on, rules.calendar, warn_at=(3,))
    assert (found.words, found.severity) == (words, severity)


@pytest.mark.parametrize("state, late, words", [
    ("met", False, "已办结"), ("met", True, "已办结（超期）"), ("lapsed", False, "已届满（3月12日止）"), ("suspended", False, "中止计算"), ("cancelled", False, "已取消")])
def test_a_clock_that_does_not_run_says_so(rules, state, late, words):
    found = read(date(2026, 3, 12), "day", date(2026, 4, 1), rules.calendar, state=state, late=late)
    assert (found.words, found.severity) == (words, state)


@pytest.mark.parametrize("at, left, words, severity", [
    ("2026-01-20T23:10", 24, "剩 24 小时（1月21日23:10止）", "soon"),
    ("2026-01-21T20:40", 2, "剩 2 小时（1月21日23:10止）", "soon"),
    ("2026-01-21T22:50", 0, "剩 20 分钟（1月21日23:10止）", "soon"),
    ("2026-01-21T23:10", 0, "剩 0 分钟（1月21日23:10止）", "soon"),
    ("2026-01-21T23:45", -1, "已逾期 35 分钟（1月21日23:10止）", "overdue"),
    ("2026-01-22T00:40", -2, "已逾期 1 小时 30 分钟（1月21日23:10止）", "overdue"),
    ("2026-01-23T02:10", -27, "已逾期 1 天 3 小时（1月21日23:10止）", "overdue")])
def test_a_clock_in_hours_reads_in_hours(rules, at, left, words, severity):
    shanghai = ZoneInfo("Asia/Shanghai")
    found = read(date(2026, 1, 21), "hour", date(2026, 1, 20), rules.calendar, due_at=datetime(2026, 1, 21, 23, 10, tzinfo=shanghai),
                 at=datetime.fromisoformat(at).replace(tzinfo=shanghai))
    assert (found.left, found.unit, found.words, found.severity) == (left, "hour", words, severity)


def test_a_meter_grows_instead_of_running_out(rules):
    assert read(date(2026, 4, 20), "day", date(2026, 4, 1), rules.calendar, kind="meter").words == "正在按日加处"
    assert read(date(2026, 4, 20), "day", date(2026, 5, 1), rules.calendar, kind="meter", state="overdue").words == "按日加处已满期"


def test_what_was_done_late_says_by_how_much(rules):
    assert read(date(2026, 1, 21), "hour", date(2026, 1, 25), rules.calendar, state="met", late=True, over="35 分钟").words == "已办结（超期 35 分钟）"
