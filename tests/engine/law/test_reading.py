from datetime import date

import pytest

from engine.law.reading import read


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
