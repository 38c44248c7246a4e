"""Calendars over the wire: the years in force, publishing one, following the recount."""
from __future__ import annotations

import pytest

from engine.jobs.recounting import walk
from tests.course import Course
from tests.invariants import check_invariants
from tests.notices import CHANGED_2027, NO_MAKE_UP_IN_MAY, NOTICE_2027


@pytest.fixture
def designer(person):
    """何晴, who holds the design post of the county."""
    return person("he_qing")


def test_the_years_in_force_say_where_they_come_from(handler):
    found = {one["year"]: one for one in handler.get("/calendars").json["items"]}
    assert found[2026]["status"] == "official" and "国办发明电〔2025〕7号" in found[2026]["source"]
    assert (found[2027]["status"], found[2027]["version"]) == ("provisional", 0)
    one = handler.get("/calendars/2026").json
    assert one["holidays"][1] == {"name": "春节", "first_on": "2026-02-15", "last_on": "2026-02-23"}
    assert one["work"] == ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"] and one["versions"] == []
    assert handler.get("/calendars/2035").status_code == 404


def test_a_designer_looks_publishes_and_follows_the_recount(designer, handler, registration, engine):
    assert designer.get("/calendars/recount").json == {"progress": None}
    seen = designer.post("/calendars/preview", {"content": NOTICE_2027})
    assert seen.status_code == 200 and [one["date"] for one in seen.json["changes"]] == CHANGED_2027
    answer = designer.post("/calendars", {"content": NOTICE_2027}, headers={"Idempotency-Key": "k1"})
    assert (answer.status_code, answer.json["version"], answer.json["published"]) == (201, 1, True)
    again = designer.post("/calendars", {"content": NOTICE_2027}, headers={"Idempotency-Key": "k1"})
    assert again.json == answer.json
    assert designer.post("/calendars", {"content": NOTICE_2027}).json["published"] is False
    one = handler.get("/calendars/2027").json
    assert (one["status"], one["version"], one["published_by_name"], one["published_at"]) == ("official", 1, "何晴", "2026-03-10T01:00:00Z")
    assert handler.get("/calendars/recount").json["progress"]["percent"] == 0
    walk(engine)
    told = handler.get("/calendars/recount").json["progress"]
    assert (told["percent"], told["failed"], told["year"]) == (100, 0, 2027) and told["finished_at"]
    check_invariants(engine)


def test_a_case_says_what_was_recounted(person, engine, clock):
    """The check of a lead of 27 April: due on the worked Saturday 9 May, and on Monday the 11th when it is not worked after all."""
    course = Course.begin(engine).to("verify")
    clock(course.at)
    designer, handler = person("he_qing"), person("wang_qiang")

    def running() -> dict:
        [one] = [c for c in handler.get(f"/cases/{course.case_id}/clocks").json["items"] if c["state"] == "running"]
        return one

    before = running()
    assert before["due_on"] == "2026-05-09"
    assert designer.post("/calendars", {"content": NO_MAKE_UP_IN_MAY}).status_code == 201
    walk(engine)
    assert (running()["due_on"], running()["words"]) == ("2026-05-11", "剩 7 个工作日（5月11日止）")
    event = handler.get(f"/cases/{course.case_id}/timeline").json["items"][0]
    assert (event["action"], event["data"]["old"]["due_on"], event["data"]["new"]["due_on"]) == ("clock.recounted", "2026-05-09", "2026-05-11")
    [task] = handler.inbox("verify")
    assert task["due_at"] == running()["due_at"]
    check_invariants(engine)


def test_only_a_designer_of_the_county_publishes(handler, neighbour, visitor):
    for one in (handler, neighbour):
        for path in ("/calendars", "/calendars/preview"):
            answer = one.post(path, {"content": NOTICE_2027})
            assert (answer.status_code, answer.json["code"]) == (403, "forbidden") and answer.json["next"]
    assert visitor.post("/calendars", {"content": NOTICE_2027}).status_code == 401
    assert handler.get("/calendars/2027").json["version"] == 0


@pytest.mark.parametrize(("content", "line"), [(NOTICE_2027.replace("to = 2027-02-11", "to = 2027-02-01"), 11), ("x = [", 1), ("nonsense", 1)])
def test_a_faulty_notice_is_answered_with_every_line(designer, content, line):
    for path in ("/calendars", "/calendars/preview"):
        answer = designer.post(path, {"content": content})
        assert (answer.status_code, answer.json["code"]) == (422, "rule_pack_invalid"), answer.text
        assert answer.json["problems"][0]["line"] == line and answer.json["problems"][0]["reason"]
    assert designer.get("/calendars/2027").json["version"] == 0


@pytest.mark.parametrize("body", [{}, {"content": ""}, {"content": 5}, {"content": "x" * 100_001}, {"content": "a\0"}, {"content": "x", "year": 2027}])
def test_what_is_no_notice_is_refused(designer, body):
    assert designer.post("/calendars", body).status_code in (400, 422)
