"""Operators' repairs and the reason for bearing two duties, over HTTP."""
from __future__ import annotations

import pytest
from sqlalchemy import delete

from engine.store import tables
from tests.api.conftest import Visitor
from tests.applications import interface
from tests.course import course_at, give_post, person_id  # noqa: F401
from tests.invariants import check_invariants


@pytest.fixture
def door(course_at, monkeypatch):
    """`door(element)` → the course and `person(code)` at the instant of its next step."""
    def open_at(element: str):
        course = course_at(element)
        monkeypatch.setattr(course.engine, "now", lambda: course.at)
        app = interface(course.engine)
        everybody = {p["code"]: p["id"] for p in Visitor(app).get("/people/roster").json["items"]}
        return course, lambda code: Visitor(app).step_into(everybody[code])
    return open_at


def test_a_stuck_task_is_proposed_settled_and_goes_on(door):
    course, person = door("apply_filing")
    task = course.task()
    assert person("li_na").post(f"/tasks/{task['id']}/claim").status_code == 200
    with course.engine.store.engine.begin() as conn:
        conn.execute(delete(tables.post).where(tables.post.c.person_id == person_id(course.engine, "li_na"), tables.post.c.duty == "handle"))
    system, security = person("sys_admin"), person("sec_admin")
    [stuck] = system.get("/repairs/stuck").json["items"]
    assert (stuck["why"], stuck["task_id"], stuck["why_name"]) == ("post", task["id"], "持有人已不在该岗位")
    assert {c["name"] for c in system.get(f"/repairs/cases/{course.case_id}/tasks/{task['id']}/candidates").json["items"] if not c["barred"]} >= {"王强", "赵磊"}
    body = {"case_id": course.case_id, "kind": "reassign", "task_id": task["id"], "to": person_id(course.engine, "wang_qiang"), "reason": "持有人已调离"}
    bad = person_id(course.engine, "xu_min")
    assert system.post("/repairs", {**body, "to": bad}).status_code == 403
    made = system.post("/repairs", body, headers={"Idempotency-Key": "r1"})
    assert made.status_code == 201 and system.post("/repairs", body, headers={"Idempotency-Key": "r1"}).json == made.json
    path = f"/repairs/{made.json['id']}/settle"
    assert system.post(path, {"agree": True}).status_code == 403
    assert person("wang_qiang").get("/repairs").status_code == 403 and security.post("/repairs", body).status_code == 403
    [shown] = security.get("/repairs").json["items"]
    assert shown["can"] and shown["to_name"] == "王强" and "party" not in str(shown)
    assert security.post(path, {"agree": True, "force": True}).status_code == 422
    assert security.post(path, {"agree": True}).json["state"] == "done"
    assert security.post(path, {"agree": True}).status_code == 409
    assert [t["assignee_name"] for t in person("wang_qiang").inbox("apply_filing") if t["id"] == task["id"]] == ["王强"]
    check_invariants(course.engine)


def test_two_duties_that_go_together_ask_for_a_reason(door):
    course, person = door("publish_decision")
    give_post(course.engine, "wang_qiang", "qingxi", "archive")
    him, task_id = person("wang_qiang"), course.task()["id"]
    assert "须记明理由" in him.get(f"/tasks/{task_id}").json["asked"]["reason"]
    answer = him.post(f"/tasks/{task_id}/complete", {"data": course.form})
    assert (answer.status_code, answer.json["code"], answer.json["fields"]) == (422, "reason_needed", {"duty_reason": ["请记明理由"]})
    assert answer.json["article"] and "兼任理由" in answer.json["next"]
    assert him.post(f"/tasks/{task_id}/complete", {"data": course.form, "duty_reason": "归档人员休产假"}).status_code == 200
    assert "归档人员休产假" in [d["reason"] for d in him.get(f"/tasks/{task_id}").json["duties"]]
    course.ahead = [one for one in course.ahead if one.get("task") != "publish_decision"]
