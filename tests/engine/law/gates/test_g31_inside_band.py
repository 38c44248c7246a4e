from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest

from engine.law.gates.g31_inside_band import check
from engine.law.penalty.penalty import LocalBand
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


# -- versions of the law -------------------------------------------------------------------------------------
AUTUMN = {"on": date(2026, 9, 10), "without": ("statement", "decide")}
#: the dates of a case that was found, corrected and noticed in September
SEPTEMBER = {"correction_ordered_on": "2026-09-01", "correction_due_on": "2026-09-02", "recheck_on": "2026-09-03",
             "notice_served_on": "2026-09-04"}


def barbecue(case, **data):
    """An open-air barbecue of July, decided in September: the code is lighter (500–5,000 against 500–20,000)."""
    told = {"penalty_fen": 3_000_00, "party_type": "citizen", "act_on": "2026-07-20", "found_on": "2026-07-20",
            "law_version": "ST-003@2026-08-15", "law_version_reason": "新法上限较低，从轻适用新法", **SEPTEMBER, **data}
    notice = {"notice": {"at": "2026-09-01T06:00:00+00:00", "penalty_fen": told["penalty_fen"]}}
    return case(item="ST-003", data=told, met=notice, **AUTUMN)


def test_the_lighter_new_law_is_recorded_and_its_band_binds(case, only):
    assert check(barbecue(case)) is None
    assert "生态环境法典" in check(barbecue(case, penalty_fen=5_000_01)).message
    for missing in ({"law_version": None}, {"law_version_reason": " "}):
        found = only("submit_review", barbecue(case, **missing), "G-31")
        assert "没有记载适用的法律版本及理由" in found.message and "20,000 元改为 5,000 元" in found.message
        assert "生态环境法典第一千零五十七条" in found.message


def test_the_wrong_version_is_refused(case, only):
    found = only("submit_review", barbecue(case, law_version="ST-003@2016-01-01"), "G-31")
    assert "不是应当适用的版本" in found.message and "ST-003@2026-08-15" in found.next


def test_filing_after_the_change_makes_no_case_of_the_new_law(case):
    # 个人乱倒生活垃圾 of July, filed and decided in September: old 固废法 100–500, the code 100–1,000.
    def rubbish(fen, version):
        return case(item="ST-009", data={"penalty_fen": fen, "party_type": "citizen", "act_on": "2026-07-20", "law_version": version,
                                         "law_version_reason": "新法较重，从旧"}, met={"filing": {"at": "2026-09-01T01:00:00+00:00"}}, **AUTUMN)
    assert check(rubbish(500_00, "ST-009@2020-09-01")) is None
    assert "不在 固体废物污染环境防治法第一百一十一条第二款" in check(rubbish(500_01, "ST-009@2020-09-01")).message
    assert check(rubbish(500_00, "ST-009@2026-08-15"))


def test_kitchen_fume_under_the_same_band_stays_under_the_old_law(case):
    # E6, decided 08-25: 8,000 yuan under AIR §118①.
    data = {"penalty_fen": 8_000_00, "act_on": "2026-05-11", "law_version": "ST-001@2016-01-01", "law_version_reason": "幅度相同，不较轻，从旧"}
    assert check(case(item="ST-001", data=data, on=date(2026, 8, 25))) is None
    assert check(case(item="ST-001", data={**data, "law_version": "ST-001@2026-08-15"}, on=date(2026, 8, 25)))


def test_with_act_and_decision_under_one_law_nothing_needs_recording(case):
    before = {"penalty_fen": 8_000_00, "act_on": "2026-05-11"}
    assert check(case(item="ST-001", data=before, on=date(2026, 8, 14))) is None
    after = {"penalty_fen": 900_00, "act_on": "2026-08-15", "party_type": "citizen"}
    assert check(case(item="ST-009", data=after, on=date(2026, 9, 1))) is None


