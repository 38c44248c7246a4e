"""Choosing a password: checked against the profile in force, the person's own surroundings and the passwords before it."""
from __future__ import annotations

from datetime import datetime
from typing import Any, Iterable

from engine import errors
from engine.law.people.security import Policy
from engine.store import accounts, passwords

PRODUCT = ("bihuan", "闭环")


def made(policy: Policy, password: str, own: Iterable[str], before: Iterable[str] = ()) -> str:
    """The hash of a new password.

    Args:
        own: login, name and unit of the person.
        before: hashes of passwords that may not come again.
    Raises:
        errors.FormInvalid: every reason why not, under `password`.
    """
    wrong = policy.passwords.faults(password, (*own, *PRODUCT), lambda one: passwords.common(one, policy.refused))
    if not wrong and any(passwords.fits(old, password, policy.hashing) for old in before):
        wrong = [f"不能与最近 {policy.passwords.not_again} 次用过的密码相同"]
    if wrong:
        raise errors.FormInvalid({"password": wrong}, f"密码不符合要求：{'；'.join(wrong)}。")
    return passwords.make(password, policy.hashing)


def own(row: dict[str, Any]) -> tuple[str, ...]:
    """The words of a person's surroundings, from the row of their account."""
    return row["login"], row["name"], row["unit_name"], row["unit_short"]


def before(conn, row: dict[str, Any], policy: Policy) -> list[str]:
    """The hashes that may not come again, the present one first."""
    if not policy.passwords.not_again:
        return [row["password_hash"]] if row["password_hash"] else []
    return [row["password_hash"], *accounts.past(conn, row["id"], policy.passwords.not_again - 1)] if row["password_hash"] else \
        accounts.past(conn, row["id"], policy.passwords.not_again)


def keep(conn, row: dict[str, Any], password_hash: str, policy: Policy, at: datetime) -> None:
    """Puts a new password in place of the present one."""
    if row["password_hash"] and policy.passwords.not_again:
        accounts.keep_past(conn, row["id"], row["password_hash"], at, policy.passwords.not_again)
    accounts.change(conn, row["id"], password_hash=password_hash, password_at=at, must_change=False)
    accounts.drop_resets(conn, row["id"], at)
