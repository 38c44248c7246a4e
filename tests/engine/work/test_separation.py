"""Who handled may not review or decide: by natural person, over rounds, delegates, accounts and called processes."""
from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from engine import errors
from engine.law.people.separation import Held
from engine.store import chain, duties
from engine.store import people as people_store
from engine.store.tables import account, case_duty
from engine.work import county, inbox, people, tasks
from tests.course import actions, actor, give_post, moment, person_id, row


def barred(engine, login: str, task_id: int, at, act=tasks.claim, *extra) -> errors.DutyConflict:
    """The refusal of an act that separation forbids."""
    with pytest.raises(errors.DutyConflict) as refused:
        act(engine, actor(engine, login), task_id, *extra, at=at)
    assert "行政处罚法" in refused.value.article and refused.value.next
    return refused.value


def test_one_person_with_two_accounts_is_one_person(course_at):
    """陈洁 handles as officer of the town and may then not review as reviewer of the county."""
    course = course_at("investigate", "sign")
    engine = course.engine
    tasks.sign(engine, actor(engine, "chen_jie"), course.task()["id"], at=course.at)
    course.ahead.pop(0)
    course.to("legal_review")
    task_id, at = course.task()["id"], course.at
    refusal = barred(engine, "chen_jie_review", task_id, at)
    assert "法制审核" in refusal.detail and refusal.data["held"] == "handle" and "第五十八条" in refusal.article
    barred(engine, "chen_jie_review", task_id, at, tasks.complete, course.form)
    barred(engine, "chen_jie", task_id, at)
    assert actor(engine, "chen_jie").person_id == actor(engine, "chen_jie_review").person_id
    shown = inbox.find(engine, actor(engine, "chen_jie_review"), q="李某", duty="review", at=at)["items"]
    assert [t["barred"]["article"] for t in shown if t["id"] == task_id] == [refusal.article]


def test_her_reviewer_account_may_review_what_she_has_not_handled(course_at):
    course = course_at("legal_review")
    assert tasks.complete(course.engine, actor(course.engine, "chen_jie_review"), course.task()["id"], course.form, at=course.at)["state"] == "done"


def test_who_only_prepared_a_record_as_a_delegate_may_not_review(course_at):
    course = course_at("conclude")
    engine, task_id, at = course.engine, course.task()["id"], course.at
    officer = actor(engine, "wang_qiang")
    tasks.claim(engine, officer, task_id, at=at)
    tasks.delegate(engine, officer, task_id, person_id(engine, "chen_jie"), at=at)
    tasks.complete(engine, actor(engine, "chen_jie"), task_id, course.form, at=at)
    course.to("legal_review")
    barred(engine, "chen_jie_review", course.task()["id"], course.at)


def test_nobody_hands_a_review_to_who_handled(course_at):
    course = course_at("conclude")
    tasks.complete(course.engine, actor(course.engine, "chen_jie"), course.task()["id"], course.form, at=course.at)
    course.ahead.pop(0)
    course.to("legal_review")
    engine, task_id, at = course.engine, course.task()["id"], course.at
    reviewer = actor(engine, "qian_yu")
    tasks.claim(engine, reviewer, task_id, at=at)
    chen = person_id(engine, "chen_jie")
    barred(engine, "qian_yu", task_id, at, tasks.delegate, chen)
    barred(engine, "qian_yu", task_id, at, tasks.transfer, chen, "代班")
    found = {c["name"]: c["barred"] for c in people.candidates(engine, reviewer, task_id, at=at)}
    assert found["陈洁"]["article"] and found["沈平"] is None


def test_a_reviewer_of_an_earlier_round_may_not_handle_in_a_later_one(course_at):
    course = course_at("legal_review")
    engine, at = course.engine, course.at
    tasks.send_back(engine, actor(engine, "chen_jie_review"), course.task()["id"], "请补充裁量理由。", at=at)
    revise = course.task("revise")
    assert "法制审核" in barred(engine, "chen_jie", revise["id"], at).detail
    assert row(engine, revise["id"])["assignee_id"] is None


