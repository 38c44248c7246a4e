"""API tokens: scope, end, revocation; never more than the account, and nobody makes one for another person."""
from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from engine import errors
from engine.case.access import permission
from engine.store import tables
from engine.store.act import RequestKey
from engine.work import accounts, people, sign_in, staff, tokens
from tests.bearers import bearer
from tests.course import actions, actor
from tests.invariants import check_invariants

AT = datetime(2026, 3, 9, 1, tzinfo=timezone.utc)


@pytest.fixture
def who(engine):
    yield lambda login: actor(engine, login, AT)
    check_invariants(engine)


def wanted(*scope: str, days: int = 30, name: str = "统计程序") -> dict:
    return {"name": name, "scope": list(scope), "days": days}


def used_at(engine):
    with engine.store.read() as conn:
        return conn.execute(select(tables.token.c.used_at)).scalar_one()


def test_a_token_stands_for_its_account_with_its_scope_and_no_more(engine, who):
    made = tokens.issue(engine, who("wang_qiang"), wanted("work", "rules.read"), at=AT)
    found = tokens.bearer(engine, made["secret"], at=AT)
    assert (found.person_id, found.way, found.scope) == (who("wang_qiang").person_id, "token", frozenset({"work", "rules.read"}))
    assert permission.holds(found, "work") and not permission.holds(found, "self") and not permission.holds(found, "people.read")
    assert made["secret"].startswith("bihuan_") and len(made["secret"]) > 40
    with pytest.raises(errors.Forbidden, match="组织和人员"):
        permission.need(found, "people.read")


def test_only_the_hash_is_kept_and_the_secret_is_shown_once(engine, who):
    key = RequestKey("k", "d")
    made = tokens.issue(engine, who("wang_qiang"), wanted("work"), at=AT, key=key)
    assert tokens.issue(engine, who("wang_qiang"), wanted("work"), at=AT, key=key) == {**made, "secret": None}
    with engine.store.read() as conn:
        everything = str([conn.execute(select(table)).all() for table in tables.metadata.sorted_tables])
    assert made["secret"] not in everything and made["secret"].removeprefix("bihuan_") not in everything
    assert made["secret"] not in str(tokens.mine(engine, who("wang_qiang"), at=AT))


@pytest.mark.parametrize("given, field", [
    (wanted(), "scope"), (wanted("audit.read"), "scope"), (wanted("work", "organisation.manage"), "scope"), (wanted("everything"), "scope"),
    (wanted("public"), "scope"), (wanted("work", days=0), "days"), (wanted("work", days=91), "days"), (wanted("work", name="  "), "name")])
def test_a_token_carries_no_more_than_the_account_and_ends_within_the_policy(engine, who, given, field):
    with pytest.raises(errors.FormInvalid) as refused:
        tokens.issue(engine, who("wang_qiang"), given, at=AT)
    assert list(refused.value.fields) == [field]


def test_what_the_account_loses_its_tokens_lose(engine, who):
    made = tokens.issue(engine, who("xu_min"), wanted("work", "self"), at=AT)
    assert permission.holds(tokens.bearer(engine, made["secret"], at=AT), "work")
    for post in staff.get(engine, who("sec_admin"), "xu_min", on=AT.date())["posts"]:
        staff.end_post(engine, who("sec_admin"), "xu_min", post["id"], {}, at=AT)
    assert not permission.holds(tokens.bearer(engine, made["secret"], at=AT), "work")


def test_a_token_ends_by_time_by_hand_and_is_nobody_when_it_is_wrong(engine, who):
    officer = who("wang_qiang")
    made = tokens.issue(engine, officer, wanted("work", days=1), at=AT)
    assert tokens.bearer(engine, made["secret"], at=AT + timedelta(days=1)) is None
    assert tokens.bearer(engine, made["secret"][:-1], at=AT) is None and tokens.bearer(engine, "", at=AT) is None
    assert tokens.revoke(engine, officer, made["id"], at=AT)["revoked"]
    assert tokens.bearer(engine, made["secret"], at=AT) is None
    assert [one["state"] for one in tokens.mine(engine, officer, at=AT)] == ["revoked"]
    assert [a for a in actions(engine) if a.startswith("token.")] == ["token.issued", "token.revoked"]


