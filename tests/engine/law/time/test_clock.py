from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from engine.errors import BadInput, ClockRefused
from engine.law.time import clock as clocks
from engine.law.time import wording
from engine.law.time.rule import Exclusion

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
        clocks.extend(clock, rule, calendar, on=date(2026, 7, 1), reason="案情复杂")
    assert refused.value.article == "行政处罚法 第六十条"


def test_test_time_cannot_be_taken_out_of_ninety_days_without_a_cited_rule(rules, calendar):
    rule = rules.clocks["decide"]
    with pytest.raises(ClockRefused) as refused:
        clocks.suspend(clocks.start(rule, date(2026, 5, 20), calendar), date(2026, 5, 21), "testing", rule, document="鉴定委托书")
    assert refused.value.article == "行政处罚法 第六十条"


def test_a_cited_exclusion_adds_the_days_really_lost(rules, calendar):
    # E6: filed 05-20, 90 days = 08-18; test entrusted 05-18, report 06-08: 19 days of the period lost, so 09-06 (Sun).
    rule = replace(rules.clocks["decide"], excludes=(Exclusion("testing", "检测", "本省程序规定 第十条"),))
    clock = clocks.start(rule, date(2026, 5, 20), calendar)
    assert clock.nominal == date(2026, 8, 18)
    held = clocks.suspend(clock, date(2026, 5, 18), "testing", rule, document="检测委托书")
    assert (held.state, held.next_at) == ("suspended", None)
    again = clocks.resume(held, date(2026, 6, 8), calendar)
    assert (again.state, again.nominal, again.rolled) == ("running", date(2026, 9, 6), date(2026, 9, 7))


def test_overlapping_suspensions_count_once(rules, calendar):
    basis = "本省程序规定 第十条"
    rule = replace(rules.clocks["decide"], excludes=(Exclusion("testing", "检测", basis), Exclusion("hearing", "听证", basis)))
    clock = clocks.start(rule, date(2026, 3, 2), calendar)          # nominal 05-31
    clock = clocks.suspend(clock, date(2026, 3, 10), "testing", rule, document="检测委托书")
    clock = clocks.suspend(clock, date(2026, 3, 15), "hearing", rule, document="听证通知书")
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
    held = clocks.suspend(clock, date(2026, 1, 25), "testing", rules.clocks["seizure"], document="检测委托书")
    with pytest.raises(ClockRefused):
        clocks.resume(held, date(2026, 1, 24), calendar)


def test_a_seizure_is_extended_once_by_at_most_thirty_days(rules, calendar):
    rule = rules.clocks["seizure"]
    clock = clocks.start(rule, date(2026, 1, 20), calendar)
    with pytest.raises(ClockRefused):
        clocks.extend(clock, rule, calendar, on=date(2026, 2, 13), length=31, reason="案情复杂")
    longer = clocks.extend(clock, rule, calendar, on=date(2026, 2, 13), reason="案情复杂")
    assert (clock.nominal, longer.nominal) == (date(2026, 2, 19), date(2026, 3, 21))
    with pytest.raises(ClockRefused):
        clocks.extend(longer, rule, calendar, on=date(2026, 3, 1), reason="案情复杂")


def test_an_expired_clock_can_be_neither_extended_nor_suspended(rules, calendar):
    rule = rules.clocks["seizure"]
    clock = clocks.start(rule, date(2026, 1, 20), calendar)
    with pytest.raises(ClockRefused):
        clocks.extend(clock, rule, calendar, on=date(2026, 2, 20), reason="案情复杂")
    with pytest.raises(ClockRefused):
        clocks.suspend(clock, date(2026, 2, 20), "testing", rule, document="检测委托书")
    with pytest.raises(ClockRefused):
        clocks.suspend(clocks.meet(clock, date(2026, 2, 1)), date(2026, 2, 1), "testing", rule, document="检测委托书")


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


def test_a_renewed_notice_starts_the_next_generation_and_ends_the_old_one(rules, calendar):
    rule = rules.clocks["statement"]
    first = clocks.start(rule, date(2026, 5, 8), calendar, by=3, why="事先告知书送达")
    old, new = clocks.restart(first, rule, date(2026, 5, 13), calendar, why="发现新的事实，重新告知", by=4)
    assert (old.state, old.ended_on, old.ended_by, old.ended_why) == ("cancelled", date(2026, 5, 13), 4, "发现新的事实，重新告知")
    assert (new.gen, new.state, new.day0, new.due_on, new.started_by) == (2, "running", date(2026, 5, 13), date(2026, 5, 18), 4)
    # One that has lapsed stays so.
    lapsed, _ = clocks.fire(replace(first, marks=first.marks[-1:], next_at=first.due_at), first.due_at)
    assert clocks.restart(lapsed, rule, date(2026, 5, 13), calendar, why="重新告知")[0] is lapsed


