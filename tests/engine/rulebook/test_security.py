"""The security policy as it is shipped, and what makes its file unsound."""
from __future__ import annotations

import pytest

FILE = "security.toml"


def test_the_shipped_policy_keeps_what_the_standards_ask_for(rules):
    policy = rules.security
    assert policy.passwords.code == "cn-mlps" and (policy.passwords.shortest, policy.passwords.classes, policy.passwords.not_again) == (10, 3, 5)
    assert policy.profiles["asvs"].shortest == 12 and policy.profiles["asvs"].change_after_days == 0
    assert (policy.sessions.staff_minutes, policy.sessions.admin_minutes, policy.sessions.longest_hours) == (30, 15, 10)
    assert policy.refused.most_common >= 3000
    parts = (*policy.profiles.values(), policy.refused, policy.hashing, policy.lockout, policy.sessions, policy.second_factor, policy.proof)
    assert all("ASVS" in one.source or "GB/T 22239" in one.source for one in parts)


@pytest.mark.parametrize(("old", "new", "said"), [
    ("memory_kib = 19456", "memory_kib = 8192", "不能小于 19456"), ("passes = 2", "passes = 1", "不能小于 2"),
    ('profile = "cn-mlps"', 'profile = "none"', "不认识"), ("most_common = 30000", "most_common = 100", "不能小于 3000"),
    ("classes = 3", "classes = 5", "1 至 4"), ("failures = 5", "failures = 0", "不能小于 3"), ('"decide", "collective"', '"decides"', "不认识"),
    ("growth = 2", "growht = 2", "缺少 growth"), ("[sessions]", "[session]", "缺少 [sessions]"), ("admins = true", 'admins = "yes"', "类型不对"),
    ('code = "asvs"', 'code = "cn-mlps"', "重复")])
def test_an_unsound_policy_refuses_the_whole_pack(spoil, old, new, said):
    _, problems = spoil(FILE, old, new)
    assert any(one["file"] == FILE and said in one["reason"] for one in problems), problems
