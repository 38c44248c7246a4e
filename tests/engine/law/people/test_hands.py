from dataclasses import replace
from datetime import date

import pytest

from engine.law.people import hands
from engine.law.people.separation import Held
from tests.engine.law.gates.sound import PEOPLE, sound


def test_everybody_who_signed_is_named_with_duty_and_day(rules):
    signed = set(hands.signed(sound(rules)))
    assert hands.Hand("h2", "handle", date(2026, 5, 6), "询问笔录") in signed
    assert hands.Hand("r1", "review", date(2026, 5, 13), "“法制审核”") in signed
    assert {h.person for h in signed} == {"h1", "h2", "a1", "r1", "d1", "c1", "k1"}


def test_a_duty_without_a_time_counts_as_of_today(rules):
    facts = replace(sound(rules), duties=(Held("x1", "handle", task_name="调查取证"),))
    assert hands.Hand("x1", "handle", facts.on, "“调查取证”") in set(hands.signed(facts))


def test_investigators_are_those_who_handled_recorded_or_seized(rules):
    assert hands.investigators(sound(rules, "seizure")) == {"h1", "h2"}


def test_who_the_file_does_not_know_is_not_judged(rules):
    facts = sound(rules)
    assert hands.unfit(facts, "x9", "handle", facts.on) is None and hands.is_officer(facts, "x9")
    assert hands.name(facts, "x9") == "x9"


@pytest.mark.parametrize("kind, officer", [("staff", True), ("leader", True), ("auxiliary", False), ("grid", False)])
def test_auxiliaries_and_grid_workers_are_no_officers(rules, kind, officer):
    facts = sound(rules, dossier={"people": {**PEOPLE, "h1": replace(PEOPLE["h1"], kind=kind)}})
    assert hands.is_officer(facts, "h1") is officer
