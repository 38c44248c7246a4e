"""The court window (行政强制法第五十三条、第五十四条), demolition (第四十三条、第四十四条) and the hearing day (行政处罚法第六十四条)."""
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.errors import ClockRefused
from engine.law.time import clock as clocks
from engine.law.time import window

SHANGHAI = ZoneInfo("Asia/Shanghai")


def remedy(rules, code, day0):
    return clocks.start(rules.clocks[code], date.fromisoformat(day0), rules.calendar)


def opened(rules, *remedies, **how):
    return window.court_window(rules.clocks["court_apply"], rules.clocks["urge_before_court"], remedies, rules.calendar, **how)


def test_three_months_from_the_end_of_the_time_to_sue(rules):
    # Received 03-02: six months to 09-02 (Wed), three more to 12-02 (Wed).
    found = opened(rules, remedy(rules, "reconsider", "2026-03-02"), remedy(rules, "sue", "2026-03-02"))
    assert (found.clock.day0, found.closes_on, found.act_by) == (date(2026, 9, 2), date(2026, 12, 2), date(2026, 12, 2))
    assert found.opens_on is None
    assert "最迟 2026年11月17日送达" in found.refuses(date(2026, 10, 1))


def test_the_notice_of_urging_may_be_served_so_late_that_ten_working_days_are_left(rules):
    # Before Wed 12-02: 12-01 is the tenth day after; 30, 27, 26, 25, 24, 23, 20, 19, 18 … the first is 11-18: serve by Tue 11-17.
    found = opened(rules, remedy(rules, "sue", "2026-03-02"), urged_on=date(2026, 11, 17))
    assert found.urge_by == date(2026, 11, 17)
    assert (found.opens_on, found.refuses(date(2026, 12, 1)), found.refuses(date(2026, 12, 2))) == (
        date(2026, 12, 2), "2026年12月2日起方可申请。", None)


def test_the_window_opens_after_the_urging_and_closes_after_three_months(rules):
    # Urged Mon 09-07: 8, 9, 10, 11, 14, 15, 16, 17, 18, Sun 20 (worked) is the tenth; from Mon 09-21.
    found = opened(rules, remedy(rules, "sue", "2026-03-02"), urged_on=date(2026, 9, 7))
    assert found.opens_on == date(2026, 9, 21)
    assert found.refuses(date(2026, 9, 20)) == "2026年9月21日起方可申请。"
    assert found.refuses(date(2026, 9, 21)) is None and found.refuses(date(2026, 12, 2)) is None
    assert found.refuses(date(2026, 12, 3)) == "申请期限已于2026年12月2日届满，人民法院不予受理。"


def test_urging_early_does_not_open_it_before_the_remedies_have_run_out(rules):
    found = opened(rules, remedy(rules, "sue", "2026-03-02"), urged_on=date(2026, 4, 1))
    assert found.opens_on == date(2026, 9, 3)


def test_a_suit_period_that_rolls_moves_the_window(rules):
    # Six months from 2025-08-17 end on 初一; the party may sue until 02-24, and the three months count from there.
    found = opened(rules, remedy(rules, "sue", "2025-08-17"))
    assert (found.clock.day0, found.closes_on, found.act_by) == (date(2026, 2, 24), date(2026, 5, 24), date(2026, 5, 22))


def test_instalments_count_from_their_end(rules):
    found = opened(rules, remedy(rules, "sue", "2026-03-20"), instalment_until=date(2026, 12, 15), urged_on=date(2026, 12, 16))
    assert found.closes_on == date(2027, 3, 15) and found.clock.provisional
    assert any("行政处罚法第七十二条第二款" in reason for reason in found.reasons)


def test_instalments_that_end_before_the_suit_period_bind_the_agency_all_the_same(rules):
    found = opened(rules, remedy(rules, "sue", "2026-03-20"), instalment_until=date(2026, 7, 31), urged_on=date(2026, 8, 3))
    # Not before the six months are over on Sun 09-20, which is worked; not after three months from 07-31.
    assert (found.opens_on, found.closes_on) == (date(2026, 9, 21), date(2026, 10, 31))


def test_after_a_reconsideration_the_fifteen_days_take_the_place_of_the_six_months(rules):
    used = clocks.meet(remedy(rules, "reconsider", "2026-03-02"), date(2026, 4, 1))
    after = remedy(rules, "sue_after_reconsideration", "2026-06-05")       # to 06-20 in 端午: 06-22
    found = opened(rules, used, remedy(rules, "sue", "2026-03-02"), after)
    assert (found.clock.day0, found.closes_on) == (date(2026, 6, 22), date(2026, 9, 22))


