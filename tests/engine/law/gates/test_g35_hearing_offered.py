from dataclasses import replace

import pytest

from engine.law.gates.g35_hearing_offered import check


def test_a_fine_at_the_threshold_needs_the_offer(case, only):
    facts = case(item="LJ-002", data={"penalty_fen": 5000_00}, met={"notice": {"at": "2026-05-08T06:00:00+00:00", "penalty_fen": 5000_00}})
    found = only("submit_review", facts, "G-35")
    assert "5,000 元" in found.message and "重庆市" in found.message


def test_below_it_the_offer_is_free(case):
    assert check(case(data={"penalty_fen": 4999_99})) is None
    assert check(case(data={"penalty_fen": 300_00, "hearing_offered": True})) is None


def test_an_organisation_has_its_own_threshold(case):
    assert check(case(data={"party_type": "organisation", "penalty_fen": 49_999_00})) is None
    assert check(case(data={"party_type": "organisation", "penalty_fen": 50_000_00})) is not None


@pytest.mark.parametrize("more, due", [({"gains_fen": 5_000_00}, True), ({"goods_fen": 5_000_00}, True),
                                       ({"gains_fen": 2_500_00, "goods_fen": 2_500_00}, False)])
def test_confiscation_counts_as_the_place_counts_it(case, more, due):
    found = check(case(data=more))
    assert bool(found) is due
    if due:
        assert "没收" in found.message


def test_kinds_that_need_no_amount(case):
    assert "吊销许可证件" in check(case(data={"penalty_kind": "revoke_licence", "penalty_fen": None})).message
    assert check(case(data={"penalty_kind": "criticism", "penalty_fen": None})) is None


def test_the_countys_switch_moves_the_threshold(case, rules):
    def here(place):
        return replace(rules, switches={**rules.switches, "hearing_place": place})
    facts = {"item": "WY-001", "data": {"party_type": "citizen", "penalty_fen": 5_000_00}}
    assert check(case(**facts))
    assert check(case(**facts, rulebook=here("fujian"))) is None
    assert "超过 3,000 元" in check(case(**facts, rulebook=here("beijing"))).message


def test_in_an_unverified_province_it_is_offered_because_in_doubt(case, rules):
    zhejiang = replace(rules, switches={**rules.switches, "hearing_place": "zhejiang"})
    found = check(case(item="LJ-002", data={"penalty_fen": 3_000_00}, rulebook=zhejiang))
    assert "须由本地配置" in found.message and "浙江省" in found.message
    assert check(case(data={"penalty_fen": 300_00}, rulebook=zhejiang)) is None


def test_it_is_silent_where_nothing_is_punished(case):
    assert check(case(data={"conclusion": "no_penalty", "penalty_fen": 90_000_00})) is None
    assert check(case(item="none", data={"penalty_fen": 90_000_00}))
