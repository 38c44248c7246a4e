from datetime import date


def test_an_item_beyond_the_list_may_not_be_filed_and_its_holder_is_named(case, only):
    found = only("file", case(item="RQ-001", data={"item_code": "RQ-001"}), "G-01")
    assert "demo_county" in found.next


def test_an_item_recalled_since_filing_may_not_be_decided(case, only):
    # 石桥镇 lost SR-010 after 2025-12-31; the case had been filed on 2025-12-01.
    facts = case(item="SR-010", unit="shiqiao", data={"penalty_fen": 100_00}, met={"filing": {"at": "2025-12-01T02:00:00+00:00"}})
    assert "收回" in only("decide", facts, "G-01").message


def test_an_item_not_yet_held_on_the_filing_day_may_not_be_decided(case, only):
    # 16:30 UTC on 12-30 is already 12-31 in China; the list begins on 2024-01-01.
    facts = case(met={"filing": {"at": "2023-12-30T16:30:00+00:00"}})
    assert "2023-12-31" in only("decide", facts, "G-01").message


def test_filing_in_the_first_hour_of_the_first_day_counts_by_chinas_day(case):
    from engine.law.gates.g01_in_the_list import check
    assert check(case(met={"filing": {"at": "2023-12-31T16:30:00+00:00"}})) is None
    assert check(case(on=date(2024, 1, 1), without=("filing",))) is None


def test_a_case_without_an_item_is_not_ours(case, only):
    only("file", case(item="none"), "G-01")
