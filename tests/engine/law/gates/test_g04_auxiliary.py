from dataclasses import replace

import pytest

from engine.law.gates.g04_auxiliary import check
from engine.law.people.separation import Held
from tests.engine.law.gates.sound import PEOPLE, swap


def test_an_auxiliary_beside_two_officers_still_may_not_sign_the_record(sound, only):
    records = swap(sound().dossier.records, "inquiry", officers=("h1", "h2", "a1"))
    assert "陈辅" in only("decide", sound(dossier={"records": records}), "G-04").message


def test_nor_execute_a_seizure(sound, only):
    measures = swap(sound("seizure").dossier.measures, "seizure", by=("h1", "h2", "a1"))
    only("measure", sound("seizure", dossier={"measures": measures}), "G-04")


def test_nor_sign_a_handling_task(sound, only):
    deeds = sound().dossier.deeds
    at = next(i for i, d in enumerate(deeds) if d.element == "conclude")
    assert "调查终结报告" in only("notice", sound(dossier={"deeds": swap(deeds, at, by=("h1", "a1"))}), "G-04").message


@pytest.mark.parametrize("kind", ["auxiliary", "grid"])
@pytest.mark.parametrize("duty", ["handle", "review", "decide", "hearing", "collect_fine"])
def test_nobody_but_staff_holds_an_officers_duty(sound, kind, duty):
    facts = sound(dossier={"people": {**PEOPLE, "a2": replace(PEOPLE["a1"], id="a2", kind=kind)}})
    assert check(replace(facts, duties=(*facts.duties, Held("a2", duty)))) is not None


@pytest.mark.parametrize("duty", ["serve", "patrol", "collect"])
def test_an_auxiliary_may_serve_patrol_and_collect(sound, duty):
    facts = sound()
    assert check(replace(facts, duties=(*facts.duties, Held("a1", duty)))) is None


def test_whom_the_file_does_not_know_is_not_judged(case):
    assert check(case()) is None
