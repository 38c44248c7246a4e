from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest

from engine.law.gates.g31_inside_band import check
from engine.law.penalty import LocalBand
from tests.engine.law.gates.conftest import with_threshold


@pytest.mark.parametrize("fen", [99_99, 1000_01])
def test_a_fine_outside_the_band_is_refused(case, only, fen):
    notice = {"notice": {"at": "2026-05-08T06:00:00+00:00", "penalty_fen": fen}}
    only("decide", case(data={"penalty_fen": fen}, met=notice), "G-31")


@pytest.mark.parametrize("fen", [100_00, 1000_00])
def test_both_ends_of_the_band_are_inside(case, fen):
    assert check(case(data={"penalty_fen": fen})) is None


def test_a_party_for_whom_no_fine_is_set_is_not_fined(case):
    assert "没有规定罚款" in check(case(item="SR-009", data={"penalty_fen": 2000_00})).message


def test_the_band_follows_the_party_and_the_switch(case, rules):
    # SR-004: individuals 200–1,000, organisations 500–3,000; a shop counts as a citizen here.
    facts = {"item": "SR-004", "data": {"penalty_fen": 2000_00}}
    assert check(case(**facts))
    as_organisation = replace(rules, switches={**rules.switches, "individual_business": "organisation"})
    assert check(case(**facts, rulebook=as_organisation)) is None


def test_an_item_without_a_fine_is_never_fined(case):
    assert check(case(item="GH-003", data={"local_band_basis": "某省办法第十条"}))


def test_an_amount_left_to_the_province_needs_its_basis(case, only):
    # E5: 村庄和集镇规划建设管理条例 第三十九条.
    without = case(item="GH-006", data={"penalty_fen": 100_00}, without=("local_band_basis",))
    assert "没有写明数额所依据的规定" in only("submit_review", without, "G-31").message
    assert check(case(item="GH-006", data={"penalty_fen": 100_00, "local_band_basis": "某省村镇规划建设管理条例第四十条"})) is None


def test_a_stated_local_band_binds(case):
    stated = {"local_band": [50_00, 200_00], "local_band_basis": "某省村镇规划建设管理条例第四十条"}
    assert check(case(item="GH-006", data={"penalty_fen": 200_00, **stated})) is None
    assert check(case(item="GH-006", data={"penalty_fen": 200_01, **stated}))
    assert check(case(item="GH-006", data={"penalty_fen": 100_00, **stated, "local_band_basis": " "}))


def test_a_configured_local_band_binds(case, rules):
    row = LocalBand("GH-006", "qingxi", MappingProxyType({"individual": (50_00, 200_00), "organisation": None}),
                    "某省办法第四十条", date(2025, 1, 1))
    rulebook = with_threshold(rules, local_bands=(row,))
    assert check(case(item="GH-006", data={"penalty_fen": 200_00}, rulebook=rulebook)) is None
    assert "某省办法第四十条" in check(case(item="GH-006", data={"penalty_fen": 300_00}, rulebook=rulebook)).message


def test_a_warning_has_no_amount(case):
    assert check(case(data={"penalty_kind": "warning", "penalty_fen": None})) is None
