"""Evidence, records, things held and gates, by nothing but HTTP."""
from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.api.conftest import MORNING

AT = "2026-03-10T08:30:00+08:00"


@pytest.fixture
def case_id(handler, dispatcher, registration) -> int:
    """A case of 青溪镇 that has been dispatched to the officers."""
    dispatcher.post(f"/tasks/{registration['id']}/complete", {"data": {"urgency": "normal"}})
    [task] = dispatcher.inbox("triage")
    answer = dispatcher.post(f"/tasks/{task['id']}/complete", {"data": {"triage": "ours", "item_code": "SR-001", "triage_reason": "本镇事项"}})
    assert answer.status_code == 200, answer.text
    return registration["case_id"]


@pytest.fixture
def both(handler, case_id) -> list[int]:
    """The ids of 王强 and 李娜, as the register offers them."""
    people = {p["name"]: p["id"] for p in handler.get(f"/cases/{case_id}/evidence").json["officers"]}
    return [people["王强"], people["李娜"]]


def piece(both, **changed):
    return {"kind": "audiovisual", "name": "现场照片", "source": "scene", "obtained_at": AT, "officers": both, "proves": "占道摆摊", **changed}


def hold(both, **changed):
    return {"kind": "registration_hold", "reason": "可能灭失", "basis": "行政处罚法第五十六条", "officers": both,
            "objects": [{"name": "三轮车", "quantity": "一辆"}], **changed}


def test_evidence_is_entered_listed_and_voided(handler, neighbour, case_id, both):
    made = handler.post(f"/cases/{case_id}/evidence", piece(both))
    assert made.status_code == 201 and made.json["case_id"] == case_id
    found = handler.get(f"/cases/{case_id}/evidence").json
    assert found["can"] == ["add", "void"] and found["items"][0]["obtained_at"] == "2026-03-10T00:30:00Z"
    assert neighbour.get(f"/cases/{case_id}/evidence").status_code == 404
    assert neighbour.post(f"/evidence/{made.json['id']}/void", {"reason": "不该看见"}).status_code == 404
    assert handler.post(f"/evidence/{made.json['id']}/void", {"reason": "误登"}).status_code == 200
    again = handler.post(f"/evidence/{made.json['id']}/void", {"reason": "误登"})
    assert (again.status_code, again.json["code"]) == (409, "wrong_state")
    assert handler.get(f"/cases/{case_id}/evidence").json["items"][0]["void_reason"] == "误登"


@pytest.mark.parametrize("changed, status, named", [
    ({"obtained_at": "2026-03-10 08:30"}, 422, "obtained_at"), ({"obtained_at": "2026-03-10T08:30:00"}, 422, "obtained_at"),
    ({"obtained_at": "2026-02-30T08:30:00Z"}, 422, "obtained_at"), ({"obtained_at": "2026-03-11T08:30:00Z"}, 422, "obtained_at"),
    ({"obtained_at": 5}, 422, "obtained_at"), ({"officers": []}, 422, "officers"), ({"officers": [999999]}, 422, "officers"), ({"kind": "gossip"}, 422, "kind"),
    ({"kind": "scene_record", "officers": [1]}, 422, "officers"), ({"colour": "red"}, 422, "colour"), ({"monitoring": {"colour": "red"}}, 422, "monitoring.colour")])
def test_an_entry_that_is_not_complete_names_its_fields(handler, case_id, both, changed, status, named):
    answer = handler.post(f"/cases/{case_id}/evidence", piece(both, **changed))
    assert answer.status_code == status and named in answer.json["fields"], answer.text
    assert not handler.get(f"/cases/{case_id}/evidence").json["items"]


def test_a_record_is_entered_and_one_who_may_not_is_told_why(handler, dispatcher, case_id, both):
    record = {"kind": "inquiry", "began_at": AT, "ended_at": "2026-03-10T08:50:00+08:00", "officers": both, "person": "张某", "certificate_shown": True,
              "rights_told": True, "signed": "signed"}
    refused = dispatcher.post(f"/cases/{case_id}/transcripts", {**record, "officers": [dispatcher.me["person_id"], both[0]]})
    assert (refused.status_code, refused.json["code"]) == (403, "not_eligible") and refused.json["next"]
    made = handler.post(f"/cases/{case_id}/transcripts", record)
    assert made.status_code == 201, made.text
    assert handler.get(f"/cases/{case_id}/transcripts").json["items"][0]["signed_name"] == "已签名"
    assert handler.post(f"/transcripts/{made.json['id']}/void", {"reason": "误登"}).status_code == 200
    backwards = handler.post(f"/cases/{case_id}/transcripts", {**record, "ended_at": "2026-03-10T08:00:00+08:00"})
    assert backwards.status_code == 422 and "ended_at" in backwards.json["fields"]