def test_a_leader_who_decided_may_not_serve_or_collect_or_supervise(course_at):
    """A small town gives one leader every post; the posts do not help."""
    course = course_at("issue_decision")
    engine = course.engine
    for duty in ("serve", "collect_fine", "archive"):
        give_post(engine, "gao_jun", "qingxi", duty)
    give_post(engine, "gao_jun", "demo_county", "supervise")
    course.to("serve_decision")
    barred(engine, "gao_jun", course.task()["id"], course.at, tasks.complete, course.form)
    course.take()
    for element in ("record_payment", "publish_decision"):
        barred(engine, "gao_jun", course.task(element)["id"], course.at)
    course.to("supervise")
    barred(engine, "gao_jun", course.task()["id"], course.at, tasks.complete, course.form)


def test_a_person_with_every_post_gets_no_exception(course_at):
    """An administrator in all but name: certificate, licence and every post there is."""
    course = course_at("legal_review")
    engine = course.engine
    for unit, duty in (("demo_county", "review"), ("qingxi", "decide"), ("qingxi", "archive"), ("demo_county", "supervise")):
        give_post(engine, "wang_qiang", unit, duty)
    with engine.store.act(None, course.at) as act:
        people_store.add(act.conn, "qualification", person_id=person_id(engine, "wang_qiang"), kind="legal_licence", number="示法A2020009999",
                  scope="", valid_from=moment("2020-01-01T00:00+08:00").date(), valid_until=moment("2099-12-31T00:00+08:00").date())
        act.record("licence.given")
        act.done()
    barred(engine, "wang_qiang", course.task()["id"], course.at, tasks.complete, course.form)
    course.to("supervise")
    barred(engine, "wang_qiang", course.task()["id"], course.at)


def test_duties_of_called_processes_count_for_the_whole_case(course_at):
    """verify stands in closed_loop, the review in ordinary_penalty that it calls."""
    course = course_at("verify", "sign")
    engine = course.engine
    tasks.sign(engine, actor(engine, "chen_jie"), course.task()["id"], at=course.at)
    course.ahead.pop(0)
    course.to("legal_review")
    refusal = barred(engine, "chen_jie_review", course.task()["id"], course.at)
    assert "4 月 27 日" in refusal.detail and "现场核查" in refusal.detail


def test_a_refused_act_is_kept_in_the_chain(course_at):
    course = course_at("issue_decision")
    give_post(course.engine, "gao_jun", "qingxi", "serve")
    course.to("serve_decision")
    task_id = course.task()["id"]
    barred(course.engine, "gao_jun", task_id, course.at)
    with course.engine.store.read() as conn:
        newest = chain.of_case(conn, course.case_id, None, 1)[0]
    assert (newest["action"], newest["data"]["code"], newest["task_id"]) == ("act.refused", "duty_conflict", task_id)
    assert newest["person_id"] == person_id(course.engine, "gao_jun")


@pytest.mark.parametrize(("login", "changed", "code"), [
    ("sun_tao", {}, "not_eligible"), ("wang_qiang", {"act_on": "2026-05-30"}, "gate_refused")])
def test_other_breaches_of_the_law_are_kept_too(course_at, login, changed, code):
    """An officer without a valid certificate; an act dated after its own filing."""
    course = course_at("apply_filing")
    with pytest.raises(errors.Refusal) as refused:
        tasks.complete(course.engine, actor(course.engine, login), course.task()["id"], {**course.form, **changed}, at=course.at)
    assert refused.value.code == code and refused.value.article
    assert actions(course.engine, course.case_id)[-1] == "act.refused"
    assert course.open_tasks() == ["apply_filing"]


def test_the_database_refuses_a_separated_duty_below_every_interface(course_at):
    course = course_at("legal_review")
    engine, chen = course.engine, person_id(course.engine, "wang_qiang")
    with pytest.raises(errors.DutyConflict), engine.store.act(None, course.at) as act:
        act.conn.execute(insert(case_duty).values(case_id=course.case_id, person_id=chen, duty="review", task_name="法制审核", at=course.at))
    with pytest.raises(errors.DutyConflict), engine.store.act(None, course.at) as act:
        duties.bear(act.conn, course.case_id, [Held(chen, "decide", course.at, "作出决定")])


