"""S13, S14: forged requests, planted and stolen cookies, and acts that ask once more who is there."""
from __future__ import annotations

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from api import access
from engine.store import tables
from engine.work import second_factor, sign_in
from tests.accounts import NOW, OTHER, PASSWORD, account, bind, code, give, hash_cheaply, office  # noqa: F401
from tests.applications import application
from tests.course import parked
from tests.invariants import check_invariants

OWN = ("/api/v1/session", "/api/v1/account/", "/account/", "/sign-out")


@pytest.fixture
def door(office):  # noqa: F811
    """API and pages of the office, without rate limits."""
    return application(office)


def signed_in(door, login: str = "wang_qiang"):
    """A browser in which somebody is signed in, and its CSRF token."""
    client = door.test_client()
    answer = client.post("/api/v1/session", json={"login": login, "password": PASSWORD})
    assert answer.status_code == 200 and answer.json["next"] is None, answer.text
    return client, {"X-CSRF-Token": answer.json["csrf"]}


def filled(rule) -> str:
    return re.sub("<[^<>]+>", "1", rule.rule)


def own_routes(door):
    for rule in door.url_map.iter_rules():
        if rule.rule.startswith(OWN):
            for method in rule.methods & {"POST", "PUT", "DELETE", "PATCH"}:
                yield rule, method


def test_no_change_of_ones_own_account_is_taken_from_another_site_or_without_the_token(office, door):
    give(office, "wang_qiang")
    client, token = signed_in(door)
    checked = 0
    for rule, method in own_routes(door):
        foreign = client.open(filled(rule), method=method, json={}, headers={**token, "Origin": "https://evil.example"})
        assert foreign.status_code == 403, (method, rule)
        if not access.rule_of(door, rule.endpoint).public:
            for bad in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "guess"}):
                assert client.open(filled(rule), method=method, headers=bad).status_code in (400, 403), (method, rule)
            assert client.open(filled(rule), method=method, data={"csrf": "guess", "_method": "GET"}).status_code in (400, 403, 415), (method, rule)
        checked += 1
    assert checked >= 20
    assert client.get("/api/v1/session").status_code == 200, "still signed in, nothing happened"
    check_invariants(office)


def test_a_planted_cookie_is_never_taken_over_by_signing_in(office, door):
    give(office, "wang_qiang")
    victim, attacker = door.test_client(), door.test_client()
    for client in (victim, attacker):
        client.set_cookie("bihuan", "planted-by-the-attacker")
        client.set_cookie("bihuan-known", "planted-too")
    victim.post("/api/v1/session", json={"login": "wang_qiang", "password": PASSWORD})
    assert victim.get_cookie("bihuan").value != "planted-by-the-attacker"
    assert victim.get("/api/v1/session").status_code == 200 and attacker.get("/api/v1/session").status_code == 401


def test_every_sign_in_gives_another_token(office, door):
    give(office, "wang_qiang")
    client, _ = signed_in(door)
    first = client.get_cookie("bihuan").value
    client.post("/api/v1/session", json={"login": "wang_qiang", "password": PASSWORD})
    assert client.get_cookie("bihuan").value != first


def test_a_stolen_cookie_is_worthless_after_signing_out(office, door):
    give(office, "wang_qiang")
    client, token = signed_in(door)
    thief = door.test_client()
    thief.set_cookie("bihuan", client.get_cookie("bihuan").value)
    assert thief.get("/api/v1/session").status_code == 200
    answer = client.delete("/api/v1/session", headers=token)
    assert answer.status_code == 204 and answer.headers["Clear-Site-Data"] == '"cache"'
    assert thief.get("/api/v1/session").status_code == 401


