"""Passwords: forced change, one's own change, and the secret an administrator has made."""
from __future__ import annotations

from datetime import timedelta

import pytest

from engine import errors
from engine.store import people as people_store
from engine.work import passwords, people, rescue, sessions, sign_in
from engine.work.sign_in import Place
from tests.accounts import DESK, NOW, OTHER, PASSWORD, SHORT, account, alter, bind, code, enter, give, office, told  # noqa: F401
from tests.invariants import check_invariants


def admin(engine, login: str = "xu_min", role: str = "system"):
    """Somebody of the county as one of the three administrators, without posts."""
    row = account(engine, login)
    with engine.store.act(None, NOW) as act:
        act.conn.exec_driver_sql(f"delete from post where person_id = {int(row['person_id'])}")
        act.done(traced=False)
    with engine.store.engine.begin() as conn:
        from engine.store import tables
        conn.execute(tables.administrator.insert().values(person_id=row["person_id"], role=role, given_at=NOW))
    return people.actor(engine, row["id"], NOW)


def inside(engine, login: str, at=NOW):
    """Somebody signed in: the actor and the token."""
    token = enter(engine, login, at=at)["token"]
    return sign_in.session(engine, token, at=at)[0], token


def wrong(do, field: str = "password") -> str:
    with pytest.raises(errors.FormInvalid) as caught:
        do()
    return "".join(caught.value.fields[field])


def test_a_password_of_ninety_days_must_be_changed_before_anything_else(office):
    give(office, "wang_qiang")
    assert enter(office, "wang_qiang", at=NOW + timedelta(days=89))["token"]
    due = NOW + timedelta(days=90)
    begun = enter(office, "wang_qiang", at=due)
    assert begun["next"] == "new_password" and "token" not in begun
    assert "相同" in wrong(lambda: passwords.renew(office, begun["ticket"], PASSWORD, at=due))
    assert passwords.renew(office, begun["ticket"], OTHER, at=due, place=DESK)["token"]
    with pytest.raises(errors.SignInFailed):
        passwords.renew(office, begun["ticket"], "Dongri-5-xue&28", at=due)
    assert enter(office, "wang_qiang", OTHER, at=due)["token"]
    check_invariants(office)


def test_an_initial_password_and_one_of_unknown_age_must_be_changed(office):
    give(office, "wang_qiang", must_change=True)
    give(office, "li_na", password_at=None)
    assert [enter(office, one)["next"] for one in ("wang_qiang", "li_na")] == ["new_password"] * 2


def test_with_a_second_factor_the_code_comes_before_the_new_password(office):
    give(office, "gao_jun")
    secret, _ = bind(office, "gao_jun")
    alter(office, account(office, "gao_jun")["id"], must_change=True)
    begun = enter(office, "gao_jun")
    assert begun["next"] == "second_factor"
    with pytest.raises(errors.SignInFailed):  # who knows only the password must not be able to change it
        passwords.renew(office, begun["ticket"], OTHER, at=NOW)
    at = NOW + SHORT
    then = sign_in.second_step(office, begun["ticket"], code(secret, at), at=at)
    assert then["next"] == "new_password"
    assert passwords.renew(office, then["ticket"], OTHER, at=at)["token"]


def test_changing_ones_own_password_ends_every_other_session_and_renews_this_one(office):
    give(office, "wang_qiang")
    other = enter(office, "wang_qiang")["token"]
    who, token = inside(office, "wang_qiang")
    renewed = passwords.change(office, who, token, PASSWORD, OTHER, at=NOW)
    assert [sign_in.session(office, one, at=NOW) is None for one in (other, token, renewed["token"])] == [True, True, False]
    with pytest.raises(errors.SignInFailed):
        enter(office, "wang_qiang", PASSWORD)
    assert enter(office, "wang_qiang", OTHER)["token"]
    check_invariants(office)


def test_the_last_five_passwords_do_not_come_again_and_the_sixth_may(office):
    give(office, "wang_qiang")
    used = [PASSWORD, *(f"Meihua-{n}-zhu&2{n}" for n in range(4, 9))]
    for old, new in zip(used, used[1:]):
        who, token = inside_with(office, old)
        passwords.change(office, who, token, old, new, at=NOW)
    who, token = inside_with(office, used[-1])
    for again in used[1:]:
        assert "最近 5 次" in wrong(lambda: passwords.change(office, who, token, used[-1], again, at=NOW))
    assert passwords.change(office, who, token, used[-1], PASSWORD, at=NOW)["token"]


def inside_with(engine, password: str):
    token = enter(engine, "wang_qiang", password)["token"]
    return sign_in.session(engine, token, at=NOW)[0], token


def test_guessing_the_present_password_in_a_stolen_session_locks(office):
    give(office, "wang_qiang")
    who, token = inside(office, "wang_qiang")
    for _ in range(5):
        wrong(lambda: passwords.change(office, who, token, "guess", OTHER, at=NOW), "old")
    wrong(lambda: passwords.change(office, who, token, PASSWORD, OTHER, at=NOW), "old")
    assert enter(office, "wang_qiang", at=NOW + timedelta(minutes=16))["token"], "nothing was changed"
    check_invariants(office)


