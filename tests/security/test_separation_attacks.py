"""Twenty-five ways round the separation of handling, review and decision (S12): each refused below the interface, each noted in the chain.

The person attacking has every post and paper that helps: what stops them is what they did in this case.
"""
from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from engine import cli, errors
from engine.law.people.eligibility import LICENCE
from engine.law.people.separation import Held
from engine.play import scenario
from engine.store import chain, duties, tables
from engine.store import people as people_store
from engine.work import administrators, assessments, measures, repairs, substitutions, tasks
from tests.applications import application
from tests.course import E2, actions, actor, course_at, give_post, moment, person_id, row  # noqa: F401
from tests.invariants import check_invariants
from tests.security.conftest import Browser, both

pytestmark = both
REFUSED = (errors.DutyConflict, errors.NotEligible, errors.Forbidden)


def stopped(course, do, kinds=REFUSED, *, login: str | None = None) -> errors.Refusal:
    """Does something that must be refused, must leave the case as it was, and must leave a note naming who tried."""
    before, open_before = len(actions(course.engine)), course.open_tasks()
    with pytest.raises(kinds) as refused:
        do()
    with course.engine.store.read() as conn:
        noted = [e for e in chain.after(conn, before, 100) if e["action"] in ("act.refused", "access.refused")]
    assert noted, "nobody would ever know that it was tried"
    if login is not None:
        assert {e["person_id"] for e in noted} == {person_of(course.engine, login)}
    assert course.open_tasks() == open_before and refused.value.detail
    check_invariants(course.engine)
    return refused.value


def person_of(engine, login: str) -> int:
    return actor(engine, login).person_id


def made_reviewer(engine, login: str) -> None:
    """Gives an officer of the town the county's review post and a licence: all that a reviewer needs."""
    give_post(engine, login, "demo_county", "review")
    with engine.store.act(None, moment("2026-01-01T09:00:00+08:00")) as act:
        people_store.add(act.conn, "qualification", person_id=person_of(engine, login), kind=LICENCE, number=f"示法A-{login}", scope="",
                         valid_from=date(2019, 1, 1), valid_until=date(2099, 12, 31), suspended=False)
        act.record("licence.given")
        act.done()


def made_leader(engine, login: str) -> None:
    """Makes an officer a responsible leader with the deciding post."""
    give_post(engine, login, "qingxi", "decide")
    sql(engine, update(tables.person).where(tables.person.c.id == person_of(engine, login)).values(kind="leader"))


def sql(engine, *statements) -> None:
    with engine.store.engine.begin() as conn:
        for one in statements:
            conn.execute(one)


@pytest.fixture
def review(course_at):
    """A case that waits for its review; 王强 and 李娜 handled it, both could review any other."""
    course = course_at("legal_review")
    for login in ("wang_qiang", "li_na"):
        made_reviewer(course.engine, login)
    course.task_id = course.task()["id"]
    return course


# -- the direct way ------------------------------------------------------------------------------------------------
def test_01_a_handler_reviews_his_own_case(review):
    said = stopped(review, lambda: tasks.complete(review.engine, actor(review.engine, "wang_qiang"), review.task_id, review.form, at=review.at), login="wang_qiang")
    assert "第五十八条" in said.article and said.data["held"] == "handle"


def test_02_a_handler_takes_the_review_to_keep_it_from_others(review):
    stopped(review, lambda: tasks.claim(review.engine, actor(review.engine, "wang_qiang"), review.task_id, at=review.at), login="wang_qiang")


def test_03_a_second_officer_who_only_signed_reviews(review):
    stopped(review, lambda: tasks.complete(review.engine, actor(review.engine, "li_na"), review.task_id, review.form, at=review.at), login="li_na")


def test_04_one_person_with_two_accounts(course_at):
    course = course_at("investigate", "sign")
    tasks.sign(course.engine, actor(course.engine, "chen_jie"), course.task()["id"], at=course.at)
    course.ahead.pop(0)
    course.to("legal_review")
    stopped(course, lambda: tasks.complete(course.engine, actor(course.engine, "chen_jie_review"), course.task()["id"], course.form, at=course.at),
            login="chen_jie_review")


def test_05_two_officers_who_are_one_person_with_two_accounts(course_at):
    course = course_at("investigate")
    task_id = course.task()["id"]
    tasks.complete(course.engine, actor(course.engine, "chen_jie"), task_id, course.form, at=course.at)
    stopped(course, lambda: tasks.sign(course.engine, actor(course.engine, "chen_jie_review"), task_id, at=course.at), login="chen_jie_review")
    course.ahead.pop(0)


def test_06_a_reviewer_decides(course_at):
    course = course_at("decide")
    made_leader(course.engine, "qian_yu")
    stopped(course, lambda: tasks.complete(course.engine, actor(course.engine, "qian_yu"), course.task()["id"], course.form, at=course.at), login="qian_yu")