def test_a_measure_goes_from_proposal_to_release_each_act_by_its_version(handler, person, case_id, both, clock):
    asked = handler.post(f"/cases/{case_id}/measures", hold(both))
    assert asked.status_code == 201 and asked.json["state"] == "proposed", asked.text
    path = f"/measures/{asked.json['id']}"
    seen = person("gao_jun").get(path)
    assert seen.headers["ETag"] == '"v1"' and seen.json["can"] == ["approve"] and handler.get(path).json["can"] == []
    leader = person("gao_jun")
    opinion = {"agree": True, "opinion": "同意。"}
    assert handler.post(path + "/approve", opinion).status_code == 403
    assert leader.post(path + "/approve", opinion, headers={"If-Match": '"v9"'}).status_code == 412
    approved = leader.post(path + "/approve", opinion, headers={"If-Match": '"v1"'})
    assert (approved.status_code, approved.headers["ETag"]) == (200, '"v2"')
    assert leader.post(path + "/approve", opinion).json["code"] == "wrong_state"
    clock(MORNING + timedelta(minutes=20))
    executed = handler.post(path + "/execute", {"officers": both, "executed_at": "2026-03-10T09:10:00+08:00"}, headers={"If-Match": '"v2"'})
    assert executed.status_code == 200 and executed.json["due_on"] == "2026-03-19" and "存字" in executed.json["number"], executed.text
    extended = leader.post(path + "/extend", {"reason": "来不及"})
    assert (extended.status_code, extended.json["code"]) == (409, "clock_refused") and "第五十六条" in extended.json["article"]
    resolved = handler.post(path + "/resolve", {"resolution": "copied", "note": "已拍照", "officers": both}, headers={"If-Match": '"v3"'})
    assert resolved.json["state"] == "resolving"
    assert leader.post(path + "/confirm", opinion, headers={"If-Match": '"v4"'}).json["state"] == "resolved"
    shown = handler.get(f"/cases/{case_id}/measures").json["items"][0]
    assert (shown["state"], shown["resolution_name"], shown["decided_by_name"]) == ("resolved", "采取记录、复制、拍照、录像等方式保全后退还", "高军")


def test_what_was_not_approved_in_time_can_only_go_back(handler, person, case_id, both, clock):
    made = handler.post(f"/cases/{case_id}/measures/emergency", hold(both, executed_at=AT))
    assert made.status_code == 201 and made.json["approve_by"] == "2026-03-11T00:30:00Z", made.text
    clock(datetime.fromisoformat("2026-03-11T08:30:00+08:00"))
    path = f"/measures/{made.json['id']}"
    late = person("gao_jun").post(path + "/approve", {"agree": True, "opinion": "同意。"})
    assert (late.status_code, late.json["code"]) == (409, "deadline_passed") and late.json["next"]
    back = person("wang_qiang")
    assert back.get(path).json["over"] is True
    assert back.post(path + "/resolve", {"resolution": "returned", "note": "退还", "officers": both}).json["state"] == "resolved"


def test_a_key_proposes_one_measure(handler, case_id, both):
    answers = [handler.post(f"/cases/{case_id}/measures", hold(both), headers={"Idempotency-Key": "m-1"}) for _ in range(2)]
    assert answers[0].json == answers[1].json and len(handler.get(f"/cases/{case_id}/measures").json["items"]) == 1
    assert handler.post(f"/cases/{case_id}/measures", hold(both, reason="另一理由"), headers={"Idempotency-Key": "m-1"}).json["code"] == "key_reused"


def test_a_gate_that_blocks_a_measure_answers_with_its_findings(handler, case_id, both):
    refused = handler.post(f"/cases/{case_id}/measures", hold(both, objects=[{"name": "手机", "quantity": "一部", "linked": False}]))
    assert (refused.status_code, refused.json["code"]) == (409, "gate_refused")
    assert refused.json["findings"][0]["gate"] == "G-41" and not handler.get(f"/cases/{case_id}/measures").json["items"]


def test_findings_are_told_to_who_may_see_the_case(handler, neighbour, case_id):
    told = handler.get(f"/cases/{case_id}/findings?act=decide").json
    assert told["act_name"] == "作出决定" and not all(g["passed"] for g in told["gates"]) and told["findings"][0]["severity"] == "blocks"
    assert handler.get(f"/cases/{case_id}/findings").json == told
    assert neighbour.get(f"/cases/{case_id}/findings").status_code == 404
    assert handler.get(f"/cases/{case_id}/findings?act=fly").json["code"] == "bad_input"
    assert handler.get(f"/cases/{case_id}/findings?act=Fly!").status_code == 422


def test_a_number_no_row_can_have_is_not_found_whatever_the_method(handler):
    for method, path in (("POST", "/cases/99999999999/evidence"), ("GET", "/cases/99999999999/evidence"), ("POST", "/measures/99999999999/approve")):
        assert handler.send(method, path, {}).status_code == 404
    assert handler.send("PUT", "/cases/1/evidence", {}).status_code == 405
