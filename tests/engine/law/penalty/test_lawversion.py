"""Which version of the law applies: acts and decisions on both sides of 2026-08-15, when the 生态环境法典 came into force."""
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest

from engine.errors import BadInput
from engine.law.penalty.lawversion import applicable, is_lighter

CODE_DAY = date(2026, 8, 15)


@pytest.fixture
def choose(rules):
    """`choose(code, act, decided, party="citizen", ended=None)` over the shipped catalogue."""
    def run(code, act, decided, party="citizen", ended=None):
        return applicable(rules.item_versions[code], act, ended, decided, party, rules.switches, rules.thresholds.levels)
    return run


def test_kitchen_fume_of_may_decided_in_august_stays_under_the_old_law(choose):
    # E6: AIR §118① and CODE §1132① have the same 5,000–50,000: not lighter, so the law at the act applies.
    chosen = choose("ST-001", date(2026, 5, 11), date(2026, 8, 25))
    assert chosen.item.statute == "大气污染防治法" and chosen.changed and chosen.certain
    assert "并不较轻" in chosen.why and "从旧" in chosen.why and "5,000 元至 50,000 元" in chosen.why
    assert chosen.article == "行政处罚法第三十七条；生态环境法典第一千零五十七条"


def test_a_barbecue_of_july_decided_in_september_gets_the_lighter_new_law(choose):
    # DOMAIN §8.1: old §118③ 500–20,000, CODE §1132③ 500–5,000.
    chosen = choose("ST-003", date(2026, 7, 20), date(2026, 9, 1))
    assert chosen.item.statute == "生态环境法典" and chosen.item.bands["individual"] == (500_00, 5_000_00)
    assert "20,000 元" in chosen.why and "5,000 元" in chosen.why and "从轻" in chosen.why


def test_household_rubbish_of_july_keeps_the_lighter_old_fine(choose):
    # Old 固废法 §111 100–500, CODE §1169③ 100–1,000: heavier, so the old one, although filed and decided after 08-15.
    chosen = choose("ST-009", date(2026, 7, 20), date(2026, 9, 1))
    assert chosen.item.bands["individual"] == (100_00, 500_00) and chosen.item.statute == "固体废物污染环境防治法"


@pytest.mark.parametrize("act, decided, statute", [
    (date(2026, 8, 14), date(2026, 8, 14), "固体废物污染环境防治法"), (date(2026, 8, 14), CODE_DAY, "固体废物污染环境防治法"),
    (CODE_DAY, CODE_DAY, "生态环境法典"), (CODE_DAY, date(2026, 10, 1), "生态环境法典"),
])
def test_the_day_of_the_act_decides_and_the_day_of_filing_is_not_even_asked(choose, act, decided, statute):
    assert choose("ST-009", act, decided).item.statute == statute


def test_an_act_that_goes_on_into_the_new_law_is_judged_by_it(choose):
    chosen = choose("ST-009", date(2026, 8, 1), date(2026, 9, 1), ended=date(2026, 8, 20))
    assert chosen.item.statute == "生态环境法典" and chosen.changed and "连续或者继续" in chosen.why
    ended_before = choose("ST-009", date(2026, 7, 1), date(2026, 9, 1), ended=date(2026, 8, 14))
    assert ended_before.item.statute == "固体废物污染环境防治法" and "终了" in ended_before.why


def test_an_item_that_never_changed_needs_no_choice(choose):
    chosen = choose("SR-002", date(2026, 4, 27), date(2026, 5, 14))
    assert chosen.item.code == "SR-002" and not chosen.changed and chosen.certain and chosen.unlawful


@pytest.mark.parametrize("code", ["ST-001", "ST-002", "ST-004", "ST-005", "ST-006", "ST-007", "ST-010", "ST-011", "ST-012"])
def test_where_the_band_stayed_the_old_law_stays(choose, rules, code):
    # DOMAIN §10.1: bands for barbecue and rubbish changed, noise and fume stayed.
    old, new = rules.item_versions[code]
    assert dict(old.bands) == dict(new.bands) and old.until == date(2026, 8, 14) and new.in_force == CODE_DAY
    party = "citizen" if new.bands["individual"] else "organisation"
    assert choose(code, date(2026, 7, 1), date(2026, 9, 1), party).item is old


