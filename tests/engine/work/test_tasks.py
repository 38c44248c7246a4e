"""Each act on a task: what it changes, whom it lets, and what it answers when it does not."""
from __future__ import annotations

import pytest

from engine import errors
from engine.store.act import RequestKey
from engine.work import cases, inbox, people, tasks
from tests.course import actions, actor, case_row, person_id, row


@pytest.fixture
def filing(course_at):
    """A case that waits for an officer to apply for filing 立案申请."""
    return course_at("apply_filing")


def hands(course):
    """The task of the course's next step, with what every act takes: engine, task id, instant."""
    return course.engine, course.task()["id"], course.at


def test_a_claimed_task_is_in_one_persons_hands(filing):
    engine, task_id, at = hands(filing)
    officer = actor(engine, "wang_qiang")
    answer = tasks.claim(engine, officer, task_id, at=at)
    assert (answer["assignee_id"], answer["version"], answer["state"]) == (officer.person_id, 2, "open")
    with pytest.raises(errors.TaskTaken):
        tasks.claim(engine, actor(engine, "li_na"), task_id, at=at)
    assert tasks.claim(engine, officer, task_id, at=at) == answer
    assert actions(engine, filing.case_id).count("task.claimed") == 1


def test_a_released_task_is_back_in_the_pool(filing):
    engine, task_id, at = hands(filing)
    officer, other = actor(engine, "wang_qiang"), actor(engine, "li_na")
    with pytest.raises(errors.TaskTaken):
        tasks.release(engine, officer, task_id, at=at)
    tasks.claim(engine, officer, task_id, at=at)
    with pytest.raises(errors.TaskTaken):
        tasks.release(engine, other, task_id, at=at)
    assert tasks.release(engine, officer, task_id, at=at)["assignee_id"] is None
    assert tasks.claim(engine, other, task_id, at=at)["assignee_id"] == other.person_id


def test_a_delegated_task_comes_back_to_who_delegated_it(filing):
    engine, task_id, at = hands(filing)
    officer, helper = actor(engine, "wang_qiang"), actor(engine, "li_na")
    tasks.claim(engine, officer, task_id, at=at)
    given = tasks.delegate(engine, officer, task_id, helper.person_id, at=at)
    assert (given["assignee_id"], given["owner_id"]) == (helper.person_id, officer.person_id)
    with pytest.raises(errors.TaskTaken):
        tasks.complete(engine, officer, task_id, filing.form, at=at)
    back = tasks.complete(engine, helper, task_id, filing.form, at=at)
    assert (back["state"], back["assignee_id"], back["owner_id"]) == ("open", officer.person_id, None)
    assert inbox.get(engine, officer, task_id, at=at)["draft"]["case_summary"] == filing.form["case_summary"]
    assert filing.open_tasks() == ["apply_filing"]
    assert tasks.complete(engine, officer, task_id, filing.form, at=at)["state"] == "done"
    borne = {(d["person_name"], d["duty"]) for d in cases.get(engine, officer, filing.case_id, at=at)["duties"]}
    assert {("王强", "handle"), ("李娜", "handle")} <= borne


def test_a_delegated_task_is_given_back_and_not_passed_on(filing):
    engine, task_id, at = hands(filing)
    officer, helper, third = (actor(engine, who) for who in ("wang_qiang", "li_na", "zhao_lei"))
    tasks.claim(engine, officer, task_id, at=at)
    tasks.delegate(engine, officer, task_id, helper.person_id, at=at)
    for pass_on in (lambda: tasks.delegate(engine, helper, task_id, third.person_id, at=at),
                    lambda: tasks.transfer(engine, helper, task_id, third.person_id, "忙", at=at)):
        with pytest.raises(errors.Forbidden, match="委派"):
            pass_on()
    back = tasks.release(engine, helper, task_id, at=at)
    assert (back["assignee_id"], back["owner_id"]) == (officer.person_id, None)


def test_a_delegate_bears_the_duty_as_soon_as_they_have_prepared_it(filing):
    engine, task_id, at = hands(filing)
    officer, helper = actor(engine, "wang_qiang"), actor(engine, "chen_jie")
    tasks.claim(engine, officer, task_id, at=at)
    tasks.delegate(engine, officer, task_id, helper.person_id, at=at)
    tasks.complete(engine, helper, task_id, filing.form, at=at)
    assert ("陈洁", "handle") in {(d["person_name"], d["duty"]) for d in cases.get(engine, officer, filing.case_id, at=at)["duties"]}


def test_a_transferred_task_stays_with_who_got_it(filing):
    engine, task_id, at = hands(filing)
    officer, other = actor(engine, "wang_qiang"), actor(engine, "li_na")
    tasks.claim(engine, officer, task_id, at=at)
    given = tasks.transfer(engine, officer, task_id, other.person_id, "外出培训", at=at)
    assert (given["assignee_id"], given["owner_id"]) == (other.person_id, None)
    assert [c["text"] for c in inbox.get(engine, other, task_id, at=at)["comments"]] == ["外出培训"]
    with pytest.raises(errors.TaskTaken):
        tasks.complete(engine, officer, task_id, filing.form, at=at)
    assert tasks.complete(engine, other, task_id, filing.form, at=at)["state"] == "done"


