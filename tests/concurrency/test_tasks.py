"""Many people at one task at the same instant: one is first, the others are told so, nothing is done twice."""
from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engine import errors
from engine.store import tables
from engine.store.act import RequestKey
from engine.work import audit, cases, leads, tasks
from tests.concurrency.race import parted, race
from tests.course import Course, actions, actor, case_row, example, give_post, moment, row
from tests.invariants import check_invariants

#: what api/errors.py answers with 409 (and 412): somebody else was faster
FASTER = (errors.TaskTaken, errors.TaskClosed, errors.StaleVersion)
OFFICERS = ("wang_qiang", "li_na", "zhao_lei", "liu_yang", "chen_jie")
TWENTY = 20


def test_of_twenty_who_claim_a_task_one_wins(course_at):
    course = course_at("apply_filing")
    task, at, engine = course.task(), course.at, course.engine
    people = [actor(engine, OFFICERS[n % len(OFFICERS)]) for n in range(TWENTY)]
    won, refused = parted(race([lambda who=who: tasks.claim(engine, who, task["id"], at=at) for who in people]))
    holder = row(engine, task["id"])["assignee_id"]
    # The winner's own other three threads repeat a claim that has succeeded.
    assert {answer["assignee_id"] for answer in won} == {holder}
    assert len(won) == 4 and Counter(type(r) for r in refused) == {errors.TaskTaken: 16}
    assert actions(engine, course.case_id).count("task.claimed") == 1


def test_of_twenty_different_people_who_claim_a_task_nineteen_are_refused(course_at):
    course = course_at("apply_filing")
    task, at, engine = course.task(), course.at, course.engine
    people = [actor(engine, who) for who in OFFICERS]
    # Twenty persons need twenty actors: what decides is the row, so the versions they have seen tell them apart.
    jobs = [lambda who=who: tasks.claim(engine, who, task["id"], version=task["version"], at=at) for who in people * 4]
    won, refused = parted(race(jobs))
    assert len(won) == 1 and len(refused) == 19
    assert all(isinstance(r, FASTER) for r in refused)
    assert row(engine, task["id"])["version"] == task["version"] + 1


def test_of_twenty_who_complete_a_task_one_wins(course_at):
    course = course_at("apply_filing")
    task, at, form, engine = course.task(), course.at, course.form, course.engine
    people = [actor(engine, OFFICERS[n % len(OFFICERS)]) for n in range(TWENTY)]
    won, refused = parted(race([lambda who=who: tasks.complete(engine, who, task["id"], form, at=at) for who in people]))
    assert len(won) == 1 and Counter(type(r) for r in refused) == {errors.TaskClosed: 19}
    assert course.open_tasks() == ["approve_filing"]
    assert actions(engine, course.case_id).count("paper.issued") == len(cases.papers_of(engine, people[0], course.case_id))


def test_only_the_claimer_of_twenty_completes_a_claimed_task(course_at):
    course = course_at("apply_filing")
    task, at, form, engine = course.task(), course.at, course.form, course.engine
    tasks.claim(engine, actor(engine, "li_na"), task["id"], at=at)
    people = [actor(engine, OFFICERS[n % len(OFFICERS)]) for n in range(TWENTY)]
    won, refused = parted(race([lambda who=who: tasks.complete(engine, who, task["id"], form, at=at) for who in people]))
    assert len(won) == 1 and len(refused) == 19
    assert all(isinstance(r, FASTER) for r in refused)
    assert row(engine, task["id"])["completed_by"] == actor(engine, "li_na").person_id


def test_twenty_submissions_with_one_key_take_effect_once(course_at):
    course = course_at("issue_decision")
    task, at, form, who, engine = course.task(), course.at, course.form, course.who, course.engine
    key = RequestKey("decision-1", "a" * 64)
    before = len(actions(engine))
    outcomes = race([lambda: tasks.complete(engine, who, task["id"], form, at=at, key=key)] * TWENTY)
    won, refused = parted(outcomes)
    assert not refused and all(answer == won[0] for answer in won)
    assert actions(engine)[before:].count("task.done") == 1
    with pytest.raises(errors.KeyReused):
        tasks.complete(engine, who, task["id"], {**form, "seal_confirmed": False}, at=at, key=RequestKey("decision-1", "b" * 64))


def test_twenty_reports_with_one_key_open_one_case(engine):
    lead = example()["lead"]
    who, key, at = actor(engine, lead["who"]), RequestKey("lead-1", "a" * 64), moment(lead["at"])
    won, refused = parted(race([lambda: leads.report(engine, who, lead["form"], at=at, key=key)] * TWENTY))
    assert not refused and all(answer == won[0] for answer in won)
    with engine.store.read() as conn:
        assert conn.execute(select(func.count()).select_from(tables.case_file)).scalar_one() == 1
    check_invariants(engine)


