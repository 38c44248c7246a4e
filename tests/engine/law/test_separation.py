from datetime import datetime, timezone
from itertools import permutations

import pytest

from engine.law.separation import Held, breaches, conflict

AT = datetime(2026, 3, 9, tzinfo=timezone.utc)


def test_reviewer_may_not_have_investigated(rules):
    breach = conflict([Held("p1", "handle", AT, "调查取证")], "p1", "review", rules.separation)
    assert breach.held.task_name == "调查取证" and "第五十八条" in breach.basis


@pytest.mark.parametrize("first, second", list(permutations(["handle", "review", "decide"], 2)))
def test_handling_review_and_decision_exclude_each_other_in_any_order(rules, first, second):
    assert conflict([Held("p1", first, AT)], "p1", second, rules.separation)


@pytest.mark.parametrize("one, other", [
    ("handle", "hearing"), ("handle", "hearing_record"), ("handle", "collective"), ("handle", "collect_fine"),
    ("handle", "assess"), ("review", "collect_fine"), ("decide", "hearing"), ("decide", "hearing_record"),
    ("decide", "collect_fine"), ("decide", "archive"), ("decide", "assess"), ("decide", "serve"),
])
def test_every_hard_cell_of_the_matrix_bars(rules, one, other):
    assert conflict([Held("p1", one, AT)], "p1", other, rules.separation)
    assert conflict([Held("p1", other, AT)], "p1", one, rules.separation)


@pytest.mark.parametrize("one, other", [
    ("handle", "serve"), ("review", "hearing"), ("review", "hearing_record"), ("review", "archive"), ("review", "serve"),
    ("decide", "collective"), ("patrol", "handle"), ("handle", "handle"),
])
def test_what_the_matrix_allows_is_allowed(rules, one, other):
    assert conflict([Held("p1", one, AT)], "p1", other, rules.separation) is None


def test_soft_pairs_do_not_bar_but_are_known(rules):
    assert conflict([Held("p1", "handle", AT)], "p1", "archive", rules.separation) is None
    assert ("archive", "handle") in rules.soft_separation and ("review", "assess") in rules.soft_separation


def test_another_persons_duties_do_not_bar(rules):
    assert conflict([Held("p2", "handle", AT)], "p1", "review", rules.separation) is None


def test_an_earlier_round_still_bars(rules):
    history = [Held("p1", "handle", AT, "第一轮调查"), Held("p2", "handle", AT), Held("p3", "review", AT), Held("p2", "handle", AT)]
    assert conflict(history, "p1", "decide", rules.separation).held.task_name == "第一轮调查"


def test_breaches_finds_what_slipped_in(rules):
    history = [Held("p1", "handle"), Held("p2", "review"), Held("p1", "review")]
    assert [b.person_id for b in breaches(history, rules.separation)] == ["p1"]
    assert breaches(history[:2], rules.separation) == []
