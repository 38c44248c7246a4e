"""Acts on a period over the wire."""
from __future__ import annotations

import pytest

from tests.course import Course, moment

AT = moment("2026-05-08T16:00:00+08:00")


@pytest.fixture
def case_id(engine, clock) -> int:
    """A filed case under investigation in 青溪镇, on Friday 8 May."""
    course = Course.begin(engine).to("investigate")
    clock(AT)
    return course.case_id


def decide(visitor, case_id: int) -> dict:
    return next(c for c in visitor.get(f"/cases/{case_id}/clocks").json["items"] if c["code"] == "decide")


def test_a_period_is_begun_once_and_the_same_request_is_answered_again(case_id, handler):
    body = {"code": "crime_transfer", "day0": "2026-05-08", "why": "移送涉嫌犯罪案件报告"}
    key = {"Idempotency-Key": "begin-1"}
    first, again = (handler.post(f"/cases/{case_id}/clocks", body, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201) and first.json == again.json
    assert first.json["due_on"] == "2026-05-11"
    answer = handler.post(f"/cases/{case_id}/clocks", body)
    assert (answer.status_code, answer.json["code"]) == (409, "clock_refused")


def test_ninety_days_are_neither_extended_nor_suspended_without_a_cited_rule(case_id, handler, person):
    clock_id = decide(handler, case_id)["id"]
    answer = handler.post(f"/clocks/{clock_id}/suspend", {"reason": "testing", "document": "检测告知书", "on": "2026-05-06"})
    assert answer.status_code == 409 and "第六十条" in answer.json["article"]
    answer = person("gao_jun").post(f"/clocks/{clock_id}/extend", {"reason": "案情复杂"})
    assert answer.status_code == 409 and "没有延长的规定" in answer.json["detail"]


def test_a_stranger_is_told_that_the_period_is_not_there(case_id, handler, neighbour):
    clock_id = decide(handler, case_id)["id"]
    for path, body in (("stop", {"on": "2026-05-08", "why": "x"}), ("cancel", {"why": "x"}), ("restart", {"day0": "2026-05-08", "why": "x"}),
                       ("resume", {"document": "x", "on": "2026-05-08"}), ("extend", {"reason": "x"})):
        assert neighbour.post(f"/clocks/{clock_id}/{path}", body).status_code == 404
    assert neighbour.get(f"/clocks/{clock_id}/choices").status_code == 404
    assert neighbour.get(f"/cases/{case_id}/clocks/startable").status_code == 404


@pytest.mark.parametrize("body, field", [({"day0": "2026-05-08", "why": "x"}, "code"), ({"code": "crime_transfer", "day0": "8 May", "why": "x"}, "day0"),
                                         ({"code": "crime_transfer", "day0": "2026-05-08", "why": "x", "length": 0}, "length"),
                                         ({"code": "crime_transfer", "day0": "2026-05-08", "why": "x", "length": True}, "length")])
def test_bad_input_names_its_field(case_id, handler, body, field):
    answer = handler.post(f"/cases/{case_id}/clocks", body)
    assert answer.status_code == 422 and field in answer.json["fields"]


def test_what_may_be_done_is_told_with_the_clause(case_id, handler):
    told = handler.get(f"/clocks/{decide(handler, case_id)['id']}/choices").json
    assert told["extension"] is None and "extend" not in told["can"] and "suspend" not in told["can"]
    codes = {c["code"] for c in handler.get(f"/cases/{case_id}/clocks/startable").json["items"]}
    assert "crime_transfer" in codes and "decide" not in codes
