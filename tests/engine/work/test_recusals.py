"""Recusal 回避 (行政处罚法第四十三条): who brings it up, who decides, and what follows."""
from __future__ import annotations

from engine import errors
from engine.work import recusals, tasks
from tests.course import actions, actor, person_id, refusal_of, row
from tests.engine.work.standins import suspend

WHY = {"ground": "relation", "reason": "系当事人的近亲属"}


def ask(course, who: str, by: str, whom: str | None = None) -> dict:
    """Brings up a recusal at the moment of the course's next step."""
    given = {**WHY, "by": by, **({"person_id": person_id(course.engine, whom)} if whom else {})}
    return recusals.ask(course.engine, actor(course.engine, who, course.at), course.case_id, given, at=course.at)


def decide(course, who: str, request_id: int, granted: bool = True) -> dict:
    """Decides on it."""
    return recusals.decide(course.engine, actor(course.engine, who, course.at), request_id, granted, "情况属实", at=course.at)


def test_until_it_is_decided_the_investigation_goes_on_and_then_the_person_is_out(course_at):
    course = course_at("conclude")
    asked = ask(course, "wang_qiang", "self")
    assert asked["state"] == "asked" and asked["handlers"] is None
    course.take()  # 第四十三条第三款: not stopped
    task = course.task()["id"]
    tasks.claim(course.engine, course.who, task, at=course.at)
    done = decide(course, "gao_jun", asked["id"])
    assert done["state"] == "granted" and done["returned"] == [task] and done["handlers"] >= 2
    assert row(course.engine, task)["assignee_id"] is None
    refused = refusal_of(lambda: tasks.claim(course.engine, course.who, task, at=course.at))
    assert isinstance(refused, errors.NotEligible) and refused.article == "行政处罚法第四十三条" and "回避" in refused.detail
    assert {"recusal.asked", "recusal.granted", "task.put_back"} <= set(actions(course.engine, course.case_id))
    li_na = actor(course.engine, "li_na", course.at)
    tasks.complete(course.engine, li_na, task, course.form, at=course.at)


def test_nobody_decides_on_their_own_recusal_and_a_heads_is_decided_above(course_at):
    course = course_at("decide")
    asked = ask(course, "gao_jun", "self")["id"]
    own = refusal_of(lambda: decide(course, "gao_jun", asked))
    assert isinstance(own, errors.Forbidden) and own.article == "行政处罚法第四十三条"
    assert isinstance(refusal_of(lambda: decide(course, "xu_min", asked)), errors.NotEligible)
    task = course.task()["id"]
    assert decide(course, "luo_cheng", asked)["state"] == "granted"
    # Nobody in the town decides now: the decision went up to the county, and says why.
    raised = row(course.engine, task)
    with course.engine.store.read() as conn:
        county, town = course.engine.unit_by_code(conn, "demo_county"), course.engine.unit_by_code(conn, "qingxi")
    assert (raised["unit_id"], raised["escalated_from_id"]) == (county, town) and "高军已回避" in raised["escalated_why"]
    tasks.complete(course.engine, actor(course.engine, "luo_cheng", course.at), task, course.form, at=course.at)


def test_a_head_decides_only_at_the_unit_whose_head_it_is(course_at):
    course = course_at("conclude")
    asked = ask(course, "xu_min", "party", "wang_qiang")["id"]
    above = refusal_of(lambda: decide(course, "luo_cheng", asked))
    assert isinstance(above, errors.NotEligible) and "本案单位的行政机关负责人" in above.next
    assert decide(course, "gao_jun", asked, granted=False)["state"] == "refused"
    course.take()  # not granted: 王强 goes on
    assert isinstance(refusal_of(lambda: decide(course, "gao_jun", asked)), errors.WrongState)


def test_the_head_orders_a_recusal_at_once_and_others_only_bring_it_up(course_at):
    course = course_at("conclude")
    assert isinstance(refusal_of(lambda: ask(course, "li_na", "order", "wang_qiang")), errors.Forbidden)
    assert isinstance(refusal_of(lambda: ask(course, "li_na", "self", "wang_qiang")), errors.FormInvalid)
    assert ask(course, "xu_min", "order", "wang_qiang")["state"] == "asked"
    assert isinstance(refusal_of(lambda: ask(course, "gao_jun", "party", "wang_qiang")), errors.WrongState)
    assert ask(course, "gao_jun", "order", "li_na")["state"] == "granted"


def test_the_case_is_told_when_fewer_than_two_handlers_remain(course_at):
    course = course_at("conclude")
    for code in ("zhao_lei", "liu_yang", "chen_jie"):
        suspend(course.engine, code, course.at)
    asked = ask(course, "li_na", "self")["id"]
    assert decide(course, "gao_jun", asked)["handlers"] == 1
    assert "recusal.short" in actions(course.engine, course.case_id)
    shown = recusals.of_case(course.engine, actor(course.engine, "gao_jun", course.at), course.case_id, at=course.at)
    assert shown["short"] and shown["handlers"] == 1 and shown["items"][0]["state_name"] == "决定回避"


def test_a_record_that_waits_for_its_second_signature_is_written_anew(course_at):
    course = course_at("investigate")
    form = course.form
    course.take()
    task = course.task()["id"]
    asked = ask(course, "wang_qiang", "self")["id"]
    decide(course, "gao_jun", asked)
    back = row(course.engine, task)
    assert (back["state"], back["signers"], back["assignee_id"]) == ("open", [], None) and back["draft"]["investigation_facts" if "investigation_facts" in form else next(iter(form))]
    two = [actor(course.engine, code, course.at) for code in ("li_na", "zhao_lei")]
    tasks.complete(course.engine, two[0], task, form, at=course.at)
    assert tasks.sign(course.engine, two[1], task, at=course.at)["state"] == "done"


def test_a_reviewer_and_a_hearing_host_are_barred_alike(course_at):
    course = course_at("legal_review")
    asked = ask(course, "qian_yu", "self")["id"]
    decide(course, "gao_jun", asked)
    refused = refusal_of(lambda: tasks.claim(course.engine, actor(course.engine, "qian_yu", course.at), course.task()["id"], at=course.at))
    assert isinstance(refused, errors.NotEligible) and "回避" in refused.detail
    tasks.complete(course.engine, actor(course.engine, "shen_ping", course.at), course.task()["id"], course.form, at=course.at)
    assert "recusal.short" not in actions(course.engine, course.case_id)


def test_to_whom_the_case_does_not_exist_nor_does_its_recusal(course_at):
    course = course_at("conclude")
    asked = ask(course, "wang_qiang", "self")["id"]
    for code in ("song_ping", "zhou_kai"):
        assert isinstance(refusal_of(lambda: decide(course, code, asked)), errors.NotFound)
        assert isinstance(refusal_of(lambda: recusals.of_case(course.engine, actor(course.engine, code, course.at), course.case_id, at=course.at)), errors.NotFound)
    assert isinstance(refusal_of(lambda: decide(course, "gao_jun", asked + 99)), errors.NotFound)
