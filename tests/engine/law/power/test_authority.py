from dataclasses import replace
from datetime import date

from engine.law.power.authority import ListEntry, NoPower, Power, Unit, may_act, receivers, transfer_offer

ON = date(2026, 3, 10)


def test_a_conferred_item_gives_the_power(rules):
    power = may_act(rules.lists, "qingxi", "SR-001", ON)
    assert isinstance(power, Power) and power.mode == "conferred" and power.compulsory_measures


def test_no_power_beyond_the_list_and_the_holder_is_named(rules):
    none = may_act(rules.lists, "qingxi", "RQ-001", ON)
    assert isinstance(none, NoPower)
    assert none.holders == ("demo_county",) and "清单" in none.reason
    assert "示范县综合行政执法局" in transfer_offer(none, rules.units) and "移送" in transfer_offer(none, rules.units)


def test_a_recalled_item_is_gone_after_its_last_day(rules):
    assert isinstance(may_act(rules.lists, "shiqiao", "SR-010", date(2025, 12, 31)), Power)
    none = may_act(rules.lists, "shiqiao", "SR-010", date(2026, 1, 1))
    assert "收回" in none.reason and set(none.holders) == {"demo_county", "qingxi"}


def test_a_neighbouring_town_is_no_receiver_though_it_holds_the_item(rules):
    # 青溪镇 may act on SR-010 in 青溪镇 only (行政处罚法第二十二条).
    none = may_act(rules.lists, "shiqiao", "SR-010", ON)
    assert [u.code for u in receivers(none, rules.units)] == ["demo_county"]
    assert "青溪镇" not in transfer_offer(none, rules.units)


def test_the_county_sends_a_towns_matter_to_the_town_of_the_place(rules):
    none = may_act(rules.lists, "demo_county", "GH-006", ON)
    offer = transfer_offer(none, rules.units)
    assert all(name in offer for name in ("青溪镇人民政府", "石桥镇人民政府", "云岭乡人民政府")) and "违法行为发生地" in offer


def test_the_nearest_unit_above_is_offered_first():
    units = {u.code: u for u in (Unit("t", "镇", "某镇人民政府", "镇", "town", "c"), Unit("c", "县", "某县局", "县", "county", "p"),
                                 Unit("p", "市", "某市局", "市", "city", None))}
    none = NoPower("t", "X", ON, "", ("p", "c"))
    assert transfer_offer(none, units).startswith("该事项由某县局行使")


def test_without_a_list_the_owner_in_the_catalogue_is_named_and_else_the_superior(rules):
    none = NoPower("qingxi", "X", ON, "", ())
    assert "示范县水利局" in transfer_offer(none, rules.units, "示范县水利局")
    assert "共同的上一级行政机关" in transfer_offer(none, rules.units)


def test_an_item_is_not_held_before_its_first_day(rules):
    assert "起才列入" in may_act(rules.lists, "qingxi", "SR-001", date(2023, 12, 31)).reason


def test_the_town_acts_on_village_rubbish_by_its_own_statutory_power(rules):
    power = may_act(rules.lists, "qingxi", "GH-006", ON)
    assert power.mode == "own" and "第三十九条" in power.entry.instrument


def test_an_entrusted_power_has_its_top_amount_and_no_compulsory_measures(rules):
    power = may_act(rules.lists, "yunling", "SR-012", ON)
    assert (power.mode, power.entry.top_fen, power.compulsory_measures) == ("entrusted", 20000, False)


def test_entrusting_measures_by_mistake_gives_none():
    # 行政强制法第十七条: whatever the entry says.
    entry = ListEntry("u", "X", "entrusted", date(2024, 1, 1), None, "甲", powers=("punish", "measure"))
    assert not Power(entry).compulsory_measures
    assert Power(replace(entry, mode="conferred")).compulsory_measures
    assert not Power(replace(entry, mode="conferred", powers=("punish",))).compulsory_measures


def test_a_later_entry_renews_a_power():
    entries = [ListEntry("u", "X", "conferred", date(2024, 1, 1), date(2024, 12, 31), "甲"),
               ListEntry("u", "X", "conferred", date(2025, 6, 1), None, "乙")]
    assert isinstance(may_act(entries, "u", "X", date(2025, 3, 1)), NoPower)
    assert may_act(entries, "u", "X", date(2025, 6, 1)).entry.instrument == "乙"


def test_what_towns_never_hold_is_in_no_town_list(rules):
    # 长江采砂, 无证经营燃气, 规划许可: the county's or a department's.
    towns = {e.item_code for e in rules.lists if rules.units[e.unit_code].level == "town"}
    assert not towns & {"SL-002", "RQ-001", "GH-001"}


def test_no_list_allows_what_a_town_may_never_impose(rules):
    # DOMAIN §8.1: 吊销营业执照 is never in a town's list.
    towns = [e for e in rules.lists if rules.units[e.unit_code].level == "town"]
    assert towns and not any({"revoke_licence", "close_down"} & set(e.kinds) for e in towns)
