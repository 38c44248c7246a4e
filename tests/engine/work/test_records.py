"""Records of inquiries and inspections: two officers each, from when to when; what cannot be true is a gate's to say."""
from __future__ import annotations

from datetime import timedelta

import pytest

from engine import errors
from engine.work import cases, findings, records, tasks
from tests.course import actor, moment, refusal_of
from tests.engine.work.registers import inquiry, officers

HOUR = timedelta(hours=1)


def listed(course) -> list[dict]:
    return records.of_case(course.engine, actor(course.engine, "wang_qiang"), course.case_id, at=course.at)["items"]


def add(course, *given, who: str = "wang_qiang", **changed) -> int:
    began_at, ended_at = given or (course.at - HOUR, course.at)
    entry = inquiry(course.engine, **{"began_at": began_at, "ended_at": ended_at, **changed})
    return records.add(course.engine, actor(course.engine, who), course.case_id, entry, at=course.at)["id"]


def test_a_record_is_kept_as_it_was_signed(course_at):
    course = course_at("conclude")
    add(course, signed="refused", witness="村民代表钱某", note="承认占道")
    [one] = listed(course)
    assert (one["kind_name"], one["person"], one["signed_name"], one["witness"]) == ("询问笔录", "李某", "拒绝签名，已注明", "村民代表钱某")
    assert [p["name"] for p in one["officers"]] == ["王强", "李娜"] and (one["began_at"], one["ended_at"]) == (course.at - HOUR, course.at)


def test_one_name_written_in_two_ways_is_kept_as_one(course_at):
    course = course_at("conclude")
    add(course, witness="Rene\u0301e")
    assert listed(course)[0]["witness"] == "Ren\u00e9e"


@pytest.mark.parametrize("changed, field", [
    ({"kind": "chat"}, "kind"), ({"officers": [1]}, "officers"), ({"officers": [1, 1]}, "officers"), ({"officers": [1, 999_999]}, "officers"),
    ({"person": ""}, "person"), ({"signed": "maybe"}, "signed"), ({"certificate_shown": "yes"}, "certificate_shown"), ({"rights_told": 1}, "rights_told"),
    ({"began_at": None}, "began_at"), ({"ended_at": moment("2027-01-01T00:00:00+08:00")}, "ended_at"), ({"witness": 5}, "witness"),
    ({"ended_at": moment("2026-05-01T00:00:00+08:00")}, "ended_at")])
def test_an_entry_that_is_not_complete_is_refused_with_its_field(course_at, changed, field):
    course = course_at("conclude")
    with pytest.raises(errors.FormInvalid) as refused:
        add(course, **changed)
    assert list(refused.value.fields) == [field] and not listed(course)


def test_one_officer_in_two_records_at_once_is_entered_and_then_stopped_by_a_gate(course_at):
    """What happened is entered as it was written; that nobody is in two places at once is C-27's to say."""
    course = course_at("conclude")
    at = course.at
    add(course, at - HOUR, at)
    wrong = add(course, at - HOUR / 2, at, person="钱某", officers=officers(course.engine, "wang_qiang", "zhao_lei"))
    told = findings.of_case(course.engine, actor(course.engine, "wang_qiang"), course.case_id, "notice", at=at)
    [overlap] = [f for f in told["findings"] if f["gate"] == "C-27"]
    assert "王强" in overlap["message"] and overlap["severity"] == "blocks"
    records.void(course.engine, actor(course.engine, "wang_qiang"), wrong, "起止时间填写有误", at=at)
    told = findings.of_case(course.engine, actor(course.engine, "wang_qiang"), course.case_id, "notice", at=at)
    assert not [f for f in told["findings"] if f["gate"] == "C-27" and f["severity"] == "blocks"]
    assert [r["void_reason"] for r in listed(course)] == [None, "起止时间填写有误"]


def test_a_void_record_is_not_voided_again(course_at):
    course = course_at("conclude")
    made, who = add(course), actor(course.engine, "wang_qiang")
    records.void(course.engine, who, made, "误登", at=course.at)
    assert isinstance(refusal_of(lambda: records.void(course.engine, who, made, "误登", at=course.at)), errors.WrongState)
    assert isinstance(refusal_of(lambda: records.void(course.engine, who, 9_999, "误登", at=course.at)), errors.NotFound)


def test_every_officer_named_bears_the_duty_of_handling(course_at):
    course = course_at("conclude")
    add(course, officers=officers(course.engine, "wang_qiang", "chen_jie"))
    borne = {(d["person_name"], d["duty"], d["task_name"]) for d in cases.get(course.engine, course.who, course.case_id, at=course.at)["duties"]}
    assert ("陈洁", "handle", "制作询问笔录") in borne
    course.to("legal_review")
    assert isinstance(refusal_of(lambda: tasks.claim(course.engine, actor(course.engine, "chen_jie_review"), course.task()["id"], at=course.at)),
                      errors.DutyConflict)


@pytest.mark.parametrize("login, refusal, said", [
    ("sun_tao", errors.NotEligible, "到期"), ("deng_bo", errors.NotEligible, "执法辅助人员"), ("gao_jun", errors.NotEligible, "高军")])
def test_nobody_is_named_as_an_officer_who_could_not_act_as_one(course_at, login, refusal, said):
    """孙涛's certificate has expired, 邓波 is auxiliary staff, 高军 is the leader and holds none."""
    course = course_at("conclude")
    refused = refusal_of(lambda: add(course, officers=officers(course.engine, "wang_qiang", login)))
    assert type(refused) is refusal and said in refused.detail and "您" not in refused.detail and refused.article


def test_a_certificate_counts_on_the_day_of_the_record(course_at):
    """孙涛's certificate was good until the end of 2025."""
    course = course_at("conclude")
    began = moment("2025-12-31T10:00:00+08:00")
    add(course, began, began + HOUR, officers=officers(course.engine, "wang_qiang", "sun_tao"))
    assert len(listed(course)) == 1


def test_a_record_made_after_the_review_has_to_be_reviewed(course_at):
    course = course_at("decide")
    add(course)
    assert isinstance(refusal_of(lambda: tasks.complete(course.engine, course.who, course.task()["id"], course.form, at=course.at)), errors.ReviewOutdated)


def test_a_stranger_finds_no_records(course_at):
    course = course_at("conclude")
    made = add(course)
    stranger = actor(course.engine, "zhou_kai")
    for look in (lambda: records.of_case(course.engine, stranger, course.case_id, at=course.at), lambda: add(course, who="zhou_kai"),
                 lambda: records.void(course.engine, stranger, made, "不该看见", at=course.at)):
        assert isinstance(refusal_of(look), errors.NotFound)