@pytest.mark.parametrize(("password", "why"), [
    ("Duan-3a", "至少 10 位"), ("meihuaqiutianxue", "三类"), ("Password@2026", "过于常见"), ("Wang_Qiang-2026", "账号、姓名"),
    ("王强-Meihua-7", "账号、姓名"), ("青溪镇-Meihua-7", "单位"), ("Bihuan-ok-2026", "过于常见|账号"), ("Qwer1234!@#$", "过于常见"), ("A1-" + "x" * 126, "最多"),
])
def test_a_password_that_is_short_plain_common_or_ones_own_name_is_refused(office, password, why):
    import re
    give(office, "wang_qiang")
    who, token = inside(office, "wang_qiang")
    assert re.search(why, wrong(lambda: passwords.change(office, who, token, PASSWORD, password, at=NOW)))


def test_the_other_profile_wants_length_and_neither_classes_nor_rotation(office):
    with office.store.act(None, NOW) as act:
        people_store.set_setting(act.conn, "security", {"profile": "asvs", "staff_minutes": 5, "parallel": 99})
        act.record("policy.changed")
        act.done()
    give(office, "wang_qiang")
    who, token = inside(office, "wang_qiang", at=NOW + timedelta(days=3650))
    at = NOW + timedelta(days=3650)
    assert "至少 12 位" in wrong(lambda: passwords.change(office, who, token, PASSWORD, "meihua qiu", at=at))
    long = "梅花 竹子 qiu tian de yu luo zai shi ban lu shang " * 2
    assert passwords.change(office, who, token, PASSWORD, long, at=at)["token"]
    assert enter(office, "wang_qiang", long, at=at + timedelta(days=3650))["token"]
    with office.store.read() as conn:
        held = office.rules_for(conn).security.sessions
    assert (held.staff_minutes, held.parallel) == (5, 3), "stricter is taken, laxer is left aside"


def test_an_administrator_has_a_secret_made_and_the_person_sets_the_password_with_it_once(office):
    account_id = give(office, "wang_qiang")
    token = enter(office, "wang_qiang")["token"]
    boss = admin(office)
    made = rescue.reset_password(office, boss, account_id, at=NOW)
    assert made["ends_at"] == NOW + timedelta(hours=24)
    assert sign_in.session(office, token, at=NOW) is None
    with pytest.raises(errors.SignInFailed):
        enter(office, "wang_qiang")
    assert "至少" in wrong(lambda: passwords.redeem(office, made["secret"], "short", at=NOW))
    passwords.redeem(office, f" {made['secret']}\n", OTHER, at=NOW)
    assert enter(office, "wang_qiang", OTHER)["token"]
    wrong(lambda: passwords.redeem(office, made["secret"], "Dongri-5-xue&28", at=NOW), "secret")
    with office.store.read() as conn:
        assert made["secret"] not in repr(list(conn.exec_driver_sql("select * from password_reset")))
    check_invariants(office)


def test_a_secret_ends_after_a_day_and_with_the_next_one(office):
    account_id, boss = give(office, "wang_qiang"), admin(office)
    first = rescue.reset_password(office, boss, account_id, at=NOW)["secret"]
    second = rescue.reset_password(office, boss, account_id, at=NOW)["secret"]
    for secret, at in ((first, NOW), (second, NOW + timedelta(hours=24)), ("", NOW), ("guess", NOW)):
        wrong(lambda: passwords.redeem(office, secret, OTHER, at=at), "secret")
    passwords.redeem(office, second, OTHER, at=NOW + timedelta(hours=23, minutes=59))


def test_only_a_system_administrator_helps_and_never_himself(office):
    boss, account_id = admin(office), give(office, "wang_qiang")
    others = (admin(office, "li_na", "security"), admin(office, "zhao_lei", "audit"), people.actor(office, account(office, "gao_jun")["id"], NOW))
    for act in (rescue.reset_password, rescue.unlock, rescue.end_sessions):
        for who in others:
            with pytest.raises(errors.Forbidden):
                act(office, who, account_id, at=NOW)
        with pytest.raises(errors.Forbidden):
            act(office, boss, boss.account_id, at=NOW)
        with pytest.raises(errors.NotFound):
            act(office, boss, 10**9, at=NOW)


def test_an_administrator_unlocks_and_signs_somebody_out(office):
    account_id, boss = give(office, "wang_qiang"), admin(office)
    token = enter(office, "wang_qiang")["token"]
    for _ in range(5):
        with pytest.raises(errors.SignInFailed):
            enter(office, "wang_qiang", "wrong", place=Place())
    rescue.unlock(office, boss, account_id, at=NOW)
    assert enter(office, "wang_qiang")["token"]
    assert rescue.end_sessions(office, boss, account_id, at=NOW) == 2
    assert sign_in.session(office, token, at=NOW) is None
    assert told(office, "account.unlocked") == [{"subject": account_id}]
    assert sessions.mine(office, people.actor(office, account_id, NOW), None, at=NOW) == []
    check_invariants(office)