def test_a_stolen_cookie_is_worthless_after_the_password_was_changed(office, door):
    give(office, "wang_qiang")
    client, token = signed_in(door)
    thief = door.test_client()
    thief.set_cookie("bihuan", client.get_cookie("bihuan").value)
    changed = client.put("/api/v1/account/password", json={"old": PASSWORD, "password": OTHER}, headers=token)
    assert changed.status_code == 200, changed.text
    assert thief.get("/api/v1/session").status_code == 401 and client.get("/api/v1/session").status_code == 200
    assert client.post("/api/v1/session", json={"login": "wang_qiang", "password": PASSWORD}).status_code == 401


@pytest.mark.parametrize("change", ["post", "disabled"])
def test_a_session_ends_with_the_post_it_rests_on_and_its_stream_too(office, door, change, monkeypatch):
    from api import stream
    monkeypatch.setattr(stream, "RECHECK_S", 0.05)
    give(office, "wang_qiang")
    client, token = signed_in(door)
    frames = iter(client.get("/api/v1/stream", buffered=False).response)
    assert b"ready" in next(frames)
    person_id = account(office, "wang_qiang")["person_id"]
    with office.store.engine.begin() as conn:
        conn.execute(tables.post.delete().where(tables.post.c.person_id == person_id, tables.post.c.duty == "handle") if change == "post"
                     else tables.person.update().where(tables.person.c.id == person_id).values(active=False))
    assert b'"signed_out"' in next(frames)
    assert client.get("/api/v1/tasks").status_code == 401 and client.post("/api/v1/leads", json={}, headers=token).status_code == 401


def test_signing_in_by_the_api_goes_step_by_step(office, door):
    give(office, "gao_jun", must_change=True)
    client, at = door.test_client(), NOW + timedelta(minutes=3)
    begun = client.post("/api/v1/session", json={"login": "gao_jun", "password": PASSWORD}).json
    assert (begun["next"], begun["csrf"]) == ("new_password", None) and client.get_cookie("bihuan") is None
    weak = client.post("/api/v1/session/password", json={"ticket": begun["ticket"], "password": "weak"})
    assert weak.status_code == 422 and "password" in weak.json["fields"]
    then = client.post("/api/v1/session/password", json={"ticket": begun["ticket"], "password": OTHER}).json
    assert then["next"] == "enrol"
    offer = client.post("/api/v1/session/enrolment", json={"ticket": then["ticket"]}).json
    assert offer["address"].startswith("otpauth://totp/")
    done = client.put("/api/v1/session/enrolment", json={"ticket": then["ticket"], "offer": offer["offer"], "code": code(offer["secret"], NOW)})
    assert done.json["next"] is None and len(done.json["codes"]) == 10 and client.get("/api/v1/session").status_code == 200
    office.now = lambda: at
    begun = client.post("/api/v1/session", json={"login": "gao_jun", "password": OTHER}).json
    assert begun["next"] == "second_factor"
    wrong = client.post("/api/v1/session/code", json={"ticket": begun["ticket"], "code": "000000"})
    assert (wrong.status_code, wrong.json["code"]) == (401, "sign_in_failed")
    assert client.post("/api/v1/session/code", json={"ticket": begun["ticket"], "code": code(offer["secret"], at)}).json["next"] is None
    check_invariants(office)


def test_one_ends_ones_own_sessions_and_nobody_elses(office, door):
    give(office, "wang_qiang")
    give(office, "li_na")
    (desk, token), (phone, _), (other, others) = signed_in(door), signed_in(door), signed_in(door, "li_na")
    mine = desk.get("/api/v1/account/sessions").json["items"]
    assert sorted(one["current"] for one in mine) == [False, True]
    away = next(one["id"] for one in mine if not one["current"])
    assert other.delete(f"/api/v1/account/sessions/{away}", headers=others).status_code == 404
    assert desk.delete(f"/api/v1/account/sessions/{away}", headers=token).status_code == 204
    assert phone.get("/api/v1/session").status_code == 401 and desk.get("/api/v1/session").status_code == 200


