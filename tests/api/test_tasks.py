"""Tasks over the wire: what comes back, what is refused, and that a stranger's task does not exist."""
from __future__ import annotations

import pytest

from tests.api.conftest import LEAD

REGISTERED = {"data": {"urgency": "normal"}}


def test_a_reported_lead_reaches_the_dispatchers_inbox(handler, dispatcher):
    lead = handler.post("/leads", {"form": LEAD}).json
    [task] = dispatcher.inbox()
    assert (task["element"], task["duty"], task["case_id"], task["state"]) == ("register", "dispatch", lead["case_id"], "open")
    assert (task["lead_number"], task["created_at"]) == (lead["number"], "2026-03-10T01:00:00Z")
    assert handler.get(f"/leads/{lead['id']}").json["found_on"] == "2026-03-09"


def test_a_task_shows_its_form_and_what_can_be_done(dispatcher, registration):
    answer = dispatcher.get(f"/tasks/{registration['id']}")
    task = answer.json
    assert answer.headers["ETag"] == f'"v{task["version"]}"'
    assert [c["key"] for c in task["form"]["components"]][0] == "urgency"
    assert {"claim", "complete"} <= set(task["can"]) and task["barred"] is None


def test_claim_release_and_complete(dispatcher, registration):
    path = f"/tasks/{registration['id']}"
    claimed = dispatcher.post(f"{path}/claim")
    assert claimed.json["assignee_id"] == dispatcher.me["person_id"]
    assert claimed.headers["ETag"] == f'"v{claimed.json["version"]}"'
    assert dispatcher.post(f"{path}/release").json["assignee_id"] is None
    done = dispatcher.post(f"{path}/complete", REGISTERED)
    assert (done.status_code, done.json["state"]) == (200, "done")
    assert [t["element"] for t in dispatcher.inbox()] == ["triage"]


def test_a_draft_is_kept_for_its_author(dispatcher, registration):
    path = f"/tasks/{registration['id']}"
    dispatcher.post(f"{path}/claim")
    assert dispatcher.put(f"{path}/draft", {"data": {"register_note": "待补充"}}).json["saved_at"] == "2026-03-10T01:00:00Z"
    assert dispatcher.get(path).json["draft"] == {"register_note": "待补充"}


def test_form_errors_name_each_field_in_chinese(dispatcher, registration):
    answer = dispatcher.post(f"/tasks/{registration['id']}/complete", {"data": {"urgency": "very", "nonsense": 1}})
    assert (answer.status_code, answer.json["code"]) == (422, "form_invalid")
    assert {"urgency", "nonsense"} <= answer.json["fields"].keys()


def test_only_one_of_two_claims_wins(dispatcher, registration, engine, app, person):
    path = f"/tasks/{registration['id']}"
    dispatcher.post(f"{path}/complete", REGISTERED)
    [triage] = dispatcher.inbox("triage")
    assert dispatcher.post(f"/tasks/{triage['id']}/complete", {"data": {"triage": "ours", "triage_reason": "占道经营"}}).status_code == 200
    first, second = person("li_na"), person("zhao_lei")
    [verify] = first.inbox("verify")
    assert first.post(f"/tasks/{verify['id']}/claim").status_code == 200
    refused = second.post(f"/tasks/{verify['id']}/claim")
    assert (refused.status_code, refused.json["code"], refused.json["task_id"]) == (409, "task_taken", verify["id"])


def test_a_duty_not_held_is_refused_with_403(handler, registration):
    refused = handler.post(f"/tasks/{registration['id']}/claim")
    assert (refused.status_code, refused.json["code"]) == (403, "not_eligible")


@pytest.mark.parametrize(("method", "path", "body"), [
    ("GET", "/tasks/{task}", None), ("GET", "/tasks/{task}/candidates", None), ("POST", "/tasks/{task}/claim", None),
    ("POST", "/tasks/{task}/release", None), ("POST", "/tasks/{task}/delegate", {"to": 1}),
    ("POST", "/tasks/{task}/transfer", {"to": 1, "reason": "休假"}), ("POST", "/tasks/{task}/send-back", {"reason": "材料不全"}),
    ("PUT", "/tasks/{task}/draft", {"data": {}}), ("POST", "/tasks/{task}/complete", REGISTERED), ("POST", "/tasks/{task}/sign", None),
    ("POST", "/tasks/{task}/withdraw-signature", None), ("POST", "/tasks/{task}/comments", {"text": "看看"}),
    ("GET", "/cases/{case}", None), ("GET", "/cases/{case}/timeline", None), ("GET", "/cases/{case}/papers", None),
    ("GET", "/cases/{case}/records", None), ("GET", "/cases/{case}/diagram", None), ("GET", "/cases/{case}/clocks", None),
    ("POST", "/cases/{case}/comments", {"text": "看看"}), ("GET", "/leads/{lead}", None), ("POST", "/leads/{lead}/informant", {"reason": "好奇"}),
])
def test_what_is_not_yours_does_not_exist(neighbour, registration, method, path, body):
    ids = {"task": registration["id"], "case": registration["case_id"], "lead": 1}
    theirs = neighbour.send(method, path.format(**ids), body)
    nobodys = neighbour.send(method, path.format(**dict.fromkeys(ids, 2147483647)), body)
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.json.keys() == nobodys.json.keys() and theirs.json["title"] == nobodys.json["title"]


def test_lists_leave_out_what_is_not_yours(neighbour, registration):
    for path in ("/tasks", "/cases", "/leads"):
        assert neighbour.get(path).json == {"items": [], "next": None}


def test_pages_follow_one_another_without_gap_or_repetition(handler, dispatcher):
    for n in range(5):
        assert handler.post("/leads", {"form": {**LEAD, "place": f"人民路 {n} 号"}}).status_code == 201
    for path in ("/tasks", "/leads"):
        seen, after = [], None
        while True:
            page = dispatcher.get(path, query_string={"limit": 2, **({"after": after} if after else {})}).json
            seen += [row["id"] for row in page["items"]]
            after = page["next"]
            if after is None:
                break
        assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=1_0", "limit=１０", "limit=", "after=!", "view=theirs", "q=%00", "colour=red",
                                   "limit=1&limit=x"])
def test_a_wrong_parameter_is_refused(dispatcher, query):
    assert dispatcher.get(f"/tasks?{query}").status_code in (400, 422)


@pytest.mark.parametrize("after", ["AAAA", "eA", "MDAwMS0wMS0wMVQwMDowMDowMCsxNDowMHwx", "OTk5OS0xMi0zMVQyMzo1OTo1OS0xNDowMHwx", "x" * 200])
def test_a_made_up_cursor_is_refused(dispatcher, after):
    for path in ("/tasks", "/cases", "/leads"):
        assert dispatcher.get(f"{path}?after={after}").status_code == 400


def test_searching_for_a_wildcard_finds_only_the_wildcard(dispatcher, registration):
    for q, found in (("人民路", 1), ("%", 0), ("_", 0), ("'", 0), ("\\", 0)):
        assert len(dispatcher.get("/tasks", query_string={"q": q}).json["items"]) == found, q


@pytest.mark.parametrize("draft", [{"a": {"$at": "never"}}, {"a": {"$on": 5}}, {"a": {"$at": "2026-01-01T00:00:00"}}])
def test_a_draft_cannot_poison_its_task(dispatcher, registration, draft):
    path = f"/tasks/{registration['id']}"
    dispatcher.post(f"{path}/claim")
    dispatcher.put(f"{path}/draft", {"data": draft})
    assert dispatcher.get(path).status_code == dispatcher.get("/tasks").status_code == 200