def test_a_remedy_that_was_used_keeps_the_window_shut(rules):
    used = clocks.meet(remedy(rules, "reconsider", "2026-03-02"), date(2026, 4, 1))
    with pytest.raises(ClockRefused) as refused:
        opened(rules, used, remedy(rules, "sue", "2026-03-02"))
    assert "申请行政复议" in refused.value.detail
    held = clocks.suspend(remedy(rules, "sue", "2026-03-02"), date(2026, 4, 1), "obstacle", rules.clocks["sue"], document="证明")
    with pytest.raises(ClockRefused):
        opened(rules, held)


def test_without_a_remedy_period_there_is_no_window(rules):
    with pytest.raises(ClockRefused):
        opened(rules)
    with pytest.raises(ClockRefused):
        opened(rules, clocks.cancel(remedy(rules, "sue", "2026-03-02"), date(2026, 3, 3)))


def demolished(rules, *remedies, until="2026-04-01", **how):
    return window.demolition(rules.clocks["demolition"], remedies, date.fromisoformat(until), rules.calendar, **how)


def test_demolition_waits_for_sixty_days_and_six_months(rules):
    both = remedy(rules, "reconsider", "2026-03-02"), remedy(rules, "sue", "2026-03-02")
    found = demolished(rules, *both)
    assert found.earliest_on == date(2026, 9, 3)
    assert any("2026年9月2日届满" in reason for reason in found.reasons)


def test_demolition_waits_for_the_public_notice_and_for_a_working_day(rules):
    both = remedy(rules, "reconsider", "2026-03-02"), remedy(rules, "sue", "2026-03-02")
    found = demolished(rules, *both, until="2026-09-30")
    # 10-01 … 10-07 are 国庆.
    assert found.earliest_on == date(2026, 10, 8) and found.reasons[-1] == "2026年10月1日为国庆节，不得实施（行政强制法 第四十三条第一款）"


def test_demolition_needs_both_remedy_periods(rules):
    with pytest.raises(ClockRefused) as refused:
        demolished(rules, remedy(rules, "sue", "2026-03-02"))
    assert refused.value.data["missing"] == ["reconsider"]
    with pytest.raises(ClockRefused):
        demolished(rules)


def test_demolition_waits_for_the_end_of_a_remedy_that_was_used(rules):
    used = clocks.meet(remedy(rules, "reconsider", "2026-03-02"), date(2026, 4, 1))
    with pytest.raises(ClockRefused):
        demolished(rules, used, remedy(rules, "sue", "2026-03-02"))
    after = remedy(rules, "sue_after_reconsideration", "2026-06-05")
    assert demolished(rules, used, remedy(rules, "sue", "2026-03-02"), after).earliest_on == date(2026, 6, 23)
    sued = clocks.meet(after, date(2026, 6, 18))
    with pytest.raises(ClockRefused):
        demolished(rules, used, sued)
    # The judgment that upholds the decision took effect on Fri 10-09; Sat 10-10 is worked.
    assert demolished(rules, used, sued, judged_on=date(2026, 10, 9)).earliest_on == date(2026, 10, 10)


def test_under_the_land_law_only_the_court_demolishes(rules):
    with pytest.raises(ClockRefused) as refused:
        demolished(rules, remedy(rules, "sue_land", "2026-03-02"))
    assert refused.value.article == "土地管理法 第八十三条"


@pytest.mark.parametrize("at, why", [
    ("2026-09-03T10:00", None), ("2026-09-03T21:59", None), ("2026-09-03T06:00", None),
    ("2026-09-03T22:00", "夜间"), ("2026-09-03T05:59", "夜间"), ("2026-10-01T10:00", "国庆节"), ("2026-09-05T10:00", "周六"),
    ("2026-09-20T10:00", None),      # a Sunday, but worked
])
def test_no_enforcement_at_night_or_on_days_off(rules, at, why):
    found = window.forbidden(rules.clocks["demolition"], datetime.fromisoformat(at).replace(tzinfo=SHANGHAI), rules.calendar)
    assert found is None if why is None else why in found and "第四十三条" in found


def test_a_rule_without_quiet_hours_forbids_nothing(rules):
    assert window.forbidden(rules.clocks["pay"], datetime(2026, 10, 1, 23, tzinfo=SHANGHAI), rules.calendar) is None


def test_seven_clear_working_days_before_a_hearing(rules):
    # Hearing on Fri 03-20: 19, 18, 17, 16, 13, 12, 11 lie between; served by Tue 03-10.
    assert window.notice_by(rules.clocks["hearing_notice"], date(2026, 3, 20), rules.calendar) == date(2026, 3, 10)
    notice = remedy(rules, "hearing_notice", "2026-03-10")
    assert window.hearing_from(notice, rules.calendar) == date(2026, 3, 20)