def test_last_use_is_written_at_most_once_a_minute(engine, who):
    secret = bearer(engine, who("wang_qiang").account_id, AT)
    for seconds, seen in ((0, 0), (30, 0), (59, 0), (60, 60), (90, 60)):
        tokens.bearer(engine, secret, at=AT + timedelta(seconds=seconds))
        assert used_at(engine) == AT + timedelta(seconds=seen)


def test_nobody_revokes_a_strangers_token_and_cannot_tell_that_it_is_there(engine, who):
    made = tokens.issue(engine, who("wang_qiang"), wanted("work"), at=AT)
    for token_id in (made["id"], 2**31 - 1):
        for login in ("zhou_kai", "sec_admin", "audit_admin"):
            with pytest.raises(errors.NotFound):
                tokens.revoke(engine, who(login), token_id, at=AT)
    assert tokens.revoke(engine, who("sys_admin"), made["id"], at=AT)["revoked"]


def test_a_token_makes_and_revokes_no_tokens(engine, who):
    program = tokens.bearer(engine, bearer(engine, who("wang_qiang").account_id, AT), at=AT)
    with pytest.raises(errors.Forbidden):
        tokens.issue(engine, program, wanted("work"), at=AT)
    with pytest.raises(errors.Forbidden):
        tokens.revoke(engine, program, 1, at=AT)


def test_a_token_of_before_scopes_decides_and_signs_nothing(engine, who):
    officer = who("wang_qiang")
    made = tokens.issue(engine, officer, wanted("work"), at=AT)
    with engine.store.act(None, AT) as act:
        act.conn.execute(tables.token.update().values(scope=None))
        act.done(traced=False)
    found = tokens.bearer(engine, made["secret"], at=AT)
    assert permission.holds(found, "work") and "sign" not in found.scope


# -- other systems ----------------------------------------------------------------------------------------------
@pytest.fixture
def hotline(engine, who):
    """The hotline's account, posted to hand in findings by the security administrator."""
    made = accounts.create_system(engine, who("sys_admin"), {"name": "12345 热线平台", "login": "hotline", "unit": "qingxi"}, at=AT)
    staff.give_post(engine, who("sec_admin"), "hotline", {"unit": "qingxi", "duty": "collect"}, at=AT)
    return made["id"]


def test_a_system_comes_in_by_the_token_that_one_administrator_makes_and_the_post_that_another_gives(engine, who, hotline):
    made = tokens.issue_for(engine, who("sys_admin"), hotline, wanted("work", days=365), at=AT)
    found = tokens.bearer(engine, made["secret"], at=AT)
    assert (found.kind, found.name, permission.holds(found, "work")) == ("system", "12345 热线平台", True)
    assert [one["id"] for one in tokens.of_system(engine, who("sys_admin"), hotline, at=AT)["items"]] == [made["id"]]
    accounts.switch(engine, who("sys_admin"), hotline, active=False, at=AT)
    assert tokens.bearer(engine, made["secret"], at=AT) is None
    with pytest.raises(errors.WrongState):
        tokens.issue_for(engine, who("sys_admin"), hotline, wanted("work"), at=AT)


def test_no_administrator_makes_a_token_for_a_person(engine, who, hotline):
    for login in ("wang_qiang", "sec_admin", "sys_admin"):
        with pytest.raises(errors.Forbidden):
            tokens.issue_for(engine, who("sys_admin"), who(login).account_id, wanted("work"), at=AT)
    with pytest.raises(errors.NotFound):
        tokens.of_system(engine, who("sys_admin"), who("wang_qiang").account_id, at=AT)


@pytest.mark.parametrize("given", [wanted("sign"), wanted("self"), wanted("work", days=366), wanted("organisation.manage")])
def test_a_system_neither_signs_nor_acts_for_itself(engine, who, hotline, given):
    with pytest.raises(errors.FormInvalid):
        tokens.issue_for(engine, who("sys_admin"), hotline, given, at=AT)


@pytest.mark.parametrize("duty", ["handle", "review", "decide", "dispatch", "patrol"])
def test_a_system_holds_no_post_of_a_person(engine, who, hotline, duty):
    with pytest.raises(errors.FormInvalid):
        staff.give_post(engine, who("sec_admin"), "hotline", {"unit": "qingxi", "duty": duty}, at=AT)


def test_a_system_has_no_door_of_people(engine, who, hotline):
    person_id = people.actor(engine, hotline, AT).person_id
    with pytest.raises((errors.SignInFailed, errors.NotFound)):
        sign_in.step_into(engine, person_id, at=AT)
