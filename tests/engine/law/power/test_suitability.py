from datetime import date

import pytest

from engine.errors import BadInput
from engine.law.power.authority import ListEntry
from engine.law.power.suitability import dormant, score

ON = date(2026, 3, 10)
MET = ("instrument", "regulator_kept", "able")


def entry(first: date, last: date | None = None, item: str = "X") -> ListEntry:
    return ListEntry("town", item, "conferred", first, last, "赋权决定")


def test_a_simple_frequent_item_suits_a_town(rules):
    # 25+30+25+20 points at 5, 4, 4, 5 of 5: 25 + 24 + 20 + 20 = 89.
    criteria = rules.suitability.criteria["simple_and_frequent"]
    found = score(criteria, {"surface": 5, "simple": 4, "low_technical": 4, "recurring": 5}, MET)
    assert found.suitable and found.points == 89 and found.against == ()


def test_too_few_points_are_said(rules):
    # 10 + 12 + 10 + 8 = 40 of 100, 60 needed.
    answers = dict.fromkeys(("surface", "simple", "low_technical", "recurring"), 2)
    found = score(rules.suitability.criteria["simple_and_frequent"], answers, MET)
    assert not found.suitable and found.against == ("总分 40，不足 60 分",)


def test_a_least_mark_cannot_be_made_up_for(rules):
    # 承接能力 below 3 rules an item out, whatever else speaks for it.
    answers = {"frequent": 5, "comprehensive": 5, "needed": 5, "easy_to_find": 5, "easy_to_handle": 5, "capacity": 2}
    found = score(rules.suitability.criteria["high_demand"], answers, MET[:2])
    assert found.points == 91 and not found.suitable and found.against == ("乡镇承接能力得 2 分，低于最低要求 3 分",)


def test_a_condition_not_met_rules_it_out(rules):
    answers = dict.fromkeys(("daily", "simple_procedure", "low_technical", "fits_base"), 5)
    found = score(rules.suitability.criteria["daily_need"], answers, MET[:2])
    assert found.points == 100 and found.against == ("未满足：乡镇（街道）能够有效承接",)


@pytest.mark.parametrize("answers, met", [
    ({"surface": 5}, MET), ({"surface": 5, "simple": 5, "low_technical": 5, "recurring": 5, "x": 1}, MET),
    ({"surface": 6, "simple": 5, "low_technical": 5, "recurring": 5}, MET),
    ({"surface": True, "simple": 5, "low_technical": 5, "recurring": 5}, MET),
    ({"surface": 5, "simple": 5, "low_technical": 5, "recurring": 5}, ("x",)),
])
def test_a_form_that_is_not_filled_in_is_refused(rules, answers, met):
    with pytest.raises(BadInput):
        score(rules.suitability.criteria["simple_and_frequent"], answers, met)


def test_the_three_sets_of_the_sources_are_there(rules):
    names = {code: {c.name for c in s.criteria} for code, s in rules.suitability.criteria.items()}
    assert len(names["simple_and_frequent"]) == 4 and len(names["high_demand"]) == 6 and len(names["daily_need"]) == 4
    assert all(sum(c.weight for c in s.criteria) == 100 and s.local for s in rules.suitability.criteria.values())


@pytest.mark.parametrize("last_case, counts", [
    (None, True), (date(2025, 3, 9), True), (date(2025, 3, 10), True), (date(2025, 3, 11), False), (date(2026, 3, 1), False),
])
def test_an_item_without_a_case_in_twelve_months_is_dormant(last_case, counts):
    cases = [("town", "X", last_case), ("town", "X", date(2024, 2, 1))] if last_case else []
    found = dormant([entry(date(2024, 1, 1))], cases, ON, 12)
    assert bool(found) == counts and (not found or found[0].last_case_on == last_case)


def test_what_was_only_just_delegated_is_not_dormant():
    assert dormant([entry(date(2025, 3, 11))], [], ON, 12) == ()
    assert len(dormant([entry(date(2025, 3, 10))], [], ON, 12)) == 1


def test_what_is_no_longer_held_is_nobodys_dormant_item():
    assert dormant([entry(date(2024, 1, 1), date(2025, 12, 31))], [], ON, 12) == ()


def test_a_new_list_version_does_not_start_the_count_again():
    renewed = [entry(date(2024, 1, 1), date(2025, 12, 31)), entry(date(2026, 1, 1))]
    assert dormant(renewed, [], ON, 12)[0].held_since == date(2024, 1, 1)
    broken = [entry(date(2024, 1, 1), date(2025, 6, 30)), entry(date(2026, 1, 1))]
    assert dormant(broken, [], ON, 12) == ()


def test_cases_of_another_town_or_item_and_later_ones_do_not_count():
    cases = [("other", "X", date(2026, 1, 5)), ("town", "Y", date(2026, 1, 5)), ("town", "X", date(2026, 4, 1))]
    assert len(dormant([entry(date(2024, 1, 1))], cases, ON, 12)) == 1
