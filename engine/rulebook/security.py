"""Reads security.toml: passwords, lockout, sessions, second factor, fresh proof."""
from __future__ import annotations

from dataclasses import fields
from typing import Any, Collection

from engine.law.people.password import Profile
from engine.law.people.security import Hashing, Lockout, Policy, Proof, Refused, SecondFactor, Sessions
from engine.rulebook.rows import Row, Source

#: below these Argon2id is too cheap to guess (ASVS 11.4.2), whatever the file says
LEAST = {"memory_kib": 19456, "passes": 2, "lanes": 1, "most_common": 3000, "shortest": 8, "failures": 3, "parallel": 1}
#: keys that may be 0
_OFF = ("change_after_days", "not_again")
_SECTIONS = {"refused": Refused, "hashing": Hashing, "lockout": Lockout, "sessions": Sessions, "second_factor": SecondFactor, "proof": Proof}


def security(source: Source, name: str, duties: Collection[str]) -> Policy | None:
    """The policy; None with its faults noted when the file is unsound."""
    root = source.root(name)
    profiles = {one.code: one for row in source.tables(root, "passwords") if (one := _value(row, Profile, duties))}
    chosen = root.take("profile", str, among=profiles)
    parts = {key: _section(root, key, kind, duties) for key, kind in _SECTIONS.items()}
    if not root.done() or chosen is None or None in parts.values():
        return None
    return Policy(profiles[chosen], profiles, **parts)


def _section(root: Row, key: str, kind: type, duties: Collection[str]) -> Any:
    rows = root.rows(key)
    if len(rows) != 1:
        root.fault(f"缺少 [{key}]")
        return None
    return _value(rows[0], kind, duties)


def _value(row: Row, kind: type, duties: Collection[str]) -> Any:
    given = {}
    for one in fields(kind):
        if one.type == "int":
            given[one.name] = row.take(one.name, int, low=LEAST.get(one.name, 0 if one.name in _OFF else 1))
        elif one.type == "bool":
            given[one.name] = row.take(one.name, bool)
        elif one.type == "str":
            given[one.name] = row.take(one.name, str)
        else:
            given[one.name] = row.takes(one.name, str, among=duties if one.name == "duties" else None)
    if kind is Profile:
        row.once("密码规则", given["code"])
        if not 1 <= (given["classes"] or 1) <= 4:
            row.fault("classes 应为 1 至 4")
    return kind(**given) if row.done() else None
