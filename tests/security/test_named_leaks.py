"""Where other products leaked: each of their holes, tried here, for every task a case has."""
from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert, select

from engine import errors
from engine.store import tables
from engine.work import inbox, people, tasks
from tests.course import Course, actor, course_at, give_post, moment, person_id  # noqa: F401
from tests.invariants import check_invariants

REFUSED = (errors.DutyConflict, errors.NotEligible, errors.NotFound, errors.Forbidden, errors.TaskTaken)


def licensed(engine, code: str) -> None:
    with engine.store.engine.begin() as conn:
        conn.execute(insert(tables.qualification).values(person_id=person_id(engine, code), kind="legal_licence", number=f"示法B-{code}", scope="",
                                                         valid_from=date(2019, 1, 1), valid_until=date(2099, 1, 1), suspended=False))


@pytest.fixture
def backend(request, sqlite):
    """Leaks of the service are the same on both databases; those of the database are in tests/engine/store/test_walls.py."""
    return sqlite


def test_an_excluded_person_does_not_come_in_through_a_group(course_at):
    """Elsewhere: an excluded owner claims as a member of the candidate group. Here the group is a post, and the post does not help."""
    course = course_at("legal_review")
    engine, task_id, at = course.engine, course.task()["id"], course.at
    give_post(engine, "wang_qiang", "demo_county", "review")
    licensed(engine, "wang_qiang")
    shown = [t for t in inbox.find(engine, actor(engine, "wang_qiang"), duty="review", at=at)["items"] if t["id"] == task_id]
    assert all(t["barred"] for t in shown)
    desk = inbox.get(engine, actor(engine, "wang_qiang"), task_id, at=at)
    assert desk["barred"]["code"] == "duty_conflict" and desk["can"] == ["comment"]
    for do in (lambda who: tasks.claim(engine, who, task_id, at=at), lambda who: tasks.complete(engine, who, task_id, course.form, at=at)):
        with pytest.raises(errors.DutyConflict):
            do(actor(engine, "wang_qiang"))
    tasks.claim(engine, actor(engine, "qian_yu"), task_id, at=at)
    found = {c["name"]: c["barred"] for c in people.candidates(engine, actor(engine, "qian_yu"), task_id, at=at)}
    assert found["王强"]["article"] and found["沈平"] is None


def test_four_eyes_are_not_lost_in_a_sub_process(course_at):
    """Elsewhere: who acted in the parent is unknown to the called process. `verify` and `supervise` stand in closed_loop, the rest in ordinary_penalty."""
    course = course_at("verify", "sign")
    engine = course.engine
    tasks.sign(engine, actor(engine, "chen_jie"), course.task()["id"], at=course.at)
    course.ahead.pop(0)
    course.to("legal_review")
    inner = course.task()
    assert (inner["process"], row_of(engine, course, "verify")["process"]) == ("ordinary_penalty", "closed_loop")
    with pytest.raises(errors.DutyConflict):
        tasks.complete(engine, actor(engine, "chen_jie_review"), inner["id"], course.form, at=course.at)
    course.to("supervise")
    assert course.task()["process"] == "closed_loop"
    for login in ("wang_qiang", "gao_jun"):  # he handled inside, the leader decided inside
        give_post(engine, login, "demo_county", "supervise")
        with pytest.raises((errors.DutyConflict, errors.NotEligible)):
            tasks.complete(engine, actor(engine, login), course.task()["id"], course.form, at=course.at)


def row_of(engine, course: Course, element: str) -> dict:
    with engine.store.read() as conn:
        return dict(conn.execute(select(tables.task).where(tables.task.c.case_id == course.case_id, tables.task.c.element == element)).mappings().first())


def test_the_constraint_holds_across_parallel_branches(course_at):
    """Elsewhere: each branch looks at its own history only. The branches of payment and publication run beside each other."""
    course = course_at("record_payment")
    engine, at = course.engine, course.at
    pay, publish = course.task("record_payment"), course.task("publish_decision")
    for login, duty in (("wang_qiang", "collect_fine"), ("gao_jun", "collect_fine"), ("gao_jun", "archive")):
        give_post(engine, login, "qingxi", duty)
    for login, task in (("wang_qiang", pay), ("gao_jun", pay), ("gao_jun", publish)):
        with pytest.raises((errors.DutyConflict, errors.NotEligible)):
            tasks.complete(engine, actor(engine, login), task["id"], course.form, at=at)
    # 何芳 collects the fine in one branch; a handler's task that opens in the other is not hers any more.
    give_post(engine, "he_fang", "qingxi", "handle")
    course.take()
    with pytest.raises(Exception, match="separated duty"), engine.store.engine.begin() as conn:
        conn.execute(insert(tables.case_duty).values(case_id=course.case_id, person_id=person_id(engine, "he_fang"), duty="handle", task_name="催告", at=at))


def test_no_lane_is_lost_in_a_call_activity(engine):
    """Elsewhere: the called process has no lanes, so its tasks are anybody's. Here each task says whose it is, and is nobody else's."""
    course, seen = Course.begin(engine), set()
    strangers = ("ma_li", "he_fang", "zhou_kai", "he_qing")
    while course.ahead:
        if course.next["act"] == "complete":
            task = course.task()
            with engine.store.read() as conn:
                drawn = engine.definition_of_case(conn, course.case_id).elements[task["process"], task["element"]]
            assert task["duty"] == drawn.duty and task["unit_id"]
            if task["process"] not in seen:
                seen.add(task["process"])
                for login in strangers:
                    if login != course.next["who"]:
                        with pytest.raises(REFUSED):
                            tasks.claim(engine, actor(engine, login), task["id"], at=course.at)
        course.take()
    assert seen == {"closed_loop", "ordinary_penalty"}
    check_invariants(engine)


def test_no_administrator_is_exempt(course_at):
    """Elsewhere: whoever administers may claim, complete and reassign anything. Here not one act on one task, at any stage."""
    course = course_at("legal_review")
    engine, at = course.engine, course.at
    other = person_id(engine, "qian_yu")
    with engine.store.read() as conn:
        live = list(conn.execute(select(tables.task.c.id).where(tables.task.c.state.in_(("open", "signing")))).scalars())
    assert len(live) > 5
    for login in ("sys_admin", "sec_admin", "audit_admin"):
        who = actor(engine, login)
        assert who.posts == () and who.admin is not None
        for task_id in live:
            for act, *extra in ((tasks.claim,), (tasks.release,), (tasks.delegate, other), (tasks.transfer, other, "代办"), (tasks.send_back, "退回"),
                                (tasks.complete, {}), (tasks.sign,), (tasks.withdraw_signature,)):
                with pytest.raises(errors.Refusal) as refused:
                    act(engine, who, task_id, *extra, at=at)
                assert refused.value.code == "not_found"  # not even that it is there
        assert inbox.find(engine, who, at=moment("2026-05-20T09:00:00+08:00"))["items"] == []
