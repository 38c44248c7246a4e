"""A power taken back while a case is open: who goes on, who hands over, and what stays as it was (the pattern of 磐安, DOMAIN §4)."""
from __future__ import annotations

from datetime import date

import pytest

from engine import errors
from engine.work import cases, clocks, recalls, tasks
from tests.concurrency.race import parted, race
from tests.course import Course, actions, actor, case_row, contents, give_post, moment, refusal_of
from tests.invariants import check_invariants

#: example two is filed on 30 April and decided on 14 May 2026
BETWEEN = moment("2026-05-13T16:00:00+08:00")
AFTER = moment("2026-05-14T09:00:00+08:00")


def recall(engine, *, confirmed_by="luo_cheng", at=BETWEEN, **more) -> dict:
    """Takes SR-002 back from the town."""
    given = {"unit": "qingxi", "items": ["SR-002"], "on": date(2026, 5, 14), "instrument": "收回通知（虚构）", "open_cases": "successor",
             "successor": "demo_county", **more}
    made = recalls.propose(engine, actor(engine, "he_qing"), given, at=at)
    return recalls.confirm(engine, actor(engine, confirmed_by), made["id"], at=at) if confirmed_by else made


def test_the_successor_takes_an_open_case_over(course_at):
    course = course_at("decide")
    engine, before = course.engine, clocks.of_case(course_at("decide").engine, actor(course.engine, "gao_jun"), course.case_id, at=AFTER)
    told = recall(engine)
    assert course.case_id in [c["id"] for c in told["cases"]]
    refused = refusal_of(course.take)
    assert isinstance(refused, errors.GateRefused) and refused.findings[0]["gate"] == "G-01"
    assert "接收单位" in refused.findings[0]["message"] and "示范县综合行政执法局" in refused.findings[0]["next"]
    open_before = course.open_tasks()
    answer = recalls.hand_over(engine, actor(engine, "gao_jun"), course.case_id, at=AFTER)
    assert (answer["from"], answer["to"], answer["tasks"]) == ("qingxi", "demo_county", len(open_before))
    assert course.open_tasks() == open_before
    county = engine_unit(engine, "demo_county")
    assert case_row(engine, course.case_id)["unit_id"] == county and course.task("decide")["unit_id"] == county
    assert course.task("decide")["assignee_id"] is None
    after = clocks.of_case(engine, actor(engine, "luo_cheng"), course.case_id, at=AFTER)
    assert [(c["code"], c["due_on"]) for c in after] == [(c["code"], c["due_on"]) for c in before]
    # the town's leader still reads, but decides no more; the bureau's does, and the papers bear its name
    assert cases.get(engine, actor(engine, "gao_jun"), course.case_id, at=AFTER)["unit_id"] == county
    with pytest.raises(errors.NotEligible):
        tasks.complete(engine, actor(engine, "gao_jun"), course.task("decide")["id"], course.form, at=AFTER)
    leader = actor(engine, "luo_cheng")
    for element in ("decide", "issue_decision"):
        tasks.complete(engine, leader, course.task(element)["id"], course.form, at=course.at)
        course.ahead.pop(0)
    papers = {p["kind"]: p for p in cases.papers_of(engine, leader, course.case_id)}
    assert papers["prior_notice"]["data"]["agency"] == "青溪镇人民政府"
    assert papers["penalty_decision"]["data"]["agency"] == "示范县综合行政执法局" and papers["penalty_decision"]["number"].startswith("示范县综执")
    assert "case.handed_over" in [e["action"] for e in cases.timeline(engine, leader, course.case_id)["items"]]


def engine_unit(engine, code: str) -> int:
    with engine.store.read() as conn:
        return engine.unit_by_code(conn, code)


def test_the_old_unit_finishes_where_the_recall_says_so(course_at):
    course = course_at("decide")
    recall(course.engine, open_cases="finish", finish_by=date(2026, 5, 31))
    with pytest.raises(errors.WrongState, match="仍由本单位办理"):
        recalls.hand_over(course.engine, actor(course.engine, "gao_jun"), course.case_id, at=AFTER)
    course.to("serve_decision")
    papers = {p["kind"]: p for p in cases.papers_of(course.engine, actor(course.engine, "gao_jun"), course.case_id)}
    assert papers["penalty_decision"]["data"]["agency"] == "青溪镇人民政府"


def test_what_the_old_unit_did_not_finish_in_time_passes_to_the_successor(course_at):
    course = course_at("decide")
    recall(course.engine, open_cases="finish", finish_by=date(2026, 5, 14))
    with pytest.raises(errors.WrongState):
        recalls.hand_over(course.engine, actor(course.engine, "gao_jun"), course.case_id, at=AFTER)
    next_day = moment("2026-05-15T09:00:00+08:00")
    assert recalls.successor_of(course.engine, actor(course.engine, "gao_jun"), course.case_id, at=next_day) == {
        "code": "demo_county", "name": "示范县综合行政执法局", "may": True}
    assert recalls.hand_over(course.engine, actor(course.engine, "gao_jun"), course.case_id, at=next_day)["to"] == "demo_county"