def test_the_old_waste_law_set_no_band_so_a_reviewer_compares(choose):
    chosen = choose("ST-008", date(2026, 7, 1), date(2026, 9, 1), "organisation")
    assert not chosen.certain and len(chosen.choices) == 2 and "法制审核人员" in chosen.why


def test_an_act_before_every_known_version_is_not_guessed(choose):
    chosen = choose("ST-012", date(2022, 6, 4), date(2022, 7, 1))
    assert not chosen.certain and "2022-06-04" in chosen.why


@pytest.mark.parametrize("act, ended, decided", [
    (date(2026, 9, 2), None, date(2026, 9, 1)), (date(2026, 8, 1), date(2026, 7, 1), date(2026, 9, 1)),
    (date(2026, 8, 1), date(2026, 9, 2), date(2026, 9, 1)),
])
def test_dates_out_of_order_are_refused(choose, act, ended, decided):
    with pytest.raises(BadInput):
        choose("ST-009", act, decided, ended=ended)


def test_no_version_at_all_is_refused(rules):
    with pytest.raises(BadInput):
        applicable((), date(2026, 1, 1), None, date(2026, 1, 2), "citizen", rules.switches)


def test_what_is_no_longer_unlawful_is_not_punished(rules):
    old = replace(rules.items["SR-014"], until=date(2026, 5, 31))
    repealed = replace(old, fine="lawful", bands={"individual": None, "organisation": None}, in_force=date(2026, 6, 1), until=None, kinds=())
    chosen = applicable((old, repealed), date(2026, 5, 1), None, date(2026, 6, 10), "citizen", rules.switches)
    assert not chosen.unlawful and "不认为是违法" in chosen.why
    # and what was lawful when it was done stays unpunished
    was_lawful = (replace(repealed, in_force=date(2020, 1, 1), until=date(2026, 5, 31)), replace(old, in_force=date(2026, 6, 1), until=None))
    assert not applicable(was_lawful, date(2026, 5, 1), None, date(2026, 6, 10), "citizen", rules.switches).unlawful


@pytest.fixture
def norm(rules):
    def build(low, high, kinds=("fine",), requires="order"):
        return replace(rules.items["ST-001"], bands=MappingProxyType({"individual": (low, high), "organisation": None}), kinds=kinds,
                       requires=requires)
    return build


@pytest.mark.parametrize("old, new, lighter, said", [
    ((100, 1000), (200, 900), True, "上限"), ((100, 1000), (0, 1100), False, "上限"),          # the top decides first
    ((100, 1000), (50, 1000), True, "下限"), ((100, 1000), (200, 1000), False, "下限"),        # then the bottom
    ((100, 1000), (100, 1000), False, "处罚种类相同"),
])
def test_tops_are_compared_before_bottoms(norm, old, new, lighter, said):
    found, why = is_lighter(norm(*old), norm(*new), "individual")
    assert found is lighter and said in why


@pytest.mark.parametrize("old, new, lighter", [
    (("fine", "confiscate_gains"), ("fine",), True), (("fine",), ("fine", "revoke_licence"), False),
    (("fine", "confiscate_gains"), ("fine", "close_down"), None),
])
def test_equal_bands_are_told_apart_by_the_kinds(norm, old, new, lighter):
    assert is_lighter(norm(100, 1000, old), norm(100, 1000, new), "individual")[0] is lighter


def test_then_by_what_must_come_first(norm):
    plain, after_refusal = norm(100, 1000), norm(100, 1000, requires="order_and_recheck")
    assert is_lighter(plain, after_refusal, "individual")[0] is True
    assert is_lighter(after_refusal, plain, "individual")[0] is False


def test_a_fine_dropped_for_this_side_is_lighter(norm, rules):
    assert is_lighter(norm(100, 1000), replace(norm(100, 1000), bands={"individual": None, "organisation": None}), "individual")[0] is True
