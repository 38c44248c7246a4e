"""What happens to running clocks when a year's calendar is published."""
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from engine.law.time import clock as clocks
from engine.law.time.calendar import Calendar, Year

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 10, 9, tzinfo=SHANGHAI)


def days(*texts):
    return frozenset(date.fromisoformat(f"2027-{text}") for text in texts)


@pytest.fixture
def announced(calendar):
    """The calendar with an invented notice for 2027: New Year 01-01 … 01-05, worked on Sat 01-09."""
    off = days("01-01", "01-02", "01-03", "01-04", "01-05")
    year = Year(2027, "official", "（试）2027年通知", off, days("01-09"), dict.fromkeys(off, "元旦"))
    return Calendar({**calendar.years, 2027: year})


def test_the_partys_last_day_moves_and_is_certain(rules, calendar, announced):
    # 15 days from 2026-12-20 are 01-04, a Monday; with the notice it is a day off: 01-06.
    clock = clocks.start(rules.clocks["pay"], date(2026, 12, 20), calendar)
    assert (clock.due_on, clock.provisional) == (date(2027, 1, 4), True)
    [change] = clocks.changes([clock], announced, AT)
    assert (change.after.due_on, change.after.provisional, change.before) == (date(2027, 1, 6), False, clock)
    assert change.words == "届满日由 2027-01-04 改为 2027-01-06；不再是暂定结果"


def test_the_agencys_end_stays_but_its_last_working_day_moves(rules, calendar, announced):
    # 90 days from 2026-10-06 are 2027-01-04.
    clock = clocks.start(rules.clocks["decide"], date(2026, 10, 6), calendar)
    [change] = clocks.changes([clock], announced, AT)
    assert (change.after.due_on, change.after.act_by) == (date(2027, 1, 4), date(2026, 12, 31))
    assert change.words == "最迟办结日由 2027-01-04 改为 2026-12-31；不再是暂定结果"


def test_working_days_are_counted_anew(rules, calendar, announced):
    # From Wed 12-30: 31 (1), then provisionally 01-04 (2), 5, 6, 7, 8, Mon 11; announced: 6, 7, 8, Sat 9, 11, 12.
    clock = clocks.start(rules.clocks["serve_decision"], date(2026, 12, 30), calendar)
    assert clock.due_on == date(2027, 1, 11)
    assert clocks.renewed(clock, announced, AT).due_on == date(2027, 1, 12)


def test_doing_it_twice_changes_nothing_more(rules, calendar, announced):
    started = [clocks.start(rules.clocks[code], date(2026, 12, 20), calendar) for code in ("pay", "decide", "statement", "sue", "seizure")]
    once = [c.after for c in clocks.changes(started, announced, AT)]
    assert once and clocks.changes(once, announced, AT) == []


def test_a_clock_within_announced_years_does_not_change(rules, calendar, announced):
    assert clocks.changes([clocks.start(rules.clocks["pay"], date(2026, 5, 14), calendar)], announced, AT) == []


def test_marks_that_fired_stay_fired_and_the_others_move(rules, calendar, announced):
    clock = clocks.start(rules.clocks["pay"], date(2026, 12, 20), calendar)
    assert [m.name for m in clock.marks] == ["warn:5", "warn:2", "due"]
    # Five working days before 01-04: 12-31, 30, 29, 28, 25.
    fired, mark = clocks.fire(clock, datetime(2026, 12, 25, 8, 30, tzinfo=SHANGHAI))
    assert mark == "warn:5"
    after = clocks.renewed(fired, announced, datetime(2026, 12, 26, tzinfo=SHANGHAI))
    # Two before 01-06: 12-31, 12-30.
    assert [(m.name, m.at.astimezone(SHANGHAI).date()) for m in after.marks] == [("warn:2", date(2026, 12, 30)), ("due", date(2027, 1, 7))]
    assert (after.next_at, after.next_mark) == (after.marks[0].at, "warn:2")


def test_a_clock_that_lapsed_too_early_runs_again(rules, calendar, announced):
    clock = clocks.start(rules.clocks["hearing_request"], date(2026, 12, 29), calendar)     # 30, 31, 4, 5, 6
    while clock.state == "running":
        clock, _ = clocks.fire(clock, datetime(2027, 1, 7, tzinfo=SHANGHAI))
    at = datetime(2027, 1, 7, 9, tzinfo=SHANGHAI)
    [change] = clocks.changes([clock], announced, at)                                        # 30, 31, 6, 7, 8
    assert (change.after.state, change.after.due_on) == ("running", date(2027, 1, 8))
    assert [m.name for m in change.after.marks] == ["due"] and change.after.next_mark == "due"
    assert "恢复计算" in change.words
    assert clocks.renewed(change.after, announced, at) == change.after


def test_a_clock_that_is_over_either_way_stays_over(rules, calendar, announced):
    clock = clocks.start(rules.clocks["pay"], date(2026, 12, 20), calendar)
    over = replace(clock, state="overdue", marks=(), next_at=None, next_mark=None)
    after = clocks.renewed(over, announced, datetime(2027, 2, 1, tzinfo=SHANGHAI))
    assert (after.state, after.due_on, after.marks, after.next_at) == ("overdue", date(2027, 1, 6), (), None)


@pytest.mark.parametrize("end", [clocks.meet, clocks.cancel])
def test_what_has_ended_is_left_as_it_was(rules, calendar, announced, end):
    clock = end(clocks.start(rules.clocks["pay"], date(2026, 12, 20), calendar), date(2026, 12, 22))
    assert clocks.renewed(clock, announced, AT) is clock


def test_a_suspended_clock_stays_unarmed(rules, calendar, announced):
    rule = rules.clocks["seizure"]
    clock = clocks.suspend(clocks.start(rule, date(2026, 12, 7), calendar), date(2026, 12, 9), "testing", rule, document="检测委托书")
    after = clocks.renewed(clock, announced, AT)
    assert (after.state, after.next_at, [m.name for m in after.marks]) == ("suspended", None, [m.name for m in clock.marks])


def test_only_the_warnings_may_move(rules, calendar, announced):
    # Ends on Wed 01-13 either way; five working days before it: 12, 11, 8, 7, 6 – with Sat 09 worked: 12, 11, 9, 8, 7.
    clock = clocks.start(rules.clocks["pay"], date(2026, 12, 29), calendar)
    assert clock.due_on == date(2027, 1, 13)
    known = Calendar({**calendar.years, 2027: replace(calendar.years[2027], status="official")})
    certain = clocks.renewed(clock, known, AT)
    [change] = clocks.changes([certain], announced, AT)
    assert change.words == "提醒日期按新的放假安排调整"
    assert change.after.marks[0].at - change.before.marks[0].at == timedelta(days=1)


def test_a_notice_that_is_withdrawn_makes_results_provisional_again(rules, calendar, announced):
    clock = clocks.start(rules.clocks["pay"], date(2026, 12, 20), announced)
    [change] = clocks.changes([clock], calendar, AT)
    assert change.after.provisional and "结果转为暂定" in change.words


def test_instants_are_in_utc(rules, calendar, announced):
    clock = clocks.renewed(clocks.start(rules.clocks["pay"], date(2026, 12, 20), calendar), announced, AT)
    assert clock.due_at == datetime(2027, 1, 6, 16, tzinfo=timezone.utc) and all(m.at.tzinfo is timezone.utc for m in clock.marks)
