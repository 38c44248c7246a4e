"""Hearing thresholds by place and field: every row of DOMAIN §5's table, and what happens where no number is known."""
from dataclasses import replace
from datetime import date

import pytest

from engine.law.penalty.thresholds import hearing_due, hearing_offer

ON = date(2026, 5, 14)


def at(place: str, business: str = "citizen") -> dict[str, str]:
    return {"hearing_place": place, "individual_business": business}


@pytest.mark.parametrize("place, domain, party, below, reached", [
    # 重庆 5,000 / 50,000, the amount itself is enough
    ("chongqing", "市容", "citizen", 4_999_99, 5_000_00), ("chongqing", "市容", "organisation", 49_999_99, 50_000_00),
    # 福建住建 10,000 / 100,000 ≥
    ("fujian", "燃气", "citizen", 9_999_99, 10_000_00), ("fujian", "燃气", "organisation", 99_999_99, 100_000_00),
    # 北京住建 exceeds 3,000 / 50,000: the amount itself is not enough
    ("beijing", "物业", "citizen", 3_000_00, 3_000_01), ("beijing", "物业", "organisation", 50_000_00, 50_000_01),
    # 广东 5,000 / 100,000
    ("guangdong", "市容", "citizen", 4_999_99, 5_000_00), ("guangdong", "市容", "organisation", 99_999_99, 100_000_00),
    # 市场监管 10,000 / 100,000 in a place without a number of its own
    ("zhejiang", "市场", "organisation", 2_999_99, 100_000_00), ("zhejiang", "市场", "citizen", 2_999_99, 10_000_00),
    # 治安管理处罚法第一百一十七条: 4,000 for both
    ("henan", "治安", "citizen", 2_999_99, 4_000_00), ("henan", "治安", "organisation", 2_999_99, 4_000_00),
])
def test_every_row_binds_from_its_amount(rules, place, domain, party, below, reached):
    assert hearing_due(below, party, at(place), rules.thresholds, ON, domain=domain) is None
    assert hearing_offer(below, party, at(place), rules.thresholds, ON, domain=domain) is None
    assert hearing_due(reached, party, at(place), rules.thresholds, ON, domain=domain) is not None
    assert hearing_offer(reached, party, at(place), rules.thresholds, ON, domain=domain).certain


def test_the_police_amount_changed_with_the_statute(rules):
    old, new = date(2025, 12, 31), date(2026, 1, 1)
    assert hearing_due(2_000_00, "citizen", at("henan"), rules.thresholds, old, domain="治安")
    assert hearing_due(9_999_99, "organisation", at("henan"), rules.thresholds, old, domain="治安") is None
    assert hearing_due(2_000_00, "citizen", at("henan"), rules.thresholds, new, domain="治安") is None
    assert hearing_due(4_000_00, "organisation", at("henan"), rules.thresholds, new, domain="治安")


@pytest.mark.parametrize("cap, fine, due", [
    # 交通: half of the statute's highest fine, never below 3,000
    (20_000_00, 9_999_99, False), (20_000_00, 10_000_00, True), (5_000_00, 2_999_99, False), (5_000_00, 3_000_00, True),
    (None, 3_000_00, True),
])
def test_a_share_of_the_highest_fine_with_a_floor(rules, cap, fine, due):
    row = hearing_due(fine, "citizen", at("zhejiang"), rules.thresholds, ON, domain="交通运输", cap_fen=cap)
    assert bool(row) is due


def test_the_share_is_said(rules):
    offer = hearing_offer(10_000_00, "citizen", at("zhejiang"), rules.thresholds, ON, domain="交通运输", cap_fen=20_000_00)
    assert "10,000 元以上，即法定最高罚款的百分之50" in offer.why


@pytest.mark.parametrize("place, gains, goods, due", [
    # 重庆: gains and goods each on their own against 5,000
    ("chongqing", 4_000_00, 4_000_00, None), ("chongqing", 5_000_00, 0, True), ("chongqing", 0, 5_000_00, True),
])
def test_gains_and_goods_apart(rules, place, gains, goods, due):
    row = hearing_due(0, "citizen", at(place), rules.thresholds, ON, gains_fen=gains, goods_fen=goods, domain="市容")
    assert (row is not None) is bool(due)


def test_gains_and_goods_together_but_not_with_the_fine(rules):
    def due(**amounts):
        return hearing_due(amounts.pop("fine", 0), "citizen", at("zhejiang"), rules.thresholds, ON, domain="市场", **amounts)
    assert due(gains_fen=5_000_00, goods_fen=5_000_00)
    assert due(fine=9_999_99, gains_fen=9_999_99) is None