def test_a_recused_person_is_out_of_the_case(course_at):
    course = course_at("apply_filing")
    engine, task_id, at = course.engine, course.task()["id"], course.at
    with engine.store.act(None, at) as act:
        duties.recuse(act.conn, course.case_id, person_id(engine, "wang_qiang"), "当事人系近亲属", at)
        act.record("person.recused", case_id=course.case_id)
        act.done()
    with pytest.raises(errors.NotEligible) as refused:
        tasks.claim(engine, actor(engine, "wang_qiang"), task_id, at=at)
    assert refused.value.article == "行政处罚法第四十三条"
    assert tasks.claim(engine, actor(engine, "li_na"), task_id, at=at)["state"] == "open"


def test_a_certificate_that_expired_yesterday_does_not_count_today(course_at):
    """The certificates end on 31 October 2027; the day is the day in China, whatever the server's zone says."""
    course = course_at("apply_filing")
    engine, task_id = course.engine, course.task()["id"]
    officer = actor(engine, "wang_qiang")
    assert tasks.claim(engine, officer, task_id, at=moment("2027-10-31T23:59:59+08:00"))["state"] == "open"
    tasks.release(engine, officer, task_id, at=moment("2027-10-31T23:59:59+08:00"))
    with pytest.raises(errors.NotEligible) as refused:
        tasks.claim(engine, officer, task_id, at=moment("2027-11-01T00:00:00+08:00"))
    assert "2027-10-31" in refused.value.detail and refused.value.article.startswith("行政处罚法第四十二条")


def test_a_task_claimed_with_a_good_certificate_is_not_done_with_an_expired_one(course_at):
    course = course_at("apply_filing")
    engine, task_id = course.engine, course.task()["id"]
    officer = actor(engine, "wang_qiang")
    tasks.claim(engine, officer, task_id, at=course.at)
    with pytest.raises(errors.NotEligible):
        tasks.complete(engine, officer, task_id, course.form, at=moment("2027-11-01T09:00:00+08:00"))
    assert row(engine, task_id)["state"] == "open"


def test_a_handler_archives_only_with_a_reason_that_is_kept(course_at):
    """办案 and 归档 go together where a small town has nobody else, and the file says why (soft pair)."""
    course = course_at("publish_decision")
    engine, task_id, at = course.engine, course.task()["id"], course.at
    give_post(engine, "wang_qiang", "qingxi", "archive")
    him = actor(engine, "wang_qiang")
    assert "现场核查" in inbox.get(engine, him, task_id, at=at)["asked"]["reason"]
    tasks.claim(engine, him, task_id, at=at)
    for nothing in (None, "", "   "):
        with pytest.raises(errors.ReasonNeeded) as refused:
            tasks.complete(engine, him, task_id, course.form, duty_reason=nothing, at=at)
    assert refused.value.fields == {"duty_reason": ["请记明理由"]} and refused.value.data["held"] == "handle" and "第四十七条" in refused.value.article
    with pytest.raises(errors.FormInvalid, match="200"):
        tasks.complete(engine, him, task_id, course.form, duty_reason="长" * 201, at=at)
    assert row(engine, task_id)["state"] == "open"
    tasks.complete(engine, him, task_id, course.form, duty_reason="归档人员休产假，本镇无他人", at=at)
    course.ahead = [one for one in course.ahead if one.get("task") != "publish_decision"]
    with engine.store.read() as conn:
        kept = {(d["person_name"], d["duty"]): d["reason"] for d in duties.of_case(conn, course.case_id)}
        newest = [e for e in chain.of_case(conn, course.case_id, None, 20) if e["action"] == "duty.taken"][0]
    assert kept["王强", "archive"] == "归档人员休产假，本镇无他人" and kept["王强", "handle"] is None
    assert newest["data"]["reasoned"] is True and "产假" not in str(newest["data"])
    # Once borne with a reason, it is not asked for again in this case.
    assert inbox.get(engine, him, task_id, at=at)["asked"] is None


