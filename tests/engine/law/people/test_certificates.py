"""Certificates: who may hold one, what it waits for, when to warn, what to clean out; and how a unit is staffed."""
from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.law.people import certificates as law
from engine.law.people import identity_number, staffing
from engine.law.people.certificates import Policy, Trained
from engine.law.people.eligibility import CERTIFICATE, LICENCE

TODAY = date(2026, 3, 10)
POLICY = Policy(exam_days=730, hours=60, years=5, warn_days=(90, 30, 7))
SAT = Trained("exam", date(2025, 6, 1), passed=True)


@pytest.mark.parametrize("number, said", [
    ("11010519491231002X", ""), ("110105194912310021", "校验位"), ("11010519491331002X", "出生日期"), ("11010520991231002X", "出生日期"),
    ("1101051949123100", "18 位"), ("1101051949123100２X", "18 位"), ("01010519491231002X", "18 位")])
def test_an_identity_number_proves_itself(number, said):
    assert said in identity_number.fault(number, TODAY) and bool(said) == bool(identity_number.fault(number, TODAY))


def test_every_single_wrong_digit_is_noticed():
    good = "11010519491231002X"
    wrong = [good[:n] + str((int(good[n]) + 1) % 10) + good[n + 1:] for n in range(17)]
    assert all(identity_number.check_character(one[:17]) != "X" for one in wrong)


def test_a_number_is_read_with_blanks_and_a_small_x():
    assert identity_number.fault(identity_number.plain(" 110105 19491231 002x"), TODAY) == ""


@pytest.mark.parametrize("kind, may", [("staff", True), ("leader", True), ("auxiliary", False), ("grid", False)])
def test_only_staff_hold_a_certificate(kind, may):
    assert (law.may_hold(kind, CERTIFICATE) == "") is may and law.may_hold(kind, LICENCE) == ""


@pytest.mark.parametrize("kind, duties", [
    ("staff", {"handle", "review", "serve", "design", "patrol"}), ("leader", {"decide", "handle", "serve", "patrol", "design"}),
    ("auxiliary", {"patrol", "serve"}), ("grid", {"patrol"})])
def test_a_post_asks_for_its_kind_of_person(kind, duties):
    asked = ("handle", "review", "decide", "serve", "patrol", "design", "no_such_duty")
    assert {d for d in asked if not staffing.may_bear(kind, d)} == duties


def test_without_a_passed_examination_there_is_no_certificate():
    failed, old, future = Trained("exam", TODAY, passed=False), Trained("exam", TODAY - timedelta(days=731), passed=True), Trained("exam", TODAY + timedelta(days=1), passed=True)
    assert "考试" in law.untrained([failed, old, future], TODAY, POLICY, renewal=False)[0]
    assert law.untrained([SAT], TODAY, POLICY, renewal=False) == []


def test_a_renewal_asks_for_the_hours_of_a_year_as_well():
    courses = [Trained("course", date(2025, 9, 1), hours=59), Trained("course", date(2025, 3, 10), hours=40)]
    assert "59 学时" in law.untrained([SAT, *courses], TODAY, POLICY, renewal=True)[0]
    assert law.untrained([SAT, *courses, Trained("course", TODAY, hours=1)], TODAY, POLICY, renewal=True) == []


def test_a_certificate_runs_no_longer_than_it_may():
    assert law.term_fault(CERTIFICATE, date(2022, 11, 1), date(2027, 10, 31), POLICY) == ""
    assert "5 年" in law.term_fault(CERTIFICATE, date(2022, 11, 1), date(2027, 11, 1), POLICY)
    assert "早于" in law.term_fault(CERTIFICATE, TODAY, TODAY - timedelta(days=1), POLICY) and law.term_fault(LICENCE, TODAY, law.WITHOUT_EXPIRY, POLICY) == ""
    assert law.years_later(date(2024, 2, 29), 1) == date(2025, 3, 1)


@pytest.mark.parametrize("left, warning", [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (0, 7), (-1, 0), (-900, 0)])
def test_a_warning_comes_due_on_its_day(left, warning):
    assert law.due_warning(TODAY + timedelta(days=left), TODAY, POLICY.warn_days) == warning


def grounds(**more):
    trained = [SAT, Trained("course", TODAY, hours=60)]
    return law.grounds(**{"active": True, "person_kind": "staff", "kind": CERTIFICATE, "valid_until": TODAY, "on_post": True, "trained": trained, "on": TODAY,
                          "policy": POLICY, **more})


@pytest.mark.parametrize("more, found", [
    ({}, []), ({"active": False}, ["left"]), ({"person_kind": "auxiliary"}, ["beside"]), ({"valid_until": TODAY - timedelta(days=1)}, ["expired"]),
    ({"on_post": False}, ["off_post"]), ({"trained": []}, ["untrained"]), ({"kind": LICENCE, "active": False, "trained": []}, []),
    ({"active": False, "on_post": False, "trained": []}, ["left", "off_post", "untrained"])])
def test_what_a_clean_out_finds(more, found):
    assert grounds(**more) == found


@pytest.mark.parametrize("officers, own, shared, wanted, enough", [(0, 0, 0, 0, True), (1, 0, 0, 1, False), (20, 1, 0, 1, True), (21, 1, 0, 2, False), (21, 1, 1, 2, True)])
def test_one_reviewer_for_twenty_officers(officers, own, shared, wanted, enough):
    ratio = staffing.Ratio(officers, own, shared, 5, "国办发〔2018〕118号")
    assert (ratio.wanted, ratio.enough) == (wanted, enough)


@pytest.mark.parametrize("kind, role, may", [("grid", "worker", True), ("grid", "officer", False), ("auxiliary", "officer", False), ("staff", "officer", True), ("grid", "village", False)])
def test_who_may_answer_for_a_grid(kind, role, may):
    person = {"name": "某人", "kind": kind, "active": True}
    assert (staffing.unfit({"kind": "grid"}, person, role) == "") is may
    assert "离岗" in staffing.unfit({"kind": "grid"}, {**person, "active": False}, "worker")
