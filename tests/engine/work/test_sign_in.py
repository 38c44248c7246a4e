"""Signing in: what is asked, in which order, and what nobody can tell from outside."""
from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from engine import errors, rulebook
from engine.store import passwords
from engine.work import second_factor, sign_in
from engine.work.sign_in import Place
from tests.accounts import DESK, NOW, OTHER, PASSWORD, SHORT, account, alter, bind, code, enter, give, office, told  # noqa: F401
from tests.invariants import check_invariants


def refused(do) -> errors.SignInFailed:
    with pytest.raises(errors.SignInFailed) as caught:
        do()
    return caught.value


def test_a_right_password_opens_a_session_of_which_only_the_hash_is_kept(office):
    give(office, "wang_qiang")
    opened = enter(office, "wang_qiang")
    who, csrf = sign_in.session(office, opened["token"], at=NOW)
    assert (who.name, who.way, who.proved_at, csrf) == ("王强", "session", NOW, opened["csrf"])
    with office.store.read() as conn:
        kept = repr(list(conn.exec_driver_sql("select * from session"))) + repr(list(conn.exec_driver_sql("select * from device")))
    assert opened["token"] not in kept and opened["device"] not in kept
    check_invariants(office)


def test_whatever_is_wrong_sounds_alike_and_leaves_one_event_each(office):
    give(office, "wang_qiang")
    give(office, "li_na", active=False)
    said = [refused(lambda: enter(office, *pair)).as_dict() for pair in (
        ("nobody", PASSWORD), ("wang_qiang", "wrong"), ("li_na", PASSWORD), ("zhao_lei", PASSWORD), ("zhao_lei", ""))]
    assert all(one == said[0] for one in said)
    assert [one["why"] for one in told(office, "session.refused")] == ["unknown", "wrong", "wrong", "wrong", "wrong"]
    check_invariants(office)


def test_an_unknown_name_a_wrong_password_and_a_locked_account_cost_exactly_one_hash(office, monkeypatch):
    give(office, "wang_qiang")
    alter(office, give(office, "li_na"), locked_until=NOW + SHORT)
    asked = []
    real = passwords.PasswordHasher.verify
    refused(lambda: enter(office, "nobody"))  # the hash of nobody is made once
    monkeypatch.setattr(passwords.PasswordHasher, "verify", lambda self, *given: asked.append(given) or real(self, *given))
    monkeypatch.setattr(passwords.PasswordHasher, "hash", lambda *_: pytest.fail("a second hash"))
    for login in ("nobody", "wang_qiang", "li_na", "zhao_lei"):
        refused(lambda: enter(office, login, "wrong-password"))
        assert len(asked) == 1, login
        asked.clear()


def test_a_hash_of_yesterdays_cost_is_made_anew_by_signing_in(office):
    office.rules = rulebook.load(office.settings.processes / "law")  # as costly as shipped
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    give(office, "wang_qiang", password_hash=weak)
    refused(lambda: enter(office, "wang_qiang", "wrong"))
    assert account(office, "wang_qiang")["password_hash"] == weak
    enter(office, "wang_qiang")
    better = account(office, "wang_qiang")["password_hash"]
    assert better.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    enter(office, "wang_qiang")
    assert account(office, "wang_qiang")["password_hash"] == better


def test_five_failures_lock_for_a_quarter_of_an_hour_even_against_the_right_password(office):
    give(office, "wang_qiang")
    for _ in range(5):
        refused(lambda: enter(office, "wang_qiang", "wrong"))
    refused(lambda: enter(office, "wang_qiang"))
    refused(lambda: enter(office, "wang_qiang", at=NOW + timedelta(minutes=14, seconds=59)))
    assert enter(office, "wang_qiang", at=NOW + timedelta(minutes=15))["token"]
    assert account(office, "wang_qiang")["lockouts"] == 0
    check_invariants(office)