@pytest.mark.parametrize(("act", "extra"), [("delegate", ()), ("transfer", ("代班",))])
def test_nobody_is_handed_what_they_could_not_claim(filing, act, extra):
    engine, task_id, at = hands(filing)
    officer = actor(engine, "wang_qiang")
    tasks.claim(engine, officer, task_id, at=at)
    for code in ("sun_tao", "deng_bo", "gao_jun", "zhou_kai", "qian_yu"):
        with pytest.raises(errors.NotEligible) as refused:
            getattr(tasks, act)(engine, officer, task_id, person_id(engine, code), *extra, at=at)
        assert "您" not in refused.value.detail, "it is the other person who may not"
    with pytest.raises(errors.NotEligible):
        getattr(tasks, act)(engine, officer, task_id, 9_999, *extra, at=at)
    assert row(engine, task_id)["assignee_id"] == officer.person_id


def test_those_one_can_hand_to_are_named_with_what_bars_them(filing):
    engine, task_id, at = hands(filing)
    officer = actor(engine, "wang_qiang")
    with pytest.raises(errors.NotFound):
        people.candidates(engine, officer, task_id, at=at)
    tasks.claim(engine, officer, task_id, at=at)
    found = {c["name"]: c["barred"] for c in people.candidates(engine, officer, task_id, at=at)}
    assert set(found) == {"李娜", "赵磊", "刘洋", "陈洁", "孙涛"}
    assert found["孙涛"]["article"].startswith("行政处罚法第四十二条") and "您" not in found["孙涛"]["reason"]
    assert [name for name, barred in found.items() if barred] == ["孙涛"]


def test_a_case_goes_back_where_the_diagram_draws_a_way(course_at):
    course = course_at("legal_review")
    engine, task_id, at = hands(course)
    with pytest.raises(errors.FormInvalid):
        tasks.send_back(engine, course.who, task_id, "  ", at=at)
    assert tasks.send_back(engine, course.who, task_id, "裁量理由不足，请补充。", at=at)["state"] == "done"
    assert course.open_tasks() == ["revise"]
    assert case_row(engine, course.case_id)["facts"]["review_opinion"] == "裁量理由不足，请补充。"
    assert "legal_review" not in case_row(engine, course.case_id)["met"]


def test_a_task_without_a_way_back_is_not_sent_back(filing):
    engine, task_id, at = hands(filing)
    with pytest.raises(errors.NotReturnable):
        tasks.send_back(engine, actor(engine, "wang_qiang"), task_id, "退回", at=at)
    assert filing.open_tasks() == ["apply_filing"]


def test_two_officers_sign_a_record(course_at):
    course = course_at("investigate")
    engine, task_id, at = hands(course)
    first, second = actor(engine, "wang_qiang"), actor(engine, "li_na")
    with pytest.raises(errors.TaskClosed):
        tasks.sign(engine, second, task_id, at=at)
    assert tasks.complete(engine, first, task_id, course.form, at=at)["state"] == "signing"
    with pytest.raises(errors.DutyConflict) as refused:
        tasks.sign(engine, first, task_id, at=at)
    assert refused.value.article == "行政处罚法第四十二条"
    with pytest.raises(errors.TaskClosed):
        tasks.complete(engine, second, task_id, course.form, at=at)
    for unfit in ("sun_tao", "deng_bo", "xu_min"):
        with pytest.raises(errors.NotEligible):
            tasks.sign(engine, actor(engine, unfit), task_id, at=at)
    done = tasks.sign(engine, second, task_id, at=at)
    assert (done["state"], row(engine, task_id)["signers"]) == ("done", [first.person_id, second.person_id])
    assert course.open_tasks() == ["conclude"]


def test_a_record_is_taken_back_before_the_second_signature(course_at):
    course = course_at("investigate", "sign")
    engine, task_id, at = hands(course)
    first, second = actor(engine, "wang_qiang"), actor(engine, "li_na")
    with pytest.raises(errors.TaskTaken):
        tasks.withdraw_signature(engine, second, task_id, at=at)
    taken = tasks.withdraw_signature(engine, first, task_id, at=at)
    assert (taken["state"], taken["signers"], taken["assignee_id"]) == ("open", [], first.person_id)
    assert inbox.get(engine, first, task_id, at=at)["draft"] == row(engine, task_id)["form"]
    with pytest.raises(errors.TaskClosed):
        tasks.sign(engine, second, task_id, at=at)
    with pytest.raises(errors.TaskClosed):
        tasks.withdraw_signature(engine, first, task_id, at=at)


