"""Papers, the case file and the transfer to the police, by nothing but HTTP."""
from __future__ import annotations

import pytest

from tests.api.test_registers import both as both
from tests.api.test_registers import case_id as case_id

REPORT = {"charge": "非法采矿罪", "recipient": "示范县公安局", "summary": "夜间采砂。", "basis": "法释〔2016〕25号第三条"}


def test_the_papers_of_a_case_say_what_may_be_done_with_them(handler, person, neighbour, case_id):
    found = handler.get(f"/cases/{case_id}/papers").json["items"]
    assert [p["kind"] for p in found] == ["lead_registration"] and found[0]["can"] == [] and found[0]["voided_at"] is None
    leader = person("gao_jun")
    assert leader.get(f"/cases/{case_id}/papers").json["items"][0]["can"] == ["reissue", "void"]
    assert neighbour.get(f"/cases/{case_id}/papers").status_code == 404


def test_a_number_is_made_void_by_the_leader_alone(handler, person, neighbour, case_id):
    leader, one = person("gao_jun"), handler.get(f"/cases/{case_id}/papers").json["items"][0]
    assert handler.post(f"/papers/{one['id']}/void", {"reason": "误制"}).status_code == 403
    assert neighbour.post(f"/papers/{one['id']}/void", {"reason": "误制"}).status_code == 404
    assert leader.post(f"/papers/{one['id']}/void", {"reason": ""}).status_code == 422
    done = leader.post(f"/papers/{one['id']}/void", {"reason": "误制", "reissue": True})
    assert done.status_code == 200 and done.json["number"] == one["number"] and done.json["reissued"] != one["number"]
    assert leader.post(f"/papers/{one['id']}/void", {"reason": "误制"}).json["code"] == "wrong_state"
    first, second = leader.get(f"/cases/{case_id}/papers").json["items"]
    assert (first["void_reason"], first["voided_by_name"], second["number"]) == ("误制", "高军", done.json["reissued"])


def test_an_internal_paper_is_not_served(handler, case_id, both):
    one = handler.get(f"/cases/{case_id}/papers").json["items"][0]
    answer = handler.post(f"/papers/{one['id']}/service", {"on": "2026-03-10", "mode": "direct", "officers": both, "receiver": "张某"})
    assert (answer.status_code, answer.json["code"]) == (409, "wrong_state") and "内部文书" in answer.json["detail"]
    assert handler.post(f"/papers/{one['id']}/service", {"on": "2026-03-10", "mode": "pigeon", "officers": both}).status_code == 422


def test_a_transfer_goes_from_the_report_to_the_answer_each_act_by_its_version(handler, person, neighbour, case_id, both):
    leader, address = person("gao_jun"), f"/cases/{case_id}/crime-transfers"
    assert handler.get(address).json["can"] == ["report"] and neighbour.get(address).status_code == 404
    made = handler.post(address, {**REPORT, "officers": both})
    assert made.status_code == 201 and made.json["number"], made.text
    one = f"/crime-transfers/{made.json['id']}"
    assert leader.post(f"{one}/decide", {"agree": True, "opinion": "同意。", "capacity": "head"}, headers={"If-Match": '"v9"'}).status_code == 412
    assert handler.post(f"{one}/decide", {"agree": True, "opinion": "同意。", "capacity": "head"}).status_code in (403, 409)
    decided = leader.post(f"{one}/decide", {"agree": True, "opinion": "同意。", "capacity": "head"}, headers={"If-Match": '"v1"'})
    assert decided.status_code == 200 and decided.headers["ETag"] == '"v2"' and decided.json["state"] == "approved"
    sent = handler.post(f"{one}/send", {"sent_at": "2026-03-10T09:00:00+08:00", "receiver": "治安大队", "receipt": "已签字"})
    assert sent.status_code == 200, sent.text
    answer = handler.post(f"{one}/answer", {"outcome": "not_filed", "on": "2026-03-10", "document": "不予立案通知书"})
    assert answer.json["state"] == "returned"
    assert leader.post(f"{one}/respond", {"to": "none", "opinion": "继续行政处理。"}).json["state"] == "settled"
    shown = handler.get(address).json["items"][0]
    assert shown["state_name"] == "公安机关不予立案，继续行政处理" and shown["decision"]["capacity_name"] == "正职负责人"


@pytest.mark.parametrize("changed, named", [({"officers": [1]}, "officers"), ({"charge": ""}, "charge"), ({"value_fen": -1}, "value_fen"),
                                            ({"objects": [{"name": "砂"}]}, "objects.0.quantity"),
                                            ({"capacity": "head"}, "capacity")])
def test_a_report_names_the_fields_that_are_wrong(handler, case_id, both, changed, named):
    answer = handler.post(f"/cases/{case_id}/crime-transfers", {**REPORT, "officers": both, **changed})
    assert answer.status_code == 422 and named in answer.json["fields"], answer.text


def test_the_case_file_comes_with_pages_and_periods(handler, neighbour, case_id):
    file = handler.get(f"/cases/{case_id}/dossier").json
    assert [v["name"] for v in file["volumes"]] == ["正卷", "副卷"] and file["cover"]["agency"] == "青溪镇人民政府"
    line = file["volumes"][1]["contents"][0]
    assert (line["name"], line["first_page"], line["last_page"]) == ("线索登记表", 1, 1)
    verify = next(c for c in file["clocks"] if c["code"] == "verify_lead")
    assert verify["lines"][0]["counted"] is False and "民法典第二百零一条" in verify["lines"][0]["reason"]
    assert neighbour.get(f"/cases/{case_id}/dossier").status_code == 404
