"""Case-file review over HTTP: standards, sheets, verdicts, confirmation."""
from __future__ import annotations

import pytest

from tests.course import Course, case_row, moment

AT = moment("2026-06-10T10:00:00+08:00")


@pytest.fixture
def case_id(engine, clock) -> int:
    """E2 played to its end, looked at in June."""
    course = Course.begin(engine).to_the_end()
    clock(AT)
    assert case_row(engine, course.case_id)["status"] == "closed"
    return course.case_id


@pytest.fixture
def assessor(case_id, person):
    """夏宁, who reviews files at the county."""
    return person("xia_ning")


def lines_of(sheet):
    return [line for section in sheet["sections"] for line in section["lines"]]


def test_a_file_is_reviewed_from_the_proposal_to_the_result(assessor, case_id):
    models = assessor.get("/scoring-models").json["items"]
    assert {m["code"] for m in models} == {"beijing_2016", "gate_and_score", "veto_list", "zhejiang"}
    made = assessor.post(f"/cases/{case_id}/sheets", {"model": "zhejiang"})
    assert (made.status_code, made.json["state"], made.json["version"]) == (201, "proposed", 1)
    path = f"/sheets/{made.json['id']}"
    seen = assessor.get(path)
    assert seen.headers["ETag"] == '"v1"' and seen.json["can"] == ["decide", "confirm"]
    first, *others = [line["number"] for line in lines_of(seen.json)]
    decided = assessor.post(f"{path}/lines", {"lines": [{"number": first, "upheld": False, "reason": "材料在副卷"}]}, headers={"If-Match": '"v1"'})
    assert decided.status_code == 200 and decided.headers["ETag"] == '"v2"' and decided.json["undecided"] == sorted(others)
    stale = assessor.post(f"{path}/lines", {"lines": [{"number": first, "upheld": True}]}, headers={"If-Match": '"v1"'})
    assert (stale.status_code, stale.json["code"]) == (412, "stale_version")
    early = assessor.post(f"{path}/confirm", {})
    assert (early.status_code, early.json["code"], early.json["undecided"]) == (409, "wrong_state", sorted(others))
    done = assessor.post(f"{path}/confirm", {"lines": [{"number": n, "upheld": True} for n in others], "reason": "请补齐文书要素"},
                         headers={"If-Match": '"v2"', "Idempotency-Key": "c"})
    assert done.status_code == 200 and done.json["state"] == "confirmed"
    final = assessor.get(path).json
    assert final["confirmed"]["by_name"] == "夏宁" and final["machine_total"] == made.json["total"] and final["total"] >= final["machine_total"]
    assert assessor.post(f"{path}/lines", {"lines": [{"number": 1, "upheld": True}]}).status_code == 409
    listed = assessor.get("/assessments").json["items"]
    assert [one["scores"]["zhejiang"]["total"] for one in listed if one["id"] == case_id] == [final["total"]]
    assert [len(m["sheets"]) for m in assessor.get(f"/cases/{case_id}/sheets").json["models"]].count(1) == 1


def test_who_took_part_is_refused_with_the_article_and_others_have_no_post(assessor, case_id, handler, dispatcher, neighbour):
    for visitor in (handler, dispatcher):
        refused = visitor.post(f"/cases/{case_id}/sheets", {"model": "zhejiang"})
        assert refused.status_code == 403 and refused.json["next"]
    assert neighbour.post(f"/cases/{case_id}/sheets", {"model": "zhejiang"}).status_code == 404
    made = assessor.post(f"/cases/{case_id}/sheets", {"model": "zhejiang"}).json
    assert neighbour.get(f"/sheets/{made['id']}").status_code == 404
    assert handler.get(f"/sheets/{made['id']}").json["barred"]["reason"]
    assert handler.post(f"/sheets/{made['id']}/confirm", {}).status_code == 403


@pytest.mark.parametrize("body, status", [
    ({}, 422), ({"model": "nobody"}, 400), ({"model": "../x"}, 422), ({"model": "zhejiang", "total": 100}, 422), ({"model": None}, 422)])
def test_a_faulty_request_is_refused(assessor, case_id, body, status):
    assert assessor.post(f"/cases/{case_id}/sheets", body).status_code == status


@pytest.mark.parametrize("line", [{"number": 1}, {"number": 0, "upheld": True}, {"number": 1, "upheld": "yes"}, {"number": 1, "upheld": False},
                                  {"number": 1, "upheld": False, "reason": "长" * 501}])
def test_a_faulty_verdict_is_refused(assessor, case_id, line):
    made = assessor.post(f"/cases/{case_id}/sheets", {"model": "zhejiang"}).json
    answer = assessor.post(f"/sheets/{made['id']}/lines", {"lines": [line]})
    assert answer.status_code == 422 and answer.json["fields"]
    assert assessor.get(f"/sheets/{made['id']}").json["version"] == 1
