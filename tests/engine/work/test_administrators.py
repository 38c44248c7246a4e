"""The three administrators: proposed by one, confirmed by another, never for oneself, and one of each kind always remains."""
from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from engine import errors
from engine.store import tables
from engine.work import accounts, administrators, sign_in, staff
from tests.course import actions, actor
from tests.invariants import check_invariants

AT = datetime(2026, 3, 9, 1, tzinfo=timezone.utc)


@pytest.fixture
def who(engine):
    """`who("sec_admin")` is that person of the demo county today; the three administrators are 卫东 (sys), 蒋岚 (sec), 韦青 (audit)."""
    yield lambda login: actor(engine, login, AT)
    check_invariants(engine)


@pytest.fixture
def plain(engine, who):
    """Somebody with an account and no post: 徐敏 relieved of hers."""
    for post in staff.get(engine, who("sec_admin"), "xu_min", on=AT.date())["posts"]:
        staff.end_post(engine, who("sec_admin"), "xu_min", post["id"], {}, at=AT - timedelta(days=2))
    return "xu_min"


def give(person: str, role: str = "system", **more) -> dict:
    return {"kind": "give", "person": person, "role": role, "reason": "工作需要", **more}


def take(person: str) -> dict:
    return {"kind": "take", "person": person, "role": None, "reason": "调离"}


def made(engine, who, person: str, role: str) -> None:
    change = administrators.propose(engine, who("sec_admin"), give(person, role), at=AT)
    administrators.settle(engine, who("sys_admin"), change["id"], agree=True, at=AT)


def roles(engine) -> dict[str, str]:
    with engine.store.read() as conn:
        return {r.code: r.role for r in conn.execute(select(tables.person.c.code, tables.administrator.c.role).join(
            tables.administrator, tables.administrator.c.person_id == tables.person.c.id))}


def test_an_administrator_has_no_posts_and_is_only_one_of_the_three(who):
    for login, role in (("sys_admin", "system"), ("sec_admin", "security"), ("audit_admin", "audit")):
        assert (who(login).admin, who(login).posts) == (role, ())


def test_what_one_proposes_another_confirms_and_then_it_holds(engine, who, plain):
    change = administrators.propose(engine, who("sec_admin"), give(plain), at=AT)
    assert who(plain).admin is None
    assert administrators.settle(engine, who("sys_admin"), change["id"], agree=True, at=AT) == {"id": change["id"], "state": "done"}
    assert roles(engine)[plain] == "system" and who(plain).admin == "system"
    assert actions(engine)[-2:] == ["administrator.proposed", "administrator.given"]
    with pytest.raises(errors.WrongState):
        administrators.settle(engine, who("sys_admin"), change["id"], agree=True, at=AT)


def test_a_proposal_that_is_turned_down_changes_nothing(engine, who, plain):
    change = administrators.propose(engine, who("sec_admin"), give(plain), at=AT)
    administrators.settle(engine, who("sys_admin"), change["id"], agree=False, at=AT)
    assert plain not in roles(engine)
    administrators.propose(engine, who("sec_admin"), give(plain), at=AT)


@pytest.mark.parametrize("login", ["sys_admin", "audit_admin", "wang_qiang", "zhou_kai"])
def test_only_the_security_administrator_proposes(engine, who, plain, login):
    with pytest.raises(errors.Forbidden):
        administrators.propose(engine, who(login), give(plain), at=AT)


@pytest.mark.parametrize("login", ["sec_admin", "audit_admin", "wang_qiang"])
def test_who_proposed_it_does_not_confirm_it_nor_does_anybody_without_the_right(engine, who, plain, login):
    change = administrators.propose(engine, who("sec_admin"), give(plain), at=AT)
    with pytest.raises(errors.Forbidden):
        administrators.settle(engine, who(login), change["id"], agree=True, at=AT)
    assert plain not in roles(engine)


def test_nobody_proposes_or_confirms_anything_about_himself(engine, who, plain):
    for given in (give("sec_admin"), take("sec_admin")):
        with pytest.raises(errors.Forbidden, match="本人"):
            administrators.propose(engine, who("sec_admin"), given, at=AT)
    made(engine, who, plain, "system")
    change = administrators.propose(engine, who("sec_admin"), take("sys_admin"), at=AT)
    with pytest.raises(errors.Forbidden, match="本人"):
        administrators.settle(engine, who("sys_admin"), change["id"], agree=True, at=AT)
    assert "act.refused" in actions(engine)


