"""加处罚款 3 % a day from the day after the last day to pay (行政处罚法第七十二条、第七十三条; 行政强制法第四十二条、第四十五条)."""
from dataclasses import replace
from datetime import date

import pytest

from engine.errors import BadInput, ClockRefused
from engine.law.time import clock as clocks
from engine.law.time import surcharge
from engine.law.time.surcharge import Paid, Waived


@pytest.fixture
def meter(rules):
    """A fine of 5,000 yuan that was due on 2026-03-17."""
    return surcharge.begin(rules.clocks["surcharge"], 5000_00, date(2026, 3, 17), rules.calendar, told=True)


def stopped(meter, rules, since, until=None, reason="reconsideration"):
    rule = rules.clocks["surcharge"]
    clock = clocks.suspend(meter.clock, since, reason, rule, document="行政复议受理通知书")
    return replace(meter, clock=clock if until is None else clocks.resume(clock, until, rules.calendar))


@pytest.mark.parametrize("on, yuan", [
    ((3, 17), 0), ((3, 18), 150), ((3, 19), 300), ((4, 16), 4500), ((4, 19), 4950), ((4, 20), 5000), ((4, 21), 5000), ((12, 31), 5000)])
def test_three_per_cent_a_day_up_to_the_fine(meter, on, yuan):
    # 04-16 is the 30th day, 04-20 the 34th: 5,100 is more than the fine.
    assert meter.amount(date(2026, *on)) == yuan * 100


def test_the_cap_is_reached_on_the_34th_day(meter):
    assert meter.capped_on(date(2026, 4, 19)) is None
    assert meter.capped_on(date(2026, 12, 31)) == date(2026, 4, 20) == meter.clock.due_on


def test_the_day_of_payment_still_counts(meter):
    # Due 03-17, paid on 03-20: 18, 19 and 20 are three days.
    paid = surcharge.pay(meter, date(2026, 3, 20), 5000_00)
    assert paid.amount(date(2026, 3, 20)) == paid.amount(date(2026, 6, 1)) == 450_00
    assert (paid.unpaid(date(2026, 3, 20)), paid.owed(date(2026, 6, 1))) == (0, 450_00)
    settled = surcharge.pay(paid, date(2026, 3, 23), 450_00)
    assert settled.owed(date(2026, 3, 23)) == 0 and settled.amount(date(2026, 6, 1)) == 450_00


def test_a_partial_payment_lowers_the_base_from_the_next_day(meter):
    # 03-18 and 03-19 on 5,000: 300; from 03-20 on 3,000: 90 a day; 03-22 is the third: 570.
    paid = surcharge.pay(meter, date(2026, 3, 19), 2000_00)
    assert paid.amount(date(2026, 3, 19)) == 300_00
    assert paid.amount(date(2026, 3, 22)) == 570_00
    # The cap stays the fine that was imposed: (5,000 − 300) / 90 = 52.2, so the 53rd day from 03-20.
    assert paid.amount(date(2026, 5, 10)) == 4980_00 and paid.capped_on(date(2026, 12, 31)) == date(2026, 5, 11)


def test_days_of_reconsideration_do_not_count(meter, rules):
    # 03-18 … 03-25 are 8 days; 03-26 … 04-10 are out; 04-11 is the ninth.
    found = stopped(meter, rules, date(2026, 3, 25), date(2026, 4, 10))
    assert found.amount(date(2026, 3, 25)) == found.amount(date(2026, 4, 10)) == 1200_00
    assert found.amount(date(2026, 4, 11)) == 1350_00
    assert found.capped_on(date(2026, 12, 31)) == date(2026, 5, 6)


def test_while_a_remedy_lasts_nothing_is_added(meter, rules):
    found = stopped(meter, rules, date(2026, 3, 20), reason="litigation")
    assert found.amount(date(2026, 3, 20)) == found.amount(date(2027, 1, 1)) == 450_00


def test_a_remedy_that_began_before_the_last_day_to_pay_keeps_the_meter_at_nothing(meter, rules):
    found = stopped(meter, rules, date(2026, 3, 10), date(2026, 4, 1))
    assert found.amount(date(2026, 4, 1)) == 0 and found.amount(date(2026, 4, 2)) == 150_00


def test_only_a_cited_reason_stops_the_meter(meter, rules):
    with pytest.raises(ClockRefused) as refused:
        clocks.suspend(meter.clock, date(2026, 3, 20), "talks", rules.clocks["surcharge"], document="函")
    assert refused.value.article == "行政处罚法 第七十二条第一款第一项"


def test_the_meter_may_be_stopped_after_its_clock_ran_out_while_money_is_owed(meter, rules):
    over, _ = clocks.fire(meter.clock, meter.clock.due_at)
    assert over.state == "overdue"
    half = replace(meter, clock=over, paid=(Paid(date(2026, 3, 18), 2500_00),))
    found = stopped(half, rules, date(2026, 4, 25), date(2026, 5, 5))
    # 03-18 on 5,000: 150; 03-19 … 04-25 are 38 days on 2,500: 2,850.
    assert found.amount(date(2026, 4, 25)) == found.amount(date(2026, 5, 5)) == 3000_00


def test_a_waiver_needs_an_agreement_and_remedial_action(meter):
    with pytest.raises(ClockRefused) as refused:
        surcharge.waive(meter, date(2026, 3, 30), 100_00, document="", remedied="已清运垃圾")
    assert refused.value.article == "行政强制法 第四十二条第一款"
    with pytest.raises(ClockRefused):
        surcharge.waive(meter, date(2026, 3, 30), 100_00, document="执行协议", remedied=" ")


