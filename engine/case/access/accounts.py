"""What every act on somebody's account asks first: whose it is, that it is not one's own, that an administrator of each kind remains."""
from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from engine import errors
from engine.store import accounts, administrators, secret

ROLE_NAMES = {"system": "系统管理员", "security": "安全管理员", "audit": "审计管理员"}
#: lower-case letters first: two logins that look alike to a reader must not be two
_LOGIN = re.compile(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*\Z")
SHORTEST, LONGEST = 3, 32


def held(conn, actor, account_id: int, *, lock: bool = False) -> dict[str, Any]:
    """An account of the actor's county, with its person.

    Args:
        lock: whether the account's row is held until the end of the act.
    Raises:
        errors.NotFound: it does not exist, or not for this administrator; the two answer alike.
    """
    row = administrators.account_row(conn, account_id, lock=lock)
    if row is None or actor.county_id not in (None, row["county_id"]):
        raise errors.NotFound(f"没有找到编号为 {account_id} 的账号。")
    return row


def not_own(actor, person_id: int, what: str) -> None:
    """Refuses an administrator who acts on an account or role of his own.

    Args:
        what: the act, in Chinese, e.g. 停用账号.
    Raises:
        errors.Forbidden.
    """
    if person_id == actor.person_id:
        raise errors.Forbidden(f"不能为本人{what}。", article="GB/T 22239-2019 安全管理中心：管理权限分离", next="请由另一名管理员办理。")


def keep_one(conn, person_id: int) -> None:
    """Refuses what would leave the installation without an administrator of a kind; call it before the change, in its transaction.

    Args:
        person_id: whoever is about to lose the role, the account or the post in the agency.
    Raises:
        errors.WrongState: the person is the last of the kind who can come in.
    """
    role = administrators.hold(conn).get(person_id)
    if role is not None and administrators.others_able(conn, role, person_id) == 0:
        raise errors.WrongState(f"这是最后一名可以登录的{ROLE_NAMES[role]}，三类管理员都须有人在任。",
                                article="GB/T 22239-2019 安全管理中心", next=f"请先任命另一名{ROLE_NAMES[role]}。")


def login_faults(conn, login: str) -> list[str]:
    """What is wrong with a new login, in Chinese; nothing when it can be used."""
    if not SHORTEST <= len(login) <= LONGEST or not _LOGIN.match(login):
        return [f"账号为 {SHORTEST} 至 {LONGEST} 位小写字母和数字，以字母开头，可用点、横线、下划线分隔"]
    return ["这个账号已被使用"] if administrators.taken_login(conn, login) else []


def hand_out(engine, act, account_id: int) -> str:
    """A single-use secret with which a person sets the first password of a new account.

    Returns:
        The secret, to be shown once; only its hash is kept.
    """
    given = secret.fresh()
    accounts.add_reset(act.conn, account_id=account_id, hash=secret.kept(given), made_at=act.at, made_by=act.person_id,
                       ends_at=act.at + timedelta(hours=engine.rules_for(act.conn).security.proof.reset_hours))
    return given
