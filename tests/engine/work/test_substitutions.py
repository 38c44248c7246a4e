"""Substitution 代理 and absence: B for A, in a window, and never more than both may do."""
from __future__ import annotations

from datetime import timedelta

import pytest

from engine import errors
from engine.law.people.separation import Held
from engine.store import duties
from engine.work import absences, cases, inbox, substitutions, tasks
from tests.course import actions, actor, person_id, refusal_of, row
from tests.engine.work.standins import away, duty_rows, end_post, stand_in, suspend


def test_the_deputy_sees_takes_and_completes_it_for_the_other_and_both_names_stand_everywhere(course_at):
    course = course_at("decide")
    task, at = course.task()["id"], course.at
    tasks.claim(course.engine, course.who, task, at=at)
    stand_in(course.engine, "gao_jun", "luo_cheng", "qingxi", "decide", at)
    away(course.engine, "gao_jun", at)
    luo = actor(course.engine, "luo_cheng", at)
    [listed] = [t for t in inbox.find(course.engine, luo, at=at)["items"] if t["id"] == task]
    assert listed["deputy_for_name"] == "高军" and listed["barred"] is None
    assert "take_over" in inbox.get(course.engine, luo, task, at=at)["can"]
    taken = tasks.claim(course.engine, luo, task, at=at)
    assert (taken["assignee_id"], taken["for_id"]) == (luo.person_id, person_id(course.engine, "gao_jun"))
    assert inbox.get(course.engine, luo, task, at=at)["for_name"] == "高军"
    tasks.complete(course.engine, luo, task, course.form, at=at)
    principal = person_id(course.engine, "gao_jun")
    assert row(course.engine, task)["for_id"] == principal
    assert [(d["person_id"], d["for_id"]) for d in duty_rows(course.engine, course.case_id, "decide")][-1] == (luo.person_id, principal)
    told = next(e for e in cases.timeline(course.engine, luo, course.case_id)["items"] if e["action"] == "task.done")
    assert (told["person_name"], told["for_name"]) == ("罗诚", "高军") and told["data"]["for_id"] == principal
    assert cases.forms(course.engine, luo, course.case_id)[-1]["signer_names"] == ["罗诚（代高军）"]
    assert cases.get(course.engine, luo, course.case_id, at=at)["duties"][-1]["for_name"] == "高军"
    course.ahead.pop(0)
    tasks.complete(course.engine, luo, course.task("issue_decision")["id"], course.form, at=course.at)
    paper = cases.papers_of(course.engine, luo, course.case_id)[-1]
    assert (paper["kind"], paper["issued_by_name"]) == ("penalty_decision", "罗诚（代高军）") and "罗诚（代高军）" in str(paper["data"]["facts"])


def test_whoever_is_away_is_not_offered_a_task_and_does_nothing_before_coming_back(course_at):
    course = course_at("apply_filing")
    task, at = course.task()["id"], course.at
    absence = away(course.engine, "wang_qiang", at, days=2)
    refused = refusal_of(lambda: tasks.claim(course.engine, course.who, task, at=at))
    assert isinstance(refused, errors.NotEligible) and "销假" in refused.next
    assert isinstance(refusal_of(lambda: away(course.engine, "wang_qiang", at)), errors.WrongState)
    assert isinstance(refusal_of(lambda: absences.end(course.engine, actor(course.engine, "li_na", at), absence, at=at)), errors.Forbidden)
    absences.end(course.engine, course.who, absence, at=at)
    tasks.claim(course.engine, course.who, task, at=at + timedelta(seconds=1))


def test_what_waits_in_the_hands_of_somebody_away_is_shown_to_who_leads(course_at):
    course = course_at("apply_filing")
    task, at = course.task()["id"], course.at
    tasks.claim(course.engine, course.who, task, at=at)
    away(course.engine, "wang_qiang", at)
    shown = absences.listed(course.engine, actor(course.engine, "xu_min", at), at=at)
    assert [(t["id"], t["assignee_name"]) for t in shown["waiting"]] == [(task, "王强")] and shown["items"][0]["state"] == "now"
    other = absences.listed(course.engine, actor(course.engine, "li_na", at), at=at)
    assert not other["waiting"] and not other["items"]
    due = row(course.engine, task)["due_at"]
    assert inbox.get(course.engine, actor(course.engine, "li_na", at), task, at=at)["due_at"] in (due, None)  # no period stops


@pytest.mark.parametrize("who, deputy, unit, duty, said", [
    ("gao_jun", "wang_qiang", "qingxi", "decide", "行政机关负责人"),       # not a leader
    ("wang_qiang", "sun_tao", "qingxi", "handle", "到期"),               # certificate expired
    ("wang_qiang", "deng_bo", "qingxi", "handle", "执法辅助人员"),
    ("qian_yu", "dong_mei", "demo_county", "review", "法律职业资格"),
    ("xu_min", "wang_qiang", "qingxi", "handle", "没有这一岗位")])       # not hers to lend
def test_a_substitution_confers_no_qualification_and_no_post_one_has_not(course_at, who, deputy, unit, duty, said):
    course = course_at("apply_filing")
    refused = refusal_of(lambda: stand_in(course.engine, who, deputy, unit, duty, course.at))
    assert isinstance(refused, errors.NotEligible) and said in refused.detail


