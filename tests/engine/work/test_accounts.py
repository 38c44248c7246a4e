"""Accounts: made for people who are there, switched off and on; nobody touches his own, and making one gives no power."""
from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timezone

import pytest

from engine import errors
from engine.store.act import RequestKey
from engine.work import accounts, passwords, rescue, sign_in, tokens
from tests.bearers import bearer
from tests.course import actions, actor
from tests.invariants import check_invariants

AT = datetime(2026, 3, 9, 1, tzinfo=timezone.utc)
PASSWORD = "Qingxi-2026-gate"


@pytest.fixture
def who(engine):
    yield lambda login: actor(engine, login, AT)
    check_invariants(engine)


@pytest.fixture
def admin(who):
    return who("sys_admin")


def test_a_new_account_gets_a_secret_with_which_the_person_sets_the_password(engine, who, admin):
    made = accounts.create(engine, admin, {"person": "wang_qiang", "login": "wang.qiang2"}, at=AT)
    with pytest.raises(errors.SignInFailed):
        sign_in.sign_in(engine, "wang.qiang2", made["secret"], at=AT)
    passwords.redeem(engine, made["secret"], PASSWORD, at=AT)
    assert sign_in.sign_in(engine, "wang.qiang2", PASSWORD, at=AT)["account_id"] == made["id"]
    with pytest.raises(errors.FormInvalid):
        passwords.redeem(engine, made["secret"], PASSWORD + "2", at=AT)
    assert who("wang.qiang2").person_id == who("wang_qiang").person_id, "a further account is the same natural person"
    assert who("wang.qiang2").posts == who("wang_qiang").posts


def test_the_secret_is_not_kept_with_the_answer_of_a_repeated_request(engine, admin):
    key = RequestKey("k", "d")
    first = accounts.create(engine, admin, {"person": "wang_qiang", "login": "second"}, at=AT, key=key)
    again = accounts.create(engine, admin, {"person": "wang_qiang", "login": "second"}, at=AT, key=key)
    assert first["secret"] and again == {**first, "secret": None}


@pytest.mark.parametrize("given, field", [
    ({"person": "nobody", "login": "fine"}, "person"), ({"person": "wang_qiang", "login": "wang_qiang"}, "login"),
    ({"person": "wang_qiang", "login": "Wang"}, "login"), ({"person": "wang_qiang", "login": "王强"}, "login"),
    ({"person": "wang_qiang", "login": "ab"}, "login"), ({"person": "wang_qiang", "login": "a" * 33}, "login"),
    ({"person": "wang_qiang", "login": "a b"}, "login"), ({"person": "wang_qiang", "login": "1abc"}, "login"), ({"person": "wang_qiang", "login": "аdmin"}, "login")])
def test_an_account_is_for_somebody_who_is_there_under_a_plain_login(engine, admin, given, field):
    with pytest.raises(errors.FormInvalid) as refused:
        accounts.create(engine, admin, given, at=AT)
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize("login", ["sec_admin", "audit_admin", "wang_qiang"])
def test_nobody_else_runs_accounts(engine, who, login):
    someone = who(login)
    for act in (lambda: accounts.create(engine, someone, {"person": "zhou_kai", "login": "second"}, at=AT), lambda: accounts.listed(engine, someone, at=AT),
                lambda: accounts.get(engine, someone, 1, at=AT), lambda: accounts.switch(engine, someone, 1, active=False, at=AT),
                lambda: accounts.create_system(engine, someone, {"name": "x", "login": "second", "unit": "qingxi"}, at=AT),
                lambda: rescue.reset_password(engine, someone, 1, at=AT), lambda: tokens.issue_for(engine, someone, 1, {}, at=AT)):
        with pytest.raises(errors.Forbidden):
            act()


def test_an_administrator_touches_no_account_of_his_own(engine, admin):
    for act in (lambda: accounts.create(engine, admin, {"person": "sys_admin", "login": "second"}, at=AT),
                lambda: accounts.switch(engine, admin, admin.account_id, active=False, at=AT),
                lambda: rescue.reset_password(engine, admin, admin.account_id, at=AT), lambda: rescue.unlock(engine, admin, admin.account_id, at=AT)):
        with pytest.raises(errors.Forbidden, match="本人"):
            act()


