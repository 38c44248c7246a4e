from dataclasses import replace
from datetime import date

import pytest

from engine.errors import BadInput
from engine.law.power.hierarchy import Conflict, higher_fine, prevailing

RUBBISH = Conflict("个人乱倒装修垃圾", ("SR-010", "ST-009"), "individual", date(2026, 8, 15))


def test_the_code_goes_before_the_provincial_regulation(rules):
    # ZJS §28④ up to 200 against CODE §1169③ 100–1,000 (DOMAIN §8.1): the law is higher, whatever the fine.
    norms = [rules.items["SR-010"], rules.items["ST-009"]]
    found = prevailing(norms, rules.thresholds.levels, RUBBISH)
    assert found.item.code == "ST-009" and "生态环境法典" in found.why and "立法法第九十九条" in found.article
    assert prevailing(norms[::-1], rules.thresholds.levels, RUBBISH).item.code == "ST-009"


def test_the_shipped_conflict_is_that_one(rules):
    [conflict] = rules.thresholds.conflicts
    assert conflict.items == ("SR-010", "ST-009") and conflict.side == "individual"
    assert conflict.holds_on(date(2026, 8, 15)) and not conflict.holds_on(date(2026, 8, 14))


def test_levels_are_ranked_as_the_legislation_law_ranks_them(rules):
    rank = {key: level.rank for key, level in rules.thresholds.levels.items()}
    assert rank["CODE"] == rank["LAW"] > rank["XZ"] > rank["ZJ"] > rank["JX"]


def test_among_equals_the_special_norm_then_the_newer(rules):
    old = replace(rules.items["ST-001"], code="A", in_force=date(2020, 1, 1))
    new = replace(rules.items["ST-001"], code="B", in_force=date(2026, 1, 1))
    row = Conflict("甲", ("A", "B"), "individual", date(2026, 1, 1), newer_basis="立法法第一百零三条", special_basis="立法法第一百零三条")
    newer = prevailing([old, new], rules.thresholds.levels, row)
    assert newer.item.code == "B" and "新的规定" in newer.why and newer.article == "立法法第一百零三条"
    special = prevailing([old, new], rules.thresholds.levels, replace(row, special="A"))
    assert special.item.code == "A" and "特别规定" in special.why


@pytest.mark.parametrize("norms", [[], ["?"]])
def test_what_cannot_be_ranked_is_refused(rules, norms):
    items = [replace(rules.items["SR-001"], source=n) for n in norms]
    with pytest.raises(BadInput):
        prevailing(items, rules.thresholds.levels, RUBBISH)


def test_one_act_under_several_norms_is_fined_by_the_higher(rules):
    # 露天焚烧垃圾: SR-013 100–500, ST-005 individuals 500–2,000.
    assert higher_fine([rules.items["SR-013"], rules.items["ST-005"]], "individual").code == "ST-005"


def test_equal_tops_are_told_apart_by_their_bottoms(rules):
    low = replace(rules.items["SR-013"], code="L", bands={"individual": (100_00, 500_00)})
    high = replace(rules.items["SR-013"], code="H", bands={"individual": (200_00, 500_00)})
    assert higher_fine([low, high], "individual").code == "H"


def test_norms_without_a_fine_for_this_side_do_not_compete(rules):
    assert higher_fine([rules.items["SR-009"], rules.items["GH-003"]], "individual") is None
    assert higher_fine([rules.items["SR-009"], rules.items["SR-013"]], "individual").code == "SR-013"
