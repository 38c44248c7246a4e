"""The evidence register: complete entries, never changed, never deleted, and nothing slipped in after the review."""
from __future__ import annotations

from datetime import timedelta

import pytest

from engine import errors
from engine.work import cases, evidence, findings, tasks
from tests.course import actions, actor, case_row, give_post, moment, person_id, refusal_of
from tests.engine.work.registers import officers, piece

PEOPLE = {"handler": "wang_qiang", "leader": "gao_jun", "reviewer": "qian_yu", "neighbour": "zhou_kai"}


def listed(course, who: str = "wang_qiang") -> list[dict]:
    return evidence.of_case(course.engine, actor(course.engine, who), course.case_id, at=course.at)["items"]


def test_a_piece_stands_in_the_register_with_all_that_was_entered(course_at):
    course = course_at("conclude")
    engine, at = course.engine, course.at
    made = evidence.add(engine, actor(engine, "wang_qiang"), course.case_id, piece(engine, at), at=at)
    [one] = listed(course)
    assert (one["id"], one["kind_name"], one["source_name"], one["proves"]) == (made["id"], "视听资料", "现场取得", "当事人占道经营")
    assert [p["name"] for p in one["officers"]] == ["王强", "李娜"] and one["added_by_name"] == "王强" and one["voided_at"] is None
    assert len(one["digest"]) == 64 and actions(engine, course.case_id)[-1] == "evidence.added"


@pytest.mark.parametrize("changed, field", [
    ({"kind": "gossip"}, "kind"), ({"kind": None}, "kind"), ({"name": "  "}, "name"), ({"name": "长" * 201}, "name"), ({"proves": ""}, "proves"),
    ({"source": "dream"}, "source"), ({"officers": []}, "officers"), ({"officers": None}, "officers"), ({"officers": ["1"]}, "officers"),
    ({"officers": [999_999]}, "officers"), ({"obtained_at": None}, "obtained_at"), ({"obtained_at": "2026-05-01"}, "obtained_at"),
    ({"obtained_at": moment("2027-01-01T00:00:00+08:00")}, "obtained_at"), ({"obtained_at": moment("1900-01-01T00:00:00+08:00")}, "obtained_at"),
    ({"kind": "scene_record", "officers": [1]}, "officers"), ({"kind": "scene_record", "officers": [1, 1]}, "officers"),
    ({"kind": "physical", "monitoring": {"legal_review_id": "A"}}, "monitoring"), ({"monitoring": {"colour": "red"}}, "monitoring"),
    ({"monitoring": {"legal_review_id": "号" * 201}}, "monitoring.legal_review_id")])
def test_an_entry_that_is_not_complete_is_refused_with_its_field(course_at, changed, field):
    course = course_at("conclude")
    engine, at = course.engine, course.at
    with pytest.raises(errors.FormInvalid) as refused:
        evidence.add(engine, actor(engine, "wang_qiang"), course.case_id, piece(engine, at, **changed), at=at)
    assert list(refused.value.fields) == [field] and not listed(course)


def test_every_fault_of_an_entry_is_told_at_once(course_at):
    course = course_at("conclude")
    with pytest.raises(errors.FormInvalid) as refused:
        evidence.add(course.engine, actor(course.engine, "wang_qiang"), course.case_id, {}, at=course.at)
    assert set(refused.value.fields) == {"kind", "name", "source", "proves", "obtained_at", "officers"}


def test_what_a_device_recorded_is_kept_with_its_review_and_a_gate_asks_for_the_rest(course_at):
    """行政处罚法第四十一条: entered as it is; that an id is missing is the gate's business."""
    course = course_at("conclude")
    engine, at = course.engine, course.at
    evidence.add(engine, actor(engine, "wang_qiang"), course.case_id, piece(engine, at, kind="electronic", source="device", monitoring={
        "legal_review_id": "法审2026-11", "public_location": "县政府网站"}), at=at)
    assert listed(course)[0]["monitoring"] == {"legal_review_id": "法审2026-11", "public_location": "县政府网站"}
    found = findings.of_case(engine, actor(engine, "wang_qiang"), course.case_id, "notice", at=at)["findings"]
    assert "技术审核编号" in next(f for f in found if f["gate"] == "G-40")["message"]


def test_a_voided_piece_stays_with_its_reason_and_is_voided_once(course_at):
    course = course_at("conclude")
    engine, at, who = course.engine, course.at, actor(course.engine, "wang_qiang")
    made = evidence.add(engine, who, course.case_id, piece(engine, at), at=at)["id"]
    assert isinstance(refusal_of(lambda: evidence.void(engine, who, made, "  ", at=at)), errors.FormInvalid)
    evidence.void(engine, who, made, "照片与本案无关", at=at)
    assert (listed(course)[0]["void_reason"], listed(course)[0]["voided_at"]) == ("照片与本案无关", at)
    assert isinstance(refusal_of(lambda: evidence.void(engine, who, made, "再次", at=at)), errors.WrongState)
    assert isinstance(refusal_of(lambda: evidence.void(engine, who, 9_999, "没有", at=at)), errors.NotFound)
    assert actions(engine, course.case_id).count("evidence.voided") == 1


def test_who_enters_evidence_bears_the_duty_of_handling_and_may_not_review(course_at):
    """陈洁 is an officer here and a reviewer at the county: one entry decides which of the two she is in this case."""
    course = course_at("conclude")
    engine, at = course.engine, course.at
    evidence.add(engine, actor(engine, "chen_jie"), course.case_id, piece(engine, at, officers=officers(engine, "chen_jie")), at=at)
    course.to("legal_review")
    refusal = refusal_of(lambda: tasks.claim(engine, actor(engine, "chen_jie_review"), course.task()["id"], at=course.at))
    assert isinstance(refusal, errors.DutyConflict) and "登记证据" in refusal.detail


