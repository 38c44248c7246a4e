"""Every date of the worked cases E1, E2, E3, E5, E6, E8, E9 and E12 in DOMAIN §8.2 (calendar of 2026)."""
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.errors import ClockRefused
from engine.law.time import clock as clocks
from engine.law.time import window

SHANGHAI = ZoneInfo("Asia/Shanghai")


def start(rules, code, day0, profile=(), **how):
    day0 = day0 if isinstance(day0, datetime) else date(2026, *day0)
    on = day0.date() if isinstance(day0, datetime) else day0
    return clocks.start(rules.clock(code, on, profile), day0, rules.calendar, **how)


def due(rules, code, day0, **how):
    return start(rules, code, day0, **how).due_on


def at(*parts):
    return datetime(2026, *parts, tzinfo=SHANGHAI)


# -- E1 street stall: told on Mon 03-09, the same again on Tue 03-10, fined on the spot, closed on 03-12
@pytest.mark.parametrize("code, day0, last", [
    ("hand_in_cash", (3, 10), (3, 12)),      # Wed 11, Thu 12
    ("bank_deposit", (3, 12), (3, 16)),      # Fri 13, Mon 16
    ("summary_report", (3, 10), (3, 12)),
    ("reconsider", (3, 10), (5, 9)),         # 21 + 30 + 9: a worked Saturday; 复议 comes first (行政复议法第二十三条)
])
def test_e1_street_stall(rules, code, day0, last):
    assert due(rules, code, day0) == date(2026, *last)


def test_e1_is_closed_in_time(rules):
    assert not clocks.meet(start(rules, "close", (3, 10)), date(2026, 3, 12)).late


# -- E2 shop over the threshold: told 04-27 to mend by 04-29, filed 04-30, notice 05-08, decided 05-14, paid 05-20, closed 05-21
@pytest.mark.parametrize("code, day0, last", [
    ("statement", (5, 8), (5, 12)),          # Sat 05-09 worked, Mon 11, Tue 12
    ("pay", (5, 14), (5, 29)),
    ("publish", (5, 14), (5, 25)),           # 15, 18, 19, 20, 21, 22, 25
    ("decide", (4, 30), (7, 29)),            # 31 + 30 + 29
])
def test_e2_shop_over_the_threshold(rules, code, day0, last):
    assert due(rules, code, day0) == date(2026, *last)


def test_e2_the_order_had_run_out_when_it_was_checked(rules):
    order = start(rules, "correction", (4, 27), length=date(2026, 4, 29))
    assert order.due_on == date(2026, 4, 29) < date(2026, 4, 30)


@pytest.mark.parametrize("code, day0, done", [("decide", (4, 30), (5, 14)), ("pay", (5, 14), (5, 20)), ("close", (5, 20), (5, 21)),
                                              ("publish", (5, 14), (5, 25))])
def test_e2_each_step_was_in_time(rules, code, day0, done):
    assert not clocks.meet(start(rules, code, day0), date(2026, *done)).late
    assert start(rules, "statement", (5, 8)).due_on < date(2026, 5, 14)


# -- E3 dumping lorry: seized 01-20 23:10, filed 01-21, notice 02-12, hearing 03-12, reviewed 03-13 … 03-17, decided and served 03-20
@pytest.mark.parametrize("code, day0, last", [
    ("seizure", (1, 20), (2, 19)), ("hearing_request", (2, 12), (2, 26)), ("pay", (3, 20), (4, 7)),
    ("publish", (3, 20), (3, 31)), ("decide", (1, 21), (4, 21)), ("serve_decision", (3, 20), (3, 31)),
    ("hearing_notice", (2, 28), (3, 10)),    # a worked Saturday; 2, 3, 4, 5, 6, 9, 10: the hearing on 03-12 is late enough
])
def test_e3_dumping_lorry(rules, code, day0, last):
    assert due(rules, code, day0) == date(2026, *last)


@pytest.mark.parametrize("code, day0, done", [
    ("hearing_request", (2, 12), (2, 25)), ("legal_review", (3, 13), (3, 17)), ("decide", (1, 21), (3, 20)),
    ("serve_decision", (3, 20), (3, 20)), ("hearing_hold", (2, 25), (3, 12))])
def test_e3_each_step_was_in_time(rules, code, day0, done):
    assert not clocks.meet(start(rules, code, day0), date(2026, *done)).late


def test_e3_emergency_measure_is_approved_within_24_hours(rules):
    assert start(rules, "emergency_approval", at(1, 20, 23, 10)).due_at == at(1, 21, 23, 10)


def test_e3_seizure_is_to_be_acted_on_before_the_holiday_and_extended(rules):
    rule, clock = rules.clocks["seizure"], start(rules, "seizure", (1, 20))
    assert (clock.nominal, clock.act_by) == (date(2026, 2, 19), date(2026, 2, 14))
    longer = clocks.extend(clock, rule, rules.calendar, on=date(2026, 2, 13), length=30, reason="案情复杂")
    assert longer.due_on == date(2026, 3, 21)
    assert not clocks.meet(longer, date(2026, 3, 20)).late


def test_e3_the_hearing_is_seven_working_days_after_its_notice(rules):
    notice = start(rules, "hearing_notice", (2, 28))
    assert window.hearing_from(notice, rules.calendar) == date(2026, 3, 11) <= date(2026, 3, 12)
    # 11, 10, 9, 6, 5, 4, 3 are seven clear working days before 03-12: serve by Mon 03-02.
    assert window.notice_by(rules.clocks["hearing_notice"], date(2026, 3, 12), rules.calendar) == date(2026, 3, 2)