def test_an_act_that_went_on_into_the_new_law_is_recorded_as_such(case):
    data = {"penalty_fen": 900_00, "party_type": "citizen", "act_on": "2026-08-01", "act_ended_on": "2026-08-20"}
    facts = {"item": "ST-009", "on": date(2026, 9, 1)}
    assert "连续或者继续" in check(case(**facts, data=data)).message
    assert check(case(**facts, data={**data, "law_version": "ST-009@2026-08-15", "law_version_reason": "行为终了时的规定"})) is None


def test_what_cannot_be_compared_is_chosen_by_the_reviewer(case):
    data = {"party_type": "organisation", "penalty_fen": 200_000_00, "act_on": "2026-07-01", "local_band_basis": "处置费用核算"}
    facts = {"item": "ST-008", "on": date(2026, 9, 1)}
    assert "须由法制审核人员" in check(case(**facts, data=data)).message
    reasoned = {**data, "law_version_reason": "经比较，旧法较轻"}
    assert check(case(**facts, data={**reasoned, "law_version": "ST-008@2020-09-01"})) is None
    assert check(case(**facts, data={**reasoned, "law_version": "ST-008@2026-08-15"})) is None
    assert check(case(**facts, data={**reasoned, "law_version": "ST-008@1999-01-01"}))


def test_without_the_day_of_the_act_no_version_can_be_chosen(case):
    assert "违法行为发生的日期" in check(case(item="ST-001", without=("act_on",))).message
    assert check(case(item="SR-002", without=("act_on",))) is None


def test_what_is_no_longer_unlawful_is_not_punished(case, rules):
    old = replace(rules.items["SR-002"], until=date(2026, 5, 1))
    gone = replace(old, fine="lawful", bands={"individual": None, "organisation": None}, kinds=(), in_force=date(2026, 5, 2), until=None)
    rulebook = replace(rules, item_versions={**rules.item_versions, "SR-002": (old, gone)})
    assert "不认为是违法" in check(case(rulebook=rulebook)).message


def test_a_norm_that_gives_way_is_not_applied(case, only):
    # ZJS §28④ individuals up to 200 against CODE §1169③ 100–1,000: the higher law, from 2026-08-15.
    data = {"party_type": "citizen", "penalty_fen": 200_00, "act_on": "2026-09-01", "found_on": "2026-09-01", **SEPTEMBER}
    notice = {"notice": {"at": "2026-09-02T06:00:00+00:00", "penalty_fen": 200_00}}
    found = only("submit_review", case(item="SR-010", data=data, met=notice, **AUTUMN), "G-31")
    assert "ST-009" in found.next and "生态环境法典" in found.message
    assert check(case(item="SR-010", data={**data, "act_on": "2026-08-14"}, **AUTUMN)) is None
    assert check(case(item="SR-010", data={**data, "party_type": "organisation", "penalty_fen": 100_000_00}, **AUTUMN)) is None


# -- below the band 减轻 ---------------------------------------------------------------------------------------
def test_a_reduced_fine_needs_a_ground_and_the_leaders(case, only):
    told = {"notice": {"at": "2026-05-08T06:00:00+00:00", "penalty_fen": 50_00}}
    reduced = {"penalty_fen": 50_00, "mitigated": True, "mitigation_ground": "主动消除危害后果（第三十二条第一项）"}
    assert "不在" in check(case(data={"penalty_fen": 50_00}, met=told)).message
    assert "没有写明" in check(case(data={**reduced, "mitigation_ground": " "}, met=told)).message
    assert "集体讨论" in only("decide", case(data=reduced, met=told), "G-31").message
    assert check(case(data=reduced, met={**told, "collective": {"at": "2026-05-13T08:00:00+00:00"}})) is None
    assert check(case(data=reduced, met=told, without=("legal_review",))) is None      # before review the leaders cannot have met
    assert "不能当场" in check(case(data={**reduced, "procedure": "summary"}, met=told)).message
    assert check(case(data={**reduced, "penalty_fen": 1_000_01}, met=told))            # it never opens the top
