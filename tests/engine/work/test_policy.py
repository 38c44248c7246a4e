"""The security policy chosen by the county: stricter in every process at once, laxer never."""
from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine import errors
from engine.work import people, policy, sign_in
from tests.accounts import NOW, PASSWORD, account, enter, give, office, told  # noqa: F401
from tests.engine.work.test_passwords import admin
from tests.invariants import check_invariants


def test_the_security_administrator_makes_it_stricter(office):
    boss = admin(office, "xu_min", "security")
    give(office, "wang_qiang")
    token = enter(office, "wang_qiang")["token"]
    shown = policy.choose(office, boss, {"staff_minutes": 10, "parallel": 1, "change_after_days": 60}, at=NOW)
    assert {one["key"]: one["value"] for one in shown["numbers"]} == {
        "change_after_days": 60, "staff_minutes": 10, "admin_minutes": 15, "longest_hours": 10, "parallel": 1, "proof_minutes": 10}
    assert shown == policy.get(office, boss)
    assert sign_in.session(office, token, at=NOW + timedelta(minutes=10)) is None
    assert enter(office, "wang_qiang", at=NOW + timedelta(days=60))["next"] == "new_password"
    assert told(office, "policy.changed") == [{"staff_minutes": 10, "parallel": 1, "change_after_days": 60}]
    assert policy.choose(office, boss, {"profile": "asvs", "change_after_days": 60}, at=NOW)["profile"] == "asvs"
    assert enter(office, "wang_qiang", PASSWORD, at=NOW + timedelta(days=900))["token"]
    check_invariants(office)


@pytest.mark.parametrize("given", [{"profile": "none"}, {"staff_minutes": 31}, {"parallel": 0}, {"longest_hours": -1}, {"proof_minutes": True}])
def test_what_is_laxer_or_unknown_is_refused(office, given):
    boss = admin(office, "xu_min", "security")
    with pytest.raises(errors.FormInvalid) as wrong:
        policy.choose(office, boss, given, at=NOW)
    assert set(wrong.value.fields) == set(given) and told(office, "policy.changed") == []


def test_nobody_else_touches_it_and_not_without_a_fresh_proof(office):
    for who in (admin(office, "xu_min", "system"), admin(office, "li_na", "audit"), people.actor(office, account(office, "gao_jun")["id"], NOW)):
        with pytest.raises(errors.Forbidden):
            policy.choose(office, who, {}, at=NOW)
        with pytest.raises(errors.Forbidden):
            policy.get(office, who)
    boss = replace(admin(office, "zhao_lei", "security"), way="session", proved_at=NOW)
    with pytest.raises(errors.ProofNeeded):
        policy.choose(office, boss, {}, at=NOW + timedelta(minutes=10))
    check_invariants(office)
