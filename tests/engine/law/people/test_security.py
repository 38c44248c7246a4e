"""What a password must be, and how long a lock lasts."""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from engine import rulebook
from engine.law.people.security import Tries
from tests.engine.test_rulebook import LAW

POLICY = rulebook.load(LAW).security
CN, ASVS = POLICY.profiles["cn-mlps"], POLICY.profiles["asvs"]
AT = datetime(2026, 3, 10, 1, tzinfo=timezone.utc)


def faults(profile, password: str, own=(), common=lambda _: False) -> list[str]:
    return profile.faults(password, own, common)


@pytest.mark.parametrize(("profile", "password", "count"), [
    (CN, "Abcdefgh1!", 0), (CN, "Abcdefgh1", 1), (CN, "abcdefgh12", 1), (CN, "abc", 2), (CN, "梅花Abc-1234", 0),
    (ASVS, "abcdefghijkl", 0), (ASVS, "abcdefghijk", 1), (ASVS, "一句十二个字以上的口令也行", 0), (ASVS, "x" * 64, 0), (ASVS, "x" * 129, 1)])
def test_each_profile_asks_for_what_its_standard_asks_for(profile, password, count):
    assert len(faults(profile, password)) == count


@pytest.mark.parametrize("password", ["xx-Zhou.Min-77", "xxZHOU-77777", "王强-Abcd-123", "Abc-石桥镇-123"])
def test_words_of_the_persons_own_surroundings_are_refused_whatever_their_case(password):
    assert faults(CN, password, ("zhou.min", "王强", "石桥镇")) == ["不能含有账号、姓名或单位名称"]


def test_a_short_part_of_a_login_is_in_too_many_good_passwords():
    assert faults(CN, "Minzu-Lu-2077", ("zhou.min",)) == []


def test_only_one_profile_asks_for_a_change_and_an_unknown_age_counts_as_due():
    assert not CN.expired(AT - timedelta(days=89), AT) and CN.expired(AT - timedelta(days=90), AT) and CN.expired(None, AT)
    assert not ASVS.expired(None, AT)


def test_locks_grow_and_a_window_forgets_slow_failures():
    tries, rule = Tries(), POLICY.lockout
    for n in range(4):
        tries = rule.failed(tries, AT + timedelta(minutes=n))
    assert tries.failures == 4 and not tries.locked(AT)
    assert rule.failed(tries, AT + timedelta(minutes=10)).failures == 1
    locked = rule.failed(tries, AT + timedelta(minutes=9))
    assert locked == Tries(0, None, AT + timedelta(minutes=9 + 15), 1) and locked.locked(AT + timedelta(minutes=23, seconds=59))


def test_a_county_may_be_stricter_and_never_laxer():
    own = POLICY.chosen({"profile": "asvs", "staff_minutes": 10, "admin_minutes": 99, "parallel": 0, "longest_hours": "8", "proof_minutes": 5})
    assert own.passwords is not CN and own.passwords.code == "asvs"
    assert own.sessions == replace(POLICY.sessions, staff_minutes=10) and own.proof.minutes == 5
    assert POLICY.chosen({"profile": "none", "change_after_days": 30}).passwords == replace(CN, change_after_days=30)


def test_administrators_and_deciders_must_have_a_second_factor():
    asked = POLICY.second_factor.required
    assert asked("audit", ()) and asked(None, ("handle", "decide")) and asked(None, ("collective",)) and not asked(None, ("handle", "review"))