def test_a_renewal_needs_a_reason_and_the_clocks_own_rule(rules, calendar):
    clock = clocks.start(rules.clocks["statement"], date(2026, 5, 8), calendar)
    with pytest.raises(ClockRefused):
        clocks.restart(clock, rules.clocks["statement"], date(2026, 5, 13), calendar, why=" ")
    with pytest.raises(ClockRefused):
        clocks.restart(clock, rules.clocks["pay"], date(2026, 5, 13), calendar, why="重新告知")


def test_each_act_keeps_who_and_why(rules, calendar):
    rule = rules.clocks["seizure"]
    clock = clocks.start(rule, date(2026, 3, 2), calendar, by=1, why="扣押决定书〔2026〕1号")
    clock = clocks.suspend(clock, date(2026, 3, 4), "testing", rule, document="检测委托书", by=2)
    clock = clocks.resume(clock, date(2026, 3, 6), calendar, document="检测报告", by=3)
    clock = clocks.extend(clock, rule, calendar, on=date(2026, 3, 20), reason="案情复杂", document="延长决定书", by=4)
    clock = clocks.meet(clock, date(2026, 4, 1), by=5, why="解除扣押决定书")
    held, longer = clock.suspensions[0], clock.extensions[0]
    assert (clock.started_by, clock.started_why) == (1, "扣押决定书〔2026〕1号")
    assert (held.document, held.by, held.end_document, held.end_by) == ("检测委托书", 2, "检测报告", 3)
    assert (longer.document, longer.by, longer.approver, longer.length) == ("延长决定书", 4, "行政机关负责人", 30)
    assert (clock.ended_by, clock.ended_why, clock.ended_on) == (5, "解除扣押决定书", date(2026, 4, 1))


def test_no_suspension_without_a_document_and_none_twice(rules, calendar):
    rule = rules.clocks["seizure"]
    clock = clocks.start(rule, date(2026, 3, 2), calendar)
    with pytest.raises(ClockRefused) as refused:
        clocks.suspend(clock, date(2026, 3, 4), "testing", rule, document=" ")
    assert refused.value.article == "行政强制法 第二十五条第三款"
    held = clocks.suspend(clock, date(2026, 3, 4), "testing", rule, document="检测委托书")
    with pytest.raises(ClockRefused):
        clocks.suspend(held, date(2026, 3, 5), "testing", rule, document="检测委托书")


def test_no_extension_without_a_reason(rules, calendar):
    rule = rules.clocks["seizure"]
    with pytest.raises(ClockRefused) as refused:
        clocks.extend(clocks.start(rule, date(2026, 3, 2), calendar), rule, calendar, on=date(2026, 3, 4), reason="")
    assert refused.value.article == "行政强制法 第二十五条第一款、第二款"


def test_the_clauses_of_an_extension_are_used_up_in_order(rules, calendar):
    rule = rules.clock("decide", date(2026, 3, 2), "market")
    clock = clocks.start(rule, date(2026, 3, 2), calendar)
    with pytest.raises(ClockRefused):
        clocks.extend(clock, rule, calendar, on=date(2026, 5, 1), length=31, reason="案情复杂")
    once = clocks.extend(clock, rule, calendar, on=date(2026, 5, 1), reason="案情复杂")
    assert once.extensions[0].approver == "市场监督管理部门负责人"
    with pytest.raises(ClockRefused) as refused:      # the second clause has no cap: the days must be named
        clocks.extend(once, rule, calendar, on=date(2026, 6, 1), reason="特别复杂")
    assert "写明" in refused.value.detail
    twice = clocks.extend(once, rule, calendar, on=date(2026, 6, 1), length=45, reason="特别复杂")
    assert twice.extensions[1].approver == "市场监督管理部门负责人集体讨论"
    assert twice.due_on == date(2026, 8, 14)          # 05-31 and 75 days: 30 + 31 + 14


def test_a_used_up_extension_says_so(rules, calendar):
    rule = rules.clocks["seizure"]
    once = clocks.extend(clocks.start(rule, date(2026, 3, 2), calendar), rule, calendar, on=date(2026, 3, 4), reason="案情复杂", length=1)
    with pytest.raises(ClockRefused) as refused:
        clocks.extend(once, rule, calendar, on=date(2026, 3, 5), reason="案情复杂", length=1)
    assert "最多延长 1 次" in refused.value.detail


def test_a_new_last_day_may_be_named_only_in_natural_days(rules, calendar):
    rule = rules.clock("assist_investigation", date(2026, 3, 2), "market")
    with pytest.raises(ClockRefused):
        clocks.extend(clocks.start(rule, date(2026, 3, 2), calendar), rule, calendar, on=date(2026, 3, 4), reason="外省取证",
                      length=date(2026, 4, 30))


