"""Sessions: how long they last, how many there are, and what ends them at once (S14)."""
from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine import errors
from engine.case.access import fresh
from engine.case.access import second_factor as codes
from engine.store import tables
from engine.work import people, second_factor, sessions, sign_in
from engine.work.sign_in import Place
from tests.accounts import NOW, PASSWORD, account, alter, bind, code, enter, give, office, told  # noqa: F401
from tests.engine.work.test_passwords import admin, inside
from tests.invariants import check_invariants


def here(engine, token: str, at=NOW) -> bool:
    return sign_in.session(engine, token, at=at) is not None


def change(engine, statement) -> None:
    """Changes something behind everybody's back."""
    with engine.store.engine.begin() as conn:
        conn.execute(statement)


def test_a_session_left_alone_for_half_an_hour_ends(office):
    give(office, "wang_qiang")
    _, token = inside(office, "wang_qiang")
    assert here(office, token, NOW + timedelta(minutes=29))
    assert here(office, token, NOW + timedelta(minutes=58, seconds=55))
    assert not here(office, token, NOW + timedelta(minutes=88, seconds=55))
    assert told(office, "session.ended")[-1]["why"] == "idle"
    check_invariants(office)


def test_an_administrators_session_ends_after_a_quarter(office):
    give(office, "xu_min")
    admin(office)
    bind(office, "xu_min")
    at = NOW + timedelta(minutes=1)
    secret = codes.opened(office, account(office, "xu_min"))
    token = sign_in.second_step(office, enter(office, "xu_min", at=at)["ticket"], code(secret, at), at=at)["token"]
    assert here(office, token, at + timedelta(minutes=14))
    assert not here(office, token, at + timedelta(minutes=29))


def test_ten_hours_after_signing_in_a_session_ends_however_busy(office):
    give(office, "wang_qiang")
    _, token = inside(office, "wang_qiang")
    for n in range(1, 30):
        assert here(office, token, NOW + n * timedelta(minutes=20))
    assert not here(office, token, NOW + timedelta(hours=10))


def test_a_stream_that_only_asks_keeps_no_session_alive(office):
    give(office, "wang_qiang")
    _, token = inside(office, "wang_qiang")
    for n in range(1, 30):
        assert sign_in.session(office, token, at=NOW + timedelta(minutes=n), touch=False)
    assert sign_in.session(office, token, at=NOW + timedelta(minutes=30), touch=False) is None


def test_the_fourth_sign_in_ends_the_oldest_session(office):
    give(office, "wang_qiang")
    tokens = [enter(office, "wang_qiang", at=NOW + timedelta(minutes=n))["token"] for n in range(4)]
    assert [here(office, one, NOW + timedelta(minutes=5)) for one in tokens] == [False, True, True, True]


@pytest.mark.parametrize("what", ["post taken", "post given", "person off", "account off", "moved", "made administrator", "post over", "password", "factor"])
def test_whatever_changes_what_a_person_may_do_ends_the_session_at_the_next_request(office, what):
    account_id = give(office, "wang_qiang")
    row, (who, token) = account(office, "wang_qiang"), inside(office, "wang_qiang")
    give(office, "li_na")
    stays = enter(office, "li_na")["token"]
    person, post = tables.person, tables.post
    mine = post.c.person_id == row["person_id"]
    with office.store.read() as conn:
        other_unit = office.unit_by_code(conn, "shiqiao")
    at = NOW + timedelta(days=1) if what == "post over" else NOW
    if what == "post over":
        change(office, post.update().where(mine).values(until_on=NOW.date()))
        _, token = inside(office, "wang_qiang")
        change(office, tables.session.update().values(seen_at=at, ends_at=at + timedelta(hours=1)))
    statement = {"post taken": post.delete().where(mine, post.c.duty == "handle"),
                 "post given": post.insert().values(person_id=row["person_id"], unit_id=other_unit, duty="patrol"),
                 "person off": person.update().where(person.c.id == row["person_id"]).values(active=False),
                 "moved": person.update().where(person.c.id == row["person_id"]).values(unit_id=other_unit)}.get(what)
    if statement is not None:
        change(office, statement)
    elif what == "made administrator":
        admin(office, "wang_qiang")
    elif what != "post over":
        alter(office, account_id, **{"account off": {"active": False}, "password": {"password_at": NOW + timedelta(seconds=1)}, "factor": {"totp": "x"}}[what])
    assert not here(office, token, at)
    assert not here(office, token, at), "and does not come back"
    assert what == "post over" or here(office, stays, at)


def test_one_sees_ones_own_sessions_and_ends_them(office):
    give(office, "wang_qiang")
    give(office, "li_na")
    phone = enter(office, "wang_qiang", place=Place("198.51.100.9", "Mozilla/5.0 (Linux; Android 15) Chrome/140\n\x1b[31m", None))["token"]
    who, token = inside(office, "wang_qiang", at=NOW + timedelta(minutes=1))
    stranger, _ = inside(office, "li_na")
    at = NOW + timedelta(minutes=1)
    mine = sessions.mine(office, who, token, at=at)
    assert [(one["address"], one["current"]) for one in mine] == [("192.0.2.7", True), ("198.51.100.9", False)]
    assert "\n" not in mine[1]["agent"] and "\x1b" not in mine[1]["agent"]
    assert token not in repr(mine) and phone not in repr(mine)
    for name in (mine[1]["id"], "nothing", ""):
        with pytest.raises(errors.NotFound):
            sessions.end(office, stranger, name, at=at)
    sessions.end(office, who, mine[1]["id"], at=at)
    assert not here(office, phone, at) and here(office, token, at)
    enter(office, "wang_qiang", at=at)
    assert sessions.end_others(office, who, token, at=at) == 1
    assert len(sessions.mine(office, who, token, at=at)) == 1
    check_invariants(office)


