from dataclasses import replace

from engine.law.file.dossier import Dossier
from engine.law.gates.c57_evidence_linked import check
from tests.engine.law.gates.sound_print import reprinted

#: what the three pieces of evidence of E2 prove
PROVED = ("店外经营的事实", "逾期未改正的事实", "当事人承认店外经营")


def codes(facts):
    return [d.code for d in check(facts).defects]


def with_evidence(sound, **changes):
    first, *rest = sound().dossier.evidence
    return sound(dossier={"evidence": (replace(first, **changes), *rest)})


def test_evidence_that_proves_something_passes(sound):
    assert check(sound()) is None and check(sound("hearing")) is None


def test_evidence_must_say_what_it_proves(sound, only):
    assert "证明什么事实" in only("dossier", with_evidence(sound, proves=""), "C-57").message


def test_evidence_must_have_been_verified(sound, only):
    assert "查证属实" in only("dossier", with_evidence(sound, verified=False), "C-57").message


def test_the_list_and_the_file_hold_the_same_pieces(sound, only):
    fewer = reprinted(sound(), "evidence_list", says={"evidence": ("e1", "e2")})
    assert codes(sound(dossier=fewer)) == ["unlisted"]
    more = reprinted(sound(), "evidence_list", says={"evidence": ("e1", "e2", "e3", "e4")})
    found = only("dossier", sound(dossier=more), "C-57")
    assert "第 e4 号" in found.message and found.defects[0].code == "absent"


def test_numbers_and_their_text_are_the_same_piece(sound):
    file = sound().dossier
    numbered = {"evidence": tuple(replace(e, id=n) for n, e in enumerate(file.evidence, 1)),
                **reprinted(sound(), "evidence_list", says={"evidence": ("1", "2", "3")})}
    assert check(sound(dossier=numbered)) is None


def test_facts_found_and_evidence_answer_one_another(sound, only):
    assert check(sound(dossier=reprinted(sound(), "penalty_decision", says={"facts_found": PROVED}))) is None
    more = reprinted(sound(), "penalty_decision", says={"facts_found": (*PROVED, "占道四平方米")})
    assert "占道四平方米" in only("dossier", sound(dossier=more), "C-57").message
    fewer = reprinted(sound(), "investigation_report", says={"facts_found": PROVED[:2]})
    assert codes(sound(dossier=fewer)) == ["idle"]


def test_an_empty_file_passes(sound):
    assert check(replace(sound(), dossier=Dossier())) is None