# -- through somebody else -------------------------------------------------------------------------------------------
def test_07_a_reviewer_delegates_the_review_to_the_handler(review):
    tasks.claim(review.engine, actor(review.engine, "qian_yu"), review.task_id, at=review.at)
    stopped(review, lambda: tasks.delegate(review.engine, actor(review.engine, "qian_yu"), review.task_id, person_of(review.engine, "wang_qiang"), at=review.at))


def test_08_a_reviewer_transfers_the_review_to_the_handlers_other_account(course_at):
    course = course_at("conclude")
    tasks.complete(course.engine, actor(course.engine, "chen_jie"), course.task()["id"], course.form, at=course.at)
    course.ahead.pop(0)
    course.to("legal_review")
    task_id = course.task()["id"]
    tasks.claim(course.engine, actor(course.engine, "qian_yu"), task_id, at=course.at)
    stopped(course, lambda: tasks.transfer(course.engine, actor(course.engine, "qian_yu"), task_id, person_of(course.engine, "chen_jie_review"), "代班", at=course.at))


def test_09_who_prepared_a_draft_for_the_handler_reviews_it(course_at):
    course = course_at("conclude")
    engine, task_id = course.engine, course.task()["id"]
    tasks.claim(engine, actor(engine, "wang_qiang"), task_id, at=course.at)
    tasks.delegate(engine, actor(engine, "wang_qiang"), task_id, person_of(engine, "chen_jie"), at=course.at)
    tasks.complete(engine, actor(engine, "chen_jie"), task_id, course.form, at=course.at)
    course.to("legal_review")
    stopped(course, lambda: tasks.claim(engine, actor(engine, "chen_jie_review"), course.task()["id"], at=course.at), login="chen_jie_review")


def lend(course, principal: str, deputy: str, unit: str, duty: str) -> None:
    engine = course.engine
    with engine.store.read() as conn:
        unit_id = engine.unit_by_code(conn, unit)
    substitutions.make(engine, actor(engine, principal), {"deputy_id": person_of(engine, deputy), "unit_id": unit_id, "duties": [duty], "reason": "出差",
                                                          "from_at": course.at, "until_at": course.at + timedelta(days=9)}, at=course.at)


def test_10_the_handler_stands_in_for_the_reviewer(review):
    lend(review, "qian_yu", "wang_qiang", "demo_county", "review")
    sql(review.engine, delete(tables.post).where(tables.post.c.person_id == person_of(review.engine, "wang_qiang"), tables.post.c.duty == "review"))
    stopped(review, lambda: tasks.complete(review.engine, actor(review.engine, "wang_qiang"), review.task_id, review.form, at=review.at), login="wang_qiang")


def test_11_whoever_had_somebody_handle_in_his_place_reviews(course_at):
    """The substitute bore the duty for him: it is his as well."""
    course = course_at("conclude")
    engine = course.engine
    made_reviewer(engine, "zhao_lei")
    sql(engine, delete(tables.post).where(tables.post.c.person_id == person_of(engine, "liu_yang"), tables.post.c.duty == "handle"))
    lend(course, "zhao_lei", "liu_yang", "qingxi", "handle")
    tasks.complete(engine, actor(engine, "liu_yang"), course.task()["id"], course.form, at=course.at)
    course.ahead.pop(0)
    course.to("legal_review")
    stopped(course, lambda: tasks.claim(engine, actor(engine, "zhao_lei"), course.task()["id"], at=course.at), login="zhao_lei")


# -- over time ----------------------------------------------------------------------------------------------------
def test_12_the_handler_of_an_earlier_round_decides(course_at):
    course = course_at("legal_review")
    engine = course.engine
    tasks.send_back(engine, actor(engine, "qian_yu"), course.task()["id"], "请补充裁量理由。", at=course.at)
    revise = course.task("revise")
    with engine.store.read() as conn:
        conclusion = next(step for step in scenario.read(E2)["step"] if step.get("task") == "conclude")
    tasks.complete(engine, actor(engine, "liu_yang"), revise["id"], conclusion["form"], at=course.at)
    made_leader(engine, "wang_qiang")
    while "decide" not in course.open_tasks():
        one = course.open_tasks()[0]
        step = next(s for s in course.ahead if s.get("task") == one)
        tasks.complete(engine, actor(engine, step["who"]), course.task(one)["id"], step["form"], at=course.at)
    stopped(course, lambda: tasks.complete(engine, actor(engine, "wang_qiang"), course.task("decide")["id"], {"decision": "approve"}, at=course.at), login="wang_qiang")


