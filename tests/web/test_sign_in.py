from __future__ import annotations

import pytest


def test_the_front_door_of_the_demo_shows_everybody_with_unit_duty_and_certificate(stranger):
    stranger.client.get("/")
    page = stranger.open("/demo")
    assert "演示模式" in page.find(class_="strip").text
    people = page.select(".person")
    assert len(people) == len(stranger.app.extensions["people"])
    assert {h.text for h in page.select(".town h2")} == {p["unit_name"] for p in stranger.app.extensions["people"]}
    assert page.select_one(".duty-handle") and page.select_one(".duty-review") and page.select_one(".duty-decide")


def test_one_click_steps_into_a_persons_shoes(stranger):
    stranger.step_into("wang_qiang")
    page = stranger.follow()
    assert page.h1.text == "待办" and "王强" in page.find(class_="self").text


def test_a_page_asked_for_before_signing_in_offers_the_sign_in_and_comes_back(stranger):
    page = stranger.open("/cases?q=水果", status=401)
    assert page.h1.text == "登录" and page.find("input", {"name": "next"})["value"].startswith("/cases?q=")


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(stranger, elsewhere):
    assert stranger.open(f"/sign-in?next={elsewhere}").find("input", {"name": "next"})["value"] == ""


def test_a_wrong_password_keeps_the_name_and_says_what_to_do(stranger):
    stranger.open("/sign-in")
    page = stranger.press("/sign-in", {"login": "nobody", "password": "wrong"}, status=401)
    assert page.find("input", {"name": "login"})["value"] == "nobody"
    assert "账号或密码不正确" in page.find(role="alert").text
    assert not page.find("input", {"name": "password"}).get("value")


def test_signing_out_ends_the_session_at_once(reader):
    someone = reader("wang_qiang")
    someone.open("/inbox")
    someone.press("/sign-out")
    someone.open("/inbox", status=401)


def test_production_has_no_banner_and_no_shoes(engine, stranger, monkeypatch):
    monkeypatch.setattr(type(engine), "demo", False)
    page = stranger.open("/sign-in")
    assert not page.find(class_="strip") and "/demo" not in stranger.answer.text
    stranger.client.post("/demo/1")
    assert stranger.client.post("/demo/1").status_code == 403
    assert stranger.client.get("/").headers["Location"].endswith("/sign-in")
    assert stranger.client.get("/demo").status_code == 403
