from dataclasses import replace
from datetime import date

import pytest

from engine.law.gates.c27_dates_in_order import check
from tests.engine.law.gates.sound import moment, swap


def test_a_record_dated_tomorrow_is_refused(case, only):
    only("file", case(data={"decision_served_on": "2026-05-15"}), "C-27")


@pytest.mark.parametrize("key", ["found_on", "act_on", "paid_on", "hearing_held_on", "court_applied_on"])
def test_nothing_done_lies_in_the_future(case, key):
    assert "晚于今天" in check(case(data={key: date(2026, 5, 15)})).message


def test_nothing_follows_from_a_finding_before_it_was_found(case):
    assert "早于发现日期" in check(case(data={"notice_served_on": "2026-04-26"})).message


def test_the_act_and_an_earlier_order_may_precede_the_finding(case):
    assert check(case(data={"act_on": "2026-01-06", "correction_ordered_on": "2026-04-20"})) is None


def test_a_term_set_for_the_future_is_no_record(case):
    assert check(case(data={"correction_due_on": "2026-06-30"})) is None


def test_nobody_questions_two_people_at_once(sound, only):
    # The inquiry of 05-06 runs from 09:00 to 09:40.
    records = sound().dossier.records
    other = replace(records[2], began_at=moment("05-06 09:30"), ended_at=moment("05-06 10:00"), officers=("h2", "m1"))
    found = only("decide", sound(dossier={"records": (*records, other)}), "C-27")
    assert found.severity == "blocks" and "李娜同时出现在两份笔录中" in found.message


@pytest.mark.parametrize("began, officers", [("05-06 09:40", ("h1", "h2")), ("05-06 09:30", ("m1", "n1"))])
def test_one_after_the_other_or_by_others_is_in_order(sound, began, officers):
    records = sound().dossier.records
    other = replace(records[2], began_at=moment(began), ended_at=moment("05-06 10:00"), officers=officers)
    assert check(sound(dossier={"records": (*records, other)})) is None


def test_a_record_does_not_end_before_it_begins(sound):
    records = swap(sound().dossier.records, "inquiry", ended_at=moment("05-06 08:59"))
    assert "起止时间不合理" in check(sound(dossier={"records": records})).message


def test_tasks_follow_one_another(sound):
    deeds = sound().dossier.deeds
    at = next(i for i, d in enumerate(deeds) if d.element == "legal_review")
    assert "不得倒签" in check(sound(dossier={"deeds": swap(deeds, at, at=moment("05-11 09:00"))})).next


def test_filing_decision_and_closing_follow_one_another(sound):
    assert "作出决定（2026-04-29" in check(sound(met={"decision": {"at": "2026-04-29T02:00:00+00:00"}})).message


def test_no_paper_and_no_evidence_of_tomorrow(sound):
    papers = swap(sound().dossier.papers, -1, issued_at=moment("05-27 09:00"))
    assert "晚于现在" in check(sound(dossier={"papers": papers})).message
    evidence = swap(sound().dossier.evidence, 0, obtained_at=moment("05-27 09:00"))
    assert "晚于现在" in check(sound(dossier={"evidence": evidence})).message


@pytest.mark.parametrize("began, ended, said", [
    ("05-06 22:10", "05-06 22:40", "夜间"), ("05-06 21:50", "05-06 22:00", "夜间"), ("05-06 05:30", "05-06 06:10", "夜间"),
    ("05-04 09:00", "05-04 09:40", "劳动节"),
])
def test_a_record_at_an_odd_time_is_remarked_on(sound, only, began, ended, said):
    records = swap(sound().dossier.records, "inquiry", began_at=moment(began), ended_at=moment(ended))
    found = only("archive", sound(dossier={"records": records}), "C-27")
    assert found.severity == "deducts" and said in found.message


def test_a_note_of_the_urgency_explains_it(sound):
    assert check(sound("hearing")) is None                                  # E3: stopped by night at 23:20
    assert "夜间" in check(sound("hearing", without=("urgent_evidence_note",))).message


def test_a_worked_saturday_and_a_plain_sunday_are_not_remarked_on(sound):
    for day in ("05-09", "05-10"):
        records = swap(sound().dossier.records, "inquiry", began_at=moment(f"{day} 09:00"), ended_at=moment(f"{day} 09:40"))
        assert check(sound(dossier={"records": records})) is None


def test_papers_of_three_stages_with_one_date_are_remarked_on(sound):
    papers = sound().dossier.papers
    for kind in ("investigation_report", "prior_notice", "legal_review_opinion"):
        papers = swap(papers, kind, issued_at=moment("05-13 10:00"))
    found = check(sound(dossier={"papers": papers}))
    assert found.severity == "deducts" and "都形成于 2026-05-13" in found.message
    two = swap(papers, "prior_notice", issued_at=moment("05-08 09:00"))
    assert check(sound(dossier={"papers": two})) is None


def test_in_the_summary_procedure_one_day_is_the_rule(sound):
    facts = sound("on_spot")
    kinds = ("filing_approval", "prior_notice", "closure_report")
    papers = tuple(replace(p, kind=kind) for p, kind in zip(facts.dossier.papers, kinds))
    same = tuple(replace(p, issued_at=moment("03-10 09:00")) for p in papers)
    assert check(sound("on_spot", dossier={"papers": same})) is None