def test_13_the_reviewer_of_an_earlier_round_handles_in_the_next(course_at):
    course = course_at("legal_review")
    engine = course.engine
    tasks.send_back(engine, actor(engine, "chen_jie_review"), course.task()["id"], "请补充裁量理由。", at=course.at)
    stopped(course, lambda: tasks.claim(engine, actor(engine, "chen_jie"), course.task("revise")["id"], at=course.at), login="chen_jie")


def test_14_a_role_changes_mid_flight(review):
    """No more handler, now reviewer of the county: what he handled he handled."""
    him = person_of(review.engine, "wang_qiang")
    sql(review.engine, delete(tables.post).where(tables.post.c.person_id == him, tables.post.c.duty == "handle"))
    stopped(review, lambda: tasks.complete(review.engine, actor(review.engine, "wang_qiang"), review.task_id, review.form, at=review.at), login="wang_qiang")


def test_15_the_person_moves_to_another_unit(review):
    him = person_of(review.engine, "wang_qiang")
    with review.engine.store.read() as conn:
        county = review.engine.unit_by_code(conn, "demo_county")
    sql(review.engine, update(tables.person).where(tables.person.c.id == him).values(unit_id=county),
        delete(tables.post).where(tables.post.c.person_id == him, tables.post.c.unit_id != county))
    stopped(review, lambda: tasks.complete(review.engine, actor(review.engine, "wang_qiang"), review.task_id, review.form, at=review.at), login="wang_qiang")


def test_16_a_back_dated_certificate(course_at):
    """It begins tomorrow, or was entered as of last year but is out of force today: what counts is the day of the act."""
    course = course_at("apply_filing")
    engine, him = course.engine, person_of(course.engine, "sun_tao")
    card = {"person_id": him, "kind": "enforcement_certificate", "scope": "综合行政执法", "suspended": False}
    sql(engine, insert(tables.qualification).values(number="示执098001", valid_from=course.at.date() + timedelta(days=1), valid_until=date(2031, 1, 1), **card),
        insert(tables.qualification).values(number="示执098002", valid_from=date(2020, 1, 1), valid_until=course.at.date() - timedelta(days=1), **card))
    stopped(course, lambda: tasks.complete(engine, actor(engine, "sun_tao"), course.task()["id"], course.form, at=course.at), login="sun_tao")


def test_17_called_processes_and_parallel_branches(course_at):
    """He verified in the outer process and would collect the fine in a parallel branch of the called one."""
    course = course_at("record_payment")
    give_post(course.engine, "wang_qiang", "qingxi", "collect_fine")
    stopped(course, lambda: tasks.complete(course.engine, actor(course.engine, "wang_qiang"), course.task("record_payment")["id"], course.form, at=course.at),
            login="wang_qiang")


# -- power over the system ---------------------------------------------------------------------------------------------
def test_18_an_administrator_gives_himself_a_role_and_decides(course_at):
    course = course_at("decide")
    engine = course.engine
    him = actor(engine, "sec_admin")
    with pytest.raises(errors.Refusal):
        administrators.propose(engine, him, {"kind": "give", "person": "sec_admin", "role": "system", "reason": "方便"}, at=course.at)
    stopped(course, lambda: give_post_as(engine, him, "sec_admin"), (*REFUSED, errors.WrongState))
    forged = replace(him, admin=None, posts=actor(engine, "gao_jun").posts)
    with pytest.raises(errors.Refusal):
        tasks.complete(engine, forged, course.task()["id"], course.form, at=course.at)


def give_post_as(engine, who, login: str) -> None:
    """The post itself, past the service but as this person: the wall refuses and the unit of work notes it."""
    with engine.store.act(who, moment("2026-05-20T09:00:00+08:00")) as act:
        people_store.add(act.conn, "post", person_id=person_of(engine, login), unit_id=who.unit_id, duty="decide")
        act.record("post.given")
        act.done()


def test_19_a_session_that_claims_posts_its_person_does_not_have(review):
    forged = replace(actor(review.engine, "liu_yang"), posts=actor(review.engine, "qian_yu").posts)
    stopped(review, lambda: tasks.complete(review.engine, forged, review.task_id, review.form, at=review.at), login="liu_yang")


def test_20_a_repair_that_gives_the_review_to_the_handler(review):
    engine = review.engine
    tasks.claim(engine, actor(engine, "qian_yu"), review.task_id, at=review.at)
    stopped(review, lambda: repairs.propose(engine, actor(engine, "sys_admin"), review.case_id, "reassign", "审核人员请假", task_id=review.task_id,
                                            to=person_of(engine, "wang_qiang"), at=review.at), login="sys_admin")
    made = repairs.propose(engine, actor(engine, "sys_admin"), review.case_id, "repool", "审核人员请假", task_id=review.task_id, at=review.at)
    stopped(review, lambda: repairs.settle(engine, actor(engine, "sys_admin"), made["id"], True, at=review.at), login="sys_admin")


