"""Operators' repairs: two persons, a reason, the same law for whoever gets the task, nothing of the case told, nothing moved meanwhile."""
from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from engine import errors
from engine.jobs.firing import sweep
from engine.store import tables
from engine.work import clocks, repairs, tasks
from tests.course import actions, actor, give_post, parked, person_id, row
from tests.invariants import check_invariants


@pytest.fixture
def held(course_at):
    """立案申请 in the hands of 李娜, who then leaves the post it needs."""
    course = course_at("apply_filing")
    course.task_id = course.task()["id"]
    tasks.claim(course.engine, actor(course.engine, "li_na"), course.task_id, at=course.at)
    with course.engine.store.engine.begin() as conn:
        conn.execute(delete(tables.post).where(tables.post.c.person_id == person_id(course.engine, "li_na"), tables.post.c.duty == "handle"))
    return course


def propose(course, kind: str = "repool", who: str = "sys_admin", reason: str = "持有人已调离", **more):
    more = {"task_id": course.task_id, **more} if kind != "retry" else more
    return repairs.propose(course.engine, actor(course.engine, who), course.case_id, kind, reason, at=course.at, **more)


def settle(course, repair_id: int, agree: bool = True, who: str = "sec_admin", opinion: str = ""):
    return repairs.settle(course.engine, actor(course.engine, who), repair_id, agree, opinion, at=course.at)


def test_what_is_stuck_is_found_and_says_nothing_of_the_case(held):
    [one] = repairs.stuck(held.engine, actor(held.engine, "sys_admin"), at=held.at)
    assert (one["task_id"], one["why"], one["holder"]) == (held.task_id, "post", "李娜")
    assert set(one) == {"case_id", "case_number", "unit_name", "task_id", "task_name", "holder", "why", "why_name", "since"}


def test_a_task_goes_back_into_the_pool_when_a_second_person_agrees(held):
    made = propose(held)
    assert made["state"] == "proposed" and row(held.engine, held.task_id)["assignee_id"] is not None
    assert settle(held, made["id"])["state"] == "done"
    now = row(held.engine, held.task_id)
    assert (now["assignee_id"], now["owner_id"], now["state"]) == (None, None, "open")
    assert actions(held.engine, held.case_id)[-3:] == ["repair.proposed", "task.repooled", "repair.done"]
    assert repairs.stuck(held.engine, actor(held.engine, "sys_admin"), at=held.at) == []
    held.take()


def test_a_task_is_given_to_somebody_the_law_lets_have_it(held):
    who = actor(held.engine, "sys_admin")
    found = {p["name"]: p["barred"] for p in repairs.candidates(held.engine, who, held.case_id, held.task_id, at=held.at)}
    assert found["王强"] is None and "到期" in found["孙涛"]["reason"]
    made = propose(held, "reassign", to=person_id(held.engine, "wang_qiang"))
    settle(held, made["id"])
    assert row(held.engine, held.task_id)["assignee_id"] == person_id(held.engine, "wang_qiang")
    assert actions(held.engine, held.case_id)[-2:] == ["task.reassigned", "repair.done"]
    assert tasks.complete(held.engine, actor(held.engine, "wang_qiang"), held.task_id, held.form, at=held.at)["state"] == "done"
    held.ahead.pop(0)


@pytest.mark.parametrize(("to", "kind"), [("sun_tao", errors.NotEligible), ("xu_min", errors.NotEligible), ("deng_bo", errors.NotEligible),
                                          ("sys_admin", errors.NotEligible), ("sec_admin", errors.NotEligible), ("zhou_kai", errors.NotEligible)])
def test_a_repair_gives_nobody_what_the_law_does_not(held, to, kind):
    """No valid certificate, no post, auxiliary staff, the administrators themselves, an officer of another town."""
    with pytest.raises(kind) as refused:
        propose(held, "reassign", to=person_id(held.engine, to))
    assert refused.value.detail and actions(held.engine, held.case_id)[-1] == "act.refused"


def test_a_repair_gives_no_review_to_who_handled(course_at):
    course = course_at("legal_review")
    course.task_id = course.task()["id"]
    tasks.claim(course.engine, actor(course.engine, "qian_yu"), course.task_id, at=course.at)
    give_post(course.engine, "wang_qiang", "demo_county", "review")
    with course.engine.store.engine.begin() as conn:
        conn.execute(update(tables.person).where(tables.person.c.code == "qian_yu").values(active=False))
        conn.execute(insert(tables.qualification).values(person_id=person_id(course.engine, "wang_qiang"), kind="legal_licence", number="示法A1", scope="",
                                                         valid_from=date(2019, 1, 1), valid_until=date(2099, 1, 1), suspended=False))
    with pytest.raises(errors.DutyConflict):
        propose(course, "reassign", to=person_id(course.engine, "wang_qiang"))
    # The second account of an officer who signed the investigation is the same person, whatever the repair calls it.
    made = propose(course, "reassign", to=person_id(course.engine, "shen_ping"))
    settle(course, made["id"])
    assert row(course.engine, course.task_id)["assignee_id"] == person_id(course.engine, "shen_ping")


def test_whom_the_law_bars_by_the_time_it_is_settled_does_not_get_it(held):
    made = propose(held, "reassign", to=person_id(held.engine, "wang_qiang"))
    with held.engine.store.engine.begin() as conn:
        conn.execute(insert(tables.recusal).values(case_id=held.case_id, person_id=person_id(held.engine, "wang_qiang"), reason="近亲属", at=held.at))
    with pytest.raises(errors.NotEligible, match="回避"):
        settle(held, made["id"])
    assert settle(held, made["id"], False, opinion="接办人已回避")["state"] == "refused"
    assert row(held.engine, held.task_id)["assignee_id"] == person_id(held.engine, "li_na")
    # he took part before: what he bears in this case is history
    held.ahead[0] = {**held.ahead[0], "who": "zhao_lei"}


