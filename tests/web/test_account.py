"""Signing in step by step and one's own account, as pages."""
from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup

from engine.case.access import second_factor as codes
from engine.work import rescue
from tests.accounts import NOW, OTHER, PASSWORD, account, bind, code, give, office  # noqa: F401
from tests.applications import application
from tests.engine.work.test_passwords import admin
from tests.invariants import check_invariants
from tests.web.conftest import Reader


@pytest.fixture
def door(office):  # noqa: F811
    """A browser in front of the office."""
    app = application(office)
    return lambda: Reader(app)


def enter(reader: Reader, login: str = "wang_qiang", password: str = PASSWORD, status: int = 303) -> BeautifulSoup:
    reader.open("/sign-in?next=/cases")
    return reader.press("/sign-in", {"login": login, "password": password}, status)


def test_a_decider_changes_the_first_password_binds_a_telephone_and_keeps_the_codes(office, door):
    give(office, "gao_jun", must_change=True)
    someone = door()
    page = enter(someone, "gao_jun", status=200)
    assert page.h1.text == "请先更换密码" and "至少 10 位" in page.text
    page = someone.press("/sign-in/password", {"password": OTHER, "again": "x"}, 422)
    assert "两次输入的密码不一致" in page.text
    page = someone.press("/sign-in/password", {"password": OTHER, "again": OTHER}, 200)
    assert page.h1.text == "绑定动态口令"
    image = page.find("img")
    assert image["src"].startswith("data:image/svg+xml") and image["alt"]
    secret = page.find(class_="code").text.replace(" ", "")
    page = someone.press("/sign-in/enrol", {"code": "000000"}, 422)
    assert page.find(class_="code").text.replace(" ", "") == secret, "the telephone need not be pointed at it again"
    page = someone.press("/sign-in/enrol", {"code": code(secret, NOW)}, 200)
    assert page.h1.text == "请保存恢复代码" and len(page.select(".codes li")) == 10
    assert page.find("a", class_="button-main")["href"] == "/cases"
    assert "高军" in someone.open("/cases").text
    office.now = lambda: NOW + timedelta(minutes=2)
    again = door()
    assert enter(again, "gao_jun", OTHER, 200).h1.text == "动态口令"
    assert "不正确" in again.press("/sign-in/code", {"code": "000000"}, 401).find(role="alert").text
    again.press("/sign-in/code", {"code": code(secret, office.now())})
    assert again.answer.headers["Location"] == "/cases"
    check_invariants(office)


def test_a_ticket_of_the_past_leads_back_to_the_first_step(office, door):
    give(office, "wang_qiang", must_change=True)
    someone = door()
    enter(someone, status=200)
    office.now = lambda: NOW + timedelta(minutes=11)
    page = someone.press("/sign-in/password", {"password": OTHER, "again": OTHER}, 401)
    assert page.h1.text == "登录" and "已超时" in page.text


def test_the_account_page_lists_devices_ends_them_and_changes_the_password(office, door):
    give(office, "wang_qiang")
    desk, phone = door(), door()
    phone.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 15; <script>) AppleWebKit Chrome/140 Mobile"
    enter(phone)
    enter(desk)
    page = desk.open("/account")
    assert "安卓 上的 Chrome" in page.text and "（当前）" in page.text
    desk.press("/account/sessions/end")
    assert phone.open("/account", 401) and desk.open("/account")
    page = desk.press("/account/password", {"old": "guess", "password": OTHER, "again": OTHER}, 422)
    assert "现用密码不正确" in page.find(role="alert").text and PASSWORD not in desk.answer.text
    desk.press("/account/password", {"old": PASSWORD, "password": OTHER, "again": OTHER})
    assert "密码已修改" in desk.follow().find(role="status").text
    enter(door(), password=OTHER)
    check_invariants(office)


def test_binding_from_the_account_page_asks_for_a_fresh_proof_and_goes_on(office, door):
    give(office, "wang_qiang")
    someone = door()
    enter(someone)
    office.now = lambda: NOW + timedelta(minutes=12)
    someone.open("/account")
    page = someone.press("/account/second-factor", status=403)
    assert page.h1.text == "请再次确认是您本人" and page.find("label", {"for": "proof"}).text == "密码"
    page = someone.press("/account/second-factor", {"proof-given": PASSWORD}, 200)
    secret = page.find(class_="code").text.replace(" ", "")
    page = someone.press("/account/second-factor/bind", {"code": code(secret, office.now())}, 200)
    assert len(page.select(".codes li")) == 10 and account(office, "wang_qiang")["totp"]
    page = someone.open("/account")
    assert "剩余恢复代码 10 个" in page.text
    someone.press("/account/second-factor/off")
    assert account(office, "wang_qiang")["totp"] is None


def test_what_a_form_with_a_file_cannot_keep_is_proved_beforehand(office, door):
    give(office, "wang_qiang")
    someone = door()
    enter(someone)
    office.now = lambda: NOW + timedelta(minutes=12)
    someone.open("/account")
    token = someone.page.find("input", {"name": "csrf"})["value"]
    answer = someone.client.post("/account/second-factor", data={"csrf": token, "file": (BytesIO(b"x"), "a.csv")})
    assert answer.status_code == 403 and "/account/prove" in answer.text and "proof-given" not in answer.text
    someone.open("/account/prove")
    assert "不正确" in someone.press("/account/prove", {"proof-given": "wrong"}, 403).text
    someone.press("/account/prove", {"proof-given": PASSWORD})
    assert "已确认本人" in someone.follow().text
    someone.press("/account/second-factor", status=200)


def test_a_reset_secret_sets_the_password_on_its_own_page(office, door):
    made = rescue.reset_password(office, None, give(office, "wang_qiang"), at=NOW)
    someone = door()
    assert someone.open("/sign-in").find("a", href="/reset")
    someone.open("/reset")
    page = someone.press("/reset", {"secret": "guess", "password": OTHER, "again": OTHER}, 422)
    assert "已过期" in page.find(role="alert").text
    someone.press("/reset", {"secret": made["secret"], "password": OTHER, "again": OTHER})
    enter(door(), password=OTHER)


def test_the_demo_goes_on_at_one_click(reader):
    someone = reader("wang_qiang")
    assert "演示" in someone.open("/account").text


def test_the_security_administrator_chooses_the_policy_on_a_page(office, door):
    give(office, "xu_min")
    admin(office, "xu_min", "security")
    bind(office, "xu_min")
    someone = door()
    office.now = lambda: NOW + timedelta(minutes=2)
    enter(someone, "xu_min", status=200)
    someone.press("/sign-in/code", {"code": code(codes.opened(office, account(office, "xu_min")), office.now())})
    page = someone.open("/policy")
    assert "至少 10 位" in page.text
    page = someone.press("/policy", {"staff_minutes": "45"}, 422)
    assert "不能放宽" in page.text and page.find(id="staff_minutes")["value"] == "45"
    someone.press("/policy", {"staff_minutes": "20", "profile": "asvs"})
    page = someone.follow()
    assert page.find(id="staff_minutes")["value"] == "20" and "至少 12 位" in page.text
