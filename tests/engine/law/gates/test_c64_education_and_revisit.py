from dataclasses import replace

from engine.law.file.dossier import Dossier
from engine.law.gates.c64_education_and_revisit import check


def unpunished(sound, **changes):
    papers = tuple(replace(p, kind="no_penalty_decision", name="不予行政处罚决定书") if p.kind == "penalty_decision" else p
                   for p in sound().dossier.papers)
    return sound(data={"conclusion": "no_penalty"}, dossier={"papers": papers}, **changes)


def test_a_revisit_on_record_passes(sound):
    assert check(sound()) is None and check(sound("hearing")) is None


def test_correction_ordered_and_never_revisited_is_found(sound, only):
    assert "整改回访" in only("dossier", sound(without=("revisit_on",)), "C-64").message


def test_where_nothing_was_to_be_corrected_nothing_is_revisited(sound):
    assert check(sound(without=("revisit_on",), data={"correction": "none"})) is None


def test_not_punishing_asks_for_education(sound):
    # 第三十三条第三款
    assert check(unpunished(sound)) is None
    found = check(unpunished(sound, without=("education_on", "education_note")))
    assert [d.code for d in found.defects] == ["education"]


def test_an_education_record_is_education(sound):
    facts = unpunished(sound, without=("education_on", "education_note"))
    record = replace(facts.dossier.papers[0], kind="education_record")
    assert check(replace(facts, dossier=replace(facts.dossier, papers=(*facts.dossier.papers, record)))) is None


def test_an_undecided_case_is_not_asked(sound):
    assert check(replace(sound(), dossier=Dossier(), data={})) is None
