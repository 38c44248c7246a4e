"""The security policy 安全策略 of this installation: what is in force, and what the county has chosen to make stricter."""
from __future__ import annotations

from datetime import datetime
from typing import Any, Mapping

from engine import errors
from engine.case.access import fresh, permission
from engine.law.people.security import Policy
from engine.store import people
from engine.store.act import RequestKey

#: what a county may set → its name and unit; each only within what processes/law/security.toml asks for
NUMBERS = {"change_after_days": ("密码更换周期", "天"), "staff_minutes": ("工作人员无操作自动退出", "分钟"), "admin_minutes": ("管理员无操作自动退出", "分钟"),
           "longest_hours": ("一次登录最长", "小时"), "parallel": ("同一账号同时登录", "处"), "proof_minutes": ("重要操作前再次确认本人的间隔", "分钟")}
_KEY = "security"


def get(engine, actor) -> dict[str, Any]:
    """The policy in force and its bounds.

    Returns:
        `{"profile", "profile_name", "demands", "profiles": [{"code", "name", "source"}], "numbers": [{"key", "name", "unit", "value", "most"}]}`.
    Raises:
        errors.Forbidden: not the security administrator.
    """
    permission.need(actor, "policy.manage")
    with engine.store.read() as conn:
        return _shown(engine.rules.security, engine.rules_for(conn).security)


def choose(engine, actor, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Puts the county's choice in force, in every process at once.

    Args:
        given: `profile` and any of NUMBERS; what is left out goes back to the standard's own, and a profile without rotation takes none.
    Returns:
        As `get`.
    Raises:
        errors.FormInvalid: an unknown profile, or a number laxer than the standard. errors.Forbidden, errors.ProofNeeded.
    """
    permission.need(actor, "policy.manage")
    fresh.asked(engine, actor, "更改安全策略", at)
    shipped = engine.rules.security
    chosen = {k: v for k, v in given.items() if v is not None and k in ("profile", *NUMBERS)}
    if shipped.profiles.get(chosen.get("profile", ""), shipped.passwords).change_after_days == 0:
        chosen.pop("change_after_days", None)
    if wrong := _wrong(shipped, chosen):
        raise errors.FormInvalid(wrong)
    with engine.store.act(actor, at, key) as act:
        if answer := act.earlier():
            return answer
        people.set_setting(act.conn, _KEY, chosen)
        act.record("policy.changed", **chosen)
        return act.done(_shown(shipped, shipped.chosen(chosen)))


def _wrong(shipped: Policy, chosen: Mapping[str, Any]) -> dict[str, list[str]]:
    wrong = {} if chosen.get("profile", shipped.passwords.code) in shipped.profiles else {"profile": ["没有这种密码规则"]}
    most = _numbers(shipped, shipped.profiles.get(chosen.get("profile", ""), shipped.passwords).change_after_days)
    for name, value in chosen.items():
        if name in NUMBERS and not (type(value) is int and 0 < value <= most[name]):
            wrong[name] = [f"应为 1 至 {most[name]} 的整数；可以更严，不能放宽"]
    return wrong


def _numbers(policy: Policy, change_after_days: int) -> dict[str, int]:
    held = {k: getattr(policy.sessions, k) for k in ("staff_minutes", "admin_minutes", "longest_hours", "parallel")}
    return {"change_after_days": change_after_days, **held, "proof_minutes": policy.proof.minutes}


def _shown(shipped: Policy, now: Policy) -> dict[str, Any]:
    most = _numbers(shipped, shipped.profiles[now.passwords.code].change_after_days)
    value = _numbers(now, now.passwords.change_after_days)
    return {"profile": now.passwords.code, "profile_name": now.passwords.name, "demands": now.passwords.said,
            "profiles": [{"code": one.code, "name": one.name, "source": one.source} for one in shipped.profiles.values()],
            "numbers": [{"key": k, "name": name, "unit": unit, "value": value[k], "most": most[k]} for k, (name, unit) in NUMBERS.items() if most[k]]}
