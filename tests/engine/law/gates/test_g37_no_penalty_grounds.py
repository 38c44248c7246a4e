from dataclasses import replace
from datetime import date

import pytest

from engine.law.file.dossier import Dossier, Earlier
from engine.law.gates.g37_no_penalty_grounds import check

EDUCATED = {"education_on": "2026-05-12", "education_note": "当面教育，讲明法规"}
GROUNDS = {
    "minor_corrected": {"harm": "none", "corrected": True},
    "first_minor_corrected": {"harm": "minor", "corrected": True, "first_offence": True},
    "no_fault": {"fault_excluded": True},
}


def spared(case, ground, **data):
    base = {"conclusion": "no_penalty", "no_penalty_ground": ground, "correction": "ordered", "recheck_result": "", **EDUCATED}
    return case(data={**base, **GROUNDS.get(ground, {}), **data})


@pytest.mark.parametrize("ground", GROUNDS)
def test_a_ground_with_its_conditions_and_education_passes(case, ground):
    assert check(spared(case, ground)) is None


@pytest.mark.parametrize("ground, spoilt, said", [
    ("minor_corrected", {"harm": "minor"}, "危害后果轻微"), ("minor_corrected", {"harm": None}, "没有写明危害后果"),
    ("minor_corrected", {"corrected": False}, "没有已经改正的记录"),
    ("first_minor_corrected", {"harm": "serious"}, "危害后果严重"), ("first_minor_corrected", {"first_offence": False}, "初次违法"),
    ("first_minor_corrected", {"first_offence": None}, "初次违法"), ("first_minor_corrected", {"corrected": None}, "改正"),
    ("no_fault", {"fault_excluded": False}, "主观过错"),
])
def test_a_ground_without_its_condition_does_not(case, only, ground, spoilt, said):
    assert said in only("no_penalty", spared(case, ground, **spoilt), "G-37").message


@pytest.mark.parametrize("recorded", [{"correction": "corrected"}, {"recheck_result": "corrected"}])
def test_a_correction_found_on_the_spot_or_at_the_recheck_counts(case, recorded):
    assert check(spared(case, "minor_corrected", corrected=None, **recorded)) is None


def test_an_earlier_penalty_for_the_same_item_belies_a_first_offence(case):
    before = Earlier("前案", "SR-002", date(2025, 11, 1), "青溪镇", date(2025, 11, 3), "fine", 100_00)
    facts = spared(case, "first_minor_corrected")
    assert "前案" in check(replace(facts, dossier=Dossier(earlier=(before,)))).message
    assert check(replace(facts, dossier=Dossier(earlier=(replace(before, item_code="SR-012"),)))) is None


def test_what_was_decided_afterwards_does_not_belie_a_first_offence(case):
    later = Earlier("后案", "SR-002", date(2026, 9, 2), "青溪镇", date(2026, 9, 2), "fine", 100_00)
    assert check(replace(spared(case, "first_minor_corrected"), dossier=Dossier(earlier=(later,)))) is None


@pytest.mark.parametrize("ground", [*GROUNDS, "under_14", "incapacity"])
@pytest.mark.parametrize("spoilt", [{"education_on": None}, {"education_note": " "}, {"education_on": "2026-05-15"}])
def test_who_is_spared_is_educated(case, ground, spoilt):
    assert "教育" in check(spared(case, ground, **spoilt)).message


def test_a_ground_must_be_named(case, only):
    assert "没有写明理由" in only("no_penalty", spared(case, ""), "G-37").message


@pytest.mark.parametrize("ground", ["time_barred", "not_proven", "other"])
def test_other_grounds_have_other_conditions(case, ground):
    assert check(spared(case, ground, education_on=None)) is None


def test_it_is_silent_where_a_penalty_is_imposed(case):
    assert check(case()) is None and check(case(data={"conclusion": "dismiss"})) is None