def test_who_stands_apart_is_asked_for_no_reason(course_at):
    course = course_at("publish_decision")
    who = actor(course.engine, "lin_xue")
    assert inbox.get(course.engine, who, course.task()["id"], at=course.at)["asked"] is None
    course.take()


def test_a_reviewer_supervises_only_with_a_reason(course_at):
    course = course_at("supervise")
    engine, task_id = course.engine, course.task()["id"]
    with engine.store.read() as conn:
        reviewer = next(d["person_id"] for d in duties.of_case(conn, course.case_id) if d["duty"] == "review")
        login = conn.execute(select(account.c.login).where(account.c.person_id == reviewer).limit(1)).scalar_one()
    give_post(engine, login, "demo_county", "supervise")
    with pytest.raises(errors.ReasonNeeded, match="法制审核"):
        tasks.complete(engine, actor(engine, login), task_id, course.form, at=course.at)
    tasks.complete(engine, actor(engine, login), task_id, course.form, duty_reason="县局监督岗位仅一人，已报局长同意", at=course.at)


def test_a_reason_does_not_open_what_is_hard(course_at):
    course = course_at("legal_review")
    give_post(course.engine, "wang_qiang", "demo_county", "review")
    with pytest.raises((errors.DutyConflict, errors.NotEligible)):
        tasks.complete(course.engine, actor(course.engine, "wang_qiang"), course.task()["id"], course.form, duty_reason="只有一人", at=course.at)


def test_the_first_of_two_signers_has_handled_although_the_record_is_taken_back(course_at):
    """He wrote it: drafts and earlier rounds count."""
    course = course_at("verify", "sign")
    engine, task_id, at = course.engine, course.task()["id"], course.at
    first = row(engine, task_id)["signers"][0]
    with engine.store.read() as conn:
        assert (first, "handle") in {(d["person_id"], d["duty"]) for d in duties.of_case(conn, course.case_id)}
        login = conn.execute(select(account.c.login).where(account.c.person_id == first).limit(1)).scalar_one()
    tasks.withdraw_signature(engine, actor(engine, login), task_id, at=at)
    with engine.store.read() as conn:
        assert (first, "handle") in {(d["person_id"], d["duty"]) for d in duties.of_case(conn, course.case_id)}


def test_a_signature_of_somebody_recused_since_counts_no_more(course_at):
    course = course_at("verify", "sign")
    engine, task_id = course.engine, course.task()["id"]
    with engine.store.act(None, course.at) as act:
        duties.recuse(act.conn, course.case_id, row(engine, task_id)["signers"][0], "近亲属", course.at)
        act.record("person.recused", case_id=course.case_id)
        act.done()
    with pytest.raises(errors.NotEligible, match="签名不再有效"):
        tasks.sign(engine, course.who, task_id, at=course.at)


def test_nothing_a_county_sets_turns_separation_off(course_at, monkeypatch):
    """Small towns get the shared county reviewer, not a switch: no setting, environment variable, local pack or mode weakens a pair."""
    course = course_at("legal_review")
    engine = course.engine
    before = (engine.rules.separation, engine.rules.soft_separation)
    give_post(engine, "wang_qiang", "demo_county", "review")
    for word in ("separation", "duty_separation", "sod", "single_person_town", "packs"):
        county.configure(engine, at=course.at, switches={word: "off"})
        with engine.store.act(None, course.at) as act:
            people_store.set_setting(act.conn, word, "off")
            act.record("setting.changed", key=word)
            act.done()
    for name in ("BIHUAN_SEPARATION", "BIHUAN_SOD", "BIHUAN_MODE", "BIHUAN_UNSAFE"):
        monkeypatch.setenv(name, "off")
    engine.refresh()
    with engine.store.read() as conn:
        rules = engine.rules_for(conn)
    assert (rules.separation, rules.soft_separation) == before
    with pytest.raises((errors.DutyConflict, errors.NotEligible)):
        tasks.complete(engine, actor(engine, "wang_qiang"), course.task()["id"], course.form, at=course.at)
    # The way there is: the county's own reviewers, shared by all its towns.
    assert tasks.complete(engine, actor(engine, "qian_yu"), course.task()["id"], course.form, at=course.at)["state"] == "done"
