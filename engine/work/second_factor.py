"""The second factor: binding a telephone, taking it off again, and what the person sees of it."""
from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pyotp

from engine import errors
from engine.case.access import actor as who
from engine.case.access import admission, fresh
from engine.case.access import second_factor as codes
from engine.case.access.actor import Actor
from engine.case.access.admission import CODE, Place
from engine.now import shanghai_date
from engine.store import accounts

NOWHERE = Place()
#: how the telephone names the entry
ISSUER = "闭环执法办案"
_OFFER = "enrol"
WRONG = "动态口令不正确。请核对手机时间是否准确，并输入此刻显示的 6 位数字"


def state(engine, actor: Actor) -> dict[str, Any]:
    """What a person has: `{"bound", "required", "recovery_left"}`."""
    with engine.store.read() as conn:
        row, policy = accounts.one(conn, actor.account_id), engine.rules_for(conn).security
        return {"bound": row["totp"] is not None, "required": admission.must_have_code(engine, policy, actor),
                "recovery_left": len(row["recovery"] or ())}


def offer(engine, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """A new secret for one's telephone; it counts only once a code made with it has come back.

    Returns:
        `{"secret", "address", "offer"}`: to type in, to draw as a QR code (otpauth), and to send back with the code.
    Raises:
        errors.ProofNeeded: the person must first prove once more who they are.
    """
    fresh.asked(engine, actor, "绑定动态口令", at)
    with engine.store.read() as conn:
        return _offered(engine, conn, accounts.one(conn, actor.account_id), at)


def offer_on_the_way(engine, ticket: str, *, at: datetime) -> dict[str, Any]:
    """As `offer`, for somebody who must bind a second factor before they are let in.

    Raises:
        errors.SignInFailed: the ticket is too old.
    """
    with engine.store.act(None, at) as act:
        return _offered(engine, act.conn, admission.taken(engine, act.conn, ticket, "enrol", at).account, at)


def again(engine, offered: str, *, at: datetime) -> dict[str, Any] | None:
    """An offer made before, to show it once more after a wrong code; None when it is none of ours or too old."""
    plain = engine.cipher.open(offered, _OFFER)
    said = json.loads(plain) if plain else {"ends": 0}
    return _shown(said, offered) if said["ends"] > at.timestamp() else None


def accept(engine, actor: Actor, token: str, offered: str, code: str, *, at: datetime) -> dict[str, Any]:
    """Binds the telephone that made this code; every other session ends, this one goes on under a new token.

    Returns:
        `{"codes", "token", "csrf", "account_id"}`; the recovery codes are shown once and kept as hashes.
    Raises:
        errors.FormInvalid: the code is wrong or the offer too old.
    """
    fresh.asked(engine, actor, "绑定动态口令", at)
    with engine.store.act(actor, at) as act:
        row = accounts.one(act.conn, actor.account_id, hold=True)
        shown = _bind(engine, act, row, offered, code)
        return act.done({"codes": shown, **admission.go_on(act, actor, token)})


def accept_on_the_way(engine, ticket: str, offered: str, code: str, *, at: datetime, place: Place = NOWHERE) -> dict[str, Any]:
    """As `accept`, and the way of signing in goes on.

    Returns:
        See `engine.case.access.admission.admit`, with `codes`.
    """
    with engine.store.act(None, at) as act:
        begun = admission.taken(engine, act.conn, ticket, "enrol", at)
        shown = _bind(engine, act, begun.account, offered, code)
        row = accounts.one(act.conn, begun.account["id"])
        return {"codes": shown, **admission.admit(engine, act, row, place, way=begun.way, shown=begun.shown | {CODE})}


def renew_codes(engine, actor: Actor, *, at: datetime) -> list[str]:
    """New recovery codes; the old ones count no more.

    Raises:
        errors.ProofNeeded. errors.WrongState: there is no second factor.
    """
    fresh.asked(engine, actor, "更换恢复代码", at)
    with engine.store.act(actor, at) as act:
        row = accounts.one(act.conn, actor.account_id, hold=True)
        if row["totp"] is None:
            raise errors.WrongState("还没有绑定动态口令。", next="请先绑定动态口令。")
        made = codes.new_codes(engine.rules_for(act.conn).security.second_factor.recovery_codes)
        accounts.change(act.conn, row["id"], recovery=[codes.kept(one) for one in made])
        act.record("second_factor.codes", subject=row["id"])
        return act.done(made)


def take_off(engine, actor: Actor, token: str, *, at: datetime) -> dict[str, Any]:
    """Takes one's own second factor off.

    Returns:
        `{"token", "csrf", "account_id"}`: the session goes on under a new token.
    Raises:
        errors.ProofNeeded. errors.Forbidden: administrators and deciders must have one.
    """
    fresh.asked(engine, actor, "解除动态口令", at)
    with engine.store.act(actor, at) as act:
        row = accounts.one(act.conn, actor.account_id, hold=True)
        if admission.must_have_code(engine, engine.rules_for(act.conn).security, who.read(act.conn, row["id"], shanghai_date(at))):
            raise errors.Forbidden("管理员和审批岗位必须使用动态口令，不能解除。", next="更换手机的，请重新绑定。")
        accounts.change(act.conn, row["id"], totp=None, totp_step=None, recovery=None)
        act.record("second_factor.off", subject=row["id"])
        return act.done(admission.go_on(act, actor, token))


def _offered(engine, conn, row: dict[str, Any], at: datetime) -> dict[str, Any]:
    ends = at + timedelta(minutes=engine.rules_for(conn).security.proof.ticket_minutes)
    said = {"account": row["id"], "login": row["login"], "key": pyotp.random_base32(), "ends": ends.timestamp()}
    return _shown(said, engine.cipher.seal(json.dumps(said).encode(), _OFFER))


def _shown(said: dict[str, Any], offered: str) -> dict[str, Any]:
    return {"secret": said["key"], "address": pyotp.TOTP(said["key"], name=said["login"], issuer=ISSUER).provisioning_uri(), "offer": offered}


def _bind(engine, act, row: dict[str, Any], offered: str, code: str) -> list[str]:
    plain = engine.cipher.open(offered, _OFFER)
    said = json.loads(plain) if plain else {"account": None, "ends": 0}
    if said["account"] != row["id"] or said["ends"] <= act.at.timestamp():
        raise errors.FormInvalid({"code": ["绑定已超时，请重新扫描"]}, "绑定已超时，请重新扫描。")
    step = codes.step_of(said["key"], "".join(code.split()), act.at)
    if step is None:
        raise errors.FormInvalid({"code": [WRONG]}, f"{WRONG}。")
    made = codes.new_codes(engine.rules_for(act.conn).security.second_factor.recovery_codes)
    accounts.change(act.conn, row["id"], totp=engine.cipher.seal(said["key"].encode(), codes.purpose(row["id"])), totp_step=step,
                    recovery=[codes.kept(one) for one in made])
    act.record("second_factor.bound", subject=row["id"])
    return made
