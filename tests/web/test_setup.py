"""The first start in production: nobody gets in without the token that was printed on the machine itself."""
from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.engine import Engine
from engine.settings import Settings
from engine.work import installation, people
from tests.web.conftest import MORNING, UNBOUNDED, Reader
from web.app import create_app

FIRST = {"unit": "某某县综合行政执法局", "name": "钟某", "login": "zhong", "password": "Qingxi-2026-gate"}


@pytest.fixture
def empty(database_url):
    """An engine in production mode over a database with no row, on a Monday morning."""
    engine = Engine(replace(Settings(database_url=database_url), mode="production"), migrate=False)
    engine.now = lambda: MORNING
    yield engine
    engine.close()


@pytest.fixture
def reader(empty):
    return Reader(create_app(empty, limits=UNBOUNDED))


def test_the_printed_token_makes_the_first_account_once(empty, reader):
    token = installation.begin(empty, at=MORNING)
    reader.open("/setup")
    reader.press("/setup", {**FIRST, "token": token})
    reader.open("/sign-in")
    reader.press("/sign-in", {"login": "zhong", "password": FIRST["password"]})
    assert "钟某" in reader.follow().get_text()
    reader.open("/setup")
    reader.press("/setup", {**FIRST, "login": "second", "token": token}, status=403)
    assert installation.begin(empty, at=MORNING) is None, "somebody can sign in: no further token"


def test_a_wrong_or_old_token_makes_no_account(empty, reader):
    token = installation.begin(empty, at=MORNING - timedelta(hours=25))
    reader.open("/setup")
    reader.press("/setup", {**FIRST, "token": token}, status=403)
    reader.open("/setup")
    page = reader.press("/setup", {**FIRST, "token": "guess"}, status=403)
    assert "口令不正确" in page.get_text() and FIRST["password"] not in reader.answer.text


@pytest.mark.parametrize("password", ["short1A!", "alllowercaseletters", "Password2026", "12345678901"])
def test_a_weak_password_is_refused_and_what_was_typed_stays(empty, reader, password):
    token = installation.begin(empty, at=MORNING)
    reader.open("/setup")
    page = reader.press("/setup", {**FIRST, "token": token, "password": password}, status=422)
    assert page.find(attrs={"name": "unit"})["value"] == FIRST["unit"]


def test_production_has_no_demo_people_and_no_shoes_to_step_into(empty, reader):
    assert not empty.demo
    reader.open("/demo", status=403)
    page = reader.open("/inbox", status=401)
    assert page.find("input", {"type": "password"}) and "演示" not in page.get_text()


def test_a_real_county_opened_in_demo_mode_by_mistake_still_asks_for_passwords(empty, database_url):
    installation.finish(empty, installation.begin(empty, at=MORNING), at=MORNING, **FIRST)
    careless = Engine(Settings(database_url=database_url), migrate=False)
    try:
        assert not careless.demo
        with pytest.raises(Exception, match="不能切换身份"):
            people.step_into(careless, 1, at=MORNING)
    finally:
        careless.close()
