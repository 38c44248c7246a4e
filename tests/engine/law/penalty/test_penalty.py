from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest

from engine.errors import BadInput
from engine.law.penalty.penalty import KINDS, LocalBand, band, cited, counted_as, local_band, needs_correction_first, side, summary_limit

ON = date(2026, 5, 14)
AS_CITIZEN, AS_ORGANISATION = {"individual_business": "citizen"}, {"individual_business": "organisation"}


def test_a_shop_counts_as_a_citizen_unless_the_switch_says_otherwise(rules):
    assert counted_as("individual_business", rules.switches) == "citizen"
    assert counted_as("individual_business", AS_ORGANISATION) == "organisation"
    with pytest.raises(BadInput):
        counted_as("alien", AS_CITIZEN)


@pytest.mark.parametrize("party, switches, fen", [
    ("citizen", AS_CITIZEN, 200_00), ("organisation", AS_CITIZEN, 3000_00),
    ("individual_business", AS_CITIZEN, 200_00), ("individual_business", AS_ORGANISATION, 3000_00),
])
def test_the_limit_on_the_spot_by_party(rules, party, switches, fen):
    assert summary_limit(party, switches, rules.thresholds) == fen


def test_bands_are_in_fen_and_by_party(rules):
    assert band(rules.items["SR-001"], "citizen", AS_CITIZEN) == (0, 50_00)
    assert band(rules.items["SR-004"], "organisation", AS_CITIZEN) == (500_00, 3000_00)
    assert band(rules.items["SR-004"], "individual_business", AS_CITIZEN) == (200_00, 1000_00)
    assert band(rules.items["SR-009"], "citizen", AS_CITIZEN) is None


def test_an_item_left_to_the_province_has_no_band(rules):
    item = rules.items["GH-006"]
    assert item.fine == "local" and not any(item.bands.values())
    assert local_band(item, "qingxi", "citizen", ON, rules.thresholds, rules.switches) is None


def test_a_configured_local_band_counts_from_its_date_and_the_units_own_comes_first(rules):
    def row(unit, high, since):
        return LocalBand("GH-006", unit, MappingProxyType({"individual": (0, high), "organisation": None}), "某省办法 第十条", since)
    rows = (row("", 100_00, date(2025, 1, 1)), row("qingxi", 50_00, date(2026, 6, 1)))
    thresholds = replace(rules.thresholds, local_bands=rows)
    item = rules.items["GH-006"]
    assert local_band(item, "qingxi", "citizen", ON, thresholds, AS_CITIZEN)[0] == (0, 100_00)
    assert local_band(item, "qingxi", "citizen", date(2026, 6, 1), thresholds, AS_CITIZEN)[0] == (0, 50_00)
    assert local_band(item, "shiqiao", "citizen", date(2026, 6, 1), thresholds, AS_CITIZEN)[0] == (0, 100_00)
    assert local_band(item, "qingxi", "organisation", ON, thresholds, AS_CITIZEN) is None


@pytest.mark.parametrize("code, requires", [
    ("SR-001", "order_and_recheck"), ("SR-002", "order_and_recheck"), ("SR-003", "order_and_recheck"),
    ("SR-006", "order_and_recheck"), ("ST-012", "order_and_recheck"), ("SR-010", "order"), ("SR-013", "order"),
    ("LJ-002", "order"), ("GH-006", "order"), ("SR-012", "none"), ("YQ-002", "none"),
])
def test_what_must_come_first_is_read_from_the_statutes_words(rules, code, requires):
    item = rules.items[code]
    assert item.requires == requires and item.precondition
    assert needs_correction_first(item) is (requires == "order_and_recheck")


def test_every_version_of_an_item_says_which_statute_and_kinds(rules):
    for code, versions in rules.item_versions.items():
        assert rules.items[code] is versions[-1]
        for item in versions:
            assert item.statute and item.penalty.startswith(item.statute) and set(item.kinds) <= KINDS.keys(), item.version
            assert ("fine" in item.kinds) == (item.fine in ("band", "local", "formula"))
        assert all(old.until < new.in_force for old, new in zip(versions, versions[1:]))


def test_a_version_is_named_by_its_first_day(rules):
    assert [v.version for v in rules.item_versions["ST-003"]] == ["ST-003@2016-01-01", "ST-003@2026-08-15"]


@pytest.mark.parametrize("listed, written", [
    ("浙江省城市市容和环境卫生管理条例§17③", "浙江省城市市容和环境卫生管理条例第十七条第三款"), ("水法§66(1)", "水法第六十六条第一项"),
    ("浙江省城市市容和环境卫生管理条例§32①(1)(2)", "浙江省城市市容和环境卫生管理条例第三十二条第一款第一项、第二项"),
    ("生态环境法典§1132③前段(原§118③ 500–2万)", "生态环境法典第一千一百三十二条第三款前段"),
    ("城镇排水与污水处理条例§19/20", "城镇排水与污水处理条例第十九条、第二十条"), ("嘉兴市养犬管理条例§5/§13②", "嘉兴市养犬管理条例第五条、第十三条第二款"),
    ("生态环境法典(大气分编)", "生态环境法典(大气分编)"), ("土地管理法§75+实施条例§55", "土地管理法第七十五条+实施条例第五十五条"),
])
def test_articles_are_written_in_full(listed, written):
    assert cited(listed) == written


def test_sides_follow_the_switch():
    assert side("individual_business", AS_CITIZEN) == "individual" and side("individual_business", AS_ORGANISATION) == "organisation"


def test_every_item_whose_words_say_unless_corrected_requires_the_recheck(rules):
    for item in rules.items.values():
        assert (item.requires == "order_and_recheck") == ("逾期" in item.precondition or "拒不" in item.precondition), item.code


def test_all_57_items_are_there_with_full_names_of_their_laws(rules):
    assert len(rules.items) == 57
    for item in rules.items.values():
        assert not item.violated.startswith(("同", "法典")) and not item.penalty.startswith(("同", "法典")), item.code
