"""The first start in production: no default account; one token printed on the machine itself makes the three administrators 三员."""
from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Any, Mapping

from engine import errors
from engine.case.access.accounts import ROLE_NAMES, hand_out, login_faults
from engine.now import shanghai_date
from engine.store import administrators, people, secret
from engine.store.act import Act

GOOD_FOR = timedelta(hours=24)
_KEY = "setup_token"


def begin(engine, *, at: datetime) -> str | None:
    """Makes the one-time token of a first start.

    Returns:
        The token to print locally, or None when an administrator can sign in, or still can with the secret they were handed.
    """
    with engine.store.act(None, at) as act:
        if administrators.ready(act.conn, at):
            return None
        token = secret.fresh()
        people.set_setting(act.conn, _KEY, {"hash": secret.kept(token), "ends_at": at + GOOD_FOR})
        act.record("setup.begun")
        return act.done(token)


def finish(engine, token: str, *, unit: str, three: Mapping[str, Mapping[str, str]], at: datetime) -> dict[str, Any]:
    """Makes the three administrators with the token, which is then used up.

    Three natural persons, each with a secret of their own to set a password with; whoever fills in the form hands them over and knows
    nobody's password.

    Args:
        unit: the name of the agency, where the database holds none yet.
        three: role → `{"name", "login"}`; a login of the loaded county file stands for that person, a new one makes the person.
    Returns:
        `{"administrators": [{"role", "role_name", "name", "login", "secret"}]}`; the secrets are shown once.
    Raises:
        errors.Forbidden: wrong, used or expired token. errors.FormInvalid: not three persons, a login that cannot be used, see the fields.
        errors.WrongState: somebody of them has case work in hand.
    """
    given = {role: {k: str(three.get(role, {}).get(k, "")).strip() for k in ("name", "login")} for role in ROLE_NAMES}
    with engine.store.act(None, at) as act:
        kept = people.settings(act.conn).get(_KEY)
        if kept is None or kept["ends_at"] <= at or not hmac.compare_digest(kept["hash"], secret.kept(token.strip())):
            raise errors.Forbidden("初始化口令不正确、已使用或已过期。", next="请重新启动服务，使用屏幕上打印的新口令。")
        _three(given)
        made = _persons(act, given, unit.strip())
        _install(act, {role: one["person_id"] for role, one in made.items()})
        people.drop_setting(act.conn, _KEY)
        act.record("setup.finished", administrators={role: one["person_id"] for role, one in made.items()})
        shown = [{"role": role, "role_name": ROLE_NAMES[role], "name": one["name"], "login": one["login"],
                  "secret": hand_out(engine, act, one["account_id"])} for role, one in made.items()]
        act.done()
    engine.refresh()
    return {"administrators": shown}


def _three(given: Mapping[str, Mapping[str, str]]) -> None:
    wrong: dict[str, list[str]] = {}
    for role, one in given.items():
        wrong |= {f"{role}_{key}": ["请填写"] for key in ("name", "login") if not one[key]}
        for key, said in (("login", "三名管理员须各有账号"), ("name", "三名管理员须是三个不同的人；确有同名的，请在姓名后注明以示区别")):
            if one[key] and sum(other[key].lower() == one[key].lower() for other in given.values()) > 1:
                wrong[f"{role}_{key}"] = [said]
    if wrong:
        raise errors.FormInvalid(wrong)


def _persons(act: Act, given: Mapping[str, Mapping[str, str]], unit: str) -> dict[str, dict[str, Any]]:
    """The account and person of each role, made where they are not there yet."""
    wrong: dict[str, list[str]] = {}
    unit_id = next(iter(people.units(act.conn)), None)
    if unit_id is None and not unit:
        wrong["unit"] = ["请填写"]
    known = {role: people.account_by_login(act.conn, one["login"]) for role, one in given.items()}
    for role, one in given.items():
        if known[role] is None and (faults := login_faults(act.conn, one["login"]) or (
                ["这个代码已用于另一名人员"] if people.by_code(act.conn, one["login"]) else [])):
            wrong[f"{role}_login"] = faults
        elif known[role] is not None and people.person_by_account(act.conn, known[role]["id"])["name"] != one["name"]:
            wrong[f"{role}_name"] = ["与人员名册中该账号的姓名不一致"]
    of = [row["person_id"] for row in known.values() if row is not None]
    if len(set(of)) < len(of):
        wrong |= {f"{role}_login": ["这是同一个人的账号，三名管理员须是三个不同的人"] for role, row in known.items() if row and of.count(row["person_id"]) > 1}
    if wrong:
        raise errors.FormInvalid(wrong)
    if unit_id is None:
        unit_id = people.add(act.conn, "unit", code="first", name=unit, kind="county", agency=unit, short=unit, government="", court="")
    return {role: _person(act, known[role], unit_id, one) for role, one in given.items()}


def _person(act: Act, row: Mapping[str, Any] | None, unit_id: int, one: Mapping[str, str]) -> dict[str, Any]:
    if row is not None:
        if held := administrators.still_works(act.conn, row["person_id"], shanghai_date(act.at), act.at):
            raise errors.WrongState(f"{one['name']}承担案件职责，不能担任管理员。", article="GB/T 22239-2019 安全管理中心：管理权限分离",
                                    next="请换一名没有岗位的人员。", held=held)
        return {"person_id": row["person_id"], "account_id": row["id"], **one}
    person_id = people.add(act.conn, "person", code=one["login"], name=one["name"], kind="staff", unit_id=unit_id, active=True)
    account_id = administrators.add_account(act.conn, person_id, one["login"])
    return {"person_id": person_id, "account_id": account_id, **one}


def _install(act: Act, of: Mapping[str, int]) -> None:
    """Gives the roles; whoever had one before could not come in any more."""
    for person_id in administrators.hold(act.conn):
        administrators.take(act.conn, person_id)
    for role, person_id in of.items():
        administrators.give(act.conn, person_id, role, act.at, None)
