from dataclasses import replace
from datetime import date, datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.law.people.eligibility import CERTIFICATE, LICENCE, Past, Person, Qualification, Terms, Work, check, refuse
from engine.law.people.separation import Held
from engine.law.people.substitution import refuse as refuse_for

ON = date(2026, 3, 10)
CARD = Qualification(CERTIFICATE, "演A-0001", ("市容", "环卫"), date(2023, 3, 11), date(2028, 3, 10))
LAW = Qualification(LICENCE, "A2019", valid_from=date(2019, 1, 1))


def test_an_officer_with_a_valid_certificate_may_handle():
    assert check("handle", "staff", [CARD], ON, item_domain="市容") is None


@pytest.mark.parametrize("card, said", [
    (replace(CARD, valid_until=date(2026, 3, 9)), "到期"), (replace(CARD, valid_from=date(2026, 3, 11)), "起才有效"),
    (replace(CARD, suspended=True), "暂扣"), (replace(CARD, scope=("渣土",)), "执法类别"), (LAW, "没有登记行政执法证"),
])
def test_a_certificate_that_does_not_hold_on_the_day_is_none(card, said):
    found = check("handle", "staff", [card], ON, item_domain="市容")
    assert said in found.reason and "第四十二条" in found.article


def test_a_certificate_holds_on_its_first_and_last_day():
    assert check("handle", "staff", [CARD], date(2023, 3, 11)) is None
    assert check("handle", "staff", [CARD], date(2028, 3, 10)) is None


def test_a_certificate_of_the_general_field_covers_every_item():
    assert check("handle", "staff", [replace(CARD, scope=("综合行政执法",))], ON, item_domain="林业") is None
    assert check("handle", "staff", [replace(CARD, scope=())], ON, item_domain="林业") is None


def test_one_good_certificate_among_bad_ones_is_enough():
    assert check("handle", "staff", [replace(CARD, suspended=True), CARD], ON) is None


@pytest.mark.parametrize("kind", ["auxiliary", "grid"])
@pytest.mark.parametrize("duty", ["handle", "review", "hearing", "decide", "collect_fine", "supervise"])
def test_auxiliary_and_grid_workers_never_stand_in_an_officers_place(kind, duty):
    assert check(duty, kind, [CARD, LAW], ON) is not None


@pytest.mark.parametrize("duty, kind", [("patrol", "grid"), ("collect", "grid"), ("serve", "auxiliary"), ("patrol", "auxiliary")])
def test_auxiliary_and_grid_workers_may_do_what_is_left_to_them(duty, kind):
    assert check(duty, kind, [], ON) is None


def test_a_reviewer_needs_the_legal_licence():
    assert check("review", "staff", [LAW], ON) is None
    assert "第五十八条第二款" in check("review", "staff", [CARD], ON).article
    assert check("review", "leader", [LAW], ON) is not None


def test_only_a_leader_decides():
    assert check("decide", "leader", [], ON) is None
    assert "第五十七条" in check("decide", "staff", [CARD, LAW], ON).article


def test_a_hearing_host_needs_a_certificate():
    assert check("hearing", "staff", [], ON) is not None
    assert check("hearing", "staff", [CARD], ON) is None


def test_a_recused_person_is_barred_whatever_he_holds():
    assert "第四十三条" in check("handle", "staff", [CARD], ON, recused=True).article


def test_an_unknown_duty_or_kind_is_never_eligible():
    assert check("paint", "staff", [CARD], ON) is not None
    assert check("handle", "robot", [CARD], ON) is not None


def test_every_duty_of_the_rulebook_has_its_requirement(rules):
    for duty in rules.duties:
        found = check(duty, "leader" if duty in ("decide", "collective") else "staff", [CARD, LAW], ON)
        assert found is None, duty


# -- the one function -------------------------------------------------------------------------------------------
UNIT = 7
PAIRS = {("handle", "review"): "第五十八条", ("handle", "decide"): "第五十七条", ("review", "decide"): "第五十七条"}
TERMS = Terms(PAIRS, date(2018, 1, 1))
OFFICER = Person(1, "staff", "甲", posts=frozenset({(UNIT, "handle")}), qualifications=(CARD,))
HANDLE = Work("handle", UNIT, "市容")


@pytest.mark.parametrize("changed, bar", [
    ({"active": False}, "inactive"), ({"left_on": date(2026, 3, 9)}, "left"), ({"admin": "system"}, "admin"), ({"posts": frozenset()}, "post"),
    ({"posts": frozenset({(UNIT + 1, "handle")})}, "post"), ({"kind": "auxiliary"}, "unfit"), ({"qualifications": ()}, "unfit"),
    ({"away_until": datetime(2026, 3, 11, tzinfo=timezone.utc)}, "away"), ({"kind": "robot"}, "unknown")])
def test_whatever_is_missing_bars(changed, bar):
    assert refuse(OFFICER, HANDLE, Past(), TERMS, ON) is None
    assert refuse(replace(OFFICER, **changed), HANDLE, Past(), TERMS, ON).bar == bar


def test_the_last_day_of_service_still_counts():
    assert refuse(replace(OFFICER, left_on=ON), HANDLE, Past(), TERMS, ON) is None


def test_history_and_recusal_bar_whoever_holds_everything():
    assert refuse(OFFICER, HANDLE, Past((Held(1, "review"),)), TERMS, ON).bar == "separated"
    assert refuse(OFFICER, HANDLE, Past((), frozenset({1})), TERMS, ON).article == "行政处罚法第四十三条"
    assert refuse(OFFICER, HANDLE, Past((Held(2, "review"),), frozenset({2})), TERMS, ON) is None