@pytest.mark.parametrize("code, said", [("seizure_extension_notice", "未定天数"), ("demolition", "最早可以实施"), ("keep_file_permanent", "永久")])
def test_what_no_counting_ends_is_not_started(rules, calendar, code, said):
    with pytest.raises(ClockRefused) as refused:
        clocks.start(rules.clocks[code], date(2026, 3, 2), calendar)
    assert said in refused.value.detail and refused.value.article == rules.clocks[code].basis


def test_a_missed_clock_approves_nothing(rules, calendar):
    for code, rule in rules.clocks.items():
        if rule.kind == "period" and rule.length and rule.unit != "hour":
            clock = clocks.start(rule, date(2026, 9, 1), calendar)
            over, mark = clocks.fire(replace(clock, marks=clock.marks[-1:], next_at=clock.due_at), clock.due_at)
            assert (mark, over.state in ("overdue", "lapsed")) == ("due", True), code


@pytest.mark.parametrize("day0", [date(1948, 12, 31), date(2900, 1, 1)])
def test_dates_beyond_all_calendars_are_refused(rules, calendar, day0):
    with pytest.raises((BadInput, ClockRefused)):
        clocks.start(rules.clocks["decide"], day0, calendar)
    timeless = replace(rules.clocks["decide"], in_force=date(1900, 1, 1))
    with pytest.raises(BadInput):
        clocks.start(timeless, day0, calendar)
    assert clocks.start(timeless, date(1950, 3, 1), calendar).provisional


def test_recounting_after_a_calendar_is_published_keeps_what_has_happened(rules, calendar):
    clock = clocks.start(rules.clocks["pay"], date(2026, 12, 20), calendar)
    assert clocks.recount(clock, calendar, date(2026, 12, 20)) == clock
    met = clocks.meet(clock, date(2026, 12, 21))
    assert clocks.recount(met, calendar, date(2026, 12, 21)).marks == ()
    assert timedelta(0) < clock.due_at - clock.marks[0].at


# 24 hours from Tue 2026-01-20 23:10 (行政强制法第十九条); 民法典第一千二百五十九条: 以内 includes the last instant itself.
@pytest.mark.parametrize("met, late, over", [
    ("2026-01-21T09:00", False, ""), ("2026-01-21T23:10", False, ""), ("2026-01-21T23:10:30", True, "1 分钟"), ("2026-01-21T23:45", True, "35 分钟"),
    ("2026-01-22T00:15", True, "1 小时 5 分钟"), ("2026-01-22T01:10", True, "2 小时"), ("2026-01-23T02:40", True, "1 天 3 小时")])
def test_a_clock_in_hours_is_late_by_the_minute(rules, calendar, met, late, over):
    clock = clocks.start(rules.clocks["emergency_approval"], datetime(2026, 1, 20, 23, 10, tzinfo=SHANGHAI), calendar)
    done = clocks.meet(clock, at(met))
    assert (done.late, wording.over(done, done.due_at)) == (late, over)
    assert done.ended_on == at(met).astimezone(SHANGHAI).date() and done.ended_at == at(met)


def test_a_bare_day_does_not_tell_whether_hours_were_kept(rules, calendar):
    clock = clocks.start(rules.clocks["emergency_approval"], datetime(2026, 1, 20, 23, 10, tzinfo=SHANGHAI), calendar)
    with pytest.raises(BadInput, match="23:10"):
        clocks.meet(clock, date(2026, 1, 21))
    assert not clocks.meet(clock, date(2026, 1, 20)).late and clocks.meet(clock, date(2026, 1, 22)).late


def test_hours_without_a_first_instant_end_with_their_last_day(rules, calendar):
    # From 2026-01-20 alone: 24 hours are the whole of 01-21.
    clock = clocks.start(rules.clocks["emergency_approval"], date(2026, 1, 20), calendar)
    assert not clocks.meet(clock, at("2026-01-21T23:59")).late and clocks.meet(clock, at("2026-01-22T00:01")).late


def test_a_clock_in_days_stays_in_time_to_the_end_of_its_last_day_at_whatever_instant(rules, calendar):
    pay = clocks.start(rules.clocks["serve_decision"], date(2026, 3, 20), calendar)
    done = clocks.meet(pay, at("2026-03-31T23:59"))
    assert not done.late and done.ended_at is None and done.ended_on == date(2026, 3, 31)
    assert wording.over(clocks.meet(pay, at("2026-04-02T09:00")), at("2026-05-01T00:00")) == "2 天"


def test_what_has_ended_does_not_end_again(rules, calendar):
    clock = clocks.start(rules.clocks["emergency_approval"], datetime(2026, 1, 20, 23, 10, tzinfo=SHANGHAI), calendar)
    done = clocks.meet(clock, at("2026-01-21T10:00"))
    assert clocks.meet(done, at("2026-01-22T10:00")) is done
