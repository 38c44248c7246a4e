from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from engine.errors import BadInput, ClockRefused
from engine.law import clock as clocks
from engine.law.rule import Exclusion

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """An instant given in Shanghai time."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(timezone.utc)


def test_the_partys_last_day_rolls_and_the_agencys_does_not(rules, calendar):
    # 缴款 from 2026-03-20: 04-04 is 清明, the party has until 04-07. 决定 from 2026-01-06: 04-06 is 清明, the agency has not.
    pay = clocks.start(rules.clocks["pay"], date(2026, 3, 20), calendar)
    decide = clocks.start(rules.clocks["decide"], date(2026, 1, 6), calendar)
    assert (pay.nominal, pay.due_on) == (date(2026, 4, 4), date(2026, 4, 7))
    assert (decide.nominal, decide.rolled, decide.due_on, decide.act_by) == (
        date(2026, 4, 6), date(2026, 4, 7), date(2026, 4, 6), date(2026, 4, 3))


def test_a_clock_ends_at_midnight_in_shanghai(rules, calendar):
    pay = clocks.start(rules.clocks["pay"], date(2026, 5, 14), calendar)
    assert pay.due_on == date(2026, 5, 29)
    assert pay.due_at == datetime(2026, 5, 29, 16, tzinfo=timezone.utc)


def test_warnings_come_on_working_mornings_before_the_last_day(rules, calendar):
    # 法制审核 10 working days from Wed 2026-02-11: 12, 13, 14, 24, 25, 26, 27, 28, 03-02, 03-03.
    review = clocks.start(rules.clocks["legal_review"], date(2026, 2, 11), calendar)
    assert review.due_on == date(2026, 3, 3)
    # Three working days before: 03-02, 02-28 (make-up), 02-27; one before: 03-02.
    assert [(m.at, m.name) for m in review.marks] == [
        (at("2026-02-27T08:30"), "warn:3"), (at("2026-03-02T08:30"), "warn:1"), (at("2026-03-04T00:00"), "due")]
    assert (review.next_at, review.next_mark) == (review.marks[0].at, "warn:3")


def test_a_warning_that_would_precede_the_start_is_left_out(rules, calendar):
    deposit = clocks.start(replace(rules.clocks["bank_deposit"], warn_at=(5, 1)), date(2026, 3, 12), calendar)
    assert [m.name for m in deposit.marks] == ["warn:1", "due"]


def test_marks_fire_one_by_one_and_the_agency_is_overdue_at_the_end(rules, calendar):
    clock = clocks.start(rules.clocks["serve_decision"], date(2026, 3, 20), calendar)
    early = clocks.fire(clock, at("2026-03-20T09:00"))
    assert early == (clock, None)
    late = at("2026-04-01T10:00")
    fired = []
    while True:
        clock, mark = clocks.fire(clock, late)
        if mark is None:
            break
        fired.append((mark, clock.state))
    assert fired == [("warn:3", "running"), ("warn:1", "running"), ("due", "overdue")]
    assert clock.next_at is None and clock.next_mark is None


def test_a_partys_right_lapses(rules, calendar):
    clock = replace(clocks.start(rules.clocks["hearing_request"], date(2026, 2, 12), calendar))
    clock, _ = clocks.fire(clock, at("2026-02-25T08:30"))
    lapsed, mark = clocks.fire(clock, at("2026-02-27T00:00"))
    assert (mark, lapsed.state) == ("due", "lapsed")
    assert clocks.fire(clock, at("2026-02-26T23:59")) == (clock, None)


def test_an_unpaid_fine_is_overdue_not_lapsed(rules, calendar):
    clock = clocks.start(replace(rules.clocks["pay"], warn_at=()), date(2026, 5, 14), calendar)
    assert clocks.fire(clock, clock.due_at)[0].state == "overdue"


def test_what_is_done_in_time_is_met_and_what_is_done_late_is_met_late(rules, calendar):
    clock = clocks.start(rules.clocks["pay"], date(2026, 5, 14), calendar)
    paid = clocks.meet(clock, date(2026, 5, 20))
    assert (paid.state, paid.late, paid.next_at) == ("met", False, None)
    assert clocks.meet(clock, date(2026, 5, 30)).late
    assert clocks.meet(paid, date(2026, 6, 30)) is paid


def test_a_cancelled_clock_stays_silent(rules, calendar):
    gone = clocks.cancel(clocks.start(rules.clocks["pay"], date(2026, 5, 14), calendar), date(2026, 5, 15))
    assert gone.state == "cancelled" and clocks.fire(gone, at("2027-01-01T00:00")) == (gone, None)


def test_ninety_days_cannot_be_extended_without_a_cited_rule(rules, calendar):
    rule = rules.clocks["decide"]
    clock = clocks.start(rule, date(2026, 4, 30), calendar)
    with pytest.raises(ClockRefused) as refused:
        clocks.extend(clock, rule, calendar, on=date(2026, 7, 1))
    assert refused.value.article == "行政处罚法 第六十条"


def test_test_time_cannot_be_taken_out_of_ninety_days_without_a_cited_rule(rules, calendar):
    rule = rules.clocks["decide"]
    with pytest.raises(ClockRefused) as refused:
        clocks.suspend(clocks.start(rule, date(2026, 5, 20), calendar), date(2026, 5, 21), "testing", rule)
    assert refused.value.article == "行政处罚法 第六十条"


def test_a_cited_exclusion_adds_the_days_really_lost(rules, calendar):
    # E6: filed 05-20, 90 days = 08-18; test entrusted 05-18, report 06-08: 19 days of the period lost, so 09-06 (Sun).
    rule = replace(rules.clocks["decide"], excludes=(Exclusion("testing", "检测", "本省程序规定 第十条"),))
    clock = clocks.start(rule, date(2026, 5, 20), calendar)
    assert clock.nominal == date(2026, 8, 18)
    held = clocks.suspend(clock, date(2026, 5, 18), "testing", rule)
    assert (held.state, held.next_at) == ("suspended", None)
    again = clocks.resume(held, date(2026, 6, 8), calendar)
    assert (again.state, again.nominal, again.rolled) == ("running", date(2026, 9, 6), date(2026, 9, 7))


def test_overlapping_suspensions_count_once(rules, calendar):
    basis = "本省程序规定 第十条"
    rule = replace(rules.clocks["decide"], excludes=(Exclusion("testing", "检测", basis), Exclusion("hearing", "听证", basis)))
    clock = clocks.start(rule, date(2026, 3, 2), calendar)          # nominal 05-31
    clock = clocks.suspend(clock, date(2026, 3, 10), "testing", rule)
    clock = clocks.suspend(clock, date(2026, 3, 15), "hearing", rule)
    clock = clocks.resume(clock, date(2026, 3, 20), calendar, "testing")
    assert clock.state == "suspended"
    clock = clocks.resume(clock, date(2026, 3, 25), calendar, "hearing")
    # 03-11 … 03-25 are fifteen days, not 10 + 10.
    assert clock.nominal == date(2026, 6, 15)
    assert len(clocks.excluded_days(clock)) == 15


def test_resuming_what_is_not_suspended_is_refused(rules, calendar):
    clock = clocks.start(rules.clocks["seizure"], date(2026, 1, 20), calendar)
    with pytest.raises(ClockRefused):
        clocks.resume(clock, date(2026, 1, 25), calendar)
    held = clocks.suspend(clock, date(2026, 1, 25), "testing", rules.clocks["seizure"])
    with pytest.raises(ClockRefused):
        clocks.resume(held, date(2026, 1, 24), calendar)


def test_a_seizure_is_extended_once_by_at_most_thirty_days(rules, calendar):
    rule = rules.clocks["seizure"]
    clock = clocks.start(rule, date(2026, 1, 20), calendar)
    with pytest.raises(ClockRefused):
        clocks.extend(clock, rule, calendar, on=date(2026, 2, 13), length=31)
    longer = clocks.extend(clock, rule, calendar, on=date(2026, 2, 13), reason="案情复杂")
    assert (clock.nominal, longer.nominal) == (date(2026, 2, 19), date(2026, 3, 21))
    with pytest.raises(ClockRefused):
        clocks.extend(longer, rule, calendar, on=date(2026, 3, 1))


def test_an_expired_clock_can_be_neither_extended_nor_suspended(rules, calendar):
    rule = rules.clocks["seizure"]
    clock = clocks.start(rule, date(2026, 1, 20), calendar)
    with pytest.raises(ClockRefused):
        clocks.extend(clock, rule, calendar, on=date(2026, 2, 20))
    with pytest.raises(ClockRefused):
        clocks.suspend(clock, date(2026, 2, 20), "testing", rule)
    with pytest.raises(ClockRefused):
        clocks.suspend(clocks.meet(clock, date(2026, 2, 1)), date(2026, 2, 1), "testing", rule)


@pytest.mark.parametrize("length, due", [(None, "2026-05-12"), (3, "2026-05-12"), (5, "2026-05-14")])
def test_the_notice_sets_the_statement_period_within_its_bounds(rules, calendar, length, due):
    # Served Fri 05-08: Sat 05-09 is worked, then 11, 12, 13, 14.
    clock = clocks.start(rules.clocks["statement"], date(2026, 5, 8), calendar, length=length)
    assert clock.due_on == date.fromisoformat(due)


def test_a_length_outside_the_bounds_or_fixed_by_statute_is_refused(rules, calendar):
    for code, length in (("statement", 2), ("statement", 6), ("pay", 30), ("correction", None), ("correction", 500)):
        with pytest.raises(ClockRefused):
            clocks.start(rules.clocks[code], date(2026, 5, 8), calendar, length=length)


def test_an_order_may_name_the_last_day_itself(rules, calendar):
    clock = clocks.start(rules.clocks["correction"], date(2026, 4, 27), calendar, length=date(2026, 4, 29))
    assert (clock.length, clock.due_on) == (2, date(2026, 4, 29))
    with pytest.raises(BadInput):
        clocks.start(rules.clocks["statement"], date(2026, 4, 27), calendar, length=date(2026, 4, 29))


def test_a_rule_is_not_applied_before_it_was_in_force(rules, calendar):
    with pytest.raises(ClockRefused):
        clocks.start(rules.clocks["decide"], date(2021, 7, 14), calendar)
    assert rules.clock("decide", date(2021, 7, 15)).length == 90


def test_hours_end_at_the_instant(rules, calendar):
    clock = clocks.start(rules.clocks["emergency_approval"], datetime(2026, 1, 20, 23, 10, tzinfo=SHANGHAI), calendar)
    assert clock.due_at == at("2026-01-21T23:10") and clock.day0 == date(2026, 1, 20)
    with pytest.raises(BadInput):
        clocks.start(rules.clocks["emergency_approval"], datetime(2026, 1, 20, 23, 10), calendar)
    with pytest.raises(BadInput):
        clocks.start(rules.clocks["pay"], datetime(2026, 1, 20, tzinfo=SHANGHAI), calendar)


def test_a_clock_into_an_unpublished_year_says_so(rules, calendar):
    assert clocks.start(rules.clocks["pay"], date(2026, 12, 20), calendar).provisional
    assert not clocks.start(rules.clocks["pay"], date(2026, 12, 10), calendar).provisional


def test_a_renewed_notice_starts_the_next_generation(rules, calendar):
    assert clocks.start(rules.clocks["statement"], date(2026, 5, 8), calendar, gen=2).gen == 2


def test_explain_lists_each_day_with_its_reason(rules, calendar):
    clock = clocks.start(rules.clocks["statement"], date(2026, 5, 8), calendar)
    lines = clocks.explain(clock, calendar)
    assert [(line.date.day, line.counted) for line in lines] == [(8, False), (9, True), (10, False), (11, True), (12, True)]
    assert lines[0].reason == "起算日，不计入（民法典第二百零一条）"
    assert lines[1].reason == "第 1 个工作日（调休上班）"
    assert lines[2].reason == "周日，不计入"
    assert lines[4].reason == "第 3 个工作日，届满"


def test_explain_shows_the_roll_of_the_partys_last_day(rules, calendar):
    lines = clocks.explain(clocks.start(rules.clocks["pay"], date(2026, 3, 20), calendar), calendar)
    assert sum(line.counted for line in lines) == 15
    assert lines[-4].reason == "第 15 日，届满日为清明节，顺延（民法典第二百零三条）"
    assert lines[-1].date == date(2026, 4, 7) and not lines[-1].counted


def test_explain_tells_the_agency_that_its_last_day_does_not_roll(rules, calendar):
    lines = clocks.explain(clocks.start(rules.clocks["seizure"], date(2026, 1, 20), calendar), calendar)
    assert lines[-1].date == date(2026, 2, 19)
    assert "不因节假日顺延" in lines[-1].reason and "2026-02-14" in lines[-1].reason


def test_explain_cites_the_rule_for_days_taken_out(rules, calendar):
    rule = rules.clocks["seizure"]
    clock = clocks.suspend(clocks.start(rule, date(2026, 3, 2), calendar), date(2026, 3, 4), "testing", rule)
    lines = clocks.explain(clocks.resume(clock, date(2026, 3, 6), calendar), calendar)
    out = [line for line in lines if "中止" in line.reason]
    assert [line.date.day for line in out] == [5, 6]
    assert all("行政强制法 第二十五条第三款" in line.reason for line in out)
    assert sum(line.counted for line in lines) == 30


def test_explained_days_add_up_for_every_running_rule(rules, calendar):
    for rule in rules.clocks.values():
        if rule.unit in ("day", "working_day") and rule.length:
            clock = clocks.start(rule, date(2026, 3, 2), calendar)
            lines = clocks.explain(clock, calendar)
            assert sum(line.counted for line in lines) == rule.length, rule.code
            assert lines[-1].date == clock.due_on


def test_recounting_after_a_calendar_is_published_keeps_what_has_happened(rules, calendar):
    clock = clocks.start(rules.clocks["pay"], date(2026, 12, 20), calendar)
    assert clocks.recount(clock, calendar, date(2026, 12, 20)) == clock
    met = clocks.meet(clock, date(2026, 12, 21))
    assert clocks.recount(met, calendar, date(2026, 12, 21)).marks == ()
    assert timedelta(0) < clock.due_at - clock.marks[0].at