def test_a_record_that_waits_for_its_second_signature_is_signed_anew_by_the_successor(course_at):
    course = course_at("investigate", "sign")
    recall(course.engine, on=date(2026, 5, 5), at=moment("2026-05-04T10:00:00+08:00"))
    at = moment("2026-05-06T10:00:00+08:00")
    recalls.hand_over(course.engine, actor(course.engine, "gao_jun"), course.case_id, at=at)
    task = course.task("investigate")
    assert (task["state"], task["signers"], task["assignee_id"]) == ("open", [], None)
    assert course.case_id and tasks_draft(course.engine, task["id"])


def tasks_draft(engine, task_id: int) -> dict:
    from engine.store import tasks as rows

    with engine.store.read() as conn:
        return rows.one(conn, task_id)["draft"]


def test_who_entered_a_recall_does_not_confirm_it(engine):
    give_post(engine, "he_qing", "demo_county", "decide")
    made = recall(engine, confirmed_by=None)
    with pytest.raises(errors.Forbidden, match="由您拟制"):
        recalls.confirm(engine, actor(engine, "he_qing"), made["id"], at=BETWEEN)
    with pytest.raises(errors.Forbidden):
        recalls.confirm(engine, actor(engine, "gao_jun"), made["id"], at=BETWEEN)
    with engine.store.read() as conn:
        assert not [r for r in engine.rules_for(conn).recalls if r.unit_code == "qingxi"]
    assert recalls.confirm(engine, actor(engine, "luo_cheng"), made["id"], agree=False, at=BETWEEN)["state"] == "dropped"
    with pytest.raises(errors.WrongState):
        recalls.confirm(engine, actor(engine, "luo_cheng"), made["id"], at=BETWEEN)
    check_invariants(engine)


@pytest.mark.parametrize("login", ["wang_qiang", "deng_bo", "qian_yu", "he_qing", "zhao_lei"])
def test_a_case_is_handed_over_by_who_answers_for_it(course_at, login):
    course = course_at("decide")
    recall(course.engine)
    assert isinstance(refusal_of(lambda: recalls.hand_over(course.engine, actor(course.engine, login), course.case_id, at=AFTER)),
                      (errors.Forbidden, errors.NotFound))
    assert "case.handed_over" not in actions(course.engine, course.case_id)


@pytest.mark.parametrize(("more", "reason"), [
    ({"items": ["XX-1"]}, "不在已公布的清单内"), ({"successor": "qingxi"}, "不是其他清单单位"), ({"successor": None}, "须写明接收单位"),
    ({"items": [], "open_cases": "finish"}, "单位撤销"), ({"finish_by": date(2026, 6, 1)}, "办结期限只用于")])
def test_a_recall_that_leaves_a_question_open_is_refused(engine, more, reason):
    before = contents(engine)
    with pytest.raises(errors.NeedsUnmet, match=reason):
        recall(engine, **more)
    assert contents(engine) == before


def test_an_abolished_unit_loses_everything(course_at):
    course = course_at("decide")
    told = recall(course.engine, items=[], instrument="撤销决定（虚构）")
    assert course.case_id in [c["id"] for c in told["cases"]]
    with course.engine.store.read() as conn:
        rules = course.engine.rules_for(conn)
        assert not [e for e in rules.lists if e.unit_code == "qingxi" and e.holds_on(date(2026, 5, 14))]
        assert [e for e in rules.lists if e.unit_code == "qingxi" and e.holds_on(date(2026, 5, 13))]


def test_nothing_is_handed_over_without_a_recall_and_nothing_twice(course_at):
    course = course_at("decide")
    leader = actor(course.engine, "gao_jun")
    with pytest.raises(errors.WrongState):
        recalls.hand_over(course.engine, leader, course.case_id, at=AFTER)
    recall(course.engine)
    recalls.hand_over(course.engine, leader, course.case_id, at=AFTER)
    assert isinstance(refusal_of(lambda: recalls.hand_over(course.engine, leader, course.case_id, at=AFTER)), (errors.Forbidden, errors.WrongState))


def test_a_case_handed_over_while_it_is_being_decided_goes_one_way(course_at):
    course = course_at("decide")
    recall(course.engine)
    leader = actor(course.engine, "gao_jun")
    done, refused = parted(race([lambda: recalls.hand_over(course.engine, leader, course.case_id, at=AFTER) for _ in range(2)] + [
        lambda: tasks.complete(course.engine, leader, course.task("decide")["id"], course.form, at=AFTER)]))
    assert [one["to"] for one in done] == ["demo_county"] and len(refused) == 2


def test_a_course_begun_after_the_recall_is_not_filed_by_the_town(engine):
    recall(engine, on=date(2026, 4, 1), at=moment("2026-03-30T10:00:00+08:00"))
    course = Course.begin(engine).to("triage")
    refused = refusal_of(lambda: course.to("investigate"))
    assert isinstance(refused, errors.Refusal)
    check_invariants(engine)
