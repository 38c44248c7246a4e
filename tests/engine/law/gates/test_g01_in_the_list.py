from dataclasses import replace
from datetime import date

FILED_2025 = {"filing": {"at": "2025-12-01T02:00:00+00:00"}}


def test_an_item_beyond_the_list_may_not_be_filed_and_its_holder_is_named(case, only):
    found = only("file", case(item="RQ-001", data={"item_code": "RQ-001"}), "G-01")
    assert "示范县综合行政执法局" in found.next and "移送" in found.next


def test_an_item_on_no_list_is_sent_to_its_owner_in_the_catalogue(case, rules, only):
    # Nobody's list has it any more: 处罚权 goes by the catalogue.
    water = replace(rules.catalogue.items["SL-001"], penalty="water")
    rulebook = replace(rules, lists=tuple(e for e in rules.lists if e.item_code != "SL-001"),
                       catalogue=replace(rules.catalogue, items={**rules.catalogue.items, "SL-001": water}))
    assert "示范县水利局" in only("file", case(item="SL-001", rulebook=rulebook), "G-01").next


def test_an_item_recalled_since_filing_may_not_be_decided(case, only):
    # 石桥镇 lost SR-010 after 2025-12-31; the case had been filed on 2025-12-01.
    found = only("decide", case(item="SR-010", unit="shiqiao", data={"penalty_fen": 100_00}, met=FILED_2025), "G-01")
    assert "收回" in found.message and "示范县综合行政执法局" in found.next


def test_the_successor_decides_what_the_town_filed(case):
    from engine.law.gates.g01_in_the_list import check
    handed_over = {"item": "SR-010", "unit": "demo_county", "met": FILED_2025}
    assert check(case(**handed_over, data={"filing_unit": "shiqiao"})) is None
    assert "收回" in check(case(item="SR-010", unit="qingxi", met=FILED_2025, data={"filing_unit": "shiqiao"})).message


def test_where_the_recall_lets_the_town_finish_it_decides_until_then(case):
    from engine.law.gates.g01_in_the_list import check
    facts = {"item": "SL-004", "unit": "shiqiao", "met": FILED_2025}
    assert check(case(**facts, on=date(2026, 6, 30))) is None
    assert "示范县综合行政执法局" in check(case(**facts, on=date(2026, 7, 1))).next
    assert check(case(item="SL-004", unit="shiqiao", met={"filing": {"at": "2026-01-04T02:00:00+00:00"}}, on=date(2026, 3, 2)))


def test_an_item_not_yet_held_on_the_filing_day_may_not_be_decided(case, only):
    # 16:30 UTC on 12-30 is already 12-31 in China; the list begins on 2024-01-01.
    facts = case(met={"filing": {"at": "2023-12-30T16:30:00+00:00"}})
    assert "2023-12-31" in only("decide", facts, "G-01").message


def test_filing_in_the_first_hour_of_the_first_day_counts_by_chinas_day(case):
    from engine.law.gates.g01_in_the_list import check
    assert check(case(met={"filing": {"at": "2023-12-31T16:30:00+00:00"}})) is None
    assert check(case(on=date(2024, 1, 1), without=("filing",))) is None


def test_a_version_in_the_making_gives_no_power(case):
    # 云岭乡 has claimed SR-001 for 2027; the list is not published.
    from engine.law.gates.g01_in_the_list import check
    assert check(case(item="SR-001", unit="yunling", on=date(2027, 3, 1), without=("filing",))) is not None


def test_a_case_without_an_item_is_not_ours(case, only):
    only("file", case(item="none"), "G-01")
