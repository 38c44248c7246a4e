"""石桥镇 lost SR-010 and SL-004 on 2026-01-01: open cases of the first go to the county, those of the second it finishes by 06-30."""
from dataclasses import replace
from datetime import date

import pytest

from engine.law.power.authority import ListEntry, NoPower, Power
from engine.law.power.succession import Recall, answers_for, carrier, may_continue

FILED, LATER = date(2025, 12, 1), date(2026, 3, 2)
HELD = (ListEntry("town", "X", "conferred", date(2024, 1, 1), date(2025, 12, 31), "赋权决定"),
        ListEntry("county", "X", "own", date(2024, 1, 1), None, "总清单"))
TO_COUNTY = Recall("town", ("X",), date(2026, 1, 1), "收回公告", "successor", "county")
FINISH = Recall("town", ("X",), date(2026, 1, 1), "收回公告", "finish")


def test_before_the_recall_the_unit_goes_on(rules):
    assert isinstance(may_continue(rules.lists, rules.recalls, "shiqiao", "SR-010", FILED, date(2025, 12, 31)), Power)


def test_the_successor_named_by_the_recall_takes_the_open_case_over(rules):
    none = may_continue(rules.lists, rules.recalls, "shiqiao", "SR-010", FILED, LATER)
    assert isinstance(none, NoPower) and none.holders == ("demo_county",) and "示范县人民政府关于收回" in none.reason
    power = may_continue(rules.lists, rules.recalls, "demo_county", "SR-010", FILED, LATER, filed_by="shiqiao")
    assert isinstance(power, Power) and power.mode == "own"


def test_a_unit_that_took_nothing_over_may_not_go_on_with_anothers_case(rules):
    none = may_continue(rules.lists, rules.recalls, "qingxi", "SR-010", FILED, LATER, filed_by="shiqiao")
    assert isinstance(none, NoPower) and none.holders == ("demo_county",)
    stolen = may_continue(rules.lists, rules.recalls, "demo_county", "SR-001", FILED, LATER, filed_by="qingxi")
    assert isinstance(stolen, NoPower) and "没有移交" in stolen.reason and stolen.holders == ("qingxi",)


def test_where_the_recall_says_so_the_old_unit_finishes(rules):
    power = may_continue(rules.lists, rules.recalls, "shiqiao", "SL-004", FILED, date(2026, 6, 30))
    assert isinstance(power, Power) and "收回" in power.continued and power.entry.valid_until == date(2025, 12, 31)


def test_what_is_not_finished_in_time_passes_to_the_successor(rules):
    assert carrier(rules.recalls, "shiqiao", "SL-004", FILED, date(2026, 6, 30)).unit_code == "shiqiao"
    assert carrier(rules.recalls, "shiqiao", "SL-004", FILED, date(2026, 7, 1)).unit_code == "demo_county"
    assert may_continue(rules.lists, rules.recalls, "shiqiao", "SL-004", FILED, date(2026, 7, 1)).holders == ("demo_county",)


def test_a_case_filed_after_the_recall_is_nobodys_to_finish(rules):
    none = may_continue(rules.lists, rules.recalls, "shiqiao", "SL-004", date(2026, 1, 1), LATER)
    assert isinstance(none, NoPower) and none.on == date(2026, 1, 1)


def test_finishing_without_a_limit_has_no_last_day():
    assert isinstance(may_continue(HELD, [FINISH], "town", "X", FILED, date(2027, 5, 1)), Power)


def test_an_expired_entrustment_is_no_recall():
    entries = (replace(HELD[0], mode="entrusted", in_name_of="county"), HELD[1])
    none = may_continue(entries, [], "town", "X", FILED, LATER)
    assert isinstance(none, NoPower) and none.holders == ("county",)


def test_a_chain_of_successors_is_followed_in_order():
    gone = Recall("county", (), date(2026, 2, 1), "机构改革方案", "successor", "bureau")
    entries = (*HELD, ListEntry("bureau", "X", "own", date(2026, 2, 1), None, "三定规定"))
    found = carrier([gone, TO_COUNTY], "town", "X", FILED, LATER)
    assert found.unit_code == "bureau" and found.recalls == (TO_COUNTY, gone)
    assert isinstance(may_continue(entries, [gone, TO_COUNTY], "bureau", "X", FILED, LATER, filed_by="town"), Power)
    assert carrier([gone, TO_COUNTY], "town", "X", FILED, date(2026, 1, 31)).unit_code == "county"


def test_an_abolished_unit_takes_every_item_with_it():
    gone = Recall("county", (), date(2026, 2, 1), "机构改革方案", "successor", "bureau")
    assert gone.abolished and gone.takes("county", "anything") and not gone.takes("town", "anything")
    none = may_continue(HELD, [gone], "county", "X", FILED, LATER)
    assert "撤销" in none.reason and none.holders == ("bureau",)


def test_recalls_that_hand_a_case_round_in_a_circle_end():
    back = Recall("county", ("X",), date(2026, 2, 1), "下放公告", "successor", "town")
    assert carrier([TO_COUNTY, back], "town", "X", FILED, LATER).unit_code == "town"
    same_day = replace(back, on=date(2026, 1, 1))
    assert carrier([TO_COUNTY, same_day], "town", "X", FILED, LATER).unit_code == "county"


@pytest.mark.parametrize("decided_on, on, answers", [
    (date(2025, 11, 3), date(2025, 12, 31), "town"), (date(2025, 11, 3), date(2026, 1, 1), "county"),
    (date(2026, 2, 2), date(2026, 3, 2), "town"),                      # decided after the recall, by leave of it
])
def test_who_exercises_the_power_now_answers_for_an_older_decision(decided_on, on, answers):
    # 行政复议法第十九条第四款、行政诉讼法第二十六条第六款, whatever the recall says of open cases.
    for recall in (TO_COUNTY, replace(FINISH, successor="county")):
        assert answers_for([recall], "town", "X", decided_on, on).unit_code == answers


def test_without_a_successor_the_maker_answers():
    assert answers_for([FINISH], "town", "X", date(2025, 11, 3), LATER).unit_code == "town"
