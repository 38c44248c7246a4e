"""Every day of a clock, counted or not, with its reason and article, for all units and states."""
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from engine.law.time import clock as clocks

SHANGHAI = ZoneInfo("Asia/Shanghai")
TEST = {"document": "检测委托书〔2026〕3号"}


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
    clock = clocks.suspend(clocks.start(rule, date(2026, 3, 2), calendar), date(2026, 3, 4), "testing", rule, document="检测委托书")
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


def test_explain_names_the_document_of_a_suspension(rules, calendar):
    rule = rules.clocks["seizure"]
    clock = clocks.suspend(clocks.start(rule, date(2026, 3, 2), calendar), date(2026, 3, 4), "testing", rule, **TEST)
    lines = clocks.explain(clocks.resume(clock, date(2026, 3, 6), calendar), calendar)
    assert lines[3].reason == "期间中止，不计入（行政强制法 第二十五条第三款，检测委托书〔2026〕3号）"
    assert lines[5].reason == "第 3 日"


def test_explain_shows_an_extension_where_it_was_granted_and_where_the_clock_would_have_ended(rules, calendar):
    rule = rules.clocks["seizure"]
    clock = clocks.extend(clocks.start(rule, date(2026, 1, 20), calendar), rule, calendar, on=date(2026, 2, 13), reason="案情复杂",
                          document="延长决定书〔2026〕1号")
    said = {line.date: line.reason for line in clocks.explain(clock, calendar)}
    assert said[date(2026, 2, 13)] == "第 24 日；当日批准延长（行政强制法 第二十五条第一款、第二款，延长决定书〔2026〕1号）"
    assert said[date(2026, 2, 19)] == "第 30 日；原期限至当日，延长 30 日（行政强制法 第二十五条第一款、第二款，延长决定书〔2026〕1号）"
    assert said[date(2026, 3, 21)].startswith("第 60 日，届满；当日为周六，本期限不因节假日顺延，最迟应在 2026-03-20")


def test_an_extension_granted_on_a_day_off_is_shown_all_the_same(rules, calendar):
    rule = rules.clock("assist_investigation", date(2026, 3, 2), "market")
    clock = clocks.extend(clocks.start(rule, date(2026, 3, 2), calendar), rule, calendar, on=date(2026, 3, 8), length=3, reason="外省取证")
    line = next(line for line in clocks.explain(clock, calendar) if line.date == date(2026, 3, 8))
    assert not line.counted and line.reason.startswith("周日，不计入；当日批准延长")


def test_explain_counts_months_day_by_day_and_says_when_one_is_full(rules, calendar):
    lines = clocks.explain(clocks.start(rules.clocks["court_apply"], date(2026, 7, 31), calendar), calendar)
    said = {line.date: line.reason for line in lines}
    assert said[date(2026, 8, 31)] == "第 31 日（满 1 个月）"
    assert said[date(2026, 9, 30)] == "第 61 日（满 2 个月）"       # no 31 September
    assert said[date(2026, 10, 31)].startswith("第 92 日（满 3 个月），届满；当日为周六")
    assert all(line.counted for line in lines[1:])


def test_explain_shows_the_roll_at_the_end_of_months(rules, calendar):
    lines = clocks.explain(clocks.start(rules.clocks["sue"], date(2025, 8, 17), calendar), calendar)
    assert lines[-8].reason == "第 184 日（满 6 个月），届满日为春节，顺延（民法典第二百零三条）"
    assert lines[-2].reason == "春节，顺延（民法典第二百零三条）" and lines[-1].reason == "顺延后的最后一日（民法典第二百零三条）"


def test_explain_of_years_has_each_day(rules, calendar):
    lines = clocks.explain(clocks.start(rules.clocks["limitation"], date(2024, 2, 29), calendar), calendar)
    assert len(lines) == 731 and lines[-1].reason == "第 730 日（满 2 年），届满"


def test_after_a_suspension_of_months_only_the_days_are_counted(rules, calendar):
    rule = rules.clocks["sue"]
    clock = clocks.suspend(clocks.start(rule, date(2025, 9, 10), calendar), date(2026, 2, 20), "obstacle", rule, document="证明")
    lines = clocks.explain(clocks.resume(clock, date(2026, 3, 5), calendar), calendar)
    assert sum(line.counted for line in lines) == 181            # 09-10 … 03-10
    assert sum("期间中止" in line.reason for line in lines) == 13 and lines[-1].reason == "第 181 日，届满"


def test_explain_of_hours_says_how_many_fall_on_each_day(rules, calendar):
    clock = clocks.start(rules.clocks["emergency_approval"], datetime(2026, 1, 20, 23, 10, tzinfo=SHANGHAI), calendar)
    assert [(line.date.day, line.counted, line.reason) for line in clocks.explain(clock, calendar)] == [
        (20, True, "23:10 至 24:00，计 50 分"), (21, True, "00:00 至 23:10，计 23 小时 10 分，满 24 小时，届满")]


