"""Power lists over the wire."""
from __future__ import annotations

import io

import pytest

from tests.lists import entrusted, file_of

QUERY = "unit=qingxi&number=2026-2&effective_on=2026-04-01"
SIGNED = [{"body": b, "on": "2026-02-01"} for b in ("establishment", "town", "department", "reform", "justice")]


@pytest.fixture
def designer(person):
    """何晴, who prepares lists."""
    return person("he_qing")


@pytest.fixture
def leader(person):
    """罗诚, who approves and publishes them."""
    return person("luo_cheng")


def send(who, data: bytes, path: str = "/powers/lists", **more):
    return who.post(f"{path}?{QUERY}", data=data, content_type="text/csv", **more)


def step(who, list_id: int, action: str, **more):
    headers = more.pop("headers", None)
    return who.post(f"/powers/lists/{list_id}/steps", {"action": action, "on": "2026-03-01", "by": "指导办公室", "document": "会签单", **more}, headers=headers)


def test_a_list_goes_from_file_to_force(engine, designer, leader, handler):
    data = file_of(engine, change=entrusted("SR-002", top="200"))
    seen = send(designer, data, "/powers/lists/preview")
    assert seen.status_code == 200 and [c["code"] for c in seen.json["difference"]["changed"]] == ["SR-002"]
    made = send(designer, data, headers={"Idempotency-Key": "k1"})
    assert made.status_code == 201 and send(designer, data, headers={"Idempotency-Key": "k1"}).json == made.json
    list_id = made.json["id"]
    for action in ("offer", "compare", "claim", "enter"):
        assert step(designer, list_id, action).status_code == 200
    own = step(designer, list_id, "approve", signed=SIGNED)
    assert (own.status_code, own.json["code"]) == (403, "forbidden")
    assert step(leader, list_id, "approve", signed=SIGNED, headers={"If-Match": '"v0"'}).status_code == 412
    assert step(leader, list_id, "approve", signed=SIGNED, headers={"If-Match": '"v4"'}).headers["ETag"] == '"v5"'
    assert step(leader, list_id, "publish").json["state"] == "published"
    entry = handler.get("/powers?on=2026-04-27&q=SR-002").json["items"][0]
    assert (entry["mode"], entry["top_fen"], entry["in_name_of"]) == ("entrusted", 20000, "示范县综合行政执法局")
    told = handler.get("/powers/version?of=qingxi/2026-2")
    assert told.headers["ETag"] == '"v6"' and told.json["steps"][-1]["entered_by_name"] == "罗诚"
    assert handler.get("/powers/diff?old=qingxi/2024-1&new=qingxi/2026-2").json["changed"][0]["code"] == "SR-002"
    assert "2026-2" in [v["number"] for v in handler.get("/powers/lists?unit=qingxi").json["items"]]


def test_a_faulty_file_comes_back_with_each_line(engine, designer):
    answer = send(designer, file_of(engine, change=lambda row: {**row, "事项代码": "X" + row["事项代码"]}))
    assert (answer.status_code, answer.json["code"]) == (422, "rule_pack_invalid")
    assert answer.json["problems"][0]["line"] == 2 and len(answer.json["problems"]) > 5


def test_a_file_may_come_as_a_part_and_no_other_way(engine, designer):
    part = {"file": (io.BytesIO(file_of(engine)), "青溪镇.csv")}
    answer = designer.post(f"/powers/lists?{QUERY}", data=part, content_type="multipart/form-data")
    assert answer.status_code == 201, answer.text
    assert designer.post(f"/powers/lists?{QUERY}", data=b"x", content_type="text/html").status_code == 415
    assert designer.post(f"/powers/lists?{QUERY}", data={}, content_type="multipart/form-data").status_code == 400


def test_a_large_file_is_not_read(designer):
    assert send(designer, b"x" * (11 * 1024 * 1024)).status_code == 413


def test_the_exported_list_can_be_imported_again(engine, designer):
    file = designer.get("/powers/export?of=qingxi/2024-1")
    assert file.mimetype == "text/csv" and "qingxi-2024-1.csv" in file.headers["Content-Disposition"]
    assert send(designer, file.data).status_code == 201


def test_a_recall_is_entered_by_one_and_confirmed_by_another(designer, leader):
    made = designer.post("/powers/recalls", {"unit": "qingxi", "items": ["SR-002"], "on": "2026-05-14", "instrument": "收回通知", "open_cases": "successor",
                                             "successor": "demo_county"})
    assert made.status_code == 201 and made.json["state"] == "prepared"
    path = f"/powers/recalls/{made.json['id']}/confirm"
    assert designer.post(path, {"agree": True}).status_code == 403
    assert leader.post(path, {"agree": True}).json["cases"] == []
    assert leader.post(path, {"agree": True}).status_code == 409
    assert leader.get("/powers/recalls?unit=qingxi").json["items"][0]["state"] == "confirmed"


def test_the_catalogue_is_read_page_by_page(handler):
    first = handler.get("/items?limit=10&tag=township").json
    assert first["total"] > 10 and len(first["items"]) == 10 and first["items"][0]["penalty"]["name"]
    assert handler.get(f"/items?limit=10&tag=township&after={first['next']}").json["items"][0]["code"] > first["items"][-1]["code"]
    assert handler.get("/powers?unit=nowhere").status_code == 404 and handler.get("/powers?on=2026-13-01").status_code == 422


def test_a_case_nobody_took_back_is_not_handed_over(handler):
    assert handler.post("/cases/999/hand-over").status_code == 404