def test_an_account_that_is_switched_off_is_out_at_once_and_comes_back(engine, who, admin):
    officer = who("wang_qiang")
    opened = sign_in.step_into(engine, officer.person_id, at=AT)
    token = bearer(engine, officer.account_id, AT)
    accounts.switch(engine, admin, officer.account_id, active=False, at=AT)
    assert sign_in.session(engine, opened["token"], at=AT) is None and tokens.bearer(engine, token, at=AT) is None and who("wang_qiang") is None
    accounts.switch(engine, admin, officer.account_id, active=True, at=AT)
    assert who("wang_qiang").posts == officer.posts
    assert sign_in.session(engine, opened["token"], at=AT) is None, "the session does not come back"
    assert [one for one in actions(engine) if one.startswith("account.")] == ["account.disabled", "account.enabled"]


def test_the_last_administrator_of_a_kind_keeps_an_account(engine, who, admin):
    with pytest.raises(errors.WrongState, match="最后一名"):
        accounts.switch(engine, admin, who("audit_admin").account_id, active=False, at=AT)
    second = accounts.create(engine, admin, {"person": "audit_admin", "login": "audit.two"}, at=AT)
    accounts.switch(engine, admin, who("audit_admin").account_id, active=False, at=AT)
    with pytest.raises(errors.WrongState, match="最后一名"):
        accounts.switch(engine, admin, second["id"], active=False, at=AT)


def test_a_list_tells_whose_an_account_is_and_pages_by_key(engine, admin):
    every, after = [], None
    while True:
        page = accounts.listed(engine, admin, after=after, limit=7, at=AT)
        every += page["items"]
        after = page["next"]
        if after is None:
            break
    assert [one["id"] for one in every] == sorted({one["id"] for one in every}) and len(every) > 7
    [own] = [one for one in every if one["own"]]
    assert (own["login"], own["admin"], own["admin_name"]) == ("sys_admin", "system", "系统管理员")
    assert {one["login"] for one in accounts.listed(engine, admin, q="wang_q", at=AT)["items"]} == {"wang_qiang"}
    assert accounts.listed(engine, admin, q="%", at=AT)["items"] == []
    assert not {"password_hash", "totp", "recovery", "hash"} & {key for one in every for key in one}


def test_accounts_of_another_county_are_not_there(engine, who, admin):
    stranger, officer = replace(admin, county_id=2**30), who("wang_qiang")
    assert accounts.listed(engine, stranger, at=AT)["items"] == []
    for act in (lambda: accounts.get(engine, stranger, officer.account_id, at=AT),
                lambda: accounts.switch(engine, stranger, officer.account_id, active=False, at=AT), lambda: accounts.get(engine, stranger, 2**31 - 1, at=AT)):
        with pytest.raises(errors.NotFound):
            act()
    with pytest.raises(errors.FormInvalid):
        accounts.create(engine, stranger, {"person": "wang_qiang", "login": "second"}, at=AT)


def test_one_account_is_shown_with_its_sessions_and_never_with_what_opens_it(engine, who, admin):
    officer = who("wang_qiang")
    opened = sign_in.step_into(engine, officer.person_id, at=AT, place=sign_in.Place("10.0.0.7", "Firefox"))
    found = accounts.get(engine, admin, officer.account_id, at=AT)
    [session] = found["sessions"]
    assert (session["address"], session["agent"]) == ("10.0.0.7", "Firefox") and opened["token"] not in str(found)


def test_one_login_made_twice_at_once_is_one_account(engine, admin):
    start = threading.Barrier(2)

    def make(person: str) -> str:
        start.wait()
        try:
            return str(bool(accounts.create(engine, admin, {"person": person, "login": "the.same"}, at=AT)["id"]))
        except errors.Refusal as refused:
            return type(refused).__name__
    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(make, ("wang_qiang", "zhou_kai")))
    assert said[1] == "True" and said[0] in ("FormInvalid", "Busy")
