"""The three administrators 三员 at every door that is not theirs: refused, with nothing of a case in the answer."""
from __future__ import annotations

import re
from datetime import timedelta

import pytest

from api import access
from tests.api.conftest import LEAD, MORNING, Visitor, app, clock, person  # noqa: F401 - fixtures
from tests.bearers import bearer
from tests.course import actions, actor
from tests.invariants import check_invariants

ADMINISTRATORS = ("sys_admin", "sec_admin", "audit_admin")
#: what each may ask for beside what everybody may; engine.case.access.permission says the same, and is not asked here
OWN = {"sys_admin": {"organisation.manage", "administrators.settle", "repair.propose", "repair.read", "system.read"},
       "sec_admin": {"power.grant", "policy.manage", "administrators.settle", "repair.settle", "repair.read"}, "audit_admin": {"audit.read", "system.read"}}
SHARED = {"public", "self", "rules.read", "people.read"}
#: what must not be in any answer to them
SECRET = ("卖活禽的三轮车", "槐树巷 77 号")
FINDING = {**LEAD, "description": "卖活禽的三轮车占道", "place": "青溪镇槐树巷 77 号门前"}


@pytest.fixture
def case(person) -> int:  # noqa: F811
    """A case that somebody has just reported, whose number every route is tried with."""
    answer = person("wang_qiang").post("/leads", {"form": FINDING})
    assert answer.status_code == 201, answer.text
    return answer.json["case_id"]


def address(rule, case_id: int) -> str:
    """The route with the case's own number wherever one is asked for."""
    chosen = re.sub(r"<any\((\w+)[^<>]*>", r"\1", rule.rule)
    return re.sub(r"<[^<>]*>", str(case_id), chosen)


def routes(app):  # noqa: F811
    for rule in app.url_map.iter_rules():
        declared = access.rule_of(app, rule.endpoint)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule, method, declared.permission


@pytest.mark.parametrize("login", ADMINISTRATORS)
def test_an_administrator_gets_nothing_of_a_case_anywhere(engine, app, person, case, login):  # noqa: F811
    visitor, tried = person(login), 0
    for rule, method, permission in routes(app):
        if permission in SHARED | OWN[login]:
            continue
        answer = visitor.client.open(address(rule, case), method=method, headers={"X-CSRF-Token": visitor.csrf})
        assert answer.status_code in (403, 404), (method, rule.rule, answer.status_code)
        assert not [word for word in SECRET if word in answer.text], (method, rule.rule)
        tried += 1
    assert tried > 60
    assert "access.refused" in actions(engine)
    check_invariants(engine)


@pytest.mark.parametrize("login", ADMINISTRATORS)
def test_what_an_administrator_may_ask_for_tells_nothing_of_a_case_either(app, person, case, login):  # noqa: F811
    visitor = person(login)
    for rule, method, permission in routes(app):
        if method == "GET" and permission in SHARED | OWN[login] and not rule.rule.endswith("/stream"):
            answer = visitor.client.get(address(rule, case))
            assert answer.status_code < 500, (rule.rule, answer.text)
            assert not [word for word in SECRET if word in answer.text], rule.rule
            answer.close()


@pytest.mark.parametrize("login", [*ADMINISTRATORS, "wang_qiang"])
def test_a_token_opens_no_more_than_its_person(engine, app, person, case, login):  # noqa: F811
    secret = bearer(engine, person(login).me["account_id"], MORNING)
    shown, client = {"Authorization": f"Bearer {secret}"}, app.test_client()
    every = {name for names in OWN.values() for name in names} - (OWN.get(login) or set())
    for rule, method, permission in routes(app):
        if permission in every:
            assert client.open(address(rule, case), method=method, headers=shown).status_code == 403, (method, rule.rule)


def test_a_token_with_too_little_scope_is_told_which_one_is_missing(engine, app, person):  # noqa: F811
    secret = bearer(engine, person("wang_qiang").me["account_id"], MORNING, scope=["rules.read"])
    answer = app.test_client().get("/api/v1/tasks", headers={"Authorization": f"Bearer {secret}"})
    assert (answer.status_code, answer.json["permission"]) == (403, "work") and "办理案件" in answer.json["detail"]


def test_a_token_signs_and_decides_only_where_its_scope_says_so(engine, app, person):  # noqa: F811
    from engine import errors
    from engine.case.access import fresh
    from engine.work import tokens

    held = {}
    for scope in (["work"], ["work", "sign"]):
        secret = bearer(engine, person("wang_qiang").me["account_id"], MORNING, scope=scope)
        held[len(scope)] = tokens.bearer(engine, secret, at=MORNING)
    fresh.asked(engine, held[2], "签名", MORNING)
    with pytest.raises(errors.Forbidden):
        fresh.asked(engine, held[1], "签名", MORNING)