def test_twenty_comments_with_one_key_leave_one_note(course_at):
    course = course_at("register")
    who, at, engine = course.who, course.at, course.engine
    key = RequestKey("note-1", "a" * 64)
    won, refused = parted(race([lambda: cases.comment(engine, who, course.case_id, "已电话联系。", at=at, key=key)] * TWENTY))
    assert not refused and all(answer == won[0] for answer in won)
    with engine.store.read() as conn:
        assert conn.execute(select(func.count()).select_from(tables.comment)).scalar_one() == 1


def test_one_key_for_two_things_at_once_is_refused_for_one(course_at):
    course = course_at("register")
    who, at, engine = course.who, course.at, course.engine
    outcomes = race([lambda digest=digest: cases.comment(engine, who, course.case_id, digest, at=at, key=RequestKey("k", digest * 64))
                     for digest in ("a", "b") * 5])
    won, refused = parted(outcomes)
    assert len(won) == 5 and Counter(type(r) for r in refused) == {errors.KeyReused: 5}


def test_the_last_two_parallel_tasks_done_at_once_join_once(course_at):
    for _ in range(3):
        course = course_at("record_payment")
        engine, at = course.engine, course.at + timedelta(days=1)
        pay, publish = course.task("record_payment"), course.task("publish_decision")
        published = next(step for step in course.ahead if step["task"] == "publish_decision")
        payer, archivist = actor(engine, "he_fang"), actor(engine, "lin_xue")
        won, refused = parted(race([
            lambda: tasks.complete(engine, payer, pay["id"], course.form, at=at),
            lambda: tasks.complete(engine, archivist, publish["id"], {**published["form"], "published_on": "2026-05-21"}, at=at)]))
        assert len(won) == 2 and not refused
        assert course.open_tasks() == ["close_case"]


def test_two_officers_who_complete_at_once_do_not_both_count(course_at):
    course = course_at("investigate")
    task, at, form, engine = course.task(), course.at, course.form, course.engine
    people = [actor(engine, who) for who in ("wang_qiang", "li_na")]
    won, refused = parted(race([lambda who=who: tasks.complete(engine, who, task["id"], form, at=at) for who in people]))
    assert len(won) == 1 and [type(r) for r in refused] == [errors.TaskClosed]
    assert (won[0]["state"], len(won[0]["signers"])) == ("signing", 1)


def test_of_the_officers_who_sign_at_once_one_is_the_second(course_at):
    course = course_at("investigate", "sign")
    task, at, engine = course.task(), course.at, course.engine
    people = [actor(engine, who) for who in OFFICERS] * 2
    won, refused = parted(race([lambda who=who: tasks.sign(engine, who, task["id"], at=at) for who in people]))
    assert len(won) == 1 and all(isinstance(r, (errors.TaskClosed, errors.DutyConflict)) for r in refused)
    signers = row(engine, task["id"])["signers"]
    assert len(signers) == len(set(signers)) == 2


def test_people_who_are_refused_do_not_hold_up_those_who_work(course_at):
    """A refusal is written to the chain too; on PostgreSQL it once took the head and the case in the other order."""
    course = course_at("apply_filing")
    task, at, engine = course.task(), course.at, course.engine
    officer, clerk = actor(engine, "li_na"), actor(engine, "xu_min")

    def work() -> None:
        for n in range(20):
            tasks.comment(engine, officer, task["id"], f"第 {n} 次", at=at)

    def be_refused() -> None:
        for _ in range(8):
            with pytest.raises(errors.NotEligible):
                tasks.claim(engine, clerk, task["id"], at=at)

    won, refused = parted(race([work] + [be_refused] * 5))
    assert len(won) == 6 and not refused, refused
    assert actions(engine, course.case_id).count("act.refused") == 40


def test_the_chain_verifies_while_people_work(course_at):
    course = course_at("apply_filing")
    task, at, engine = course.task(), course.at, course.engine
    officer = actor(engine, "li_na")

    def work() -> None:
        for n in range(25):
            tasks.comment(engine, officer, task["id"], f"第 {n} 次", at=at)

    def look() -> list:
        return [verdict["fault"] for verdict in (audit.verify(engine) for _ in range(25))]

    won, refused = parted(race([work, work, work, look]))
    assert not refused and won[-1] == [None] * 25


def test_twenty_threads_walk_one_case_to_its_end_together(engine):
    course = Course.begin(engine)
    give_post(engine, "deng_bo", "qingxi", "archive")
    while course.ahead:
        if course.next["act"] == "tick":
            course.take()
            continue
        task, at, who, form, act = course.task(), course.at, course.who, course.form, course.next["act"]
        do = (lambda: tasks.sign(engine, who, task["id"], at=at)) if act == "sign" else (
            lambda: tasks.complete(engine, who, task["id"], form, at=at))
        won, refused = parted(race([do] * 4))
        assert len(won) == 1 and len(refused) == 3
        course.ahead.pop(0)
    assert case_row(engine, course.case_id)["status"] == "closed"
    check_invariants(engine)