def test_nobody_settles_what_they_proposed(held):
    """Neither by the service, had they both roles, nor below it."""
    made = propose(held)
    with pytest.raises(errors.Forbidden):
        settle(held, made["id"], who="sys_admin")
    with held.engine.store.engine.begin() as conn:
        conn.execute(delete(tables.administrator).where(tables.administrator.c.person_id == person_id(held.engine, "sys_admin")))
        conn.execute(insert(tables.administrator).values(person_id=person_id(held.engine, "sys_admin"), role="security", given_at=held.at))
    with pytest.raises(errors.DutyConflict, match="提出人以外"):
        settle(held, made["id"], who="sys_admin")
    with pytest.raises(Exception, match="two"), held.engine.store.engine.begin() as conn:
        conn.execute(update(tables.repair).values(settled_by=tables.repair.c.proposed_by, state="done"))


@pytest.mark.parametrize("who", ["wang_qiang", "gao_jun", "luo_cheng", "sec_admin", "audit_admin"])
def test_only_the_system_administrator_proposes(held, who):
    with pytest.raises(errors.Forbidden):
        propose(held, who=who)


@pytest.mark.parametrize("who", ["wang_qiang", "luo_cheng", "audit_admin"])
def test_only_the_security_administrator_settles_and_only_administrators_look(held, who):
    made = propose(held)
    with pytest.raises(errors.Forbidden):
        settle(held, made["id"], who=who)
    with pytest.raises(errors.Forbidden):
        repairs.listed(held.engine, actor(held.engine, who))
    with pytest.raises(errors.Forbidden):
        repairs.stuck(held.engine, actor(held.engine, who), at=held.at)


def test_a_repair_of_a_case_that_has_moved_is_not_done(held):
    made = propose(held)
    tasks.release(held.engine, actor(held.engine, "li_na"), held.task_id, at=held.at)
    with pytest.raises(errors.StaleVersion):
        settle(held, made["id"])
    give_post(held.engine, "li_na", "qingxi", "handle")
    course = parked(held.engine, "conclude")
    course.task_id = course.task()["id"]
    tasks.claim(held.engine, course.who, course.task_id, at=course.at)
    other = repairs.propose(held.engine, actor(held.engine, "sys_admin"), course.case_id, "repool", "误领", task_id=course.task_id, at=course.at)
    course.take()
    with pytest.raises((errors.StaleVersion, errors.TaskClosed)):
        repairs.settle(held.engine, actor(held.engine, "sec_admin"), other["id"], True, at=course.at)


def test_a_record_whose_signer_is_gone_is_signed_anew(course_at):
    course = course_at("investigate", "sign")
    course.task_id = course.task()["id"]
    with pytest.raises(errors.WrongState, match="签名"):
        propose(course, "reassign", to=person_id(course.engine, "li_na"))
    settle(course, propose(course)["id"])
    now = row(course.engine, course.task_id)
    assert (now["state"], now["signers"], now["assignee_id"]) == ("open", [], None) and now["draft"]


def test_a_case_that_could_not_go_on_is_tried_again_at_once(held):
    at = held.at
    with pytest.raises(errors.WrongState):
        propose(held, "retry")
    for _ in range(6):
        clocks.note_incident(held.engine, held.case_id, RuntimeError("diagram"), at=at)
    assert [one["why"] for one in repairs.stuck(held.engine, actor(held.engine, "sys_admin"), at=at)] == ["post", "incident"]
    made = propose(held, "retry")
    with held.engine.store.read() as conn:
        assert conn.execute(select(tables.incident.c.retry_at)).scalar_one() > at
    settle(held, made["id"])
    with held.engine.store.read() as conn:
        assert conn.execute(select(tables.incident.c.retry_at)).scalar_one() == at
    sweep(held.engine, at + timedelta(seconds=1))


def test_what_cannot_be_is_not_even_proposed(held):
    with pytest.raises(errors.FormInvalid):
        propose(held, reason="  ")
    with pytest.raises(errors.FormInvalid):
        propose(held, "move_token")
    with pytest.raises(errors.FormInvalid):
        propose(held, "reassign")
    with pytest.raises(errors.NotFound):
        propose(held, task_id=10**6)
    with pytest.raises(errors.NotFound):
        repairs.propose(held.engine, actor(held.engine, "sys_admin"), 10**6, "repool", "理由", task_id=held.task_id, at=held.at)
    propose(held)
    with pytest.raises(errors.WrongState, match="等待复核"):
        propose(held)


def test_refusing_needs_a_reason_and_is_final(held):
    made = propose(held)
    with pytest.raises(errors.FormInvalid):
        settle(held, made["id"], False)
    settle(held, made["id"], False, opinion="持有人下周返岗")
    with pytest.raises(errors.WrongState):
        settle(held, made["id"])
    [shown] = repairs.listed(held.engine, actor(held.engine, "sys_admin"))["items"]
    assert (shown["state_name"], shown["opinion"], shown["mine"], shown["can"]) == ("未同意", "持有人下周返岗", True, False)
    assert "持有人" not in str([e for e in actions(held.engine)])
    check_invariants(held.engine)