def test_each_further_lock_lasts_twice_as_long_up_to_four_hours_and_a_quiet_day_forgets_them(office):
    give(office, "wang_qiang")
    at, spans = NOW, []
    for _ in range(6):
        for _ in range(5):
            refused(lambda: enter(office, "wang_qiang", "wrong", at=at))
        until = account(office, "wang_qiang")["locked_until"]
        spans.append((until - at) // timedelta(minutes=1))
        at = until
    assert spans == [15, 30, 60, 120, 240, 240]
    for _ in range(5):
        refused(lambda: enter(office, "wang_qiang", "wrong", at=at + timedelta(hours=24)))
    assert account(office, "wang_qiang")["locked_until"] == at + timedelta(hours=24, minutes=15)


def test_slow_failures_do_not_lock(office):
    give(office, "wang_qiang")
    for n in range(12):
        refused(lambda: enter(office, "wang_qiang", "wrong", at=NOW + n * timedelta(minutes=3)))
    assert account(office, "wang_qiang")["locked_until"] is None


def test_who_only_knows_the_name_cannot_lock_its_owner_out_of_a_known_browser(office):
    give(office, "wang_qiang")
    known = Place(device=enter(office, "wang_qiang")["device"])
    for n in range(40):  # an attacker who never rests
        refused(lambda: enter(office, "wang_qiang", "wrong", at=NOW + n * timedelta(minutes=2)))
    late = NOW + timedelta(minutes=80)
    refused(lambda: enter(office, "wang_qiang", at=late))
    assert enter(office, "wang_qiang", at=late, place=known)["token"]


def test_a_known_browser_that_guesses_is_locked_like_any_other(office):
    give(office, "wang_qiang")
    give(office, "li_na")
    known = Place(device=enter(office, "wang_qiang")["device"])
    for _ in range(5):
        refused(lambda: enter(office, "wang_qiang", "wrong", place=known))
    assert account(office, "wang_qiang")["failures"] == 0, "the account itself is not touched"
    assert enter(office, "wang_qiang", place=known)["token"], "it counts as a stranger now, with a stranger's tries"
    for _ in range(5):
        refused(lambda: enter(office, "li_na", "wrong", place=known))
    assert account(office, "li_na")["locked_until"], "known to one account, it is a stranger to another"


def test_a_decider_binds_a_telephone_before_being_let_in(office):
    give(office, "gao_jun")
    begun = enter(office, "gao_jun")
    assert begun["next"] == "enrol" and "token" not in begun
    with pytest.raises(errors.FormInvalid):
        offer = second_factor.offer_on_the_way(office, begun["ticket"], at=NOW)
        second_factor.accept_on_the_way(office, begun["ticket"], offer["offer"], "000000", at=NOW)
    secret, codes = bind(office, "gao_jun")
    row = account(office, "gao_jun")
    assert len(set(codes)) == 10 and secret not in repr(row) and not any(one in repr(row) for one in codes)
    check_invariants(office)


def test_with_a_second_factor_the_password_alone_opens_nothing(office):
    give(office, "gao_jun")
    secret, _ = bind(office, "gao_jun")
    later = NOW + timedelta(minutes=5)
    begun = enter(office, "gao_jun", at=later)
    assert begun["next"] == "second_factor"
    said = refused(lambda: sign_in.second_step(office, begun["ticket"], "000000", at=later))
    assert said.detail == sign_in.WRONG_CODE
    opened = sign_in.second_step(office, begun["ticket"], code(secret, later), at=later, place=DESK)
    assert sign_in.session(office, opened["token"], at=later)[0].name == "高军"
    check_invariants(office)


def test_a_code_works_once_and_one_step_to_each_side(office):
    give(office, "gao_jun")
    secret, _ = bind(office, "gao_jun")
    later = NOW + timedelta(minutes=5)

    def step(shown_at, at):
        return sign_in.second_step(office, enter(office, "gao_jun", at=at)["ticket"], code(secret, shown_at), at=at)
    refused(lambda: step(later - timedelta(seconds=60), later))
    assert step(later - timedelta(seconds=30), later)["token"]
    refused(lambda: step(later - timedelta(seconds=30), later))
    assert step(later + timedelta(seconds=30), later)["token"]
    refused(lambda: step(later, later)), "an earlier step than the last one used"


def test_a_recovery_code_works_once(office):
    give(office, "gao_jun")
    _, codes = bind(office, "gao_jun")

    def step(given):
        return sign_in.second_step(office, enter(office, "gao_jun")["ticket"], given, at=NOW)
    assert step(codes[3].lower().replace("-", " "))["token"]
    refused(lambda: step(codes[3]))
    assert step(codes[4])["token"]
    assert len(account(office, "gao_jun")["recovery"]) == 8


def test_guessed_codes_lock_as_guessed_passwords_do_and_a_right_password_between_them_clears_nothing(office):
    give(office, "gao_jun")
    secret, _ = bind(office, "gao_jun")
    later = NOW + timedelta(minutes=5)
    for _ in range(5):
        ticket = enter(office, "gao_jun", at=later, place=Place())["ticket"]
        refused(lambda: sign_in.second_step(office, ticket, "000000", at=later))
    refused(lambda: sign_in.second_step(office, ticket, code(secret, later), at=later))
    assert account(office, "gao_jun")["totp_step"] < int(later.timestamp()) // 30, "a locked account uses up no code"


def test_a_ticket_is_bound_to_its_account_its_time_and_what_it_is_about(office):
    give(office, "gao_jun")
    secret, _ = bind(office, "gao_jun")
    ticket = enter(office, "gao_jun")["ticket"]
    late = NOW + timedelta(minutes=10)
    refused(lambda: sign_in.second_step(office, ticket, code(secret, late), at=late))
    for broken in ("", "x", ticket[:-2], ticket.split(".")[0] + ".AAAA", ticket[:20] + ("A" if ticket[20] != "A" else "B") + ticket[21:]):
        refused(lambda: sign_in.second_step(office, broken, code(secret, NOW), at=NOW))
    give(office, "gao_jun", OTHER)
    refused(lambda: sign_in.second_step(office, ticket, code(secret, NOW + SHORT), at=NOW + SHORT)), "the password was changed meanwhile"


def test_a_secret_copied_to_another_account_opens_nothing(office):
    give(office, "gao_jun")
    secret, _ = bind(office, "gao_jun")
    stolen = give(office, "wang_qiang", totp=account(office, "gao_jun")["totp"])
    ticket = enter(office, "wang_qiang")["ticket"]
    with pytest.raises(errors.WrongState, match="无法读取"):
        sign_in.second_step(office, ticket, code(secret, NOW), at=NOW)
    assert account(office, "wang_qiang")["id"] == stolen


def test_in_the_demo_nobody_must_bind_anything_and_one_click_is_enough(engine):
    opened = sign_in.step_into(engine, account(engine, "gao_jun")["person_id"], at=NOW)
    who, _ = sign_in.session(engine, opened["token"], at=NOW + timedelta(minutes=25))
    assert who.proved_at == NOW + timedelta(minutes=25), "stepping into shoes is proof enough"
    assert sign_in.session(replace_mode(engine), opened["token"], at=NOW) is None, "a demo session ends where cases are real"


def replace_mode(engine):
    engine.settings = replace(engine.settings, mode="production")
    return engine
