"""The three administrators 三员: one proposes whom to make one or to relieve, another confirms it.

Nobody is two of them, none holds a post or a case, none decides about himself, and of each kind one always remains who can come in.
The database refuses the same once more (engine.store.walls).
"""
from __future__ import annotations

from datetime import datetime
from typing import Any, Mapping

from engine import errors
from engine.case.access import fresh, permission
from engine.case.access.accounts import ROLE_NAMES, keep_one, not_own
from engine.case.access.actor import Actor
from engine.law.people.staffing import SYSTEM
from engine.now import shanghai_date
from engine.store import accounts, administrators, sessions
from engine.store.act import Act, RequestKey

KINDS = {"give": "任命", "take": "免去", "factor": "清除第二验证因素"}
STATES = {"proposed": "待复核", "done": "已生效", "refused": "未同意"}
_HELD = {"post": "在任岗位", "task": "在办任务", "substitution": "代理授权"}
_ARTICLE = "GB/T 22239-2019 安全管理中心：管理权限分离"


def listed(engine, actor: Actor, *, after: int | None = None, limit: int = 50) -> dict[str, Any]:
    """Who is an administrator, and what is proposed, the newest first.

    Returns:
        `{"administrators", "items", "next"}`; `mine` says that the actor may not settle it, because it is about or from himself.
    """
    permission.need(actor, "administrators.settle")
    with engine.store.read() as conn:
        found = [_here(actor, row) for row in administrators.every(conn)]
        rows = administrators.changes(conn, after=after, limit=limit + 1)
    items = [_proposal(actor, row) for row in rows[:limit] if actor.county_id in (None, row["county_id"])]
    return {"administrators": [one for one in found if one], "items": items, "next": rows[limit - 1]["id"] if len(rows) > limit else None}


