"""Who is asking: cookie with CSRF token and same origin, or bearer token."""
from __future__ import annotations

from datetime import timedelta

import pytest

from tests.api.conftest import MORNING
from tests.bearers import bearer as token_of


def test_the_session_cookie_is_out_of_reach_of_scripts(visitor):
    person = visitor.get("/people/roster").json["items"][0]["id"]
    cookie = visitor.post("/session/step-into", {"person_id": person}).headers["Set-Cookie"]
    assert cookie.startswith("bihuan=") and {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    secure = visitor.post("/session/step-into", {"person_id": person}, base_url="https://localhost").headers["Set-Cookie"]
    assert secure.startswith("__Host-bihuan=") and "Secure" in secure and "Domain" not in secure


def test_a_change_without_the_csrf_token_is_refused(handler):
    for shown in (None, "", "wrong", "é"):
        handler.csrf = shown
        answer = handler.post("/tasks/1/claim")
        assert (answer.status_code, answer.json["code"]) == (403, "cross_site")


def test_reading_needs_no_csrf_token(handler):
    handler.csrf = None
    assert handler.get("/tasks").status_code == 200


@pytest.mark.parametrize("headers", [
    {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://["}, {"Origin": "http://localhost.evil.example"},
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
])
def test_a_change_from_another_site_is_refused_even_with_the_token(handler, headers):
    answer = handler.post("/tasks/1/claim", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (403, "cross_site")


def test_a_stranger_cannot_be_signed_in_from_another_site(visitor):
    answer = visitor.post("/session", {"login": "a", "password": "b"}, headers={"Origin": "https://evil.example"})
    assert answer.json["code"] == "cross_site"


def test_our_own_pages_may_change_things(handler):
    assert handler.post("/tasks/2147483647/claim", headers={"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}).status_code == 404


def test_signing_out_ends_the_session_at_once(handler):
    cookie = handler.client.get_cookie("bihuan").value
    answer = handler.send("DELETE", "/session")
    assert answer.status_code == 204 and '"cache"' in answer.headers["Clear-Site-Data"]
    handler.client.set_cookie("bihuan", cookie)
    assert handler.get("/session").status_code == 401


def test_an_idle_session_ends_by_itself(handler, clock):
    clock(MORNING + timedelta(minutes=29))
    assert handler.get("/session").status_code == 200
    clock(MORNING + timedelta(minutes=29 + 31))
    assert handler.get("/session").status_code == 401


@pytest.mark.parametrize("cookie", ["", "x", "x" * 3000, "%00", "' or 1=1 --"])
def test_a_made_up_cookie_is_nobody(visitor, cookie):
    visitor.client.set_cookie("bihuan", cookie)
    assert visitor.get("/tasks").status_code == 401


def test_a_bearer_token_needs_no_csrf_token(engine, app, handler):
    bearer = token_of(engine, handler.me["account_id"], MORNING, days=30, name="统计程序")
    client = app.test_client()
    shown = {"Authorization": f"Bearer {bearer}"}
    assert client.get("/api/v1/people/me", headers=shown).json["person_id"] == handler.me["person_id"]
    assert client.post("/api/v1/tasks/2147483647/claim", headers=shown).status_code == 404
    assert client.get("/api/v1/session", headers=shown).json["csrf"] is None


def test_a_wrong_bearer_token_is_refused_even_beside_a_good_cookie(handler):
    assert handler.get("/people/me", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_an_expired_bearer_token_is_refused(engine, app, handler, clock):
    bearer = token_of(engine, handler.me["account_id"], MORNING, days=1, name="统计程序")
    clock(MORNING + timedelta(days=1))
    assert app.test_client().get("/api/v1/people/me", headers={"Authorization": f"Bearer {bearer}"}).status_code == 401


def test_a_wrong_password_and_an_unknown_name_look_alike(visitor):
    answers = [visitor.post("/session", {"login": login, "password": "wrong-password"}) for login in ("nobody", "nobody-else")]
    assert {a.status_code for a in answers} == {401}
    assert answers[0].json == answers[1].json


def test_production_has_no_demo_door(engine, visitor, monkeypatch):
    person = visitor.get("/people/roster").json["items"][0]["id"]
    monkeypatch.setattr(type(engine), "demo", property(lambda _: False))
    assert visitor.post("/session/step-into", {"person_id": person}).json["code"] == "wrong_mode"
    assert visitor.get("/people/roster").json["code"] == "wrong_mode"
