"""A clock in words: which of its ends binds whom, and the line above the days."""
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.law.time import clock as clocks
from engine.law.time import wording

SHANGHAI = ZoneInfo("Asia/Shanghai")


def start(rules, code, day0, **how):
    return clocks.start(rules.clocks[code], date.fromisoformat(day0), rules.calendar, **how)


@pytest.mark.parametrize("code, day0, words", [
    ("pay", "2026-05-14", "2026年5月29日届满；约束当事人，在该日24时前办理或者交邮的，均为按期"),
    ("pay", "2026-03-20", "最后一日2026年4月4日为清明节，顺延至2026年4月7日届满（民法典第二百零三条）；约束当事人，"
     "在2026年4月7日24时前办理或者交邮的，均为按期"),
    ("serve_decision", "2026-03-20", "2026年3月31日届满；约束办理机关，应在该日之前（含该日）办结"),
    ("decide", "2026-01-06", "2026年4月6日（清明节）届满；约束办理机关，不因节假日顺延，最迟应在2026年4月3日（届满前最后一个工作日）办结"),
    ("seizure", "2026-03-02", "2026年4月1日届满；限制的是对当事人采取的措施，届满未作处理的，措施应当解除"),
    ("seizure", "2026-01-20", "2026年2月19日（春节）届满；限制的是对当事人采取的措施，不因节假日顺延，最迟应在2026年2月14日"
     "（届满前最后一个工作日）作出处理"),
    ("surcharge", "2026-03-17", "自2026年3月17日的次日起按日加处，分文未缴的，2026年4月20日达到上限"),
])
def test_which_end_binds_whom_is_said(rules, code, day0, words):
    assert wording.ends(start(rules, code, day0), rules.calendar) == words


def test_hours_end_at_an_instant(rules):
    clock = clocks.start(rules.clocks["emergency_approval"], datetime(2026, 1, 20, 23, 5, tzinfo=SHANGHAI), rules.calendar)
    assert wording.ends(clock, rules.calendar) == "2026年1月21日23时05分届满，限制的是对当事人采取的措施；按小时计算，不因节假日顺延"
    assert dict(wording.heading(clock, rules.calendar))["起算"] == "2026年1月20日23时05分，自该时刻起连续计算"


def test_a_provisional_end_names_the_year_that_is_not_announced(rules):
    assert wording.ends(start(rules, "pay", "2026-12-20"), rules.calendar).endswith(
        "。2027年节假日安排尚未公布或未载入，以上日期为暂定，公布后重新计算")


def test_the_heading_says_from_when_how_long_on_what_article_till_when_and_for_whom(rules):
    clock = start(rules, "pay", "2026-03-20", why="处罚决定书送达")
    assert wording.heading(clock, rules.calendar, rules.clocks["pay"]) == [
        ("期限", "缴纳罚款"),
        ("起算", "2026年3月20日（收到处罚决定书），当日不计入，自次日起算（民法典第二百零一条）；处罚决定书送达"),
        ("长度", "15日"),
        ("依据", "行政处罚法 第六十七条第三款"),
        ("届满", "最后一日2026年4月4日为清明节，顺延至2026年4月7日届满（民法典第二百零三条）；约束当事人，"
                 "在2026年4月7日24时前办理或者交邮的，均为按期"),
        ("对谁有约束", "约束当事人"),
        ("状态", "正在计算"),
        ("逾期后果", "每日按罚款数额的百分之三加处罚款，加处数额不超过罚款数额（行政处罚法第七十二条）")]


def test_the_length_tells_of_extensions_and_suspensions(rules):
    rule = rules.clocks["seizure"]
    clock = clocks.suspend(start(rules, "seizure", "2026-03-02"), date(2026, 3, 4), "testing", rule, document="检测委托书")
    assert wording.length(clock) == "30日；2026年3月4日起至今中止计算（行政强制法 第二十五条第三款，检测委托书）"
    clock = clocks.resume(clock, date(2026, 3, 6), rules.calendar)
    clock = clocks.extend(clock, rule, rules.calendar, on=date(2026, 3, 20), length=20, reason="案情复杂")
    assert wording.length(clock) == ("30日；经行政机关负责人批准延长20日（行政强制法 第二十五条第一款、第二款）；"
                                     "2026年3月4日至2026年3月6日中止计算（行政强制法 第二十五条第三款，检测委托书）")


def test_one_line_for_a_paper(rules):
    assert wording.headline(start(rules, "serve_decision", "2026-03-20"), rules.calendar) == (
        "期限：送达处罚决定书；起算：2026年3月20日，当日不计入，自次日起算（民法典第二百零一条）；长度：7个工作日；"
        "依据：行政处罚法 第六十一条；届满：2026年3月31日届满；约束办理机关，应在该日之前（含该日）办结。")


def test_the_state_says_when_it_ended_and_why(rules):
    clock = start(rules, "pay", "2026-05-14")
    assert wording.state(clocks.meet(clock, date(2026, 6, 1), why="电子缴款")) == "2026年6月1日办结（超期 3 天）；电子缴款"
    assert wording.state(clocks.cancel(clock, date(2026, 5, 20))) == "2026年5月20日取消"
    assert wording.state(clocks.cancel(clock)) == "已取消"


def test_a_later_generation_says_which_it_is(rules):
    clock = start(rules, "statement", "2026-05-08", gen=2)
    assert "；第2次起算" in dict(wording.heading(clock, rules.calendar))["起算"]


def test_a_period_that_begins_with_the_paper_is_promised_in_words(rules):
    # 行政处罚法第六十七条第三款: fifteen days from receipt; 第六十四条第一项: five working days.
    pay = wording.promise(rules.clocks["pay"])
    assert "收到处罚决定书，当日不计入" in pay and "长度：15日" in pay and "第六十七条第三款" in pay and "顺延至其后的第一个工作日（民法典第二百零三条）" in pay
    assert "长度：5个工作日" in wording.promise(rules.clocks["hearing_request"])
    assert "长度：5个工作日" in wording.promise(rules.clocks["statement"], 5)


def test_what_binds_the_agency_promises_no_roll(rules):
    assert "顺延" not in wording.promise(rules.clocks["decide"])


def test_a_clock_in_hours_that_was_met_late_says_by_how_much(rules):
    clock = clocks.start(rules.clocks["emergency_approval"], datetime(2026, 1, 20, 23, 5, tzinfo=SHANGHAI), rules.calendar)
    done = clocks.meet(clock, datetime(2026, 1, 22, 0, 10, tzinfo=SHANGHAI))
    assert wording.state(done) == "2026年1月22日0时10分办结（超期 1 小时 5 分钟）"
