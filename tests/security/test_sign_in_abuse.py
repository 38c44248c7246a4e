"""S15: guessing, spraying, listing names, and using the lock against its owner."""
from __future__ import annotations

from datetime import timedelta

import pytest

from api.rate import LIMITS, Limit
from engine import errors
from engine.work import passwords, rescue, sign_in
from engine.work.sign_in import Place
from tests.accounts import NOW, OTHER, PASSWORD, account, bind, code, enter, give, office, told  # noqa: F401
from tests.applications import UNBOUNDED, application
from tests.concurrency.race import parted, race
from tests.invariants import check_invariants
from tests.security.conftest import both


@pytest.fixture
def door(office):  # noqa: F811
    """API and pages of the office, without rate limits."""
    return application(office)


def post(client, path: str, body: dict, **more):
    return client.post(f"/api/v1/session{path}", json=body, **more)


@both
def test_twenty_guesses_at_once_are_five_guesses(office):
    give(office, "wang_qiang")
    jobs = [lambda n=n: enter(office, "wang_qiang", f"guess-{n}", place=Place()) for n in range(20)]
    done, refused = parted(race(jobs))
    assert done == [] and {type(one) for one in refused} == {errors.SignInFailed}
    assert sorted(one["why"] for one in told(office, "session.refused")) == ["locked"] * 15 + ["wrong"] * 5
    assert account(office, "wang_qiang")["lockouts"] == 1
    with pytest.raises(errors.SignInFailed):
        enter(office, "wang_qiang")
    check_invariants(office)


@both
def test_what_works_once_works_once_however_many_try_it_together(office):
    give(office, "gao_jun")
    secret, codes = bind(office, "gao_jun")
    at = NOW + timedelta(minutes=2)
    for given in (code(secret, at), codes[0]):
        tickets = [enter(office, "gao_jun", at=at)["ticket"] for _ in range(4)]
        done, _ = parted(race([lambda t=t, g=given: sign_in.second_step(office, t, g, at=at) for t in tickets]))
        assert len(done) == 1
        rescue.unlock(office, None, account(office, "gao_jun")["id"], at=at)
    reset = rescue.reset_password(office, None, account(office, "gao_jun")["id"], at=at)["secret"]
    tried = race([lambda n=n: passwords.redeem(office, reset, f"Meihua-{n}-zhu&2{n}", at=at) for n in range(4)])
    assert sum(isinstance(one, errors.FormInvalid) for one in tried) == 3 and tried.count(None) == 1
    check_invariants(office)


def test_unknown_wrong_switched_off_without_a_password_and_locked_cannot_be_told_apart(office, door):
    give(office, "wang_qiang")
    give(office, "li_na", locked_until=NOW + timedelta(minutes=5))
    give(office, "zhao_lei", active=False)
    seen = []
    for login, password in (("nobody", PASSWORD), ("wang_qiang", "wrong"), ("li_na", PASSWORD), ("zhao_lei", PASSWORD), ("sun_tao", PASSWORD)):
        answer = post(door.test_client(), "", {"login": login, "password": password})
        page = door.test_client().post("/sign-in", data={"login": login, "password": password})
        seen.append((answer.status_code, answer.data, sorted(answer.headers), page.status_code, page.text.replace(login, "LOGIN")))
    assert all(one == seen[0] for one in seen) and seen[0][0] == seen[0][3] == 401
    assert "Set-Cookie" not in seen[0][2]


def test_a_stranger_who_locks_an_account_day_and_night_does_not_stop_its_owner(office, door):
    give(office, "wang_qiang")
    usual, stranger = door.test_client(), door.test_client()
    first = post(usual, "", {"login": "wang_qiang", "password": PASSWORD})
    kept = next(c for c in first.headers.getlist("Set-Cookie") if c.startswith("bihuan-known="))
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(kept.split("; "))
    for _ in range(12):
        assert post(stranger, "", {"login": "wang_qiang", "password": "wrong"}).status_code == 401
    assert post(stranger, "", {"login": "wang_qiang", "password": PASSWORD}).status_code == 401
    token = usual.get_cookie("bihuan").value
    assert usual.delete("/api/v1/session", headers={"X-CSRF-Token": first.json["csrf"]}).status_code == 204
    assert usual.get_cookie("bihuan-known"), "signing out leaves the browser known"
    again = post(usual, "", {"login": "wang_qiang", "password": PASSWORD})
    assert again.status_code == 200 and usual.get_cookie("bihuan").value != token
    assert "bihuan-known=" not in "".join(again.headers.getlist("Set-Cookie")), "known already"


def test_one_address_may_not_try_many_names(office):
    app = application(office, {**UNBOUNDED, "sign_in": Limit(10, 0.001)})
    assert LIMITS["sign_in"].burst <= 30
    answers = [post(app.test_client(), "", {"login": f"name{n}", "password": "Chuntian-2026"}) for n in range(14)]
    assert [a.status_code for a in answers] == [401] * 10 + [429] * 4
    assert int(answers[-1].headers["Retry-After"]) > 1
    assert app.test_client().post("/sign-in", data={"login": "x", "password": "y"}).status_code == 429
    assert app.test_client().post("/reset", data={"secret": "x"}).status_code == 429
    other = post(app.test_client(), "", {"login": "name", "password": "x"}, environ_base={"REMOTE_ADDR": "198.51.100.1"})
    assert other.status_code == 401, "another address is not concerned"


def test_an_administrator_unlocks_and_that_is_on_record(office):
    give(office, "wang_qiang")
    for _ in range(5):
        with pytest.raises(errors.SignInFailed):
            enter(office, "wang_qiang", "wrong")
    assert len(told(office, "account.locked")) == 1
    rescue.unlock(office, None, account(office, "wang_qiang")["id"], at=NOW)
    assert enter(office, "wang_qiang")["token"] and len(told(office, "account.unlocked")) == 1
    check_invariants(office)


def test_the_chain_names_no_login_no_address_and_no_browser(office):
    give(office, "wang_qiang")
    place = Place("203.0.113.5", "SecretBrowser/1")
    enter(office, "wang_qiang", place=place)
    with pytest.raises(errors.SignInFailed):
        enter(office, "somebody-else", place=place)
    with office.store.read() as conn:
        chain = repr(list(conn.exec_driver_sql("select * from event")))
    assert not any(word in chain for word in ("wang_qiang", "somebody-else", "203.0.113.5", "SecretBrowser", PASSWORD, OTHER))
