from datetime import datetime, timezone
from itertools import permutations

import pytest

from engine.law.people.separation import FLOOR, Held, breaches, conflict

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


#: the matrix of who may do what again on the same case: - itself, x refuses, s asks for a recorded reason, . allows. A reviewer attends the
#: collective discussion and gives an opinion, a handler reports to it; neither votes.
COLUMNS = ("handle", "review", "hearing", "hearing_record", "decide", "collective", "collect_fine", "archive", "assess", "serve")
MATRIX = {
    "handle": "- x x x x x x s x .",
    "review": "x - . . x x x . s .",
    "decide": "x x x x - . x x x x",
}


@pytest.mark.parametrize(("row", "column", "cell"), [(r, c, cell) for r, cells in MATRIX.items() for c, cell in zip(COLUMNS, cells.split(), strict=True) if r != c])
def test_each_cell_of_the_matrix(rules, row, column, cell):
    for one, other in ((row, column), (column, row)):
        hard = conflict([Held("p1", one, AT)], "p1", other, rules.separation)
        soft = conflict([Held("p1", one, AT)], "p1", other, rules.soft_separation)
        assert (bool(hard), bool(soft)) == {"x": (True, False), "s": (False, True), ".": (False, False)}[cell]


def test_every_duty_has_a_name_wherever_it_is_read(rules):
    from engine.case.access.permit import DUTY_NAMES
    from web.words import DUTIES

    assert set(rules.duties) == set(DUTY_NAMES) and set(rules.duties) <= set(DUTIES)


def test_who_was_stood_in_for_has_borne_the_duty(rules):
    history = [Held("deputy", "handle", AT, for_id="principal")]
    assert conflict(history, "principal", "review", rules.separation) and conflict(history, "deputy", "review", rules.separation)


def test_the_shipped_rules_keep_what_the_statutes_keep_apart(rules):
    assert all(pair in rules.separation and pair[::-1] in rules.separation for pair in FLOOR)