def test_explain_of_hours_without_an_instant_starts_on_the_next_day(rules, calendar):
    lines = clocks.explain(clocks.start(rules.clocks["emergency_approval"], date(2026, 1, 20), calendar), calendar)
    assert [line.reason for line in lines] == ["起算日，不计入（民法典第二百零一条）", "00:00 至 24:00，计 24 小时，满 24 小时，届满"]


def test_a_clock_that_stands_still_is_listed_up_to_the_day_it_is_read(rules, calendar):
    rule = rules.clocks["seizure"]
    clock = clocks.suspend(clocks.start(rule, date(2026, 3, 2), calendar), date(2026, 3, 4), "testing", rule, **TEST)
    lines = clocks.explain(clock, calendar, date(2026, 3, 6))
    assert [line.reason for line in lines[2:]] == [
        "第 2 日；次日起中止计算", "中止计算，不计入（行政强制法 第二十五条第三款，检测委托书〔2026〕3号）",
        "中止计算，不计入（行政强制法 第二十五条第三款，检测委托书〔2026〕3号）"]
    assert clocks.explain(clock, calendar)[-1].date == date(2026, 3, 4)


def test_a_clock_suspended_before_its_first_day_stands_still_from_there(rules, calendar):
    rule = rules.clock("decide", date(2026, 5, 20), "market")
    clock = clocks.suspend(clocks.start(rule, date(2026, 5, 20), calendar), date(2026, 5, 18), "testing", rule, **TEST)
    lines = clocks.explain(clock, calendar, date(2026, 5, 21))
    assert [line.date.day for line in lines] == [20, 21] and not any(line.counted for line in lines)


def test_what_was_done_in_time_is_marked_on_its_day(rules, calendar):
    clock = clocks.meet(clocks.start(rules.clocks["statement"], date(2026, 5, 8), calendar), date(2026, 5, 11), why="当事人提交陈述书")
    lines = clocks.explain(clock, calendar)
    assert lines[3].reason == "第 2 个工作日；当日办结（当事人提交陈述书）" and lines[-1].date == date(2026, 5, 12)


def test_what_was_done_late_lists_the_days_over(rules, calendar):
    clock = clocks.meet(clocks.start(rules.clocks["decide"], date(2026, 5, 20), calendar), date(2026, 8, 25))
    late = [line for line in clocks.explain(clock, calendar) if line.date > clock.due_on]
    assert [line.reason for line in late] == [f"逾期第 {n} 日" for n in range(1, 7)] + ["逾期第 7 日；当日办结"]


def test_an_overdue_clock_is_listed_up_to_the_day_it_is_read(rules, calendar):
    clock = replace(clocks.start(rules.clocks["decide"], date(2026, 5, 20), calendar), state="overdue")
    assert clocks.explain(clock, calendar, date(2026, 8, 20))[-1].reason == "逾期第 2 日"


def test_a_cancelled_clock_stops_on_its_day(rules, calendar):
    clock = clocks.cancel(clocks.start(rules.clocks["pay"], date(2026, 5, 14), calendar), date(2026, 5, 18), why="决定被撤销")
    lines = clocks.explain(clock, calendar)
    assert lines[-1].date == date(2026, 5, 18) and lines[-1].reason == "第 4 日；当日取消，以后不再计算（决定被撤销）"


def test_a_meter_is_counted_without_talk_of_days_off(rules, calendar):
    lines = clocks.explain(clocks.start(rules.clocks["surcharge"], date(2026, 3, 2), calendar), calendar)
    # 29 days of March and 5 of April: 04-05 is 清明.
    assert lines[-1].date == date(2026, 4, 5) and lines[-1].reason == "第 34 日，届满"


def test_hours_that_were_exceeded_say_by_how_much(rules, calendar):
    clock = clocks.start(rules.clocks["emergency_approval"], datetime(2026, 1, 20, 23, 10, tzinfo=SHANGHAI), calendar)
    done = clocks.meet(clock, datetime(2026, 1, 21, 23, 45, tzinfo=SHANGHAI))
    assert clocks.explain(done, calendar)[-1].reason == "00:00 至 23:10，计 23 小时 10 分，满 24 小时，届满；办结时超过 35 分钟；当日办结"
    overdue, _ = clocks.fire(clock, datetime(2026, 1, 22, 1, 15, tzinfo=SHANGHAI))
    while overdue.state == "running":
        overdue, _ = clocks.fire(overdue, datetime(2026, 1, 22, 1, 15, tzinfo=SHANGHAI))
    lines = clocks.explain(overdue, calendar, datetime(2026, 1, 22, 1, 15, tzinfo=SHANGHAI))
    assert [line.reason for line in lines[1:]] == ["00:00 至 23:10，计 23 小时 10 分，满 24 小时，届满；至今超过 2 小时 5 分钟", "逾期第 1 日"]