def test_e3_the_fine_rolls_over_qingming_and_is_then_paid_in_instalments(rules):
    rule, clock = rules.clocks["pay"], start(rules, "pay", (3, 20))
    assert (clock.nominal, clock.rolled) == (date(2026, 4, 4), date(2026, 4, 7))
    put_off = clocks.extend(clock, rule, rules.calendar, on=date(2026, 4, 3), length=date(2026, 7, 31), reason="分四期缴纳")
    assert put_off.due_on == date(2026, 7, 31)


def test_e3_the_court_window_opens_after_the_instalments(rules):
    found = window.court_window(rules.clocks["court_apply"], rules.clocks["urge_before_court"], [start(rules, "sue", (3, 20))],
                                rules.calendar, instalment_until=date(2026, 7, 31))
    assert found.clock.day0 == date(2026, 7, 31)
    assert (found.closes_on, found.act_by) == (date(2026, 10, 31), date(2026, 10, 30))


# -- E5 rubbish in the field: act 01-06, filed 01-07, cleaned by 01-12, decided 01-14
def test_e5_rubbish_in_the_field_is_decided_well_within_ninety_days(rules):
    clock = start(rules, "decide", (1, 7))
    assert clock.due_on == date(2026, 4, 7)
    assert (date(2026, 1, 14) - clock.day0).days == 7
    assert not clocks.meet(clock, date(2026, 1, 14)).late
    order = start(rules, "correction", (1, 7), length=date(2026, 1, 12))
    assert not clocks.meet(order, date(2026, 1, 12)).late


# -- E6 cooking fumes: ticket 05-11, verified 05-15, test 05-18 … 06-08, filed 05-20, decided 08-25
def test_e6_the_lead_is_verified_in_time(rules):
    lead = start(rules, "verify_lead", (5, 11))
    assert lead.due_on == date(2026, 5, 20)      # 12, 13, 14, 15, 18, 19, 20
    assert not clocks.meet(lead, date(2026, 5, 15)).late


def test_e6_without_a_cited_rule_the_decision_is_seven_days_late(rules):
    clock = start(rules, "decide", (5, 20))
    assert clock.due_on == date(2026, 8, 18)
    with pytest.raises(ClockRefused):
        clocks.suspend(clock, date(2026, 5, 18), "testing", rules.clocks["decide"], document="检测委托书")
    late = clocks.meet(clock, date(2026, 8, 25))
    assert late.late and (late.ended_on - late.due_on).days == 7


def test_e6_with_the_exclusion_of_a_field_the_test_does_not_count(rules):
    rule = rules.clock("decide", date(2026, 5, 20), "market")
    clock = clocks.suspend(start(rules, "decide", (5, 20), "market"), date(2026, 5, 18), "testing", rule, document="检测委托书")
    clock = clocks.resume(clock, date(2026, 6, 8), rules.calendar, document="检测报告")
    assert len(clocks.excluded_days(clock)) == 19
    assert (clock.nominal, clock.rolled) == (date(2026, 9, 6), date(2026, 9, 7))
    assert not clocks.meet(clock, date(2026, 8, 25)).late


# -- E8 dog off the lead: first time 06-13, again 09-02: on-the-spot fine of 100 yuan in cash
@pytest.mark.parametrize("code, day0, last", [
    ("summary_report", (9, 2), (9, 4)), ("hand_in_cash", (9, 2), (9, 4)),      # Thu 3, Fri 4
    ("bank_deposit", (9, 4), (9, 8)),                                          # Mon 7, Tue 8
    ("reconsider", (9, 2), (11, 2)),         # 28 + 31 + 1 is Sun 11-01: Mon 2
])
def test_e8_dog_off_the_lead(rules, code, day0, last):
    assert due(rules, code, day0) == date(2026, *last)


def test_e8_the_first_time_was_within_the_limitation(rules):
    assert due(rules, "limitation", (6, 13)) == date(2028, 6, 13)


# -- E9 river sand: hold in the night of Thu 09-03, report 09-16, approved 09-18, sent 09-19, police file on 09-22
@pytest.mark.parametrize("code, day0, last, act_by", [
    ("registration_hold", (9, 3), (9, 14), (9, 14)),       # 4, 7, 8, 9, 10, 11, 14
    ("crime_transfer", (9, 16), (9, 19), (9, 18)),         # Saturday: the principal approves on Friday
    ("police_decide", (9, 19), (9, 22), (9, 22)),
    ("hand_over_goods", (9, 22), (9, 25), (9, 24)),        # 中秋: act by Thursday
    ("police_objection", (9, 22), (9, 25), (9, 24)),
])
def test_e9_river_sand(rules, code, day0, last, act_by):
    clock = start(rules, code, day0)
    assert (clock.due_on, clock.act_by) == (date(2026, *last), date(2026, *act_by))


def test_e9_the_case_is_sent_within_24_hours_of_approval(rules):
    assert start(rules, "crime_send", at(9, 18, 15, 0)).due_at == at(9, 19, 15, 0)
    assert not clocks.meet(start(rules, "crime_transfer", (9, 16)), date(2026, 9, 18)).late


# -- E12 straw burning by camera: alarm 10-16, the neighbour's second fire 10-28, ordinary procedure
def test_e12_straw_burning(rules):
    assert due(rules, "verify_lead", (10, 16)) == date(2026, 10, 27)      # 19–23 (5), 26, 27
    second = start(rules, "decide", (10, 28))
    # 3 + 30 + 31 + 26: into 2027, whose holidays are not announced.
    assert second.due_on == date(2027, 1, 26) and second.provisional


def test_remedies_from_receipt_on_2_march(rules):
    assert due(rules, "reconsider", (3, 2)) == date(2026, 5, 6)
    assert due(rules, "sue", (3, 2)) == date(2026, 9, 2)
    assert due(rules, "court_apply", (9, 2)) == date(2026, 12, 2)
