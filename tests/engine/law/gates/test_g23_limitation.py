from datetime import date

import pytest

from engine.law.gates.g23_limitation import check

ON = date(2026, 5, 14)


def test_an_act_found_after_two_years_is_punished_no_more(case, only):
    # 行政处罚法第三十六条: act 2024-04-26, found 2026-04-27, a day too late.
    found = only("decide", case(data={"act_on": "2024-04-26"}), "G-23")
    assert "2026-04-26 届满" in found.message and "行政处罚法第三十六条第一款" in found.message


def test_found_on_the_last_day_it_is_punished_whenever_it_is_decided(case):
    assert check(case(data={"act_on": "2024-04-27"})) is None


def test_an_act_that_went_on_counts_from_its_end(case):
    assert check(case(data={"act_on": "2020-01-01", "act_ended_on": "2026-04-27"})) is None
    assert check(case(data={"act_on": "2020-01-01", "act_ended_on": "2024-04-26"}))


@pytest.mark.parametrize("harm, harm_to, passes", [("serious", "life_health", True), ("minor", "finance", True), ("none", "life_health", False),
                                                   ("serious", "environment", False), (None, None, False)])
def test_five_years_need_harm_to_life_health_or_finance(case, harm, harm_to, passes):
    facts = case(data={"act_on": "2022-04-27", "harm": harm, "harm_to": harm_to})
    assert (check(facts) is None) is passes


def test_under_the_code_harm_to_the_environment_has_five_years(case):
    # 生态环境法典第一千零五十四条, acts from 2026-08-15.
    facts = {"item": "ST-003", "on": date(2030, 6, 1)}
    data = {"act_on": "2026-08-20", "found_on": "2030-05-01"}
    assert "生态环境法典第一千零五十四条" in check(case(**facts, data=data)).message
    assert check(case(**facts, data={**data, "harm": "serious", "harm_to": "environment"})) is None
    before = {**data, "act_on": "2026-08-14", "harm": "serious", "harm_to": "environment"}
    assert "行政处罚法第三十六条" in check(case(**facts, data=before)).message


def test_time_barred_is_claimed_only_where_it_is(case, only):
    claim = {"conclusion": "no_penalty", "no_penalty_ground": "time_barred"}
    assert check(case(data={**claim, "act_on": "2024-04-26"})) is None
    found = only("no_penalty", case(data={**claim, "act_on": "2024-04-28"}), "G-23")
    assert "在追究时效内发现" in found.message


def test_it_is_silent_without_a_date_an_item_or_a_penalty(case):
    assert check(case(without=("act_on",))) is None
    assert check(case(item="none", data={"act_on": "2020-01-01"})) is None
    assert check(case(data={"act_on": "2020-01-01", "conclusion": "dismiss"})) is None