def test_who_reviewed_or_decided_may_not_enter_evidence(course_at):
    course = course_at("decide")
    engine, at = course.engine, course.at
    give_post(engine, "qian_yu", "qingxi", "handle")
    refusal = refusal_of(lambda: evidence.add(engine, actor(engine, "qian_yu"), course.case_id, piece(engine, at), at=at))
    assert isinstance(refusal, errors.NotEligible | errors.DutyConflict) and refusal.article
    assert evidence.of_case(engine, actor(engine, "qian_yu"), course.case_id, at=at)["can"] == []


def test_both_who_made_a_scene_record_bear_the_duty(course_at):
    course = course_at("apply_filing")
    engine, at = course.engine, course.at
    evidence.add(engine, actor(engine, "wang_qiang"), course.case_id,
                 piece(engine, at, kind="scene_record", name="现场笔录", officers=officers(engine, "wang_qiang", "liu_yang")), at=at)
    borne = {(d["person_name"], d["duty"]) for d in cases.get(engine, actor(engine, "wang_qiang"), course.case_id, at=at)["duties"]}
    assert ("刘洋", "handle") in borne


@pytest.mark.parametrize("who, refusal", [("gao_jun", errors.NotEligible), ("xu_min", errors.NotEligible), ("sun_tao", errors.NotEligible),
                                          ("deng_bo", errors.NotEligible), ("zhou_kai", errors.NotFound)])
def test_only_an_officer_of_the_unit_with_a_valid_certificate_enters_evidence(course_at, who, refusal):
    course = course_at("conclude")
    engine, at = course.engine, course.at
    refused = refusal_of(lambda: evidence.add(engine, actor(engine, who), course.case_id, piece(engine, at), at=at))
    assert type(refused) is refusal and "认领" not in (refused.next or "")
    if refusal is errors.NotFound:
        with pytest.raises(errors.NotFound):
            evidence.of_case(engine, actor(engine, who), course.case_id, at=at)
    else:
        assert evidence.of_case(engine, actor(engine, who), course.case_id, at=at)["can"] == []


def test_evidence_entered_after_the_review_has_to_be_reviewed(course_at):
    course = course_at("decide")
    engine, at = course.engine, course.at
    evidence.add(engine, actor(engine, "wang_qiang"), course.case_id, piece(engine, at), at=at)
    assert isinstance(refusal_of(lambda: tasks.complete(engine, course.who, course.task()["id"], course.form, at=at)), errors.ReviewOutdated)
    told = findings.of_case(engine, course.who, course.case_id, "decide", at=at)
    assert "G-15" in [f["gate"] for f in told["findings"]]
    tasks.send_back(engine, course.who, course.task()["id"], "有新的证据，请重新审核。", at=at)
    assert course.open_tasks() == ["revise"]


def test_voiding_what_was_reviewed_needs_a_new_review_too(course_at):
    course = course_at("legal_review")
    engine, who = course.engine, actor(course.engine, "wang_qiang")
    made = evidence.add(engine, who, course.case_id, piece(engine, course.at), at=course.at)["id"]
    course.take()
    evidence.void(engine, who, made, "取得程序有瑕疵", at=course.at)
    assert isinstance(refusal_of(lambda: tasks.complete(engine, course.who, course.task()["id"], course.form, at=course.at)), errors.ReviewOutdated)


def test_while_the_decision_is_being_issued_nothing_is_added_since_no_way_leads_back(course_at):
    course = course_at("issue_decision")
    engine, at = course.engine, course.at
    refused = refusal_of(lambda: evidence.add(engine, actor(engine, "wang_qiang"), course.case_id, piece(engine, at), at=at))
    assert isinstance(refused, errors.NeedsUnmet) and "制发决定书" in refused.detail and refused.next
    course.take()
    evidence.add(engine, actor(engine, "wang_qiang"), course.case_id, piece(engine, at, name="送达现场照片"), at=at + timedelta(minutes=1))
    assert course.take()["state"] == "done"


def test_a_closed_case_takes_no_more_evidence(course_at):
    course = course_at("archive")
    engine, at = course.engine, course.at
    assert case_row(engine, course.case_id)["status"] == "closed"
    refused = refusal_of(lambda: evidence.add(engine, actor(engine, "wang_qiang"), course.case_id, piece(engine, at), at=at))
    assert isinstance(refused, errors.CaseClosed) and refused.next
    assert evidence.of_case(engine, actor(engine, "wang_qiang"), course.case_id, at=at)["can"] == []


def test_one_key_enters_one_piece(course_at):
    from engine.store.act import RequestKey

    course = course_at("conclude")
    engine, at, who = course.engine, course.at, actor(course.engine, "wang_qiang")
    answers = [evidence.add(engine, who, course.case_id, piece(engine, at), at=at, key=RequestKey("e-1", "a" * 64)) for _ in range(2)]
    assert answers[0] == answers[1] and len(listed(course)) == 1


def test_a_piece_of_another_towns_case_is_not_found(course_at):
    course = course_at("conclude")
    engine, at = course.engine, course.at
    made = evidence.add(engine, actor(engine, "wang_qiang"), course.case_id, piece(engine, at), at=at)["id"]
    assert isinstance(refusal_of(lambda: evidence.void(engine, actor(engine, "zhou_kai"), made, "不该看见", at=at)), errors.NotFound)
    assert person_id(engine, "zhou_kai")
