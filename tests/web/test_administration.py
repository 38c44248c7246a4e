"""The administrators' own pages: accounts, who is one of the three, tokens, the audit; and the way to the identity provider and back."""
from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from engine.settings import Oidc
from engine.store import verify_audit
from engine.work import accounts, federation, passwords, people, staff
from tests.applications import application
from tests.course import actor
from tests.invariants import check_invariants
from tests.openid import CLIENT_ID, CLIENT_SECRET, OpenId
from tests.web.conftest import MORNING, Reader


@pytest.fixture
def app(engine, clock):
    """Pages and API, without any rate limit."""
    made = application(engine)
    made.extensions["people"] = people.roster(engine)
    yield made
    check_invariants(engine)


def test_each_administrator_arrives_at_his_own_pages_and_at_nobody_elses(reader):
    for code, place, heading in (("sys_admin", "/administration/accounts", "账号"), ("sec_admin", "/administration/administrators", "管理员"), ("audit_admin", "/audit", "操作记录")):
        someone = reader(code)
        page = someone.follow()
        assert page.h1.text == heading and someone.answer.request.path == place
        assert page.find(class_="places").find("a")["href"] == place and not page.find(class_="find"), "no search for cases"
        for other in {"/administration/accounts", "/audit", "/inbox", "/cases", "/leads"} - {place}:
            someone.open(other, status=403)


def test_an_account_is_made_reset_and_switched_off_by_page(reader, stranger):
    admin = reader("sys_admin")
    admin.open("/administration/accounts?q=wang_q")
    secret = admin.press("/administration/accounts", {"person": "wang_qiang", "login": "wang.two"}, status=200).find("code").text
    stranger.open("/reset")
    stranger.press("/reset", {"secret": secret, "password": "Qingxi-2026-gate", "again": "Qingxi-2026-gate"})
    page = admin.open("/administration/accounts?q=wang.two")
    [link] = [a["href"] for a in page.find_all("a") if a.text == "wang.two"]
    admin.open(link)
    assert admin.press("/reset", status=200).find("code").text != secret
    admin.open(link)
    admin.press("/active", by="active")
    page = admin.follow()
    assert "已停用" in page.text and page.find("button", {"name": "active"})["value"] == "yes"


def test_a_wrong_login_is_said_at_once_and_what_was_typed_stays(reader):
    admin = reader("sys_admin")
    admin.open("/administration/accounts")
    page = admin.press("/administration/accounts", {"person": "wang_qiang", "login": "Wang"}, status=422)
    assert "小写字母" in page.find(role="alert").text and page.find(id="login")["value"] == "Wang"


def test_nobody_finds_a_button_on_his_own_account(engine, reader):
    admin = reader("sys_admin")
    own = actor(engine, "sys_admin", MORNING).account_id
    page = admin.open(f"/administration/accounts/{own}")
    assert "另一名管理员办理" in page.text and not [f for f in page.find_all("form", method="post") if f"/{own}/" in f["action"]]


def test_a_role_is_proposed_on_one_page_and_confirmed_on_anothers(engine, reader):
    security = actor(engine, "sec_admin", MORNING)
    for post in staff.get(engine, security, "xu_min", on=MORNING.date())["posts"]:
        staff.end_post(engine, security, "xu_min", post["id"], {}, at=MORNING - timedelta(days=2))
    proposer, other = reader("sec_admin"), reader("sys_admin")
    proposer.open("/administration/administrators")
    page = proposer.press("/administration/administrators", {"person": "wang_qiang", "role": "audit", "reason": "试"}, status=409)
    assert "在任岗位" in page.find(role="alert").text and page.find(id="person")["value"] == "wang_qiang"
    proposer.press("/administration/administrators", {"person": "xu_min", "role": "audit", "reason": "加强审计"})
    assert "由另一名管理员复核" in proposer.follow().text and not proposer.page.find("button", {"value": "yes"})
    page = other.open("/administration/administrators")
    [form] = [f for f in page.find_all("form", method="post") if f["action"].startswith("/administration/administrators/")]
    other.press(form["action"], by="agree")
    assert "已生效" in other.follow().text
    assert reader("xu_min").answer.headers["Location"] == "/audit"


def test_ones_own_token_is_made_shown_once_and_ended(app, reader):
    officer = reader("wang_qiang")
    page = officer.open("/account/tokens")
    assert {one["value"] for one in page.find_all("input", {"name": "scope"})} >= {"work", "sign"} and "organisation.manage" not in officer.answer.text
    secret = officer.press("/account/tokens", {"name": "报表", "scope": ["work"], "days": "30"}, status=200).find("code").text
    asked = app.test_client().get("/api/v1/tasks", headers={"Authorization": f"Bearer {secret}"})
    assert asked.status_code == 200
    page = officer.open("/account/tokens")
    assert secret not in officer.answer.text
    [form] = [f for f in page.find_all("form", method="post") if f["action"].startswith("/account/tokens/")]
    officer.press(form["action"])
    assert app.test_client().get("/api/v1/tasks", headers={"Authorization": f"Bearer {secret}"}).status_code == 401


