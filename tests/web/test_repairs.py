"""The pages of operators' repairs, and the field for a reason on the desk."""
from __future__ import annotations

import pytest
from sqlalchemy import delete

from engine.store import tables
from engine.work import people, tasks
from tests.applications import application
from tests.course import actor, course_at, give_post, person_id  # noqa: F401
from tests.web.conftest import Reader


@pytest.fixture
def desk(course_at, monkeypatch):
    """`desk(element)` → the course and `reader(code)` at the instant of its next step."""
    def open_at(element: str):
        course = course_at(element)
        monkeypatch.setattr(course.engine, "now", lambda: course.at)
        app = application(course.engine)
        app.extensions["people"] = people.roster(course.engine)
        return course, lambda code: Reader(app).step_into(code)
    return open_at


def test_a_repair_from_the_list_to_its_end(desk):
    course, reader = desk("apply_filing")
    task_id = course.task()["id"]
    tasks.claim(course.engine, actor(course.engine, "li_na"), task_id, at=course.at)
    with course.engine.store.engine.begin() as conn:
        conn.execute(delete(tables.post).where(tables.post.c.person_id == person_id(course.engine, "li_na"), tables.post.c.duty == "handle"))
    system = reader("sys_admin")
    page = system.open("/repairs")
    assert "立案申请" in page.text and "持有人已不在该岗位" in page.text and "李某" not in page.text
    system.open(page.find("a", href=lambda h: h and "/repairs/cases/" in h)["href"])
    page = system.press(f"/repairs/cases/{course.case_id}", {"kind": "reassign", "reason": "已调离"}, 422)
    assert "接办人员" in page.find(role="alert").text
    system.press(f"/repairs/cases/{course.case_id}", {"kind": "reassign", "to": person_id(course.engine, "wang_qiang"), "reason": "已调离"})
    page = system.follow()
    assert "改派任务" in page.text and not page.find("button", value="agree")
    security = reader("sec_admin")
    page = security.open("/repairs")
    assert page.find("button", value="agree")
    [repair] = [f["action"] for f in page.find_all("form") if "/repairs/" in f.get("action", "")]
    form = next(f for f in security.page.find_all("form") if f.get("action") == repair)
    data = {i["name"]: i.get("value", "") for i in form.find_all("input")} | {"verdict": "agree"}
    assert security.client.post(repair, data=data).status_code == 303
    assert "已执行" in security.open("/repairs").text
    reader("wang_qiang").open("/repairs", 403)


def test_the_desk_asks_for_the_reason_and_keeps_what_was_typed(desk):
    course, reader = desk("publish_decision")
    give_post(course.engine, "wang_qiang", "qingxi", "archive")
    him, task_id = reader("wang_qiang"), course.task()["id"]
    tasks.claim(course.engine, actor(course.engine, "wang_qiang"), task_id, at=course.at)
    page = him.open(f"/tasks/{task_id}")
    assert "兼任理由" in page.text and "现场核查" in page.find(id="duty_reason-why").text
    typed = {k: v for k, v in course.form.items() if page.find(attrs={"name": k})}
    page = him.press("/complete", {**typed, "duty_reason": " "}, 422)
    assert "须记明兼任的理由" in page.find(role="alert").text
    him.press("/complete", {"duty_reason": "归档人员休产假"})
    assert "归档人员休产假" in him.open(f"/tasks/{task_id}").text
