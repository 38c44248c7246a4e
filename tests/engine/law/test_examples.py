"""The dates of the worked cases in DOMAIN §8.2 (calendar of 2026)."""
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.law import clock as clocks


def due(rules, code, day0, **how):
    return clocks.start(rules.clocks[code], date(2026, *day0), rules.calendar, **how).due_on


@pytest.mark.parametrize("code, day0, last", [
    ("hand_in_cash", (3, 10), (3, 12)),      # Tue; Wed 11, Thu 12
    ("bank_deposit", (3, 12), (3, 16)),      # Thu; Fri 13, Mon 16
    ("summary_report", (3, 10), (3, 12)),
])
def test_e1_street_stall(rules, code, day0, last):
    assert due(rules, code, day0) == date(2026, *last)


@pytest.mark.parametrize("code, day0, last", [
    ("statement", (5, 8), (5, 12)),          # Sat 05-09 worked, Mon 11, Tue 12
    ("pay", (5, 14), (5, 29)),
    ("publish", (5, 14), (5, 25)),           # 15, 18, 19, 20, 21, 22, 25
    ("decide", (4, 30), (7, 29)),            # 31 + 30 + 29
])
def test_e2_shop_over_the_threshold(rules, code, day0, last):
    assert due(rules, code, day0) == date(2026, *last)


@pytest.mark.parametrize("code, day0, last", [
    ("seizure", (1, 20), (2, 19)), ("hearing_request", (2, 12), (2, 26)), ("pay", (3, 20), (4, 7)),
    ("publish", (3, 20), (3, 31)), ("decide", (1, 21), (4, 21)), ("serve_decision", (3, 20), (3, 31)),
    ("hearing_notice", (2, 28), (3, 10)),    # a worked Saturday; 2, 3, 4, 5, 6, 9, 10: the hearing on 03-12 is late enough
])
def test_e3_dumping_lorry(rules, code, day0, last):
    assert due(rules, code, day0) == date(2026, *last)


def test_e3_seizure_is_to_be_acted_on_before_the_holiday_and_extended(rules):
    rule = rules.clocks["seizure"]
    clock = clocks.start(rule, date(2026, 1, 20), rules.calendar)
    assert clock.act_by == date(2026, 2, 14)
    longer = clocks.extend(clock, rule, rules.calendar, on=date(2026, 2, 13), length=30, reason="案情复杂")
    assert longer.due_on == date(2026, 3, 21)


def test_e3_emergency_measure_is_approved_within_24_hours(rules):
    shanghai = ZoneInfo("Asia/Shanghai")
    clock = clocks.start(rules.clocks["emergency_approval"], datetime(2026, 1, 20, 23, 10, tzinfo=shanghai), rules.calendar)
    assert clock.due_at == datetime(2026, 1, 21, 23, 10, tzinfo=shanghai)


def test_e5_rubbish_in_the_field_is_decided_well_within_ninety_days(rules):
    clock = clocks.start(rules.clocks["decide"], date(2026, 1, 7), rules.calendar)
    assert clock.due_on == date(2026, 4, 7)
    assert (date(2026, 1, 14) - clock.day0).days == 7
    assert not clocks.meet(clock, date(2026, 1, 14)).late


def test_e9_registration_hold_is_decided_by_14_september(rules):
    # Night of Thu 09-03: 4, 7, 8, 9, 10, 11, 14.
    assert due(rules, "registration_hold", (9, 3)) == date(2026, 9, 14)


def test_e9_goods_are_to_be_handed_over_before_mid_autumn(rules):
    clock = clocks.start(rules.clocks["hand_over_goods"], date(2026, 9, 22), rules.calendar)
    assert (clock.due_on, clock.act_by) == (date(2026, 9, 25), date(2026, 9, 24))


def test_remedies_from_receipt_on_2_march(rules):
    assert due(rules, "reconsider", (3, 2)) == date(2026, 5, 6)
    assert due(rules, "sue", (3, 2)) == date(2026, 9, 2)
    assert due(rules, "court_apply", (9, 2)) == date(2026, 12, 2)
