"""Numbers made void and papers served outside the diagram (DOMAIN §6.3; 行政处罚法第六十一条、第七十五条第二款)."""
from __future__ import annotations

from datetime import date

import pytest

from engine import errors
from engine.store.act import RequestKey
from engine.work import findings, papers
from tests.course import actions, actor, moment, refusal_of
from tests.engine.work.registers import officers


def listed(course, at):
    return papers.of_case(course.engine, actor(course.engine, "gao_jun"), course.case_id, at=at)["items"]


def paper(course, kind, at):
    return [p for p in listed(course, at) if p["kind"] == kind][-1]


def void(course, kind, reason="打印有误", reissue=False, *, who="gao_jun", **how):
    return papers.void(course.engine, actor(course.engine, who), paper(course, kind, course.at)["id"], reason, reissue, at=course.at, **how)


def given(engine, day, **changed):
    return {"on": date.fromisoformat(day), "mode": "direct", "officers": officers(engine), "receiver": "李某", **changed}


def test_a_void_number_stays_in_the_register_and_the_next_one_takes_its_place(course_at):
    course = course_at("serve_decision")
    before = paper(course, "penalty_decision", course.at)
    done = void(course, "penalty_decision", "当事人地址打印有误", True)
    assert (done["number"], done["reissued"]) == (before["number"], before["number"].replace(f"第{before['serial']}号", f"第{before['serial'] + 1}号"))
    first, second = [p for p in listed(course, course.at) if p["kind"] == "penalty_decision"]
    assert (first["void_reason"], first["voided_by_name"], first["can"]) == ("当事人地址打印有误", "高军", [])
    assert second["voided_at"] is None and second["data"]["facts"]["penalty_fen"] == first["data"]["facts"]["penalty_fen"]
    assert second["data"]["facts"]["leader_name"] == "高军"
    assert actions(course.engine, course.case_id)[-1] != "paper.voided" and "paper.voided" in actions(course.engine, course.case_id)
    course.take()
    served = [p for p in listed(course, course.at) if p["kind"] == "penalty_decision" and p["service"]]
    assert [p["number"] for p in served] == [done["reissued"]]


def test_a_void_paper_no_longer_counts_for_gates(course_at):
    course = course_at("issue_notice")
    void(course, "investigation_report", "漏附证据目录")
    refused = refusal_of(course.take)
    assert isinstance(refused, errors.GateRefused) and [f["gate"] for f in refused.findings if f["severity"] == "blocks"] == ["G-11"]


def test_what_the_procedure_rests_on_is_void_only_with_another_in_its_place(course_at):
    course = course_at("serve_decision")
    refused = refusal_of(lambda: void(course, "penalty_decision"))
    assert isinstance(refused, errors.WrongState) and "重新制发" in refused.next


def test_what_was_served_is_not_void_by_being_called_so(course_at):
    course = course_at("record_payment")
    refused = refusal_of(lambda: void(course, "penalty_decision", reissue=True))
    assert isinstance(refused, errors.WrongState) and refused.article == "行政处罚法第七十五条第二款" and "补正" in refused.next


@pytest.mark.parametrize("who, refusal", [("wang_qiang", errors.NotEligible), ("deng_bo", errors.NotEligible), ("qian_yu", errors.NotEligible)])
def test_only_a_leader_makes_a_number_void(course_at, who, refusal):
    course = course_at("issue_notice")
    assert isinstance(refusal_of(lambda: void(course, "investigation_report", who=who)), refusal)


def test_a_number_is_void_once_and_needs_a_reason(course_at):
    course = course_at("issue_notice")
    assert isinstance(refusal_of(lambda: void(course, "investigation_report", " ")), errors.FormInvalid)
    key = RequestKey("void-1", "a" * 64)
    once = paper(course, "investigation_report", course.at)["id"]
    first = papers.void(course.engine, actor(course.engine, "gao_jun"), once, "重复", at=course.at, key=key)
    assert papers.void(course.engine, actor(course.engine, "gao_jun"), once, "重复", at=course.at, key=key) == first
    assert isinstance(refusal_of(lambda: papers.void(course.engine, actor(course.engine, "gao_jun"), once, "重复", at=course.at)), errors.WrongState)