def test_a_draft_is_kept_for_the_assignee_only(filing):
    engine, task_id, at = hands(filing)
    officer, other = actor(engine, "wang_qiang"), actor(engine, "li_na")
    with pytest.raises(errors.NotFound):
        tasks.save_draft(engine, officer, task_id, {"case_summary": "未完"}, at=at)
    version = tasks.claim(engine, officer, task_id, at=at)["version"]
    tasks.save_draft(engine, officer, task_id, {"case_summary": "未完", "别的": 1}, at=at)
    with pytest.raises(errors.NotFound):
        tasks.save_draft(engine, other, task_id, {"case_summary": "他人"}, at=at)
    assert inbox.get(engine, officer, task_id, at=at)["draft"] == {"case_summary": "未完", "别的": 1}
    assert inbox.get(engine, other, task_id, at=at)["draft"] is None
    assert row(engine, task_id)["version"] == version
    tasks.complete(engine, officer, task_id, filing.form, version=version, at=at)
    assert row(engine, task_id)["draft"] is None


def test_a_draft_has_bounds(filing):
    engine, task_id, at = hands(filing)
    tasks.claim(engine, actor(engine, "wang_qiang"), task_id, at=at)
    for form in ({str(n): 1 for n in range(201)}, {"case_summary": "长" * 200_001}, {"case_summary": {"a": 1}}):
        with pytest.raises(errors.BadInput):
            tasks.save_draft(engine, actor(engine, "wang_qiang"), task_id, form, at=at)


def test_a_stale_version_is_refused_with_the_present_one(filing):
    engine, task_id, at = hands(filing)
    officer = actor(engine, "wang_qiang")
    tasks.claim(engine, officer, task_id, version=1, at=at)
    for act in (tasks.release, tasks.claim):
        with pytest.raises(errors.StaleVersion) as refused:
            act(engine, officer, task_id, version=1, at=at)
        assert refused.value.data["version"] == 2
    with pytest.raises(errors.StaleVersion):
        tasks.complete(engine, officer, task_id, filing.form, version=1, at=at)
    assert tasks.complete(engine, officer, task_id, filing.form, version=2, at=at)["version"] == 3


def test_a_task_of_strangers_is_not_found(filing):
    engine, task_id, at = hands(filing)
    for login in ("zhou_kai", "song_ping", "tang_wei"):
        stranger = actor(engine, login)
        for refused in (lambda: inbox.get(engine, stranger, task_id, at=at), lambda: tasks.claim(engine, stranger, task_id, at=at),
                        lambda: tasks.complete(engine, stranger, task_id, filing.form, at=at),
                        lambda: tasks.comment(engine, stranger, task_id, "在吗", at=at),
                        lambda: tasks.sign(engine, stranger, task_id, at=at), lambda: cases.get(engine, stranger, filing.case_id, at=at)):
            with pytest.raises(errors.NotFound):
                refused()
    with pytest.raises(errors.NotFound):
        tasks.claim(engine, actor(engine, "wang_qiang"), 9_999, at=at)


def test_a_done_task_is_closed_to_every_act_but_a_note(filing):
    engine, task_id, at = hands(filing)
    officer, form = actor(engine, "wang_qiang"), filing.form
    filing.take()
    for act in (lambda: tasks.claim(engine, officer, task_id, at=at), lambda: tasks.release(engine, officer, task_id, at=at),
                lambda: tasks.complete(engine, officer, task_id, form, at=at), lambda: tasks.sign(engine, officer, task_id, at=at),
                lambda: tasks.send_back(engine, officer, task_id, "退回", at=at),
                lambda: tasks.delegate(engine, officer, task_id, person_id(engine, "li_na"), at=at)):
        with pytest.raises(errors.TaskClosed):
            act()
    assert tasks.comment(engine, officer, task_id, "原件已归还当事人。", at=at)["case_id"] == filing.case_id


def test_a_faulty_form_names_each_field_and_changes_nothing(filing):
    engine, task_id, at = hands(filing)
    officer = actor(engine, "wang_qiang")
    with pytest.raises(errors.FormInvalid) as refused:
        tasks.complete(engine, officer, task_id, {**filing.form, "act_on": "2026-02-30", "nobody_asked": 1}, at=at)
    assert {"act_on", "nobody_asked"} <= set(refused.value.fields)
    assert (row(engine, task_id)["version"], row(engine, task_id)["state"]) == (1, "open")


def test_a_note_has_text_and_an_end(filing):
    engine, task_id, at = hands(filing)
    officer = actor(engine, "wang_qiang")
    for text in ("", "   ", "字" * 2001):
        with pytest.raises(errors.FormInvalid):
            tasks.comment(engine, officer, task_id, text, at=at)
        with pytest.raises(errors.FormInvalid):
            cases.comment(engine, officer, filing.case_id, text, at=at)


def test_a_submission_sent_twice_gives_the_first_answer(filing):
    engine, task_id, at = hands(filing)
    officer, form = actor(engine, "wang_qiang"), filing.form
    key = RequestKey("once", "a" * 64)
    first = tasks.complete(engine, officer, task_id, form, version=1, at=at, key=key)
    assert tasks.complete(engine, officer, task_id, form, version=1, at=at, key=key) == first
    with pytest.raises(errors.KeyReused):
        tasks.complete(engine, officer, task_id, form, at=at, key=RequestKey("once", "b" * 64))
    # Keys belong to the account: another one may use the same word.
    other = actor(engine, "li_na")
    assert tasks.comment(engine, other, task_id, "已阅", at=at, key=RequestKey("once", "c" * 64))["task_id"] == task_id