def test_what_a_substitute_bore_in_ones_name_bars_too():
    assert refuse(OFFICER, HANDLE, Past((Held(2, "review", for_id=1),)), TERMS, ON).bar == "separated"


@pytest.mark.parametrize("since, fine", [(date(2017, 12, 31), True), (date(2018, 1, 1), False), (None, False)])
def test_who_reviewed_before_the_licence_was_asked_for_needs_none(rules, since, fine):
    first = rules.limit("first_reviewer", ON)
    assert first.in_force == date(2018, 1, 1) and "第五十八条第二款" in first.basis
    reviewer = Person(3, "staff", posts=frozenset({(UNIT, "review")}), reviewer_since=since)
    found = refuse(reviewer, Work("review", UNIT), Past(), Terms(PAIRS, first.in_force), ON)
    assert (found is None) is fine


DAYS = st.dates(date(2025, 1, 1), date(2027, 1, 1))
CARDS = st.builds(Qualification, st.sampled_from([CERTIFICATE, LICENCE]), st.just("号"), st.sampled_from([(), ("市容",), ("渣土",), ("综合行政执法",)]),
                  st.none() | DAYS, st.none() | DAYS, st.booleans())
DUTIES = ["patrol", "handle", "review", "hearing", "decide", "serve", "assess"]
POSTS = st.frozensets(st.tuples(st.just(UNIT), st.sampled_from(DUTIES)), max_size=4)


def people(number: int):
    return st.builds(Person, st.just(number), st.sampled_from(["staff", "leader", "auxiliary", "grid"]), st.just("某"), st.booleans(), st.none() | DAYS,
                     st.sampled_from([None, None, "audit"]), st.none() | st.dates(date(2015, 1, 1), date(2020, 1, 1)), POSTS,
                     st.lists(CARDS, max_size=3).map(tuple), st.none() | st.just(datetime(2026, 5, 1, tzinfo=timezone.utc)))


WORKS = st.builds(Work, st.sampled_from(DUTIES), st.none() | st.just(UNIT), st.none() | st.sampled_from(["市容", "渣土"]))
PASTS = st.builds(Past, st.lists(st.builds(Held, st.sampled_from([1, 2, 3]), st.sampled_from(DUTIES), for_id=st.sampled_from([None, 1, 2])), max_size=4).map(tuple),
                  st.frozensets(st.sampled_from([1, 2, 3]), max_size=2))


@given(people(1), WORKS, PASTS, DAYS, st.data())
def test_taking_something_away_never_makes_anybody_eligible(person, work, past, on, data):
    if refuse(person, work, past, TERMS, on) is None:
        return
    less = data.draw(st.sampled_from(["card", "post", "active", "away", "suspend", "recuse"]))
    changed, then = person, past
    if less == "card":
        changed = replace(person, qualifications=person.qualifications[1:])
    elif less == "post":
        changed = replace(person, posts=frozenset(list(person.posts)[1:]))
    elif less == "active":
        changed = replace(person, active=False)
    elif less == "away":
        changed = replace(person, away_until=datetime(2026, 5, 1, tzinfo=timezone.utc))
    elif less == "suspend":
        changed = replace(person, qualifications=tuple(replace(q, suspended=True) for q in person.qualifications))
    else:
        then = replace(past, recused=past.recused | {1}, held=(*past.held, Held(1, "handle")))
    assert refuse(changed, work, then, TERMS, on) is not None


@given(people(1), WORKS, PASTS, DAYS)
def test_a_recusal_always_bars(person, work, past, on):
    assert refuse(person, work, replace(past, recused=past.recused | {person.id}), TERMS, on) is not None


@given(people(1), people(2), WORKS, PASTS, DAYS)
def test_a_substitution_never_gives_more_than_both_have(deputy, principal, work, past, on):
    if refuse_for(deputy, principal, work, past, TERMS, on) is not None:
        return
    assert refuse(principal, work, past, TERMS, on, present=False) is None
    assert refuse(deputy, replace(work, unit_id=None), past, TERMS, on) is None
    assert not past.recused & {deputy.id, principal.id}
    # All that is lent is the post.
    assert refuse(replace(deputy, posts=principal.posts), work, past, TERMS, on) is None


def test_a_deputy_is_barred_by_what_either_did(rules):
    other = replace(OFFICER, id=2, posts=frozenset())
    assert refuse_for(other, OFFICER, HANDLE, Past(), TERMS, ON) is None
    assert refuse_for(other, replace(OFFICER, away_until=datetime(2026, 3, 11, tzinfo=timezone.utc)), HANDLE, Past(), TERMS, ON) is None
    for who in (1, 2):
        assert refuse_for(other, OFFICER, HANDLE, Past((Held(who, "decide"),)), TERMS, ON).of == who
        assert refuse_for(other, OFFICER, HANDLE, Past((), frozenset({who})), TERMS, ON).of == who
    assert refuse_for(replace(other, qualifications=()), OFFICER, HANDLE, Past(), TERMS, ON).of == 2
    assert refuse_for(other, replace(OFFICER, qualifications=()), HANDLE, Past(), TERMS, ON).of == 1
    assert refuse_for(other, replace(OFFICER, posts=frozenset()), HANDLE, Past(), TERMS, ON).bar == "post"
