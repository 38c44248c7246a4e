from engine.law.gates.g11_notice_after_report import check
from tests.engine.law.gates.sound import moment, swap


def test_a_notice_before_the_end_of_the_investigation_is_refused(sound, only):
    papers = swap(sound().dossier.papers, "investigation_report", issued_at=moment("05-08 10:00"))
    found = only("submit_review", sound(dossier={"papers": papers}), "G-11")
    assert "2026-05-08，早于调查终结" in found.message


def test_no_notice_without_a_report(sound, only):
    papers = tuple(p for p in sound().dossier.papers if p.kind not in ("investigation_report", "prior_notice"))
    facts = sound(dossier={"papers": papers})
    assert "没有案件调查终结报告" in check(facts).message


def test_a_second_report_after_the_notice_does_no_harm(sound):
    papers = sound().dossier.papers
    second = swap(papers, "investigation_report", issued_at=moment("05-12 09:00"))
    later = next(p for p in second if p.kind == "investigation_report")
    assert check(sound(dossier={"papers": (*papers, later)})) is None


def test_a_decision_not_to_punish_and_a_case_without_papers_are_not_asked(sound, case, on_the_spot):
    assert check(sound(data={"conclusion": "no_penalty"}, dossier={"papers": sound().dossier.papers[:1]})) is None
    assert check(case()) is None and check(on_the_spot()) is None and check(sound("on_spot")) is None