# -- below the service -------------------------------------------------------------------------------------------------
def test_21_sql_that_bears_the_duty_directly(review):
    def bear(*borne):
        with review.engine.store.act(actor(review.engine, "wang_qiang"), review.at) as act:
            duties.bear(act.conn, review.case_id, borne)
            act.record("duty.taken", case_id=review.case_id)
            act.done()
    him, other = person_of(review.engine, "wang_qiang"), person_of(review.engine, "zhao_lei")
    stopped(review, lambda: bear(Held(him, "review", review.at, "直接写入")), login="wang_qiang")
    # In a batch: the one that is allowed goes down with the one that is not.
    stopped(review, lambda: bear(Held(other, "serve", review.at, "批量"), Held(him, "decide", review.at, "批量")))


def test_22_a_closed_task_is_opened_again_and_an_order_of_steps_is_skipped(review):
    engine, who = review.engine, actor(review.engine, "wang_qiang")

    def through(statement):
        with engine.store.act(who, review.at) as act:
            act.conn.execute(statement)
            act.record("task.changed")
            act.done()
    closed = update(tables.task).where(tables.task.c.case_id == review.case_id, tables.task.c.element == "investigate")
    stopped(review, lambda: through(closed.values(state="open")), errors.TaskClosed)
    with engine.store.read() as conn:
        unit_id = engine.unit_by_code(conn, "qingxi")
    early = insert(tables.paper).values(case_id=review.case_id, kind="penalty_decision", name="行政处罚决定书", number="伪造第1号", unit_id=unit_id, year=2026, serial=991,
                                        data={}, digest="0" * 64, issued_at=review.at, issued_by=who.person_id)
    stopped(review, lambda: through(early), errors.NeedsUnmet)


def test_23_the_api_with_forged_ids_and_fields(review, monkeypatch):
    monkeypatch.setattr(review.engine, "now", lambda: review.at)
    him = Browser(application(review.engine)).step_into("wang_qiang")
    path, other = f"/api/v1/tasks/{review.task_id}", person_of(review.engine, "qian_yu")
    before = len(actions(review.engine))
    assert him.send("POST", path + "/complete", json={"data": review.form}).status_code == 403
    assert him.send("POST", path + "/claim").status_code == 403
    assert actions(review.engine)[before:].count("act.refused") == 2
    for forged in ({"person_id": other}, {"actor": other}, {"for_id": other}, {"signers": [other]}, {"assignee_id": other}):
        assert him.send("POST", path + "/complete", json={"data": review.form, **forged}).status_code == 422
    for header in ({"X-Actor": str(other)}, {"X-HTTP-Method-Override": "PUT"}, {"X-Forwarded-User": "qian_yu"}):
        assert him.send("POST", path + "/complete", json={"data": review.form}, headers=header).status_code == 403
    assert row(review.engine, review.task_id)["state"] == "open"
    check_invariants(review.engine)


def test_24_the_command_line(tmp_path, capsys, course_at):
    """No verb completes a task of the house's own database; the one that plays a scenario asks the same law."""
    text = E2.read_text(encoding="utf-8").replace('who = "qian_yu"', 'who = "wang_qiang"')
    (tmp_path / "e2.toml").write_text(text, encoding="utf-8")
    assert cli.main(["play", str(tmp_path / "e2.toml"), "--json"]) == 1
    assert "法制审核" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        cli.main(["task", "complete", "1"])
    course = course_at("legal_review")
    made_reviewer(course.engine, "wang_qiang")
    stopped(course, lambda: tasks.complete(course.engine, actor(course.engine, "wang_qiang"), course.task()["id"], course.form, at=course.at))


def test_25_measures_and_the_review_of_the_file_are_no_side_doors(course_at):
    """Acts that no drawn task stands for: he handled, so he approves no measure; she decided, so she assesses no file."""
    course = course_at("decide")
    engine = course.engine
    given = {"kind": "registration_hold", "reason": "可能灭失", "basis": "行政处罚法第五十六条", "objects": [{"name": "账册", "quantity": "一册"}],
             "officers": [person_of(engine, "qian_yu"), person_of(engine, "li_na")]}
    stopped(course, lambda: measures.propose(engine, actor(engine, "qian_yu"), course.case_id, given, at=course.at), login="qian_yu")
    course.to_the_end()
    with engine.store.read() as conn:
        closed_at = conn.execute(select(tables.case_file.c.updated_at).where(tables.case_file.c.id == course.case_id)).scalar_one() + timedelta(days=1)
    model = next(iter(engine.rules.standards))
    for login in ("gao_jun", "wang_qiang"):
        give_post(engine, login, "demo_county", "assess")
        before = len(actions(engine))
        with pytest.raises(REFUSED):
            assessments.draw(engine, actor(engine, login), course.case_id, model, at=closed_at)
        assert "act.refused" in actions(engine)[before:]
