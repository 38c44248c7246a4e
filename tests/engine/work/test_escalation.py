"""Escalation: what nobody is left for goes up and says why; where nobody is there either, the county is told."""
from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from engine import errors
from engine.jobs.escalating import Looker, sweep
from engine.store.tables import unit
from engine.work import absences, inbox, tasks
from tests.course import actions, actor, refusal_of, row
from tests.engine.work.standins import away, drop_posts, end_post, incidents, stand_in, suspend

OFFICERS = ("wang_qiang", "li_na", "zhao_lei", "liu_yang", "chen_jie")


def unit_of(course, task: int) -> str:
    with course.engine.store.read() as conn:
        return conn.execute(select(unit.c.code).where(unit.c.id == row(course.engine, task)["unit_id"])).scalar_one()


def test_what_nobody_is_left_for_goes_to_the_superior_unit_and_says_why(course_at):
    course = course_at("conclude")
    task, at = course.task()["id"], course.at
    for code in OFFICERS:
        suspend(course.engine, code, at)
    assert sweep(course.engine, at) >= 1 and unit_of(course, task) == "demo_county"
    gu = actor(course.engine, "gu_ning", at)
    shown = next(t for t in inbox.find(course.engine, gu, limit=200, at=at)["items"] if t["id"] == task)
    assert shown["escalated_from_name"] == "青溪镇" and "王强" in shown["escalated_why"] and "暂扣" in shown["escalated_why"]
    assert shown["barred"] is None and "task.escalated" in actions(course.engine, course.case_id)
    tasks.complete(course.engine, gu, task, course.form, at=at)
    assert sweep(course.engine, at) == 0 or unit_of(course, task) == "demo_county"  # it goes back never by itself


def test_where_nobody_is_there_either_the_county_is_told_once_and_told_when_it_is_over(course_at):
    course = course_at("conclude")
    task, at = course.task()["id"], course.at
    for code in (*OFFICERS, "gu_ning", "yan_chao"):
        suspend(course.engine, code, at)
    assert sweep(course.engine, at) >= 1 and unit_of(course, task) == "qingxi"
    mine = [one for one in incidents(course.engine) if one["ref"] == str(task)]
    assert len(mine) == 1 and "示范县综合行政执法局也没有符合条件的人员" in mine[0]["error"]
    sweep(course.engine, at)
    assert actions(course.engine, course.case_id).count("task.stranded") == 1
    told = absences.listed(course.engine, actor(course.engine, "luo_cheng", at), at=at)["stranded"]
    assert task in [t["id"] for t in told] and not absences.listed(course.engine, actor(course.engine, "song_ping", at), at=at)["stranded"]
    suspend(course.engine, "li_na", at, suspended=False)
    sweep(course.engine, at)
    assert not [one for one in incidents(course.engine) if one["ref"] == str(task)] and "task.unstranded" in actions(course.engine, course.case_id)


def test_a_short_absence_is_waited_for_and_a_long_one_is_not(course_at):
    course = course_at("decide")
    task, at = course.task()["id"], course.at
    absence = away(course.engine, "gao_jun", at, days=2)
    assert sweep(course.engine, at) == 0 and unit_of(course, task) == "qingxi"
    absences.end(course.engine, actor(course.engine, "gao_jun", at), absence, at=at)
    away(course.engine, "gao_jun", at + timedelta(minutes=1), days=20)
    assert sweep(course.engine, at + timedelta(minutes=2)) >= 1 and unit_of(course, task) == "demo_county"
    assert "高军不在岗" in row(course.engine, task)["escalated_why"]


def test_a_deputy_keeps_the_task_where_it_is(course_at):
    course = course_at("decide")
    task, at = course.task()["id"], course.at
    stand_in(course.engine, "gao_jun", "luo_cheng", "qingxi", "decide", at, days=30)
    away(course.engine, "gao_jun", at, days=20)
    sweep(course.engine, at)
    assert unit_of(course, task) == "qingxi"


def test_two_signatures_need_two_people(course_at):
    course = course_at("investigate")
    task, at = course.task()["id"], course.at
    for code in OFFICERS[1:]:
        suspend(course.engine, code, at)
    assert sweep(course.engine, at) >= 1 and unit_of(course, task) == "demo_county"
    assert "只有王强可以办理" in row(course.engine, task)["escalated_why"]


def test_the_tick_sees_what_has_just_opened_wherever_its_walk_stands(course_at, monkeypatch):
    course = course_at("apply_filing")
    at = course.at
    monkeypatch.setattr(course.engine, "now", lambda: at)
    looker = Looker(course.engine)
    looker.look()
    drop_posts(course.engine, "qingxi", "decide", at)
    course.take()  # opens the approval by the head, of whom there is none any more
    task = course.task("approve_filing")["id"]
    monkeypatch.setattr("engine.work.escalation.walk", lambda *_given, **_how: (None, 0))
    looker.look()
    assert unit_of(course, task) == "demo_county" and "没有负责人审批岗位的人员" in row(course.engine, task)["escalated_why"]


def test_the_tick_sees_that_somebody_went_away(course_at, monkeypatch):
    course = course_at("decide")
    task, at = course.task()["id"], course.at
    looker = Looker(course.engine)
    monkeypatch.setattr(course.engine, "now", lambda: at)
    looker.look()
    away(course.engine, "gao_jun", at, days=30)
    monkeypatch.setattr("engine.work.escalation.walk", lambda *_given, **_how: (None, 0))
    looker.look()
    assert unit_of(course, task) == "demo_county"


def test_a_claimed_task_is_blocked_by_what_was_lost_keeps_its_draft_and_can_be_taken_over(course_at):
    course = course_at("conclude")
    task, at, who = course.task()["id"], course.at, course.who
    tasks.claim(course.engine, who, task, at=at)
    tasks.save_draft(course.engine, who, task, {"conclusion": "penalty"}, at=at)
    li_na = actor(course.engine, "li_na", at)
    assert isinstance(refusal_of(lambda: tasks.claim(course.engine, li_na, task, at=at)), errors.TaskTaken)
    end_post(course.engine, "wang_qiang", "handle", at.date() - timedelta(days=1), at)
    refused = refusal_of(lambda: tasks.complete(course.engine, who, task, course.form, at=at))
    assert isinstance(refused, errors.NotEligible) and "没有这一岗位" in refused.detail
    assert row(course.engine, task)["draft"] == {"conclusion": "penalty"}
    desk = inbox.get(course.engine, li_na, task, at=at)
    assert "take_over" in desk["can"] and "王强" in desk["left"]["reason"]
    tasks.claim(course.engine, li_na, task, at=at)
    tasks.complete(course.engine, li_na, task, course.form, at=at)


def test_who_lost_the_certificate_can_release_what_they_hold(course_at):
    course = course_at("conclude")
    task, at = course.task()["id"], course.at
    tasks.claim(course.engine, course.who, task, at=at)
    suspend(course.engine, "wang_qiang", at)
    assert "release" in inbox.get(course.engine, course.who, task, at=at)["can"]
    tasks.release(course.engine, course.who, task, at=at)
    assert row(course.engine, task)["assignee_id"] is None
