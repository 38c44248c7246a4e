"""Signing in by the identity provider: tied by (issuer, subject) only, by the person or by whom an administrator expects; no account is made."""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from engine import errors
from engine.settings import Oidc
from engine.store import tables
from engine.work import accounts, federation, sign_in
from engine.work.sign_in import Place
from tests.course import actions, actor
from tests.invariants import check_invariants
from tests.openid import CLIENT_ID, CLIENT_SECRET, OpenId

AT = datetime(2026, 3, 9, 1, tzinfo=timezone.utc)
SOON = AT + timedelta(minutes=1)


@pytest.fixture
def openid():
    provider = OpenId(AT)
    yield provider
    provider.close()


@pytest.fixture
def real(engine, openid):
    """The county in production, with the provider."""
    engine.settings = replace(engine.settings, mode="production", oidc=Oidc(
        openid.issuer, CLIENT_ID, CLIENT_SECRET, "http://localhost:8000", "市统一身份平台", frozenset({urlsplit(openid.issuer).netloc}), "staff_number"))
    yield engine
    check_invariants(engine)


def go(engine, openid, *, who=None) -> dict[str, str]:
    """Goes to the provider and comes back: what the browser then brings."""
    begun = federation.begin(engine, next="/cases", actor=who, at=AT)
    brought = {k: v[0] for k, v in parse_qs(urlsplit(openid.visit(begun["address"])).query).items()}
    return {**brought, "browser": begun["browser"]}


def come(engine, brought: dict[str, str], *, who=None, at=SOON) -> federation.Arrival:
    return federation.finish(engine, **brought, actor=who, at=at, place=Place("10.0.0.7", "Firefox"))


def tie(engine, openid, login: str) -> None:
    who = actor(engine, login, AT)
    come(engine, go(engine, openid, who=who), who=who)


def tied(engine) -> list[tuple[str, str]]:
    with engine.store.read() as conn:
        return [tuple(r) for r in conn.execute(select(tables.account.c.login, tables.identity.c.subject).join(tables.identity, tables.identity.c.account_id == tables.account.c.id))]


def test_whoever_has_tied_the_account_signs_in_with_it(real, openid):
    tie(real, openid, "wang_qiang")
    arrived = come(real, go(real, openid))
    found, _ = sign_in.session(real, arrived.admitted["token"], at=SOON)
    assert (found.code, found.way, arrived.next) == ("wang_qiang", "session", "/cases")
    assert tied(real) == [("wang_qiang", "person-0001")]
    assert [one for one in actions(real) if one.split(".")[0] in ("identity", "session")] == ["identity.tied", "session.opened"]


def test_an_unknown_subject_is_refused_and_no_account_is_made(real, openid):
    with real.store.read() as conn:
        before = conn.exec_driver_sql("SELECT count(*) FROM account").scalar_one()
    openid.extra = {"staff_number": "wang_qiang", "preferred_username": "wang_qiang", "email": "wang_qiang@example.gov.cn", "name": "王强"}
    with pytest.raises(errors.IdentityRefused, match="没有对应"):
        come(real, go(real, openid))
    with real.store.read() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM account").scalar_one() == before and tied(real) == []
    assert actions(real)[-1] == "identity.refused"


def test_whom_an_administrator_expects_is_tied_at_the_first_sign_in_and_nobody_after(real, openid):
    officer = actor(real, "wang_qiang", AT)
    federation.expect(real, actor(real, "sys_admin", AT), officer.account_id, "20260309", at=AT)
    openid.extra = {"staff_number": "20260309"}
    assert come(real, go(real, openid)).admitted["account_id"] == officer.account_id
    openid.signs_in = "person-0002"
    with pytest.raises(errors.IdentityRefused):
        come(real, go(real, openid))
    openid.signs_in, openid.extra = "person-0001", {}
    assert come(real, go(real, openid)).admitted["account_id"] == officer.account_id, "tied by the subject from now on"


def test_an_administrator_expects_nobody_for_himself_for_another_administrator_or_twice(real, openid):
    system = actor(real, "sys_admin", AT)
    federation.expect(real, system, actor(real, "wang_qiang", AT).account_id, "1", at=AT)
    with pytest.raises(errors.FormInvalid):
        federation.expect(real, system, actor(real, "zhou_kai", AT).account_id, "1", at=AT)
    with pytest.raises(errors.Forbidden):
        federation.expect(real, system, system.account_id, "2", at=AT)
    with pytest.raises(errors.WrongState):
        federation.expect(real, system, actor(real, "sec_admin", AT).account_id, "2", at=AT)
    for login in ("sec_admin", "wang_qiang"):
        with pytest.raises(errors.Forbidden):
            federation.expect(real, actor(real, login, AT), 1, "2", at=AT)
    federation.expect(real, system, actor(real, "wang_qiang", AT).account_id, "", at=AT)
    openid.extra = {"staff_number": "1"}
    with pytest.raises(errors.IdentityRefused):
        come(real, go(real, openid))


