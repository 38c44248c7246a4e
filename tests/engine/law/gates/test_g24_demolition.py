from dataclasses import replace

import pytest

from engine.law.gates.g24_demolition import check
from engine.law.time import clock as clocks
from tests.engine.law.gates.sound import day, moment, swap

# Served on 03-02: reconsideration ends on 05-06, the suit period on 09-02 (DOMAIN §3.1); the notice of 09-04 gave time until
# Friday 09-11, so that Monday 09-14 is the first day.


def torn_down(sound, at: str, **changes):
    return sound("demolition", at=moment("10-20 10:00"), data={"demolition_at": f"2026-{at}:00+08:00"}, **changes)


def test_nothing_is_torn_down_before_the_remedies_have_run_out(sound, only):
    found = only("demolish", sound("demolition", data={"demolition_at": "2026-09-02T09:00:00+08:00"}), "G-24")
    assert "“提起行政诉讼”至2026年9月2日届满" in found.message and "2026年9月14日以后" in found.next


def test_the_day_after_both_have_ended_is_the_first(sound):
    facts = sound("demolition", data={"demolition_at": "2026-09-03T09:00:00+08:00"}, dossier={"papers": ()})
    assert check(facts) is None


@pytest.mark.parametrize("at, barred", [("09-15T05:59", True), ("09-15T06:00", False), ("09-15T21:59", False),
                                        ("09-15T22:00", True)])
def test_never_by_night(sound, at, barred):
    found = check(torn_down(sound, at))
    assert (found is not None) is barred and (not barred or "夜间" in found.message)


@pytest.mark.parametrize("at", ["09-25T09:00", "09-26T09:00", "10-01T09:00", "10-07T09:00"])
def test_never_on_a_holiday(sound, at):
    assert "节" in check(torn_down(sound, at)).message


@pytest.mark.parametrize("at", ["09-19T09:00", "10-11T09:00"])
def test_nor_on_a_plain_weekend(sound, at):
    # The safer reading of 法定节假日: every day off.
    assert "周" in check(torn_down(sound, at)).message


def test_the_term_of_the_public_notice_is_waited_for(sound):
    papers = swap(sound("demolition").dossier.papers, "announcement", says={"announce_until": "2026-09-15"})
    assert "公告的自行拆除期限至2026年9月15日届满" in check(sound("demolition", dossier={"papers": papers})).message


@pytest.mark.parametrize("at", ["09-20T09:00", "09-28T09:00"])
def test_a_worked_sunday_is_a_day_like_any_other(sound, at):
    assert check(torn_down(sound, at)) is None


def test_the_party_is_given_notice_in_public_first(sound):
    papers = tuple(p for p in sound("demolition").dossier.papers if p.kind != "announcement")
    assert "公告" in check(sound("demolition", dossier={"papers": papers})).message


def test_a_remedy_that_was_used_is_waited_for(sound, rules):
    sued = clocks.meet(clocks.start(rules.clocks["sue"], day("03-02"), rules.calendar), day("08-01"))
    waiting = sound("demolition", clocks={"sue": sued}, without=("suit_ended_on",))
    assert "已经行使“提起行政诉讼”的权利" in check(waiting).message
    assert check(sound("demolition", clocks={"sue": sued}, data={"suit_ended_on": "2026-09-14"})) is None
    assert "裁判于2026年9月15日生效" in check(sound("demolition", clocks={"sue": sued}, data={"suit_ended_on": "2026-09-15"})).message


def test_land_cases_go_to_the_court(sound):
    facts = sound("demolition")
    order = replace(facts.dossier.papers[0], kind="demolition_order_land")
    assert "土地管理法" in check(sound("demolition", dossier={"papers": (*facts.dossier.papers, order)})).message


def test_a_decision_that_was_not_served_allows_nothing(sound):
    assert "尚未送达" in check(sound("demolition", without=("decision_served_on",))).message


def test_without_a_demolition_nothing_is_asked(case):
    assert check(case()) is None


@pytest.mark.parametrize("at", ["09-25T09:00", "10-01T09:00", "09-15T23:00"])
def test_an_emergency_with_its_reason_on_record_opens_night_and_holiday(sound, only, at):
    # 行政强制法第四十三条第一款: 情况紧急的除外.
    data = {"demolition_at": f"2026-{at}:00+08:00", "enforcement_urgent": True}
    assert "没有写明理由" in only("demolish", sound("demolition", at=moment("10-20 10:00"), data=data), "G-24").message
    assert check(sound("demolition", at=moment("10-20 10:00"), data={**data, "enforcement_urgent_reason": "墙体倾斜，危及过往行人"})) is None


def test_an_emergency_shortens_no_remedy(sound):
    data = {"demolition_at": "2026-09-02T09:00:00+08:00", "enforcement_urgent": True, "enforcement_urgent_reason": "墙体倾斜"}
    assert "为时过早" in check(sound("demolition", data=data)).message


def test_in_an_emergency_the_first_day_may_be_a_holiday(sound):
    # The notice of 09-04 gave time until Friday 09-11: Saturday 09-12 is the day after, Monday 09-14 the first working day.
    data = {"demolition_at": "2026-09-12T09:00:00+08:00"}
    urgent = {**data, "enforcement_urgent": True, "enforcement_urgent_reason": "台风登陆前须拆除"}
    assert check(sound("demolition", data=data)) is not None and check(sound("demolition", data=urgent)) is None
