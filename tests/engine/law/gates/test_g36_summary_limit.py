from dataclasses import replace

import pytest

from engine.law.gates.g36_summary_limit import check
from engine.law.penalty.penalty import KINDS


def test_a_citizen_is_fined_at_most_200_yuan_on_the_spot(on_the_spot, only):
    facts = on_the_spot(item="SR-002", data={"penalty_fen": 200_01})
    assert "200 元" in only("on_spot_decision", facts, "G-36").message
    assert check(on_the_spot(data={"penalty_fen": 200_00})) is None


def test_a_shop_counts_by_the_switch(on_the_spot, rules):
    # E2: 300 yuan on a 个体工商户 is too much as a citizen, and allowed as an organisation.
    facts = {"item": "SR-002", "data": {"party_type": "individual_business", "penalty_fen": 300_00}}
    assert check(on_the_spot(**facts))
    assert check(on_the_spot(**facts, rulebook=replace(rules, switches={**rules.switches, "individual_business": "organisation"}))) is None


def test_an_organisation_is_fined_at_most_3000_yuan(on_the_spot):
    assert check(on_the_spot(data={"party_type": "organisation", "penalty_fen": 3000_00})) is None
    assert check(on_the_spot(data={"party_type": "organisation", "penalty_fen": 3000_01}))


def test_a_warning_may_be_given_and_confiscation_may_not(on_the_spot):
    assert check(on_the_spot(data={"penalty_kind": "warning", "penalty_fen": None})) is None
    assert check(on_the_spot(data={"penalty_kind": "confiscation", "penalty_fen": None}))
    assert check(on_the_spot(data={"penalty_kind": "fine", "penalty_fen": 0}))


@pytest.mark.parametrize("kind", ["criticism", "confiscate_gains", "confiscate_goods", "suspend_licence", "revoke_licence", "close_down"])
def test_no_other_kind_is_given_on_the_spot(on_the_spot, kind):
    assert KINDS[kind] in check(on_the_spot(data={"penalty_kind": kind, "penalty_fen": None})).message


@pytest.mark.parametrize("taken", [{"gains_fen": 10_00}, {"goods_fen": 10_00}])
def test_nor_a_small_fine_with_a_confiscation(on_the_spot, only, taken):
    assert "没收" in only("on_spot_decision", on_the_spot(data=taken), "G-36").message


def test_a_case_that_was_filed_is_not_decided_on_the_spot(case):
    assert check(case(data={"penalty_fen": 900_00})) is None