def test_a_deputy_who_handled_may_not_review_for_another(course_at):
    course = course_at("legal_review")
    task, at = course.task()["id"], course.at
    # 陈洁 of the town holds a reviewer's post at the county too, and handles here.
    _handled(course, "chen_jie", at)
    stand_in(course.engine, "qian_yu", "chen_jie", "demo_county", "review", at)
    refused = refusal_of(lambda: tasks.claim(course.engine, actor(course.engine, "chen_jie_review", at), task, at=at))
    assert isinstance(refused, errors.DutyConflict) and "承担了本案的办案" in refused.detail


def test_who_handled_cannot_have_it_reviewed_by_a_deputy(course_at):
    course = course_at("legal_review")
    task, at = course.task()["id"], course.at
    _handled(course, "chen_jie", at)
    stand_in(course.engine, "chen_jie", "shen_ping", "demo_county", "review", at)
    shen = actor(course.engine, "shen_ping", at)
    tasks.claim(course.engine, shen, task, at=at)
    assert row(course.engine, task)["for_id"] is None  # in his own right
    end_post(course.engine, "shen_ping", "review", at.date() - timedelta(days=1), at)
    refused = refusal_of(lambda: tasks.complete(course.engine, shen, task, course.form, at=at))
    assert isinstance(refused, errors.DutyConflict) and "代理陈洁办理" in refused.detail


def test_a_principal_who_may_not_cannot_have_it_done(course_at):
    course = course_at("conclude")
    task, at = course.task()["id"], course.at
    stand_in(course.engine, "wang_qiang", "gu_ning", "qingxi", "handle", at)
    gu = actor(course.engine, "gu_ning", at)
    tasks.claim(course.engine, gu, task, at=at)
    suspend(course.engine, "wang_qiang", at)
    refused = refusal_of(lambda: tasks.complete(course.engine, gu, task, course.form, at=at))
    assert isinstance(refused, errors.NotEligible) and "代理王强办理" in refused.detail and "暂扣" in refused.detail
    tasks.release(course.engine, gu, task, at=at)
    assert (row(course.engine, task)["assignee_id"], row(course.engine, task)["for_id"]) == (None, None)


def test_there_is_no_substitute_of_a_substitute_and_no_second_one(course_at):
    course = course_at("apply_filing")
    at = course.at
    stand_in(course.engine, "wang_qiang", "gu_ning", "qingxi", "handle", at)
    assert isinstance(refusal_of(lambda: stand_in(course.engine, "gu_ning", "yan_chao", "qingxi", "handle", at)), errors.NotEligible)
    second = refusal_of(lambda: stand_in(course.engine, "wang_qiang", "yan_chao", "qingxi", "handle", at))
    assert isinstance(second, errors.WrongState) and "已经有人代理" in second.detail
    assert isinstance(refusal_of(lambda: stand_in(course.engine, "li_na", "wang_qiang", "qingxi", "handle", at)), errors.WrongState)
    # By somebody who does not lead the unit, not at all; by the dispatcher, yes.
    assert isinstance(refusal_of(lambda: stand_in(course.engine, "liu_yang", "yan_chao", "qingxi", "handle", at, by="li_na")), errors.Forbidden)
    stand_in(course.engine, "liu_yang", "yan_chao", "qingxi", "handle", at, by="xu_min")


def test_after_its_end_the_deputy_completes_nothing_and_the_other_takes_it_back(course_at):
    course = course_at("conclude")
    task, at = course.task()["id"], course.at
    ended = stand_in(course.engine, "wang_qiang", "gu_ning", "qingxi", "handle", at)
    gu = actor(course.engine, "gu_ning", at)
    tasks.claim(course.engine, gu, task, at=at)
    tasks.save_draft(course.engine, gu, task, {"conclusion": "penalty"}, at=at)
    substitutions.end(course.engine, actor(course.engine, "wang_qiang", at), ended, at=at)
    later = at + timedelta(minutes=1)
    refused = refusal_of(lambda: tasks.complete(course.engine, gu, task, course.form, at=later))
    assert isinstance(refused, errors.NotEligible) and "期限已经结束" in refused.detail and "释放" in refused.next
    assert row(course.engine, task)["draft"] == {"conclusion": "penalty"}
    back = tasks.claim(course.engine, actor(course.engine, "wang_qiang", later), task, at=later)
    assert back["for_id"] is None and "task.taken_over" in actions(course.engine, course.case_id)
    course.take()


def test_a_record_is_not_signed_twice_for_one_person(course_at):
    course = course_at("investigate")
    at, task = course.at, course.task()["id"]
    course.take()  # 王强 has signed
    stand_in(course.engine, "wang_qiang", "gu_ning", "qingxi", "handle", at)
    refused = refusal_of(lambda: tasks.sign(course.engine, actor(course.engine, "gu_ning", at), task, at=at))
    assert isinstance(refused, errors.DutyConflict) and refused.article == "行政处罚法第四十二条"


def _handled(course, code, at):
    """Lets somebody have handled in the case."""
    with course.engine.store.act(None, at) as act:
        duties.bear(act.conn, course.case_id, [Held(person_id(course.engine, code), "handle", at, "调查取证")])
        act.record("duty.taken", case_id=course.case_id, duty="handle", bearer=person_id(course.engine, code))
        act.done()