def test_a_proof_is_good_for_ten_minutes_and_renews_the_token(office):
    give(office, "wang_qiang")
    _, token = inside(office, "wang_qiang")
    late = NOW + timedelta(minutes=10)
    fresh.asked(office, sign_in.session(office, token, at=late - timedelta(seconds=1))[0], "签名", late - timedelta(seconds=1))
    who = sign_in.session(office, token, at=late)[0]
    with pytest.raises(errors.ProofNeeded, match="签名前"):
        fresh.asked(office, who, "签名", late)
    with pytest.raises(errors.SignInFailed):
        sign_in.prove(office, who, token, "wrong", at=late)
    renewed = sign_in.prove(office, who, token, PASSWORD, at=late)
    assert not here(office, token, late)
    again, csrf = sign_in.session(office, renewed["token"], at=late)
    fresh.asked(office, again, "签名", late + timedelta(minutes=9))
    assert csrf == renewed["csrf"]
    check_invariants(office)


def test_a_code_proves_as_well_as_the_password_and_only_once(office):
    give(office, "gao_jun")
    secret, _ = bind(office, "gao_jun")
    at = NOW + timedelta(minutes=2)
    token = sign_in.second_step(office, enter(office, "gao_jun", at=at)["ticket"], code(secret, at), at=at)["token"]
    late = at + timedelta(minutes=20)
    who = sign_in.session(office, token, at=late)[0]
    renewed = sign_in.prove(office, who, token, code(secret, late), at=late)
    with pytest.raises(errors.SignInFailed):
        sign_in.prove(office, who, renewed["token"], code(secret, late), at=late)
    assert sign_in.prove(office, who, renewed["token"], PASSWORD, at=late)["token"]


def test_guessed_proofs_lock_and_a_token_of_the_past_proves_nothing(office):
    give(office, "wang_qiang")
    who, token = inside(office, "wang_qiang")
    for _ in range(5):
        with pytest.raises(errors.SignInFailed):
            sign_in.prove(office, who, token, "wrong", at=NOW)
    with pytest.raises(errors.SignInFailed):
        sign_in.prove(office, who, token, PASSWORD, at=NOW)
    sign_in.sign_out(office, token, at=NOW)
    with pytest.raises(errors.Unauthenticated):
        sign_in.prove(office, who, token, PASSWORD, at=NOW + timedelta(minutes=16))
    assert not here(office, token)


def test_a_program_may_do_what_weighs_much_only_where_its_token_says_so(office):
    who = people.actor(office, account(office, "wang_qiang")["id"], NOW)
    fresh.asked(office, who, "签名", NOW), "this program itself is not asked"
    for scope in (None, frozenset(), frozenset({"work"})):
        with pytest.raises(errors.Forbidden):
            fresh.asked(office, replace(who, way="token", scope=scope), "签名", NOW)
    fresh.asked(office, replace(who, way="token", scope=frozenset({"work", "sign"})), "签名", NOW)


def test_the_second_factor_is_rebound_taken_off_and_its_codes_renewed_only_after_a_fresh_proof(office):
    give(office, "wang_qiang")
    who, token = inside(office, "wang_qiang")
    late = NOW + timedelta(minutes=11)
    stale = sign_in.session(office, token, at=late)[0]
    for do in (lambda: second_factor.offer(office, stale, at=late), lambda: second_factor.renew_codes(office, stale, at=late),
               lambda: second_factor.accept(office, stale, token, "", "", at=late), lambda: second_factor.take_off(office, stale, token, at=late)):
        with pytest.raises(errors.ProofNeeded):
            do()
    offer = second_factor.offer(office, who, at=NOW)
    assert account(office, "wang_qiang")["totp"] is None, "an offer changes nothing"
    bound = second_factor.accept(office, who, token, offer["offer"], code(offer["secret"], NOW), at=NOW)
    assert not here(office, token) and here(office, bound["token"])
    assert second_factor.state(office, who) == {"bound": True, "required": False, "recovery_left": 10}
    assert set(second_factor.renew_codes(office, who, at=NOW)).isdisjoint(bound["codes"])
    off = second_factor.take_off(office, who, bound["token"], at=NOW)
    assert here(office, off["token"]) and account(office, "wang_qiang")["totp"] is None
    check_invariants(office)


def test_a_decider_cannot_take_the_second_factor_off(office):
    give(office, "gao_jun")
    bind(office, "gao_jun")
    who = replace(people.actor(office, account(office, "gao_jun")["id"], NOW), way="session", proved_at=NOW)
    with pytest.raises(errors.Forbidden, match="不能解除"):
        second_factor.take_off(office, who, "", at=NOW)