def test_the_surcharge_may_be_waived_but_not_the_fine(meter):
    # 03-18 … 03-27 are ten days: 1,500.
    with pytest.raises(ClockRefused):
        surcharge.waive(meter, date(2026, 3, 27), 1500_01, document="执行协议", remedied="已清运垃圾")
    found = surcharge.waive(meter, date(2026, 3, 27), 1500_00, document="执行协议〔2026〕1号", remedied="已清运垃圾", by=7)
    assert found.amount(date(2026, 3, 26)) == 1350_00 and found.amount(date(2026, 3, 27)) == 0
    assert found.owed(date(2026, 3, 27)) == 5000_00
    assert found.waived == (Waived(date(2026, 3, 27), 1500_00, "执行协议〔2026〕1号", 7),)


def test_an_annulled_fine_bears_no_surcharge(meter):
    gone = replace(meter, clock=clocks.cancel(meter.clock, date(2026, 4, 2), why="处罚决定被撤销"))
    assert gone.amount(date(2026, 4, 1)) == 0
    assert [(line.counted, line.reason) for line in surcharge.explain(gone, date(2026, 4, 2))] == [
        (False, "处罚决定已不再执行，不加处罚款；处罚决定被撤销")]


def test_nothing_is_added_after_the_clock_was_met(meter):
    done = replace(meter, clock=clocks.meet(meter.clock, date(2026, 3, 20)))
    assert done.amount(date(2026, 6, 1)) == 450_00


def test_no_surcharge_unless_the_decision_stated_it(rules):
    with pytest.raises(ClockRefused) as refused:
        surcharge.begin(rules.clocks["surcharge"], 5000_00, date(2026, 3, 17), rules.calendar, told=False)
    assert refused.value.article == "行政强制法 第四十五条第一款"


def test_a_fine_and_a_meter_are_needed(rules):
    with pytest.raises(BadInput):
        surcharge.begin(rules.clocks["surcharge"], 0, date(2026, 3, 17), rules.calendar, told=True)
    with pytest.raises(BadInput):
        surcharge.begin(rules.clocks["pay"], 5000_00, date(2026, 3, 17), rules.calendar, told=True)


@pytest.mark.parametrize("fen", [0, -1, 5150_01])
def test_a_payment_is_positive_and_not_more_than_is_owed(meter, fen):
    with pytest.raises(BadInput):
        surcharge.pay(meter, date(2026, 3, 18), fen)


def test_rate_and_cap_are_data(meter):
    slower = replace(meter, meter=replace(meter.meter, percent=1, cap_percent=50))
    assert slower.amount(date(2026, 3, 19)) == 100_00 and slower.amount(date(2026, 12, 31)) == 2500_00


def test_cents_are_not_rounded_up(rules):
    # 3 % of 111.11 yuan is 3.3333: after three days 9.9999, printed 9.99.
    found = surcharge.begin(rules.clocks["surcharge"], 111_11, date(2026, 3, 17), rules.calendar, told=True)
    assert [found.amount(date(2026, 3, d)) for d in (18, 19, 20)] == [333, 666, 999]


def test_a_meter_is_put_together_again_from_its_clock_and_the_payments(meter, rules):
    again = surcharge.of(meter.clock, rules.clocks["surcharge"], 5000_00, (Paid(date(2026, 3, 20), 5000_00),))
    assert again == surcharge.pay(meter, date(2026, 3, 20), 5000_00)


def test_explain_lists_each_day_with_base_and_sum(meter, rules):
    found = stopped(surcharge.pay(meter, date(2026, 3, 19), 2000_00), rules, date(2026, 3, 20), date(2026, 3, 22))
    lines = surcharge.explain(found, date(2026, 3, 23))
    assert [line.date.day for line in lines] == [17, 18, 19, 20, 21, 22, 23]
    assert [line.counted for line in lines] == [False, True, True, True, False, False, True]
    assert lines[0].reason == "缴款期限届满，自次日起每日按罚款数额的3%加处（行政处罚法 第七十二条第一款第一项）"
    assert lines[1].reason == "第 1 日，未缴罚款 5,000 元，加处 150 元，累计 150 元"
    assert lines[2].reason.endswith("累计 300 元；当日缴纳 2,000 元")
    assert lines[3].reason == "第 3 日，未缴罚款 3,000 元，加处 90 元，累计 390 元"
    assert lines[4].reason == "复议、诉讼等期间不予计算（行政处罚法 第七十三条第三款，行政复议受理通知书）"


def test_explain_stops_where_the_meter_stops(meter):
    full = surcharge.explain(meter, date(2026, 6, 1))
    assert (len(full), full[-1].date) == (35, date(2026, 4, 20))
    assert full[-1].reason.endswith("加处 50 元，累计 5,000 元；已达上限 5,000 元，不再增加"
                                    "（行政处罚法 第七十二条第一款第一项、行政强制法 第四十五条第二款）")
    paid = surcharge.explain(surcharge.pay(meter, date(2026, 3, 19), 5000_00), date(2026, 6, 1))
    assert paid[-1].date == date(2026, 3, 19) and paid[-1].reason.endswith("当日缴纳 5,000 元；罚款已缴清，停止计算")


def test_explain_tells_of_waivers(meter):
    found = surcharge.waive(meter, date(2026, 3, 20), 450_00, document="执行协议〔2026〕1号", remedied="已清运垃圾")
    lines = surcharge.explain(found, date(2026, 3, 21))
    assert [line.reason for line in lines if "减免" in line.reason] == ["依执行协议减免 450 元（行政强制法 第四十二条第一款，执行协议〔2026〕1号）"]
    assert [line.date.day for line in lines] == [17, 18, 19, 20, 20, 21]
