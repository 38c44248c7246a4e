from dataclasses import replace

from engine.law.file.dossier import Dossier
from engine.law.gates.c51_one_party import check
from tests.engine.law.gates.sound_print import reprinted


def test_one_party_throughout(sound):
    assert check(sound()) is None and check(sound("hearing")) is None


def test_another_name_on_one_paper_is_found(sound, only):
    found = only("dossier", sound(dossier=reprinted(sound(), "prior_notice", says={"party_name": "李某某水果店（经营者李某）"})), "C-51")
    assert "行政处罚事先告知书" in found.message and "李某某水果店" in found.message


def test_another_number_on_one_paper_is_found(sound, only):
    changed = reprinted(sound(), "penalty_decision", says={"party_id": "92330000MA0000001Y"})
    assert [d.code for d in only("dossier", sound(dossier=changed), "C-51").defects] == ["party_id"]


def test_spaces_and_small_letters_make_no_other_party(sound):
    assert check(sound(dossier=reprinted(sound(), "prior_notice", says={"party_id": "92330000ma0000001x ",
                                                                      "party_name": "李某水果店 （经营者李某）"}))) is None


def test_papers_are_compared_with_one_another_where_the_case_has_no_entry(sound):
    changed = reprinted(sound(), "penalty_decision", says={"party_name": "张某"})
    assert "张某" in check(sound(dossier=changed, without=("party_name",))).message


def test_an_empty_file_has_one_party(sound):
    assert check(replace(sound(), dossier=Dossier(), data={})) is None
