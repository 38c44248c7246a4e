"""Accounts as the system administrator runs them: made for a person who is there, or for another system, and switched off and on.

Making an account gives no power: posts and roles are the security administrator's. Nobody acts on an account of his own.
"""
from __future__ import annotations

from datetime import datetime
from typing import Any, Mapping

from engine import errors
from engine.case.access import permission
from engine.case.access.accounts import ROLE_NAMES, hand_out, held, keep_one, login_faults, not_own
from engine.case.access.actor import Actor
from engine.law.people.staffing import SYSTEM
from engine.store import accounts as rows
from engine.store import administrators, people, sessions
from engine.store.act import Act, RequestKey

_MANAGE = "organisation.manage"
_SESSION = ("created_at", "seen_at", "ends_at", "address", "agent", "way")


def listed(engine, actor: Actor, *, q: str | None = None, systems: bool = False, after: int | None = None, limit: int = 50,
           at: datetime) -> dict[str, Any]:
    """The county's accounts in the order they were made.

    Args:
        q: part of a login, name or staff number. systems: only those of other systems.
    Returns:
        `{"items", "next"}`.
    """
    permission.need(actor, _MANAGE)
    with engine.store.read() as conn:
        found = administrators.accounts(conn, actor.county_id, q=q, kind=SYSTEM if systems else None, after=after, limit=limit + 1)
    return {"items": [_shown(actor, row, at) for row in found[:limit]], "next": found[limit - 1]["id"] if len(found) > limit else None}


def get(engine, actor: Actor, account_id: int, *, at: datetime) -> dict[str, Any]:
    """One account with its live sessions, its identities and whom it expects; never a secret.

    Raises:
        errors.NotFound: no such account here.
    """
    permission.need(actor, _MANAGE)
    with engine.store.read() as conn:
        row = held(conn, actor, account_id)
        live = [{k: one[k] for k in _SESSION} for one in sessions.of_account(conn, account_id, at)]
        return {**_shown(actor, row, at), "sessions": live, "tokens": administrators.live_tokens(conn, account_id, at),
                "identities": administrators.identities(conn, account_id), "awaited": administrators.awaited(conn, account_id)}


def create(engine, actor: Actor, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Makes an account for a person who is there already; a further one for the same person is still the same person.

    Args:
        given: `person` (code) and `login`.
    Returns:
        `{"id", "login", "secret"}`; the person sets their own password with the secret, which is shown once.
    Raises:
        errors.FormInvalid: no such person, a login that is taken or not well-formed. errors.Forbidden: it would be the actor's own.
    """
    permission.need(actor, _MANAGE)
    login = given["login"].strip()
    with engine.store.act(actor, at, key) as act:
        if answer := act.earlier():
            return {**answer, "secret": None}
        subject = administrators.person_row(act.conn, given["person"].strip(), lock=True)
        if subject is None or actor.county_id not in (None, subject["county_id"]) or not subject["active"] or subject["kind"] == SYSTEM:
            raise errors.FormInvalid({"person": ["没有这个在职人员，请核对人员代码"]})
        not_own(actor, subject["id"], "建立账号")
        if wrong := login_faults(act.conn, login):
            raise errors.FormInvalid({"login": wrong})
        return _made(engine, act, subject["id"], login)


def create_system(engine, actor: Actor, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Makes an account for another system, such as the hotline's; it has no password and comes in by tokens alone.

    What it may do is what posts the security administrator gives it; it can hold none that asks for an officer.

    Args:
        given: `name`, `login`, `unit` (code).
    Returns:
        `{"id", "login"}`.
    """
    permission.need(actor, _MANAGE)
    login, name = given["login"].strip(), given["name"].strip()
    with engine.store.act(actor, at, key) as act:
        if answer := act.earlier():
            return answer
        unit = next((one for one in people.units(act.conn).values() if one["code"] == given["unit"].strip()), None)
        wrong = {"name": [] if name else ["请填写系统名称"], "login": login_faults(act.conn, login) or (
            ["这个代码已用于一名人员"] if people.by_code(act.conn, login) else []),
            "unit": [] if unit and actor.county_id in (None, unit["county_id"]) else ["没有这个单位"]}
        if any(wrong.values()):
            raise errors.FormInvalid({k: v for k, v in wrong.items() if v})
        person_id = people.add(act.conn, "person", code=login, name=name, kind=SYSTEM, unit_id=unit["id"], active=True)
        account_id = administrators.add_account(act.conn, person_id, login)
        act.record("account.created", subject=account_id, person=person_id, kind=SYSTEM)
        return act.done({"id": account_id, "login": login})


def switch(engine, actor: Actor, account_id: int, *, active: bool, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Switches an account off or on; off ends its sessions and tokens at once.

    Raises:
        errors.Forbidden: it is the actor's own. errors.WrongState: it would leave no administrator of a kind.
    """
    permission.need(actor, _MANAGE)
    with engine.store.act(actor, at, key) as act:
        if answer := act.earlier():
            return answer
        row = held(act.conn, actor, account_id, lock=True)
        not_own(actor, row["person_id"], "启用账号" if active else "停用账号")
        if not active:
            administrators.hold(act.conn)
            if administrators.accounts_of(act.conn, row["person_id"], active=True) == [account_id]:
                keep_one(act.conn, row["person_id"])
        rows.change(act.conn, account_id, active=active)
        ended = 0 if active else sessions.end_all(act.conn, account_id)
        act.record("account.enabled" if active else "account.disabled", subject=account_id, sessions=ended)
        return act.done({"id": account_id, "login": row["login"], "active": active})


def _made(engine, act: Act, person_id: int, login: str) -> dict[str, Any]:
    account_id = administrators.add_account(act.conn, person_id, login)
    given = hand_out(engine, act, account_id)
    act.record("account.created", subject=account_id, person=person_id)
    made = {"id": account_id, "login": login}
    answer = act.done(made)
    return {**answer, "secret": given if answer is made else None}


def _shown(actor: Actor, row: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    shown = {k: row[k] for k in ("id", "login", "active", "person_id", "name", "code", "kind", "unit_name", "person_active", "has_password",
                                 "second_factor", "must_change", "password_at", "admin")}
    locked = row["locked_until"] is not None and row["locked_until"] > at
    return {**shown, "locked_until": row["locked_until"] if locked else None, "admin_name": ROLE_NAMES.get(row["admin"] or ""),
            "own": row["person_id"] == actor.person_id, "system": row["kind"] == SYSTEM}
