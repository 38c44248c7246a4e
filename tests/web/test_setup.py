"""The first start in production: nobody gets in without the token that was printed on the machine itself, and then it is three people."""
from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.engine import Engine
from engine.settings import Settings
from engine.work import installation, people, sign_in
from tests.applications import application
from tests.course import actions
from tests.invariants import check_invariants
from tests.web.conftest import MORNING, Reader

THREE = {"system_name": "钟文", "system_login": "zhong.wen", "security_name": "夏竹", "security_login": "xia.zhu", "audit_name": "乔木", "audit_login": "qiao.mu"}
FIRST = {"unit": "某某县综合行政执法局", **THREE}
PASSWORD = "Qingxi-2026-gate"


@pytest.fixture
def empty(database_url):
    """An engine in production mode over a database with no row, on a Monday morning."""
    engine = Engine(replace(Settings(database_url=database_url), mode="production"), migrate=False)
    engine.now = lambda: MORNING
    yield engine
    check_invariants(engine)
    engine.close()


@pytest.fixture
def reader(empty):
    return Reader(application(empty))


def three(given: dict = THREE) -> dict:
    return {role: {k: given[f"{role}_{k}"] for k in ("name", "login")} for role in ("system", "security", "audit")}


def set_up(empty, reader, **more) -> list[str]:
    """The three secrets that the page shows."""
    token = installation.begin(empty, at=MORNING)
    reader.open("/setup")
    page = reader.press("/setup", {**FIRST, "token": token, **more}, status=200)
    assert reader.answer.headers["Cache-Control"] == "no-store"
    return [code.text for code in page.select("code")]


def test_the_printed_token_makes_three_administrators_once_and_each_sets_his_own_password(empty, reader):
    secrets = set_up(empty, reader)
    assert len(set(secrets)) == 3
    for login, secret in zip(("zhong.wen", "xia.zhu", "qiao.mu"), secrets, strict=True):
        reader.open("/reset")
        reader.press("/reset", {"secret": secret, "password": PASSWORD, "again": PASSWORD})
        reader.open("/sign-in")
        page = reader.press("/sign-in", {"login": login, "password": PASSWORD}, status=200)
        assert page.find("img"), "an administrator binds a telephone before anything else"
        reader.open("/reset")
        reader.press("/reset", {"secret": secret, "password": PASSWORD + "2", "again": PASSWORD + "2"}, status=422)
    reader.open("/setup")
    reader.press("/setup", {**FIRST, "token": "again"}, status=403)
    assert installation.begin(empty, at=MORNING) is None, "an administrator can sign in: no further token"
    assert [one for one in actions(empty) if one.startswith("setup.")] == ["setup.begun", "setup.finished"]


def test_none_of_the_three_can_do_anything_of_another(empty, reader):
    set_up(empty, reader)
    with empty.store.read() as conn:
        ids = [row[0] for row in conn.exec_driver_sql("SELECT id FROM account ORDER BY id")]
    found = [people.actor(empty, one, MORNING) for one in ids]
    assert [(one.admin, one.posts) for one in found] == [("system", ()), ("security", ()), ("audit", ())]
    assert len({one.person_id for one in found}) == 3


def test_the_secrets_not_used_within_a_day_leave_a_new_token_to_begin_again(empty, reader):
    set_up(empty, reader)
    later = MORNING + timedelta(hours=25)
    token = installation.begin(empty, at=later)
    assert token
    made = installation.finish(empty, token, unit="", three=three(), at=later)
    assert len(made["administrators"]) == 3 and installation.begin(empty, at=later) is None


def test_a_wrong_old_or_used_token_makes_nobody(empty, reader):
    token = installation.begin(empty, at=MORNING - timedelta(hours=25))
    reader.open("/setup")
    reader.press("/setup", {**FIRST, "token": token}, status=403)
    reader.open("/setup")
    page = reader.press("/setup", {**FIRST, "token": "guess"}, status=403)
    assert "口令不正确" in page.get_text() and page.find(attrs={"name": "unit"})["value"] == FIRST["unit"]
    with empty.store.read() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM person").scalar_one() == 0


@pytest.mark.parametrize("wrong, field", [
    ({"audit_login": "zhong.wen"}, "audit_login"), ({"audit_login": "ZHONG.WEN"}, "audit_login"), ({"security_name": "钟文"}, "security_name"),
    ({"system_name": " "}, "system_name"), ({"system_login": "钟"}, "system_login"), ({"unit": ""}, "unit")])
def test_it_takes_three_people_with_a_login_each(empty, reader, wrong, field):
    token = installation.begin(empty, at=MORNING)
    reader.open("/setup")
    page = reader.press("/setup", {**FIRST, "token": token, **wrong}, status=422)
    assert page.find(attrs={"name": field}).find_parent("div", class_="field").find(class_="error"), page.get_text()
    assert page.find(attrs={"name": "security_login"})["value"] == FIRST["security_login"], "what was typed stays"
    with empty.store.read() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM person").scalar_one() == 0


def test_people_of_a_loaded_county_are_named_by_their_login_and_must_have_no_post(engine):
    engine.settings = replace(engine.settings, mode="production")
    token = installation.begin(engine, at=MORNING)
    assert token, "the demo county's administrators have no password: nobody could come in"
    given = {**three(), "system": {"name": "卫东", "login": "sys_admin"}}
    for wrong in ({"name": "王强", "login": "wang_qiang"}, {"name": "别人", "login": "sec_admin"}):
        with pytest.raises(Exception, match="职责|不一致"):
            installation.finish(engine, token, unit="", three={**given, "audit": wrong}, at=MORNING)
    twice = {"system": {"name": "陈洁", "login": "chen_jie"}, "security": {"name": "陈洁（审）", "login": "chen_jie_sf"}, "audit": given["audit"]}
    with pytest.raises(Exception):
        installation.finish(engine, token, unit="", three=twice, at=MORNING)
    made = installation.finish(engine, token, unit="", three=given, at=MORNING)
    assert [one["login"] for one in made["administrators"]] == ["sys_admin", "xia.zhu", "qiao.mu"]
    with engine.store.read() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM administrator").scalar_one() == 3
    check_invariants(engine)


def test_the_api_does_the_same(empty):
    client = application(empty).test_client()
    body = {"token": installation.begin(empty, at=MORNING), "unit": FIRST["unit"], **three()}
    answer = client.post("/api/v1/setup", json=body)
    assert answer.status_code == 201, answer.text
    assert [one["role"] for one in answer.json["administrators"]] == ["system", "security", "audit"]
    assert client.post("/api/v1/setup", json=body).status_code == 403
    assert all(len(one["secret"]) >= 40 for one in answer.json["administrators"])


def test_production_has_no_demo_people_and_no_shoes_to_step_into(empty, reader):
    assert not empty.demo
    reader.open("/demo", status=403)
    page = reader.open("/inbox", status=401)
    assert page.find("input", {"type": "password"}) and "演示" not in page.get_text()


def test_a_real_county_opened_in_demo_mode_by_mistake_still_asks_for_passwords(empty, database_url):
    installation.finish(empty, installation.begin(empty, at=MORNING), unit=FIRST["unit"], three=three(), at=MORNING)
    careless = Engine(Settings(database_url=database_url), migrate=False)
    try:
        assert not careless.demo
        with pytest.raises(Exception, match="不能切换身份"):
            sign_in.step_into(careless, 1, at=MORNING)
    finally:
        careless.close()