def test_a_rule_may_add_everything_up(rules):
    chongqing = next(row for row in rules.thresholds.hearing if row.place == "chongqing")
    thresholds = replace(rules.thresholds, hearing=(replace(chongqing, counts="added", inclusive=False),))
    assert hearing_due(5_000_00, "citizen", at("chongqing"), thresholds, ON) is None
    assert hearing_due(4_000_00, "citizen", at("chongqing"), thresholds, ON, gains_fen=500_00, goods_fen=500_01)


def test_where_the_rule_names_fines_only_a_large_confiscation_is_in_doubt(rules):
    # 福建住建 names fines; 行政处罚法第六十三条第一款第二项 names gains and goods as well.
    args = ("citizen", at("fujian"), rules.thresholds, ON)
    assert hearing_due(0, *args, gains_fen=10_000_00, domain="燃气") is None
    offer = hearing_offer(0, *args, gains_fen=10_000_00, domain="燃气")
    assert not offer.certain and "存疑" in offer.why
    assert hearing_offer(0, *args, gains_fen=9_999_99, domain="燃气") is None


@pytest.mark.parametrize("place, name", [("zhejiang", "浙江省"), ("henan", "河南省"), ("jiangsu", "江苏省"), ("sichuan", "四川省"),
                                         ("shandong", "山东省")])
def test_an_unverified_province_has_no_number_and_says_so(rules, place, name):
    assert not any(row.place == place for row in rules.thresholds.hearing)
    assert hearing_due(1_000_000_00, "citizen", at(place), rules.thresholds, ON, domain="市容") is None
    offer = hearing_offer(5_000_00, "citizen", at(place), rules.thresholds, ON, domain="市容")
    assert not offer.certain and offer.row is None and name in offer.why and "须由本地配置" in offer.why


def test_below_every_verified_amount_there_is_no_doubt(rules):
    # The lowest verified amounts are 3,000 for citizens (北京, 交通) and 3,000 for organisations (交通).
    assert hearing_offer(2_999_99, "citizen", at("zhejiang"), rules.thresholds, ON, domain="市容") is None
    assert hearing_offer(3_000_00, "citizen", at("zhejiang"), rules.thresholds, ON, domain="市容")


def test_a_place_with_a_number_for_one_field_only_is_in_doubt_elsewhere(rules):
    offer = hearing_offer(20_000_00, "citizen", at("fujian"), rules.thresholds, ON, domain="市容")
    assert not offer.certain and "市容" in offer.why


def test_a_place_nobody_knows_is_in_doubt_too(rules):
    assert not hearing_offer(20_000_00, "citizen", at("atlantis"), rules.thresholds, ON).certain


def test_the_places_own_rule_and_the_fields_national_rule_hold_side_by_side(rules):
    # In Chongqing a market case reaches 5,000 before the national 10,000.
    assert hearing_due(5_000_00, "citizen", at("chongqing"), rules.thresholds, ON, domain="市场").place == "chongqing"


@pytest.mark.parametrize("kind, certain", [("revoke_licence", True), ("downgrade", True), ("suspend_operation", True), ("close_down", True),
                                           ("restrict_employment", True), ("suspend_licence", False), ("restrict_operation", False)])
def test_some_kinds_need_no_amount(rules, kind, certain):
    assert hearing_offer(0, "citizen", at("chongqing"), rules.thresholds, ON, kinds=[kind]).certain is certain


@pytest.mark.parametrize("kind", ["warning", "criticism", "fine"])
def test_other_kinds_do(rules, kind):
    assert hearing_offer(100_00, "citizen", at("chongqing"), rules.thresholds, ON, kinds=[kind]) is None


def test_the_countys_own_switch_selects_its_rows(rules):
    # All rows stay in the rulebook; the county's switch is laid over the file's at the call.
    county = {**rules.switches, "hearing_place": "fujian"}
    args = ("citizen", county, rules.thresholds, ON)
    assert rules.switches["hearing_place"] == "chongqing"
    assert hearing_due(5_000_00, *args, domain="燃气") is None
    assert hearing_due(10_000_00, *args, domain="燃气").place == "fujian"


def test_a_shop_counts_by_the_switch(rules):
    assert hearing_due(5_000_00, "individual_business", at("chongqing"), rules.thresholds, ON)
    assert hearing_due(5_000_00, "individual_business", at("chongqing", "organisation"), rules.thresholds, ON) is None
