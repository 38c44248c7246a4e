from dataclasses import replace
from datetime import date

import pytest

from engine.law.eligibility import CERTIFICATE, LICENCE, Qualification, check

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