def test_the_whole_life_of_an_account_by_the_api(engine, app, person, clock):  # noqa: F811
    system, security = person("sys_admin"), person("sec_admin")
    made = system.post("/accounts", {"person": "wang_qiang", "login": "wang.two"})
    assert made.status_code == 201 and made.json["secret"]
    account = f"/accounts/{made.json['id']}"
    stranger = Visitor(app)
    assert stranger.post("/session/reset", {"secret": made.json["secret"], "password": "Qingxi-2026-gate"}).status_code == 204
    assert stranger.post("/session", {"login": "wang.two", "password": "Qingxi-2026-gate"}).status_code == 200
    assert [one["way"] for one in system.get(account).json["sessions"]] == ["password"]
    assert system.post(account + "/disable").json["active"] is False
    assert stranger.get("/people/me").status_code == 401
    assert system.post(account + "/enable").json["active"] is True
    assert system.post(account + "/reset").json["secret"] != made.json["secret"]
    assert stranger.post("/session", {"login": "wang.two", "password": "Qingxi-2026-gate"}).status_code == 401
    assert system.post(account + "/unlock").status_code == 204
    assert system.send("DELETE", account + "/sessions").json == {"ended": 0}
    assert system.post(account + "/factor", {"reason": "手机遗失"}).status_code == 201
    [change] = security.get("/administrators").json["items"]
    assert change["kind"] == "factor" and security.post(f"/administrators/changes/{change['id']}/settle", {"agree": True}).json["state"] == "done"
    assert not [key for one in system.get("/accounts?limit=200").json["items"] for key in one if "hash" in key or "secret" in key]
    check_invariants(engine)


def test_a_system_reports_a_lead_by_its_token_and_does_nothing_else(engine, app, person):  # noqa: F811
    system, security = person("sys_admin"), person("sec_admin")
    made = system.post("/accounts/systems", {"name": "12345 热线平台", "login": "hotline", "unit": "qingxi"}).json
    assert system.post(f"/accounts/{made['id']}/tokens", {"name": "推送", "scope": ["work"], "days": 30}).status_code == 422, "no post, no scope"
    from engine.work import staff
    staff.give_post(engine, actor(engine, "sec_admin", MORNING), "hotline", {"unit": "qingxi", "duty": "collect"}, at=MORNING - timedelta(days=1))
    answer = system.post(f"/accounts/{made['id']}/tokens", {"name": "推送", "scope": ["work"], "days": 30})
    assert answer.status_code == 201, answer.text
    shown, client = {"Authorization": f"Bearer {answer.json['secret']}"}, app.test_client()
    reported = client.post("/api/v1/leads", json={"form": {**LEAD, "source": "hotline"}}, headers=shown)
    assert reported.status_code == 201, reported.text
    for path in ("/api/v1/accounts", "/api/v1/audit", "/api/v1/administrators", "/api/v1/account/sessions", "/api/v1/account/tokens"):
        assert client.get(path, headers=shown).status_code == 403, path
    assert security.post(f"/accounts/{made['id']}/tokens", {"name": "推送", "scope": ["work"], "days": 30}).status_code == 403
    assert system.send("DELETE", f"/tokens/{answer.json['id']}").json["revoked"]
    assert client.post("/api/v1/leads", json={"form": LEAD}, headers=shown).status_code == 401
    check_invariants(engine)


def test_the_audit_by_the_api(engine, person, case):  # noqa: F811
    auditor = person("audit_admin")
    assert auditor.post("/audit/verify").json["ok"] and auditor.get("/audit").json["last"]["ok"]
    found = auditor.get(f"/audit/events?case={case}&limit=2").json
    assert len(found["items"]) == 2 and found["next"]
    assert not [word for word in SECRET if word in str(auditor.get("/audit/events?limit=200").json)]
    for form in ("csv", "jsonl"):
        answer = auditor.post("/audit/export", {"format": form})
        assert answer.status_code == 200 and f".{form}" in answer.headers["Content-Disposition"], answer.text
        assert answer.mimetype == "application/octet-stream" and answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Cache-Control"] == "no-store"
    assert auditor.get("/audit/verifier").text.startswith("#!/usr/bin/env python3")
    assert auditor.get("/audit/events?action='; drop table event").status_code == 422
    check_invariants(engine)
