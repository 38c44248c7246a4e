"""Who keeps the organisation and the people: two administrators, neither of them his own record, each within his county."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any, Mapping

from engine import errors
from engine.case.access import fresh, permission
from engine.case.file.entry import FIRST_YEAR, Entry
from engine.now import shanghai_date
from engine.store import staff

#: keeping units, persons and accounts; giving posts and qualifications
MANAGE, GRANT, READ = "organisation.manage", "power.grant", "people.read"


def county(actor: Any) -> int | None:
    """The county whose units and people alone exist for a person; None for the city above and for whoever sits at the machine."""
    return None if actor is None else actor.county_id


def unit(engine, conn, actor: Any, code: str) -> dict[str, Any]:
    """A unit by code.

    Raises:
        errors.NotFound: there is none, or not in this person's county; the two answer alike.
    """
    mine = county(actor)
    for one in engine.units(conn).values():
        if one["code"] == code and mine in (None, one["county_id"]):
            return one
    raise errors.NotFound(f"没有代码为 {code} 的单位。")


def person(conn, actor: Any, code: str) -> dict[str, Any]:
    """A person by code.

    Raises:
        errors.NotFound: there is none, or not in this person's county.
    """
    found = staff.one(conn, county(actor), code)
    if found is None:
        raise errors.NotFound(f"没有代码为 {code} 的人员。")
    return found


def not_own(actor: Any, person_id: int, what: str) -> None:
    """Refuses an administrator's change of his own record.

    Args:
        what: the act, in Chinese, e.g. 授予岗位.
    Raises:
        errors.Forbidden.
    """
    if actor is not None and actor.person_id == person_id:
        raise errors.Forbidden(f"不能为本人{what}。", article="网络安全等级保护基本要求（GB/T 22239）管理权限分离",
                               next="请由另一名管理员办理。")


def need(actor: Any, name: str) -> None:
    """Refuses whoever has not this permission; None, whoever sits at the machine itself, passes.

    Raises:
        errors.Forbidden.
    """
    permission.need(actor, name)


def grants(engine, actor: Any, what: str, at: datetime) -> None:
    """Refuses whoever may not give posts and qualifications, or has not proved lately who they are.

    Args:
        what: the act, in Chinese.
    Raises:
        errors.Forbidden, errors.ProofNeeded.
    """
    permission.need(actor, GRANT)
    fresh.asked(engine, actor, what, at)


def day(read: Entry, key: str, *, needed: bool = True, future: bool = True, otherwise: date | None = None) -> date | None:
    """A date of an entry.

    Args:
        future: whether it may lie ahead. otherwise: where it is left out and need not be given.
    """
    value = read.given.get(key)
    if value is None:
        if needed:
            read.fault(key, "请填写日期")
        return otherwise
    if not isinstance(value, date) or isinstance(value, datetime) or value.year < FIRST_YEAR:
        read.fault(key, "请核对日期")
        return otherwise
    if not future and value > shanghai_date(read.at):
        read.fault(key, "不能晚于今天")
    return value


def stale(row: Mapping[str, Any], version: int | None, what: str) -> None:
    """Refuses a change of what has been changed since it was looked at.

    Raises:
        errors.StaleVersion.
    """
    if version is not None and version != row["version"]:
        raise errors.StaleVersion(f"{what}已由他人更新（现为第 {row['version']} 版）。", version=row["version"])
