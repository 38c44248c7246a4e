from dataclasses import replace

from engine.law.file.dossier import Dossier
from engine.law.gates.c59_contents_page import check


def bound(sound, pages):
    return sound(dossier={"pages": tuple(pages)})


def test_contents_that_match_the_file_pass(sound):
    assert check(sound()) is None


def test_a_paper_left_out_of_the_contents_is_found(sound, only):
    pages = [p for p in sound().dossier.pages if p[0] != "prior_notice"]
    assert "行政处罚事先告知书" in only("dossier", bound(sound, pages), "C-59").message


def test_a_paper_listed_but_absent_is_found(sound, only):
    found = only("dossier", bound(sound, [*sound().dossier.pages, ("hearing_record", 3)]), "C-59")
    assert "听证笔录" in found.message and found.defects[0].code == "absent"


def test_a_wrong_page_count_is_found(sound, only):
    pages = [(kind, 4 if kind == "penalty_decision" else count) for kind, count in sound().dossier.pages]
    found = only("dossier", bound(sound, pages), "C-59")
    assert "1 页" in found.message and "4 页" in found.message and found.defects[0].code == "pages"


def test_cover_and_photographs_are_no_papers(sound):
    assert check(bound(sound, [("cover", 1), *sound().dossier.pages, ("photographs", 5)])) is None


def test_a_record_kept_as_such_may_stand_in_the_contents(sound):
    papers = tuple(p for p in sound().dossier.papers if p.kind != "inquiry_record")
    assert check(sound(dossier={"papers": papers})) is None


def test_before_binding_there_is_nothing_to_compare(sound):
    assert check(bound(sound, ())) is None and check(replace(sound(), dossier=Dossier())) is None