# -- proving once more ----------------------------------------------------------------------------------------------
@pytest.fixture
def decider(backend, monkeypatch):
    """高军 in front of the decision of a real case, signed in twenty minutes ago, with the course and the secret of the telephone."""
    from engine.engine import Engine
    from engine.settings import Settings
    from tests import databases
    from tests.course import with_cases
    url = backend.fresh(with_cases)
    engine = Engine(Settings(database_url=url, mode="production", data=databases.files_of(url), files=databases.files_of(url)), migrate=False)
    hash_cheaply(engine)
    course = parked(engine, "decide")
    early = course.at - timedelta(minutes=20)
    engine.now = lambda: early
    give(engine, "gao_jun", at=early)
    secret, _ = bind(engine, "gao_jun", at=early - timedelta(minutes=5))
    client = application(engine).test_client()
    begun = client.post("/api/v1/session", json={"login": "gao_jun", "password": PASSWORD}).json
    opened = client.post("/api/v1/session/code", json={"ticket": begun["ticket"], "code": code(secret, early)}).json
    assert opened["next"] is None
    engine.now = lambda: course.at
    yield client, {"X-CSRF-Token": opened["csrf"]}, course, secret
    engine.close()
    backend.drop(url)


def test_a_decision_asks_for_a_fresh_proof_and_is_then_taken(decider):
    client, token, course, secret = decider
    address, form = f"/api/v1/tasks/{course.task()['id']}/complete", {"data": course.form}
    asked = client.post(address, json=form, headers=token)
    assert (asked.status_code, asked.json["code"]) == (403, "proof_needed") and "动态口令" in asked.json["next"]
    assert course.open_tasks().count("decide") == 1
    assert client.post("/api/v1/session/proof", json={"given": "wrong"}, headers=token).status_code == 401
    before = client.get_cookie("bihuan").value
    proven = client.post("/api/v1/session/proof", json={"given": code(secret, course.at)}, headers=token)
    assert proven.status_code == 200 and proven.json["csrf"] == token["X-CSRF-Token"]
    assert client.get_cookie("bihuan").value != before
    assert client.post(address, json=form, headers=token).status_code == 200
    check_invariants(course.engine)


def test_the_page_asks_in_a_small_form_and_loses_nothing_that_was_typed(decider):
    client, token, course, secret = decider
    address = f"/tasks/{course.task()['id']}"
    client.post(f"/api/v1{address}/claim", headers=token)
    desk = BeautifulSoup(client.get(address).text, "html.parser")
    form = next(f for f in desk.find_all("form", method="post") if f["action"].endswith("/complete"))
    hidden = {one["name"]: one.get("value", "") for one in form.find_all("input", type="hidden")}
    typed = {**hidden, **{k: str(v) for k, v in course.form.items()}}
    asked = client.post(f"{address}/complete", data=typed)
    page = BeautifulSoup(asked.text, "html.parser")
    assert asked.status_code == 403 and "请再次确认是您本人" in page.h1.text
    again = {one["name"]: one["value"] for one in page.select("main form input[type=hidden]")}
    assert {k: v for k, v in again.items() if k != "csrf"} == {k: v for k, v in typed.items() if k != "csrf"}
    wrong = client.post(f"{address}/complete", data={**again, "proof-given": "wrong"})
    assert wrong.status_code == 403 and "不正确" in wrong.text and "wrong" not in wrong.text
    done = client.post(f"{address}/complete", data={**again, "proof-given": code(secret, course.at)})
    assert done.status_code == 303, BeautifulSoup(done.text, "html.parser").get_text(" ", strip=True)[:800]
    assert "decide" not in course.open_tasks() and client.get("/inbox").status_code == 200
    check_invariants(course.engine)


def test_a_demo_person_is_never_asked(browser_of, course, engine):
    who = sign_in.session(engine, browser_of("gao_jun").client.get_cookie("bihuan").value, at=course.at + timedelta(minutes=20))[0]
    assert second_factor.offer(engine, who, at=course.at + timedelta(minutes=20))["secret"]