def test_a_paper_that_nobody_may_see_is_not_there(course_at):
    course = course_at("issue_notice")
    one = paper(course, "investigation_report", course.at)["id"]
    for who, paper_id in (("zhou_kai", one), ("gao_jun", 999_999)):
        refused = refusal_of(lambda: papers.void(course.engine, actor(course.engine, who), paper_id, "无", at=course.at))
        assert isinstance(refused, errors.NotFound) and refused.detail == papers.MISSING


def test_an_order_to_correct_is_served_and_its_receipt_numbered(course_at):
    course = course_at("recheck")
    one = paper(course, "correction_order", course.at)
    assert one["service"]["mode"] == "direct" and one["can"] == []  # the form of the shipped example says so itself


def test_an_internal_paper_and_one_of_the_diagram_are_not_served_here(course_at):
    course = course_at("serve_notice")
    for kind, word in (("investigation_report", "内部文书"), ("prior_notice", "送达环节")):
        one = paper(course, kind, course.at)["id"]
        refused = refusal_of(lambda: papers.serve(course.engine, actor(course.engine, "wang_qiang"), one, given(course.engine, "2026-05-08"),
                                                  at=course.at))
        assert isinstance(refused, errors.WrongState) and word in refused.detail + (refused.next or "")


@pytest.mark.parametrize("changed, field", [({"mode": "leave"}, "note"), ({"mode": "mail", "note": ""}, "note"), ({"receiver": ""}, "receiver"),
                                            ({"mode": "pigeon"}, "mode"),
                                            ({"mode": "electronic"}, "consented"), ({"officers": []}, "officers"), ({"on": date(2026, 1, 1)}, "on"),
                                            ({"on": date(2027, 1, 1)}, "on"), ({"on": None}, "on")])
def test_a_service_that_is_not_whole_names_its_fields(course_at, changed, field):
    course = course_at("recheck")
    one = paper(course, "correction_order", course.at)["id"]
    refused = refusal_of(lambda: papers.serve(course.engine, actor(course.engine, "wang_qiang"), one, given(course.engine, "2026-04-27", **changed),
                                              at=course.at))
    assert isinstance(refused, errors.FormInvalid) and field in refused.fields


def test_papers_print_who_signed_them_from_the_certificates_of_the_day(course_at):
    course = course_at("serve_notice")
    said = paper(course, "filing_approval", course.at)["data"]["facts"]
    assert said["officer_certificates"] == ["示执010001", "示执010002"] and said["filing_opinion"]
    assert paper(course, "inquiry_record", course.at)["data"]["facts"]["officer_certificates"] == ["示执010001", "示执010002"]
    course.to("decide")
    opinion = paper(course, "legal_review_opinion", course.at)["data"]["facts"]
    assert (opinion["reviewer_name"], opinion["reviewer_licence"]) == ("钱瑜",
            "示法A2018000101") and opinion["review_submitted_on"] and "《行政处罚事先告知书》" in opinion["review_materials"]


def test_papers_state_their_periods_in_words(course_at):
    course = course_at("legal_review")
    notice = paper(course, "prior_notice", course.at)["data"]["periods"]
    assert [one["code"] for one in notice] == ["statement"] and "长度：3个工作日" in notice[0]["said"] and "事先告知书送达" in notice[0]["said"]
    order = paper(course, "correction_order", course.at)["data"]["periods"][0]
    # Ordered on 27 April for two days: 29 April, a Wednesday.
    assert "2026年4月29日届满" in order["said"] and [line[:2] for line in order["lines"]] == [["2026-04-27", False], ["2026-04-28", True], ["2026-04-29",
            True]]
    filed = paper(course, "filing_approval", course.at)["data"]["periods"][0]
    # Filed on 30 April 2026: ninety days end on 29 July.
    assert "长度：90日" in filed["said"] and "2026年7月29日届满" in filed["said"]


def test_the_shipped_example_leaves_nothing_out_that_its_papers_must_state(course_at):
    course = course_at("record_payment")
    course.to_the_end()
    found = {f["gate"]: f for f in findings.at_the_machine(course.engine, str(course.case_id), "dossier",
                                                           at=moment("2026-06-30T09:00:00+08:00"))["findings"]}
    assert "C-55" not in found and {d["code"] for d in found["C-50"]["defects"]} == {"service.by"}