def test_the_audit_page_shows_the_state_finds_and_exports(reader):
    auditor = reader("audit_admin")
    page = auditor.open("/audit")
    assert "还没有校验过" in page.text
    page = auditor.press("/audit/verify", status=200)
    assert "记录链完整" in page.find(role="status").text and "韦青" in page.text
    page = auditor.open("/audit/events?action=session.&person=audit_admin")
    assert page.find("table") and "登录" in page.text
    auditor.open("/audit/events?person=nobody")
    assert "没有这个人员代码" in auditor.page.find(role="alert").text
    auditor.open("/audit")
    auditor.press("/audit/export", {"format": "jsonl"}, status=200)
    found = verify_audit.verify(iter_lines(auditor.answer.data))
    assert found["complete"] and found["rows"] > 3
    assert json.loads(auditor.answer.data.splitlines()[0])["bihuan_audit"] == 1
    assert auditor.client.get("/audit/verify_audit.py").mimetype == "text/x-python"


class iter_lines:  # noqa: N801 - stands for a file
    def __init__(self, data: bytes):
        self.rows = iter(data.splitlines(keepends=True))

    def readline(self, _most: int) -> bytes:
        return next(self.rows, b"")


@pytest.fixture
def openid(engine):
    """The identity provider, and the county in production with it."""
    provider = OpenId(MORNING)
    yield provider
    provider.close()


def in_production(engine, openid) -> None:
    engine.settings = replace(engine.settings, mode="production", oidc=Oidc(openid.issuer, CLIENT_ID, CLIENT_SECRET, "http://localhost", "市统一身份平台",
                                                                           frozenset({urlsplit(openid.issuer).netloc}), "staff_number"))


def test_somebody_signs_in_by_the_identity_provider(engine, app, stranger, openid):
    in_production(engine, openid)
    page = stranger.open("/sign-in?next=/cases")
    [link] = [a for a in page.find_all("a") if "市统一身份平台" in a.text]
    answer = stranger.client.get(link["href"])
    assert answer.status_code == 303 and "HttpOnly" in answer.headers["Set-Cookie"] and "SameSite=Lax" in answer.headers["Set-Cookie"]
    back = urlsplit(openid.visit(answer.headers["Location"]))
    page = stranger.open(f"{back.path}?{back.query}", status=403)
    assert "没有对应的在用账号" in page.text
    officer = actor(engine, "wang_qiang", MORNING)
    federation.expect(engine, actor(engine, "sys_admin", MORNING), officer.account_id, "77", at=MORNING)
    openid.extra = {"staff_number": "77"}
    back = urlsplit(openid.visit(stranger.client.get(link["href"]).headers["Location"]))
    stranger.open(f"{back.path}?{back.query}", status=303)
    assert stranger.answer.headers["Location"] == "/cases" and "王强" in stranger.follow().text
    stranger.open(f"{back.path}?{back.query}", status=403)


def test_the_browser_that_did_not_begin_does_not_arrive(engine, app, stranger, openid):
    in_production(engine, openid)
    begun = federation.begin(engine, at=MORNING)
    back = urlsplit(openid.visit(begun["address"]))
    page = stranger.open(f"{back.path}?{back.query}", status=403)
    assert "不是在本浏览器发起" in page.text
    for query in ("", "?state=x", "?error=access_denied&state=x", "?state=" + "x" * 5000):
        Reader(app).open("/sign-in/oidc/back" + query, status=403)


def test_an_account_is_tied_from_its_own_page_without_a_form_leading_elsewhere(engine, app, openid):
    made = accounts.create(engine, actor(engine, "sys_admin", MORNING), {"person": "wang_qiang", "login": "wang.two"}, at=MORNING)
    passwords.redeem(engine, made["secret"], "Qingxi-2026-gate", at=MORNING)
    in_production(engine, openid)
    officer = Reader(app)
    officer.open("/sign-in")
    officer.press("/sign-in", {"login": "wang.two", "password": "Qingxi-2026-gate"})
    officer.open("/account/identities")
    page = officer.press("/account/identities", status=200)
    [link] = [a for a in page.find_all("a") if a["href"].startswith(openid.issuer)]
    back = urlsplit(openid.visit(link["href"]))
    officer.open(f"{back.path}?{back.query}", status=303)
    assert "person-0001" in officer.follow().text
    officer.press(next(f["action"] for f in officer.page.find_all("form", method="post") if f["action"].startswith("/account/identities/")))
    assert "没有绑定统一身份" in officer.follow().text