@pytest.mark.parametrize("code", ["sys_admin", "sec_admin2", "audit_admin"])
def test_the_last_of_a_kind_is_not_relieved(engine, who, plain, code):
    if code == "sec_admin2":
        made(engine, who, plain, "security")
        change = administrators.propose(engine, who(plain), take("sec_admin"), at=AT)
        assert administrators.settle(engine, who("sys_admin"), change["id"], agree=True, at=AT)["state"] == "done"
        return
    with pytest.raises(errors.WrongState, match="最后一名"):
        administrators.propose(engine, who("sec_admin"), take(code), at=AT)


def test_the_last_that_can_still_come_in_counts_not_the_last_by_name(engine, who, plain):
    made(engine, who, plain, "audit")
    accounts.switch(engine, who("sys_admin"), who(plain).account_id, active=False, at=AT)
    with pytest.raises(errors.WrongState, match="最后一名"):
        administrators.propose(engine, who("sec_admin"), take("audit_admin"), at=AT)
    with pytest.raises(errors.WrongState, match="最后一名"):
        accounts.switch(engine, who("sys_admin"), who("audit_admin").account_id, active=False, at=AT)


def test_it_is_asked_again_when_it_is_confirmed(engine, who, plain):
    made(engine, who, plain, "audit")
    change = administrators.propose(engine, who("sec_admin"), take("audit_admin"), at=AT)
    accounts.switch(engine, who("sys_admin"), who(plain).account_id, active=False, at=AT)
    with pytest.raises(errors.WrongState, match="最后一名"):
        administrators.settle(engine, who("sys_admin"), change["id"], agree=True, at=AT)
    assert roles(engine)["audit_admin"] == "audit"


def test_nobody_becomes_two_of_them(engine, who, plain):
    made(engine, who, plain, "audit")
    for code, role in ((plain, "system"), ("sys_admin", "audit")):
        with pytest.raises(errors.WrongState, match="不能兼任"):
            administrators.propose(engine, who("sec_admin"), give(code, role), at=AT)


def test_whoever_has_a_post_or_work_in_hand_becomes_none(engine, who):
    with pytest.raises(errors.WrongState, match="在任岗位"):
        administrators.propose(engine, who("sec_admin"), give("wang_qiang"), at=AT)
    assert "wang_qiang" not in roles(engine)


def test_a_post_given_meanwhile_stops_the_confirmation(engine, who, plain):
    change = administrators.propose(engine, who("sec_admin"), give(plain), at=AT)
    staff.give_post(engine, who("sec_admin"), plain, {"unit": "qingxi", "duty": "dispatch"}, at=AT)
    with pytest.raises(errors.WrongState, match="在任岗位"):
        administrators.settle(engine, who("sys_admin"), change["id"], agree=True, at=AT)
    assert plain not in roles(engine)


@pytest.mark.parametrize("given", [give("nobody"), give("xu_min", "boss"), give("xu_min", None), give("xu_min", reason=" ")])
def test_what_is_wrong_is_said(engine, who, plain, given):
    with pytest.raises(errors.FormInvalid):
        administrators.propose(engine, who("sec_admin"), given, at=AT)


def test_a_change_of_role_ends_the_persons_sessions(engine, who, plain):
    opened = sign_in.step_into(engine, who(plain).person_id, at=AT)
    assert sign_in.session(engine, opened["token"], at=AT)
    made(engine, who, plain, "system")
    assert sign_in.session(engine, opened["token"], at=AT) is None


def test_one_thing_at_a_time_is_proposed_for_a_person(engine, who, plain):
    administrators.propose(engine, who("sec_admin"), give(plain), at=AT)
    with pytest.raises(errors.WrongState, match="待复核"):
        administrators.propose(engine, who("sec_admin"), give(plain, "audit"), at=AT)


