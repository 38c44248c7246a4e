from dataclasses import replace
from datetime import date, datetime

import pytest

from engine.law.file.dossier import Goods, Measure
from engine.law.gates.g02_within_the_grant import check
from engine.law.time.reckoning import SHANGHAI


def granting(rules, unit: str, item: str, **terms):
    """The rulebook in which this grant has other terms."""
    return replace(rules, lists=tuple(
        replace(e, **terms) if (e.unit_code, e.item_code) == (unit, item) else e for e in rules.lists))


def seized(sound, **changes):
    measure = Measure("seizure", datetime(2026, 5, 6, 10, tzinfo=SHANGHAI), ("h1", "h2"), (Goods("推车"),), date(2026, 6, 5),
                      "示范省城市市容管理条例第三十条（虚构）", datetime(2026, 5, 6, 9, tzinfo=SHANGHAI))
    return {"measures": (replace(measure, **changes),)}


def test_an_entrusted_town_may_not_fine_beyond_its_grant(case, only):
    # DOMAIN §8.2: a town entrusted with a warning and at most 200 yuan imposes 250 inside the band of SR-013.
    notice = {"notice": {"at": "2026-05-08T06:00:00+00:00", "penalty_fen": 250_00}}
    facts = case(item="SR-013", unit="yunling", data={"penalty_fen": 250_00, "party_type": "citizen"}, met=notice)
    found = only("decide", facts, "G-02")
    assert "200 元" in found.message and "250 元" in found.message and "示范县综合行政执法局" in found.next
    assert check(case(item="SR-013", unit="yunling", data={"penalty_fen": 200_00})) is None


def test_the_same_fine_is_within_a_conferred_power(case):
    assert check(case(item="SR-013", data={"penalty_fen": 250_00})) is None


@pytest.mark.parametrize("kind", ["confiscate_gains", "suspend_operation", "revoke_licence", "detention"])
def test_a_kind_of_penalty_that_was_not_granted_is_refused(case, kind):
    assert check(case(item="SR-008", unit="yunling", data={"penalty_kind": kind, "penalty_fen": None}))


def test_several_kinds_are_each_looked_at(case):
    assert check(case(data={"penalty_kind": ["fine", "confiscate_goods"]})) is None
    assert "责令停产停业" in check(case(data={"penalty_kind": ["fine", "suspend_operation"]})).message


def test_a_warning_is_within_an_entrusted_power(case):
    assert check(case(item="SR-013", unit="yunling", data={"penalty_kind": "warning", "penalty_fen": None})) is None


def test_without_the_power_to_punish_nothing_may_be_imposed(case):
    # 城乡规划法第六十五条 gives the town orders and demolition, no penalty.
    assert "没有行政处罚权" in check(case(item="GH-003", data={"penalty_kind": "warning", "penalty_fen": None})).message
    assert check(case(item="GH-003", data={"conclusion": "order"})) is None


def test_before_a_penalty_is_proposed_there_is_nothing_to_exceed(case):
    assert check(case(unit="yunling", item="SR-013", without=("penalty_kind", "penalty_fen", "conclusion"))) is None


def test_a_power_without_its_document_is_no_power(case, rules, only):
    found = only("file", case(rulebook=granting(rules, "qingxi", "SR-002", instrument=" ")), "G-02")
    assert "依据文件" in found.message


def test_nobody_seizes_under_entrustment(sound, rules, only):
    # 行政强制法第十七条第一款, even where the grant says otherwise.
    entrusted = granting(rules, "qingxi", "SR-002", mode="entrusted", in_name_of="demo_county")
    found = only("decide", sound("seizure", rulebook=entrusted), "G-02")
    assert "不得委托" in found.message and "解除" in found.next


def test_nobody_seizes_where_measures_were_not_granted(sound, rules):
    plain = granting(rules, "qingxi", "SR-002", powers=("inspect", "order", "punish"))
    assert "没有授予行政强制措施权" in check(sound("seizure", rulebook=plain)).message


def test_a_registration_hold_is_no_compulsory_measure(sound, rules):
    entrusted = granting(rules, "qingxi", "SR-002", mode="entrusted", in_name_of="demo_county")
    assert check(sound(rulebook=entrusted, dossier=seized(sound, kind="registration_hold"))) is None


def test_a_seizure_names_the_law_that_knows_it(sound):
    assert check(sound(dossier=seized(sound))) is None
    assert "法律、法规" in check(sound(dossier=seized(sound, basis=""))).message


def test_a_town_without_power_to_enforce_goes_to_the_court(case, rules, only):
    assert check(case(item="GH-003", data={"conclusion": "order", "demolition_at": "2026-05-14T10:00:00+08:00"})) is None
    found = check(case(data={"demolition_at": "2026-05-14T10:00:00+08:00"}))
    assert "强制拆除" in found.message and "人民法院" in found.next


def test_where_there_is_no_power_the_gate_leaves_it_to_g01(case):
    assert check(case(item="RQ-001", data={"penalty_fen": 999_999_00})) is None
    assert check(case(item="none")) is None


def test_a_town_that_finishes_a_case_after_the_recall_keeps_to_its_old_grant(case):
    filed = {"filing": {"at": "2025-12-01T02:00:00+00:00"}}
    finishing = {"item": "SL-004", "unit": "shiqiao", "met": filed, "on": date(2026, 3, 2)}
    assert check(case(**finishing, data={"penalty_fen": 500_00})) is None
    assert check(case(**finishing, data={"penalty_kind": "confiscate_gains"}))
