"""Recusal, absence and substitution over the wire."""
from __future__ import annotations

import pytest

from tests.invariants import check_invariants

DAY = {"from_at": "2026-03-10T01:00:00Z", "until_at": "2026-03-13T01:00:00Z"}
SELF = {"by": "self", "ground": "interest", "reason": "与当事人合伙经营"}


def test_a_recusal_is_brought_up_decided_and_shown(engine, person, dispatcher, registration):
    path = f"/cases/{registration['case_id']}/recusals"
    asked = dispatcher.post(path, SELF)
    assert (asked.status_code, asked.json["state"]) == (201, "asked")
    dispatcher.post(f"/tasks/{registration['id']}/claim")
    head, shown = person("gao_jun"), dispatcher.get(path).json
    assert [r["can"] for r in shown["items"]] == [[]] and [r["can"] for r in head.get(path).json["items"]] == [["decide"]]
    own = dispatcher.post(f"/recusals/{asked.json['id']}/decide", {"granted": False, "opinion": "不必"})
    assert own.status_code == 403
    done = head.post(f"/recusals/{asked.json['id']}/decide", {"granted": True, "opinion": "情况属实"}, headers={"Idempotency-Key": "one"})
    assert (done.json["state"], done.json["returned"]) == ("granted", [registration["id"]])
    assert head.post(f"/recusals/{asked.json['id']}/decide", {"granted": True, "opinion": "情况属实"}, headers={"Idempotency-Key": "one"}).json == done.json
    refused = dispatcher.post(f"/tasks/{registration['id']}/claim")
    assert (refused.status_code, refused.json["code"], refused.json["article"]) == (403, "not_eligible", "行政处罚法第四十三条")
    assert "task.escalated" in [e["action"] for e in engine_events(engine)]
    task = person("zou_li").get(f"/tasks/{registration['id']}").json
    assert task["escalated_from_name"] == "青溪镇" and "徐敏已回避" in task["escalated_why"]
    check_invariants(engine)


def engine_events(engine) -> list:
    from engine.store import chain

    with engine.store.read() as conn:
        return chain.after(conn, 0, 1000)


@pytest.mark.parametrize("body", [{}, {**SELF, "by": "rumour"}, {**SELF, "ground": "x"}, {**SELF, "reason": ""}, {**SELF, "reason": "长" * 501},
                                  {**SELF, "by": "party"}, {**SELF, "by": "party", "person_id": 99999}, {**SELF, "extra": 1}])
def test_a_request_with_faults_is_refused_whole(engine, dispatcher, registration, body):
    answer = dispatcher.post(f"/cases/{registration['case_id']}/recusals", body)
    assert answer.status_code == 422
    assert not dispatcher.get(f"/cases/{registration['case_id']}/recusals").json["items"]


def test_a_strangers_case_has_no_recusals(neighbour, dispatcher, registration):
    asked = dispatcher.post(f"/cases/{registration['case_id']}/recusals", SELF).json["id"]
    assert neighbour.get(f"/cases/{registration['case_id']}/recusals").status_code == 404
    assert neighbour.post(f"/cases/{registration['case_id']}/recusals", SELF).status_code == 404
    assert neighbour.post(f"/recusals/{asked}/decide", {"granted": True, "opinion": "好"}).status_code == 404
    assert neighbour.post("/recusals/2147483647/decide", {"granted": True, "opinion": "好"}).status_code == 404


def test_an_absence_is_entered_seen_and_ended(engine, person, handler, dispatcher, neighbour):
    made = handler.post("/absences", {**DAY, "kind": "leave"})
    assert made.status_code == 201
    assert handler.post("/absences", {**DAY, "kind": "trip"}).status_code == 409
    assert [a["person_name"] for a in dispatcher.get("/absences").json["items"]] == ["王强"]
    assert not neighbour.get("/absences").json["items"]
    assert handler.post("/leads", {"form": {"source": "patrol", "found_on": "2026-03-09", "grid_code": "QX-01", "place": "路口", "description": "占道"}}).status_code in (201, 403)
    for who, status in ((neighbour, 403), (person("li_na"), 403), (dispatcher, 200)):
        assert who.post(f"/absences/{made.json['id']}/end").status_code == status
    assert dispatcher.post(f"/absences/{made.json['id']}/end").status_code == 409
    assert handler.post("/absences/2147483647/end").status_code == 404
    check_invariants(engine)


@pytest.mark.parametrize("body, field", [
    ({"from_at": DAY["until_at"], "until_at": DAY["from_at"], "kind": "leave"}, "until_at"),
    ({"from_at": "2025-03-10T01:00:00Z", "until_at": "2025-03-11T01:00:00Z", "kind": "leave"}, "until_at"),
    ({"from_at": "2026-03-10T01:00:00Z", "until_at": "2036-03-10T01:00:00Z", "kind": "leave"}, "until_at"),
    ({**DAY, "kind": "nap"}, "kind")])
def test_an_absence_with_a_wrong_window_is_refused(handler, body, field):
    answer = handler.post("/absences", body)
    assert answer.status_code == 422 and field in answer.json["fields"]


def test_a_deputy_acts_for_the_other_and_both_are_named(engine, person, dispatcher, registration):
    other, head = person("zou_li"), person("gao_jun")
    body = {**DAY, "deputy_id": other.me["person_id"], "duties": ["dispatch"], "reason": "参加培训"}
    made = dispatcher.post("/substitutions", body)
    assert made.status_code == 201 and len(made.json["ids"]) == 1
    [listed] = other.get("/substitutions").json["items"]
    assert (listed["person_name"], listed["deputy_name"], listed["duty"], listed["state"]) == ("徐敏", "邹丽", "dispatch", "now")
    [task] = other.inbox("register")
    assert task["deputy_for_name"] == "徐敏"
    claimed = other.post(f"/tasks/{task['id']}/claim").json
    assert claimed["for_id"] == dispatcher.me["person_id"]
    assert other.post(f"/tasks/{task['id']}/complete", {"data": {"urgency": "normal"}}).status_code == 200
    case = head.get(f"/cases/{task['case_id']}").json
    assert [(d["person_name"], d["for_name"]) for d in case["duties"]][-1] == ("邹丽", "徐敏")
    assert dispatcher.post(f"/substitutions/{made.json['ids'][0]}/end").status_code == 200
    assert not other.inbox("triage")
    check_invariants(engine)


def test_a_substitution_is_refused_with_the_article_and_what_to_do(handler, person, neighbour, dispatcher):
    sun = person("sun_tao").me["person_id"]
    refused = handler.post("/substitutions", {**DAY, "deputy_id": sun, "duties": ["handle"], "reason": "培训"})
    assert (refused.status_code, refused.json["article"]) == (403, "行政处罚法第四十二条第一款") and "孙涛" in refused.json["detail"]
    for body in ({**DAY, "deputy_id": sun, "duties": [], "reason": "x"}, {**DAY, "deputy_id": sun, "duties": ["design"], "reason": "x"},
                 {**DAY, "deputy_id": handler.me["person_id"], "duties": ["handle"], "reason": "x"}, {**DAY, "deputy_id": 99999, "duties": ["handle"], "reason": "x"}):
        assert handler.post("/substitutions", body).status_code == 422
    others = {**DAY, "person_id": handler.me["person_id"], "unit_id": handler.me["unit_id"], "deputy_id": neighbour.me["person_id"], "duties": ["handle"], "reason": "x"}
    assert neighbour.post("/substitutions", others).status_code == 403
    assert neighbour.post("/substitutions/2147483647/end").status_code == 404