@pytest.mark.parametrize("tampered", [{"state": "x" * 43}, {"browser": "x" * 43}, {"browser": ""}, {"code": ""}, {"code": "x"}, {"issuer": "https://elsewhere.example"}], ids=str)
def test_a_way_that_was_not_begun_here_leads_nowhere(real, openid, tampered):
    tie(real, openid, "wang_qiang")
    brought = go(real, openid)
    with pytest.raises(errors.IdentityRefused):
        come(real, {**brought, **tampered})
    if "state" not in tampered:
        with pytest.raises(errors.IdentityRefused):
            come(real, brought)  # the way is taken once, whatever came of it


def test_the_same_way_is_taken_once_and_in_time(real, openid):
    tie(real, openid, "wang_qiang")
    brought = go(real, openid)
    come(real, brought)
    with pytest.raises(errors.IdentityRefused):
        come(real, brought)
    with pytest.raises(errors.IdentityRefused):
        come(real, go(real, openid), at=AT + timedelta(minutes=10))


@pytest.mark.parametrize("extra", [{"nonce": "another"}, {"aud": "another"}, {"exp": int(AT.timestamp()) - 100}])
def test_a_token_that_does_not_hold_opens_nothing(real, openid, extra):
    tie(real, openid, "wang_qiang")
    openid.extra = extra
    with pytest.raises(errors.IdentityRefused):
        come(real, go(real, openid))


def test_an_account_is_tied_only_by_its_own_person_signed_in_and_proved(real, openid):
    officer, other = actor(real, "wang_qiang", AT), actor(real, "zhou_kai", AT)
    for brought_by in (None, other):
        with pytest.raises(errors.IdentityRefused):
            come(real, go(real, openid, who=officer), who=brought_by)
    with pytest.raises(errors.ProofNeeded):
        federation.begin(real, actor=replace(officer, way="session", proved_at=None), at=AT)
    with pytest.raises(errors.Forbidden):
        federation.begin(real, actor=replace(officer, way="token", scope=frozenset({"self", "sign"})), at=AT)
    assert tied(real) == []


def test_one_identity_is_one_account(real, openid):
    tie(real, openid, "wang_qiang")
    with pytest.raises(errors.IdentityRefused, match="另一个账号"):
        tie(real, openid, "zhou_kai")
    tie(real, openid, "wang_qiang")
    assert tied(real) == [("wang_qiang", "person-0001")]


def test_an_account_that_is_switched_off_is_not_entered(real, openid):
    tie(real, openid, "wang_qiang")
    accounts.switch(real, actor(real, "sys_admin", AT), actor(real, "wang_qiang", AT).account_id, active=False, at=AT)
    with pytest.raises(errors.IdentityRefused):
        come(real, go(real, openid))


def test_an_administrator_still_gives_a_second_factor(real, openid):
    tie(real, openid, "sec_admin")
    arrived = come(real, go(real, openid))
    assert "token" not in arrived.admitted and arrived.admitted["next"] == "enrol"


def test_a_tie_is_ended_by_its_person_or_the_system_administrator(real, openid):
    tie(real, openid, "wang_qiang")
    [one] = federation.mine(real, actor(real, "wang_qiang", AT))
    for login in ("zhou_kai", "sec_admin"):
        with pytest.raises(errors.NotFound):
            federation.untie(real, actor(real, login, AT), one["id"], at=AT)
    federation.untie(real, actor(real, "wang_qiang", AT), one["id"], at=AT)
    with pytest.raises(errors.IdentityRefused):
        come(real, go(real, openid))


def test_the_demo_and_an_installation_without_a_provider_have_no_such_door(engine, real):
    engine.settings = replace(engine.settings, mode="demo")
    assert federation.offered(engine) is None
    with pytest.raises(errors.WrongMode):
        federation.begin(engine, at=AT)
    engine.settings = replace(engine.settings, mode="production", oidc=None)
    engine.__dict__.pop("provider", None)
    with pytest.raises(errors.WrongMode):
        federation.begin(engine, at=AT)
