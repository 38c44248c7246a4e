"""The shipped discretion tables: what they propose, and that they leave nothing open and say nothing twice."""
from dataclasses import replace
from datetime import date

import pytest

from engine.errors import BadInput
from engine.law.penalty.discretion import doubled, possible, propose, table_for, uncovered

ON = date(2026, 9, 1)
SHIPPED = ("LY-001", "SL-001", "SR-002", "SR-004", "SR-010", "ST-001", "ST-003", "ST-004", "ST-005", "ST-009", "ST-012", "YQ-001", "YQ-003")


@pytest.fixture
def table(rules):
    def find(code: str):
        item = rules.items[code]
        return table_for(rules.discretion[code], item.statute, ON)
    return find


def test_the_shipped_tables_are_there_and_say_that_they_are_examples(rules):
    assert set(rules.discretion) == set(SHIPPED)
    assert all(t.illustrative and "第" in t.basis for tables in rules.discretion.values() for t in tables)


@pytest.mark.parametrize("code", SHIPPED)
def test_no_table_has_gaps_or_overlaps(table, code):
    assert uncovered(table(code)) == [] == doubled(table(code))


@pytest.mark.parametrize("code", SHIPPED)
def test_the_tiers_of_a_side_cover_its_whole_band(rules, table, code):
    for side, band in rules.items[code].bands.items():
        lines = [x for x in possible(table(code), {"party": side}) if band]
        if lines:
            assert (min(x.low_fen for x in lines), max(x.high_fen for x in lines)) == band, side


@pytest.mark.parametrize("code, facts, tier, low, high", [
    # DOMAIN §8.1: demo tiers 轻/一般/重
    ("SR-002", {"occupied_sqm": 4.5, "first_offence": True}, "light", 100_00, 370_00),
    ("SR-002", {"occupied_sqm": 5, "first_offence": True}, "general", 370_00, 730_00),
    ("SR-002", {"occupied_sqm": 4.5, "first_offence": False}, "general", 370_00, 730_00),
    ("SR-002", {"occupied_sqm": 20, "first_offence": True}, "heavy", 730_00, 1000_00),
    ("SR-004", {"party": "individual", "occupied_sqm": 10}, "light", 200_00, 440_00),
    ("SR-004", {"party": "individual", "occupied_sqm": 30}, "general", 440_00, 760_00),
    ("ST-003", {"first_offence": True, "corrected": True}, "light", 500_00, 1_850_00),
    ("ST-009", {"party": "individual", "dumped_cubic_metres": 6, "corrected": True}, "heavy", 730_00, 1_000_00),
    ("ST-012", {"party": "individual", "refusals": 2}, "general", 440_00, 760_00),
    # E8: the second time without a lead, 100 yuan, is the general tier 60–140
    ("YQ-003", {"party": "individual", "first_offence": False, "harm": "none"}, "general", 60_00, 140_00),
    # E12: put out at once, 500 yuan
    ("ST-004", {"harm": "minor", "corrected": True}, "light", 500_00, 950_00),
])
def test_circumstances_give_a_tier(table, code, facts, tier, low, high):
    found = propose(table(code), facts)
    assert (found.tier, found.low_fen, found.high_fen) == (tier, low, high)


def test_the_reason_names_the_row_the_circumstances_and_that_it_is_an_example(table):
    why = propose(table("SR-002"), {"occupied_sqm": 4.5, "first_offence": True}).why
    assert "第 1 行（“占道面积（平方米）”0 以上不满 5，“是否初次违法”为是）" in why and "从轻档次，罚款 100 元至 370 元" in why
    assert "第十七条第三款" in why and "示例，非正式裁量基准" in why and "占道面积小，初次违法" in why


def test_missing_circumstances_are_asked_for_by_name(table):
    with pytest.raises(BadInput, match="占道面积（平方米）、是否初次违法"):
        propose(table("SR-002"), {})
    with pytest.raises(BadInput, match="占道面积"):
        propose(table("SR-002"), {"occupied_sqm": "很小", "first_offence": True})


def test_what_is_not_stated_rules_out_no_row(table):
    assert len(possible(table("SR-002"), {})) == 4
    assert [line.number for line in possible(table("SR-002"), {"first_offence": False})] == [2, 3, 4]
    assert [line.number for line in possible(table("SR-002"), {"occupied_sqm": 1})] == [1, 2]


def test_a_table_with_a_gap_or_a_double_proposes_nothing(table):
    whole = table("SR-002")
    with pytest.raises(BadInput, match="没有一行适用"):
        propose(replace(whole, lines=whole.lines[1:]), {"occupied_sqm": 1, "first_offence": True})
    with pytest.raises(BadInput, match="第 1、1 行同时适用"):
        propose(replace(whole, lines=whole.lines[:1] * 2), {"occupied_sqm": 1, "first_offence": True})


def test_where_the_first_row_decides_later_ones_may_overlap(table):
    whole = table("SR-002")
    catch_all = replace(whole.lines[3], cells=(None, None), number=5)
    first = replace(whole, lines=(*whole.lines[:2], catch_all), first=True)
    assert doubled(first) == [] and uncovered(first) == []
    assert propose(first, {"occupied_sqm": 1, "first_offence": True}).line == 1
    assert propose(first, {"occupied_sqm": 9, "first_offence": True}).line == 5


def test_the_table_belongs_to_a_version_of_the_law_and_to_its_days(rules):
    tables = rules.discretion["ST-003"]
    assert table_for(tables, "生态环境法典", date(2026, 8, 15)) and table_for(tables, "生态环境法典", date(2026, 8, 14)) is None
    assert table_for(tables, "大气污染防治法", ON) is None
