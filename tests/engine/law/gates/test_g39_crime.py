from datetime import date

import pytest

from engine.law.gates.g39_crime import check

ON = date(2026, 9, 18)


def sand(case, **data):
    """E9: illegal sand at night on 09-03, fine within ZJR §45's 20,000–200,000."""
    base = {"party_type": "citizen", "act_on": "2026-09-03", "found_on": "2026-09-03", "penalty_fen": 150_000_00, "hearing_offered": True,
            "correction_ordered_on": "2026-09-03", "correction_due_on": "", "recheck_on": "2026-09-04", "notice_served_on": "2026-09-08"}
    met = {"filing": {"at": "2026-09-04T01:00:00+00:00"}, "notice": {"at": "2026-09-08T06:00:00+00:00", "penalty_fen": 150_000_00},
           "legal_review": {"at": "2026-09-15T01:00:00+00:00"}, "collective": {"at": "2026-09-16T01:00:00+00:00"}}
    return case(item="SL-001", unit="demo_county", on=ON, data={**base, **data}, met=met, without=("statement", "decide"))


def test_the_value_of_the_example_must_be_transferred_or_reasoned(case, only):
    found = only("submit_review", sand(case, crime_value_fen=120_000_00), "G-39")
    assert "120,000 元" in found.message and "法释〔2016〕25号" in found.message and "移送" in found.next


def test_a_reasoned_negative_passes_where_the_province_may_have_fixed_more(case):
    reasoned = {"crime_value_fen": 120_000_00, "crime_decision": "not_reached", "crime_reason": "本省标准为二十万元"}
    assert check(sand(case, **reasoned)) is None
    assert check(sand(case, **{**reasoned, "crime_reason": " "}))
    assert check(sand(case, **{**reasoned, "crime_value_fen": None}))


@pytest.mark.parametrize("more", [{"crime_value_fen": 300_000_00}, {"crime_value_fen": 1_00, "crime_earlier_penalties": 2},
                                  {"crime_value_fen": 150_000_00, "crime_forbidden": True}])
def test_once_certainly_reached_there_is_no_negative(case, more):
    found = check(sand(case, **more, crime_decision="not_reached", crime_reason="情节轻微"))
    assert "不能以" in found.message


def test_the_test_is_shown_even_far_below(case):
    assert "追诉标准" in check(sand(case, crime_value_fen=5_000_00)).message
    assert check(sand(case, crime_value_fen=5_000_00, crime_decision="not_reached", crime_reason="远低于十万元")) is None


def test_after_a_transfer_no_fine_unless_the_police_gave_it_back(case, only):
    found = only("submit_review", sand(case, crime_value_fen=120_000_00, crime_decision="transferred"), "G-39")
    assert "不得再以罚款代替" in found.message
    assert check(sand(case, crime_decision="transferred", crime_returned_on="2026-09-22")) is None
    assert check(sand(case, crime_decision="transferred", penalty_kind="warning", penalty_fen=None)) is None


def test_a_suspicion_without_a_threshold_is_answered_too(case):
    assert check(case(data={"crime_suspected": True}))
    assert check(case(data={"crime_suspected": True, "crime_decision": "not_reached", "crime_reason": "公安机关认为不构成犯罪"})) is None


def test_it_is_silent_for_items_without_a_threshold(case):
    assert check(case()) is None and check(case(item="none")) is None
