"""Hashes of passwords, and the passwords that too many people have chosen."""
from __future__ import annotations

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type

from engine import rulebook
from engine.store import passwords
from tests.engine.test_rulebook import LAW

POLICY = rulebook.load(LAW).security


def test_a_hash_costs_what_the_policy_asks_for():
    made = passwords.make("Meihua-3-nong&19", POLICY.hashing)
    cost = extract_parameters(made)
    assert (cost.type, cost.memory_cost, cost.time_cost, cost.parallelism) == (Type.ID, 19456, 2, 1)
    assert passwords.fits(made, "Meihua-3-nong&19", POLICY.hashing) and not passwords.stale(made, POLICY.hashing)
    assert not passwords.fits(made, "meihua-3-nong&19", POLICY.hashing)


@pytest.mark.parametrize("nothing", [None, "", "no hash at all", "$argon2id$v=19$m=1$broken"])
def test_what_is_no_hash_fits_nothing(nothing):
    assert not passwords.fits(nothing, "", POLICY.hashing) and not passwords.fits(nothing, "x", POLICY.hashing)


@pytest.mark.parametrize("password", [
    "password", "Password@2026", "P@ssw0rd2026", "!!Dragon!!2025", "1234567890!", "Qwer1234!@#$", "1qaz@WSX3edc", "Abc123456!", "Aa123456789",
    "Woaini1314!", "Zhifa2026!!", "Chengguan#1", "Admin@123456", "执法系统-Abc-1", "2026031020260310"])
def test_a_common_password_stays_common_however_it_is_dressed_up(password):
    assert passwords.common(password, POLICY.refused)


@pytest.mark.parametrize("password", ["Meihua-3-nong&19", "correct-horse-battery", "梨花春雨Xy-29", "Tr0ub4dor&3x", "k7#Rm2!vQz9p"])
def test_an_uncommon_password_is_left_alone(password):
    assert not passwords.common(password, POLICY.refused)


def test_every_one_of_the_three_thousand_most_common_is_refused():
    from zxcvbn.frequency_lists import FREQUENCY_LISTS
    assert all(passwords.common(one, POLICY.refused) for one in FREQUENCY_LISTS["passwords"][:3000])
    assert all(passwords.common(one.title(), POLICY.refused) for one in FREQUENCY_LISTS["passwords"][:3000])
