"""Lost updates and double submits."""
from __future__ import annotations

import pytest

REGISTERED = {"data": {"urgency": "normal"}}


@pytest.fixture
def path(registration) -> str:
    return f"/tasks/{registration['id']}"


def test_a_stale_version_is_refused_with_412_and_the_version_it_has_now(dispatcher, path):
    seen = dispatcher.get(path).headers["ETag"]
    now = dispatcher.post(f"{path}/claim", headers={"If-Match": seen})
    assert now.status_code == 200
    stale = dispatcher.post(f"{path}/complete", REGISTERED, headers={"If-Match": seen})
    assert (stale.status_code, stale.json["code"], stale.json["version"]) == (412, "stale_version", now.json["version"])
    assert dispatcher.post(f"{path}/complete", REGISTERED, headers={"If-Match": now.headers["ETag"]}).status_code == 200


def test_any_version_is_fine_for_who_says_so(dispatcher, path):
    assert dispatcher.post(f"{path}/claim", headers={"If-Match": "*"}).status_code == 200


@pytest.mark.parametrize("tag", ["", "3", "v3", 'W/"v3"', '"3"', '"v-1"', '"v3", "v4"', '"v99999999999"'])
def test_a_tag_that_is_not_ours_is_refused(dispatcher, path, tag):
    assert dispatcher.post(f"{path}/claim", headers={"If-Match": tag}).status_code == 400


def test_a_repeated_submit_gets_the_first_answer_again(dispatcher, path):
    key = {"Idempotency-Key": "phone-7f3a"}
    first = dispatcher.post(f"{path}/complete", REGISTERED, headers=key)
    again = dispatcher.post(f"{path}/complete", REGISTERED, headers=key)
    assert first.status_code == again.status_code == 200
    assert first.json == again.json and first.headers["ETag"] == again.headers["ETag"]
    assert len(dispatcher.inbox()) == 1


def test_a_repeated_report_opens_one_lead(handler, dispatcher):
    from tests.api.conftest import LEAD

    answers = [handler.post("/leads", {"form": LEAD}, headers={"Idempotency-Key": "patrol-1"}) for _ in range(3)]
    assert {a.status_code for a in answers} == {201}
    assert len({a.json["id"] for a in answers}) == 1
    assert len(dispatcher.inbox()) == 1


@pytest.mark.parametrize("change", [
    lambda d, path, key: d.post(f"{path}/complete", {"data": {"urgency": "urgent"}}, headers=key),
    lambda d, path, key: d.post(f"{path}/release", headers=key),
])
def test_a_key_used_for_something_else_is_refused(dispatcher, path, change):
    key = {"Idempotency-Key": "k"}
    assert dispatcher.post(f"{path}/claim", headers=key).status_code == 200
    reused = change(dispatcher, path, key)
    assert (reused.status_code, reused.json["code"]) == (422, "key_reused")


def test_two_people_may_happen_to_use_the_same_key(handler, dispatcher, path, registration):
    key = {"Idempotency-Key": "k"}
    assert dispatcher.post(f"/cases/{registration['case_id']}/comments", {"text": "一"}, headers=key).status_code == 201
    assert handler.post(f"/cases/{registration['case_id']}/comments", {"text": "一"}, headers=key).status_code == 201


@pytest.mark.parametrize("key", ["", " ", "x" * 129, "a b", "é"])
def test_a_malformed_key_is_refused(dispatcher, path, key):
    assert dispatcher.post(f"{path}/claim", headers={"Idempotency-Key": key}).status_code == 400