def test_a_lost_second_factor_takes_two_administrators(engine, who):
    officer = who("wang_qiang")
    with engine.store.act(None, AT) as act:
        act.conn.execute(tables.account.update().where(tables.account.c.id == officer.account_id).values(totp="sealed", recovery=["x"]))
        act.done(traced=False)
    change = administrators.propose_factor(engine, who("sys_admin"), officer.account_id, "手机遗失", at=AT)
    for login in ("sys_admin", "audit_admin"):
        with pytest.raises(errors.Forbidden):
            administrators.settle(engine, who(login), change["id"], agree=True, at=AT)
    administrators.settle(engine, who("sec_admin"), change["id"], agree=True, at=AT)
    with engine.store.read() as conn:
        row = conn.execute(select(tables.account).where(tables.account.c.id == officer.account_id)).mappings().one()
    assert (row["totp"], row["recovery"]) == (None, None)
    with pytest.raises(errors.Forbidden):
        administrators.propose_factor(engine, who("sys_admin"), who("sys_admin").account_id, "手机遗失", at=AT)


def test_both_administrators_see_what_is_proposed_and_who_must_not_settle_it(engine, who, plain):
    administrators.propose(engine, who("sec_admin"), give(plain), at=AT)
    seen = {login: administrators.listed(engine, who(login)) for login in ("sys_admin", "sec_admin")}
    assert [one["mine"] for one in seen["sec_admin"]["items"]] == [True] and [one["mine"] for one in seen["sys_admin"]["items"]] == [False]
    assert {one["role"] for one in seen["sys_admin"]["administrators"]} == {"system", "security", "audit"}
    for login in ("audit_admin", "wang_qiang"):
        with pytest.raises(errors.Forbidden):
            administrators.listed(engine, who(login))


def test_administrators_of_another_county_see_and_settle_nothing_of_ours(engine, who, plain):
    change = administrators.propose(engine, who("sec_admin"), give(plain), at=AT)
    stranger = replace(who("sys_admin"), county_id=2**30)
    assert administrators.listed(engine, stranger)["administrators"] == []
    with pytest.raises(errors.NotFound):
        administrators.settle(engine, stranger, change["id"], agree=True, at=AT)
    with pytest.raises(errors.FormInvalid):
        administrators.propose(engine, replace(who("sec_admin"), county_id=2**30), give(plain), at=AT)


def test_a_stale_proof_of_identity_is_asked_for_again(engine, who, plain):
    away = replace(who("sec_admin"), way="session", proved_at=AT - timedelta(hours=1))
    with pytest.raises(errors.ProofNeeded):
        administrators.propose(engine, away, give(plain), at=AT)
    with pytest.raises(errors.Forbidden):
        administrators.propose(engine, replace(who("sec_admin"), way="token", scope=frozenset({"power.grant"})), give(plain), at=AT)


def at_once(*acts) -> list[str]:
    """Does all of it at the same moment, each in a thread of its own; `done` or the name of the refusal."""
    start = threading.Barrier(len(acts))

    def run(act) -> str:
        start.wait()
        try:
            act()
        except errors.Refusal as refused:
            return type(refused).__name__
        return "done"
    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_two_at_once_do_not_each_take_the_others_last(engine, who, plain):
    made(engine, who, plain, "audit")
    changes = [administrators.propose(engine, who("sec_admin"), take(code), at=AT)["id"] for code in ("audit_admin", plain)]
    actor_ = who("sys_admin")
    said = at_once(*(lambda one=one: administrators.settle(engine, actor_, one, agree=True, at=AT) for one in changes))
    assert said == ["WrongState", "done"] and list(roles(engine).values()).count("audit") == 1


def test_taking_a_role_and_switching_the_others_account_off_at_once_leaves_one(engine, who, plain):
    made(engine, who, plain, "audit")
    change = administrators.propose(engine, who("sec_admin"), take("audit_admin"), at=AT)["id"]
    actor_, account_id = who("sys_admin"), who(plain).account_id
    said = at_once(lambda: administrators.settle(engine, actor_, change, agree=True, at=AT),
                   lambda: accounts.switch(engine, actor_, account_id, active=False, at=AT))
    assert said == ["WrongState", "done"]
    able = {one["role"] for one in administrators.listed(engine, who("sys_admin"))["administrators"] if one["able"]}
    assert able == {"system", "security", "audit"}


def test_a_proposal_confirmed_twice_at_once_holds_once(engine, who, plain):
    change = administrators.propose(engine, who("sec_admin"), give(plain), at=AT)["id"]
    actor_ = who("sys_admin")
    assert at_once(*[lambda: administrators.settle(engine, actor_, change, agree=True, at=AT)] * 3) == ["WrongState", "WrongState", "done"]
    assert actions(engine).count("administrator.given") == 1