def propose(engine, actor: Actor, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Proposes to make a person an administrator or to relieve one; nothing changes until another administrator confirms it.

    Args:
        given: `kind` (`give` or `take`), `person` (code), `role` (for `give`), `reason`.
    Returns:
        `{"id", "state"}`.
    Raises:
        errors.Forbidden: it is about the actor himself. errors.FormInvalid: see the fields.
        errors.WrongState: the person still has case work in hand, or is the last of the kind.
    """
    permission.need(actor, "power.grant")
    fresh.asked(engine, actor, "提出管理员任免", at)
    with engine.store.act(actor, at, key) as act:
        if answer := act.earlier():
            return answer
        subject = _subject(act, actor, given["person"])
        not_own(actor, subject["id"], KINDS[given["kind"]] + "管理员")
        if not given["reason"].strip():
            raise errors.FormInvalid({"reason": ["请写明理由"]})
        if administrators.open_change(act.conn, subject["id"]):
            raise errors.WrongState(f"对{subject['name']}已有待复核的任免。", next="请先由另一名管理员复核。")
        role = _may_give(act, subject, given["role"]) if given["kind"] == "give" else _may_take(act, subject)
        return _propose(act, given["kind"], subject["id"], role, given["reason"].strip())


def propose_factor(engine, actor: Actor, account_id: int, reason: str, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Proposes to forget the second factor of somebody who lost it; the security administrator confirms.

    Args:
        account_id: any account of the person; the factor is cleared for all of them.
    Raises:
        errors.Forbidden: it is the actor's own. errors.NotFound: no such account here.
    """
    permission.need(actor, "organisation.manage")
    fresh.asked(engine, actor, "提出清除第二验证因素", at)
    with engine.store.act(actor, at, key) as act:
        if answer := act.earlier():
            return answer
        row = administrators.account_row(act.conn, account_id)
        if row is None or actor.county_id not in (None, row["county_id"]):
            raise errors.NotFound(f"没有找到编号为 {account_id} 的账号。")
        not_own(actor, row["person_id"], "清除第二验证因素")
        if not reason.strip():
            raise errors.FormInvalid({"reason": ["请写明理由，例如手机遗失"]})
        if administrators.open_change(act.conn, row["person_id"]):
            raise errors.WrongState(f"对{row['name']}已有待复核的事项。", next="请先由另一名管理员复核。")
        return _propose(act, "factor", row["person_id"], None, reason.strip())


def settle(engine, actor: Actor, change_id: int, *, agree: bool, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Confirms or turns down a proposal; once confirmed it holds at once, and the person's sessions end.

    Returns:
        `{"id", "state"}`.
    Raises:
        errors.Forbidden: the actor proposed it, or it is about him; a lost second factor is the security administrator's to confirm.
        errors.WrongState: it is settled, or what it rests on has changed.
    """
    permission.need(actor, "administrators.settle")
    fresh.asked(engine, actor, "复核管理员任免", at)
    with engine.store.act(actor, at, key) as act:
        if answer := act.earlier():
            return answer
        one = administrators.change(act.conn, change_id)
        if one is None or _county(act, one["person_id"], actor) is None:
            raise errors.NotFound("没有找到这项任免。")
        _may_settle(actor, one)
        if one["state"] != "proposed":
            raise errors.WrongState("这一事项已经复核。")
        administrators.settle(act.conn, change_id, "done" if agree else "refused", at, actor.person_id)
        if agree:
            _apply(act, one)
        else:
            act.record("administrator.turned_down", change=change_id, subject=one["person_id"], kind=one["kind"])
        return act.done({"id": change_id, "state": "done" if agree else "refused"})


def _may_settle(actor: Actor, one: Mapping[str, Any]) -> None:
    not_own(actor, one["person_id"], "复核" + KINDS[one["kind"]])
    if one["proposed_by"] == actor.person_id:
        raise errors.Forbidden("提出人不能自行复核。", article=_ARTICLE, next="请由另一名系统管理员或者安全管理员复核。")
    if one["kind"] == "factor" and actor.admin != permission.SECURITY:
        raise errors.Forbidden("清除第二验证因素须由安全管理员复核。", article=_ARTICLE, next="请安全管理员复核。")


def _apply(act: Act, one: Mapping[str, Any]) -> None:
    person_id, by, at = one["person_id"], one["proposed_by"], act.at
    if one["kind"] == "give":
        subject = administrators.person_by_id(act.conn, person_id, lock=True)
        _may_give(act, subject, one["role"])
        administrators.give(act.conn, person_id, one["role"], at, by)
    elif one["kind"] == "take":
        keep_one(act.conn, person_id)
        administrators.take(act.conn, person_id)
    else:
        for account_id in administrators.accounts_of(act.conn, person_id):
            accounts.change(act.conn, account_id, totp=None, totp_step=None, recovery=None)
    ended = sessions.end_of_person(act.conn, person_id)
    said = {"give": "administrator.given", "take": "administrator.taken", "factor": "account.factor_cleared"}[one["kind"]]
    act.record(said, change=one["id"], subject=person_id, role=one["role"], proposed_by=by, sessions=ended)


def _propose(act: Act, kind: str, person_id: int, role: str | None, reason: str) -> dict[str, Any]:
    change_id = administrators.propose(act.conn, person_id=person_id, kind=kind, role=role, reason=reason,
                                       proposed_at=act.at, proposed_by=act.person_id)
    act.record("administrator.proposed", change=change_id, subject=person_id, kind=kind, role=role)
    return act.done({"id": change_id, "state": "proposed"})


def _subject(act: Act, actor: Actor, code: str) -> dict[str, Any]:
    subject = administrators.person_row(act.conn, code.strip(), lock=True)
    if subject is None or actor.county_id not in (None, subject["county_id"]):
        raise errors.FormInvalid({"person": ["没有这个人员代码"]})
    return subject


def _may_give(act: Act, subject: Mapping[str, Any], role: str | None) -> str:
    """The role, if the person may be given it today."""
    if role not in ROLE_NAMES:
        raise errors.FormInvalid({"role": ["请选择系统管理员、安全管理员或者审计管理员"]})
    if subject["kind"] == SYSTEM or not subject["active"] or not administrators.accounts_of(act.conn, subject["id"]):
        raise errors.WrongState(f"{subject['name']}不能担任管理员：须是在职人员，并已有账号。", next="请先由系统管理员办理人员和账号。")
    if before := administrators.role_of(act.conn, subject["id"]):
        raise errors.WrongState(f"{subject['name']}已是{ROLE_NAMES[before]}，三类管理员不能兼任。", article=_ARTICLE, next="请先免去原来的角色。")
    held = administrators.still_works(act.conn, subject["id"], shanghai_date(act.at), act.at)
    if held:
        raise errors.WrongState(f"{subject['name']}还有{'、'.join(_HELD[one] for one in held)}，管理员不能承担案件职责。", article=_ARTICLE,
                                next="请先免去岗位、转办任务、结束代理。", held=held)
    return role


def _may_take(act: Act, subject: Mapping[str, Any]) -> str:
    """The role a person loses."""
    role = administrators.role_of(act.conn, subject["id"])
    if role is None:
        raise errors.WrongState(f"{subject['name']}不是管理员。")
    keep_one(act.conn, subject["id"])
    return role


def _county(act: Act, person_id: int, actor: Actor) -> dict[str, Any] | None:
    row = administrators.person_by_id(act.conn, person_id)
    return row if row and actor.county_id in (None, row["county_id"]) else None


def _here(actor: Actor, row: Mapping[str, Any]) -> dict[str, Any] | None:
    if actor.county_id not in (None, row["county_id"]):
        return None
    return {"role_name": ROLE_NAMES[row["role"]], **{k: row[k] for k in (
        "person_id", "code", "name", "unit_name", "role", "given_at", "given_by_name", "able")}}


def _proposal(actor: Actor, row: Mapping[str, Any]) -> dict[str, Any]:
    shown = {k: row[k] for k in ("id", "kind", "role", "reason", "state", "person_id", "code", "name", "unit_name", "proposed_at", "proposed_by_name",
                                 "settled_at", "settled_by_name")}
    return {**shown, "kind_name": KINDS[row["kind"]], "role_name": ROLE_NAMES.get(row["role"] or ""), "state_name": STATES[row["state"]],
            "mine": actor.person_id in (row["person_id"], row["proposed_by"]) or (row["kind"] == "factor" and actor.admin != permission.SECURITY)}
