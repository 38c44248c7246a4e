from dataclasses import replace
from datetime import date

import pytest

from engine.law.gates.g03_two_officers import check
from engine.law.people.separation import Held
from tests.engine.law.gates.sound import PEOPLE, sound as sound_case, swap


def with_card(id: str, **changes) -> dict:
    """The people, one of them with another certificate."""
    return {"people": {**PEOPLE, id: replace(PEOPLE[id], qualifications=(replace(PEOPLE[id].qualifications[0], **changes),))}}


def test_one_officer_is_not_enough(case, only):
    only("file", case(duties=(Held("h1", "handle"), Held("d1", "decide"))), "G-03")


def test_the_same_officer_twice_is_one(case, only):
    only("file", case(duties=(Held("h1", "handle"), Held("h1", "handle"))), "G-03")


def test_an_officer_without_certificate_on_the_day_does_not_count(case, only):
    only("file", case(duties=(Held("h1", "handle"), Held("h2", "handle", qualified=False))), "G-03")


@pytest.mark.parametrize("changes", [
    {"valid_until": date(2026, 4, 26)},                                     # expired the day before the first inspection
    {"valid_from": date(2026, 4, 28)}, {"suspended": True},
    {"scope": ("渣土",)},                                                   # another field than 市容
])
def test_a_certificate_that_did_not_hold_on_the_day_of_the_act_does_not_count(sound, only, changes):
    found = only("decide", sound(dossier=with_card("h2", **changes)), "G-03")
    assert "2026-04-27 的现场检查（勘验）笔录只有 1 名" in found.message


def test_a_certificate_that_expired_after_the_last_act_of_the_officer_held_on_its_day(sound):
    # h2's last signature is that of the inquiry on 05-06; the decision is of 05-14.
    assert check(sound(dossier=with_card("h2", valid_until=date(2026, 5, 6)))) is None


def test_a_certificate_for_the_field_of_the_item_is_enough(sound):
    assert check(sound(dossier=with_card("h2", scope=("市容", "环卫")))) is None


def test_each_record_has_two_officers_of_its_own(sound, only):
    records = swap(sound().dossier.records, "inquiry", officers=("h1",))
    assert "2026-05-06 的询问笔录" in only("submit_review", sound(dossier={"records": records}), "G-03").message


def test_each_measure_has_two_officers_of_its_own(sound, only):
    measures = swap(sound("seizure").dossier.measures, "seizure", by=("h2",))
    assert "查封、扣押只有 1 名" in only("measure", sound("seizure", dossier={"measures": measures}), "G-03").message


def test_who_signs_a_report_alone_holds_a_certificate_as_well(sound, only):
    # The report of 05-07 is signed by h1 alone; the certificate ended on 05-06.
    found = only("decide", sound(dossier=with_card("h1", valid_until=date(2026, 5, 6))), "G-03")
    assert "调查终结报告" in found.message and "到期" in found.message


@pytest.mark.parametrize("variant", ["fine", "hearing", "seizure", "on_spot", "demolition"])
def test_a_sound_case_has_its_two_officers(rules, variant):
    assert check(sound_case(rules, variant)) is None
