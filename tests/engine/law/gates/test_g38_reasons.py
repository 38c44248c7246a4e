from dataclasses import replace

import pytest

from engine.law.gates.g38_reasons import check

SMALL = {"occupied_sqm": 4, "first_offence": True}        # SR-002: 从轻 100–370
DEVIATES = {"discretion_deviates": True, "deviation_reason": "当事人家庭困难，已结对帮扶"}
DISCUSSED = {"collective": {"at": "2026-05-13T08:00:00+00:00"}}


def test_a_fine_without_reasons_costs_points(case, only):
    assert only("decide", case(data={"discretion_reason": " "}), "G-38").severity == "deducts"
    assert check(case(data={"discretion_reason": "", "discretion_factors": "初次违法"})) is None


@pytest.mark.parametrize("fen, passes", [(100_00, True), (370_00, True), (370_01, False), (800_00, False)])
def test_a_fine_outside_the_tier_that_the_circumstances_give_is_a_deviation(case, fen, passes):
    assert (check(case(data={**SMALL, "penalty_fen": fen})) is None) is passes


def test_a_deviation_needs_a_reason_and_the_leaders_together(case, only):
    notice = {"notice": {"at": "2026-05-08T06:00:00+00:00", "penalty_fen": 800_00}}
    data = {**SMALL, "penalty_fen": 800_00}
    found = only("decide", case(data=data, met=notice), "G-38")
    assert found.severity == "blocks" and "从轻档次 100 元至 370 元" in found.message and "第十七条第三款" in found.message
    assert "理由" in check(case(data={**data, "discretion_deviates": True, "deviation_reason": " "}, met=notice)).message
    assert "集体讨论" in only("decide", case(data={**data, **DEVIATES}, met=notice), "G-38").message
    assert check(case(data={**data, **DEVIATES}, met={**notice, **DISCUSSED})) is None
    assert check(case(data={**data, **DEVIATES}, met=notice, without=("legal_review",))) is None


def test_a_tier_chosen_against_the_circumstances_is_a_deviation(case):
    facts = {**SMALL, "penalty_fen": 500_00, "discretion_tier": "general"}
    assert "选定一般档次" in check(case(data=facts)).message
    assert check(case(data={**facts, "occupied_sqm": 9})) is None


def test_a_chosen_tier_binds_where_the_circumstances_are_not_stated(case):
    assert check(case(data={"discretion_tier": "light", "penalty_fen": 300_00})) is None
    assert check(case(data={"discretion_tier": "light", "penalty_fen": 500_00}))


def test_what_is_not_stated_is_not_held_against_the_fine(case):
    assert check(case(data={"penalty_fen": 1000_00})) is None
    assert check(case(data={"penalty_fen": 1000_00, "occupied_sqm": "很小"})) is None
    assert check(case(data={"penalty_fen": 1000_00, "first_offence": True})) is None


def test_the_party_is_on_the_side_that_the_switch_says(case, rules):
    # SR-004 under 20 m²: individuals 200–440, organisations 500–1,250.
    facts = {"item": "SR-004", "data": {"occupied_sqm": 10, "penalty_fen": 500_00}}
    assert check(case(**facts))
    as_organisation = replace(rules, switches={**rules.switches, "individual_business": "organisation"})
    assert check(case(**facts, rulebook=as_organisation)) is None


def test_an_old_act_is_not_measured_by_the_table_of_the_new_law(case):
    data = {"first_offence": True, "corrected": True, "penalty_fen": 4_000_00, "act_on": "2026-04-27"}
    assert check(case(item="ST-003", data=data)) is None


def test_outside_the_band_and_without_a_table_it_is_silent(case):
    assert check(case(data={**SMALL, "penalty_fen": 50_00, "mitigated": True})) is None
    assert check(case(item="SR-003", data={"penalty_fen": 3_000_00})) is None
    assert check(case(item="none")) is None
    assert check(case(data={"penalty_kind": "warning", "penalty_fen": None, "discretion_reason": ""})) is None
