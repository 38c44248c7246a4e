"""The other acts on a desk: release, delegate, transfer, withdraw a signature, send back. Each by its own form."""
from __future__ import annotations

import pytest

from engine.work import inbox, people
from tests.course import Course


@pytest.fixture
def at_task(engine, clock):
    """`at_task(element)` brings a case of example two to a task, sets the clock to it, and gives the course."""
    def bring(element: str, act: str = "complete") -> Course:
        course = Course.begin(engine).to(element, act)
        clock(course.at)
        return course
    return bring


def now(engine, course: Course, element: str) -> dict:
    return next(t for t in inbox.of_case(engine, course.case_id) if t["element"] == element)


def test_a_released_task_is_claimed_by_a_colleague(at_task, reader, engine):
    course = at_task("investigate")
    path, first, second = f"/tasks/{course.task()['id']}", reader("wang_qiang"), reader("li_na")
    first.open(path)
    first.press("/claim")
    first.follow()
    first.press("/release")
    assert now(engine, course, "investigate")["assignee_id"] is None
    second.open(path)
    second.press("/claim")
    assert now(engine, course, "investigate")["assignee_name"] == "李娜"


def test_a_transferred_task_belongs_to_the_other_with_the_reason_in_the_file(at_task, reader, engine):
    course = at_task("conclude")
    someone = reader("wang_qiang")
    page = _claimed(someone, course)
    to = page.find("select", id="transfer-to").find("option", string="李娜")["value"]
    someone.press("/transfer", {"to": to, "reason": "本人将参加培训"})
    assert now(engine, course, "conclude")["assignee_name"] == "李娜"
    assert "本人将参加培训" in someone.open(f"/cases/{course.case_id}").get_text()


def test_a_delegated_task_comes_back_with_the_form_filled_in(at_task, reader, engine):
    course = at_task("conclude")
    someone, helper = reader("wang_qiang"), reader("zhao_lei")
    page = _claimed(someone, course)
    someone.press("/delegate", {"to": page.find("select", id="delegate-to").find("option", string="赵磊")["value"]})
    form = {k: ("yes" if v is True else None if v is False else f"{v / 100:.2f}" if k.endswith("_fen") else str(v)) for k, v in course.form.items()}
    helper.open(f"/tasks/{course.task()['id']}")
    helper.press("/complete", form)
    back = now(engine, course, "conclude")
    assert (back["assignee_name"], back["state"]) == ("王强", "open")
    assert course.form["discretion_reason"] in someone.open(f"/tasks/{back['id']}").find("textarea", {"name": "discretion_reason"}).text


def test_a_person_who_may_not_take_a_task_cannot_be_chosen(at_task, reader):
    course = at_task("legal_review")
    page = _claimed(reader("qian_yu"), course)
    barred = next(o for o in page.find("select", id="transfer-to").find_all("option") if "沈平" not in o.text and "陈洁" in o.text)
    assert not barred.has_attr("disabled"), "陈洁 has handled nothing of this case"
    assert all("王强" not in o.text for o in page.find("select", id="transfer-to").find_all("option"))


def test_a_signature_is_withdrawn_until_the_second_officer_has_signed(at_task, reader, engine):
    course = at_task("investigate", "sign")
    course_task = course.task()
    someone = reader(_first_signer(engine, course_task))
    someone.open(f"/tasks/{course_task['id']}")
    someone.press("/withdraw")
    again = now(engine, course, "investigate")
    assert (again["state"], again["signers"]) == ("open", [])
    assert someone.open(f"/tasks/{again['id']}").find("textarea", {"name": "evidence_summary"}).text.strip(), "what was written is still there"


def test_a_reviewer_sends_the_case_back_with_reasons(at_task, reader, engine):
    course = at_task("legal_review")
    someone = reader("qian_yu")
    page = _claimed(someone, course)
    assert page.find("textarea", id="back-reason")
    someone.press("/send-back", {"reason": "裁量理由不充分"})
    assert [t["element"] for t in inbox.of_case(engine, course.case_id)] == ["revise"]
    page = someone.open(f"/cases/{course.case_id}")
    assert "裁量理由不充分" in page.get_text()


def _claimed(someone, course: Course):
    someone.open(f"/tasks/{course.task()['id']}")
    someone.press("/claim")
    return someone.follow()


def _first_signer(engine, task: dict) -> str:
    return next(p["code"] for p in people.roster(engine) if p["id"] == task["signers"][0])
