from datetime import date

from engine.law.authority import ListEntry, NoPower, Power, may_act

ON = date(2026, 3, 10)


def test_a_conferred_item_gives_the_power(rules):
    power = may_act(rules.lists, "qingxi", "SR-001", ON)
    assert isinstance(power, Power) and power.mode == "conferred" and power.compulsory_measures


def test_no_power_beyond_the_list_and_the_holder_is_named(rules):
    none = may_act(rules.lists, "qingxi", "RQ-001", ON)
    assert isinstance(none, NoPower)
    assert none.holders == ("demo_county",) and "清单" in none.reason


def test_a_recalled_item_is_gone_after_its_last_day(rules):
    assert isinstance(may_act(rules.lists, "shiqiao", "SR-010", date(2025, 12, 31)), Power)
    none = may_act(rules.lists, "shiqiao", "SR-010", date(2026, 1, 1))
    assert "收回" in none.reason and set(none.holders) == {"demo_county", "qingxi"}


def test_an_item_is_not_held_before_its_first_day(rules):
    assert "起才列入" in may_act(rules.lists, "qingxi", "SR-001", date(2023, 12, 31)).reason


def test_the_town_acts_on_village_rubbish_by_its_own_statutory_power(rules):
    power = may_act(rules.lists, "qingxi", "GH-006", ON)
    assert power.mode == "own" and "第三十九条" in power.entry.instrument


def test_an_entrusted_power_has_its_top_amount_and_no_compulsory_measures(rules):
    power = may_act(rules.lists, "yunling", "SR-012", ON)
    assert (power.mode, power.entry.top_fen, power.compulsory_measures) == ("entrusted", 20000, False)


def test_a_later_entry_renews_a_power():
    entries = [ListEntry("u", "X", "conferred", date(2024, 1, 1), date(2024, 12, 31), "甲"),
               ListEntry("u", "X", "conferred", date(2025, 6, 1), None, "乙")]
    assert isinstance(may_act(entries, "u", "X", date(2025, 3, 1)), NoPower)
    assert may_act(entries, "u", "X", date(2025, 6, 1)).entry.instrument == "乙"


def test_what_towns_never_hold_is_in_no_town_list(rules):
    # 长江采砂, 无证经营燃气, 规划许可: the county's or a department's.
    towns = {e.item_code for e in rules.lists if rules.units[e.unit_code].level == "town"}
    assert not towns & {"SL-002", "RQ-001", "GH-001"}
