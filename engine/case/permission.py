"""What a route or a verb asks of whoever calls it. Deny by default: what is not named here nobody may do.

A permission opens a door; what a person may do with one case, task or unit behind it is decided by `engine.case.permit`
and by the scope in the query.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: the three administrators 三员 (GB/T 22239 安全管理中心): nobody is two of them, none holds a case duty
SYSTEM, SECURITY, AUDIT = "system", "security", "audit"


@dataclass(frozen=True)
class Permission:
    """Who passes.

    Attributes:
        name: in Chinese, for refusals and lists.
        known: whether somebody must be signed in at all.
        admins: which of the three administrators pass.
        duties: which posts pass, at whatever unit; "*" any post.
    """

    name: str
    known: bool = True
    admins: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()


_EVERY_ADMIN = (SYSTEM, SECURITY, AUDIT)
PERMISSIONS = {
    "public": Permission("公开", known=False),
    "self": Permission("本人账号", admins=_EVERY_ADMIN, duties=("*",)),
    "work": Permission("办理案件", duties=("*",)),
    "rules.read": Permission("查阅流程和规则", admins=_EVERY_ADMIN, duties=("*",)),
    "rules.change": Permission("拟制和公布规则", duties=("design", "decide")),
    "people.read": Permission("查阅组织和人员", admins=_EVERY_ADMIN, duties=("*",)),
    "organisation.manage": Permission("管理单位、人员和账号", admins=(SYSTEM,)),
    "power.grant": Permission("授予岗位、角色和资格", admins=(SECURITY,)),
    "policy.manage": Permission("管理安全策略", admins=(SECURITY,)),
    "repair.propose": Permission("提出运行修复", admins=(SYSTEM,)),
    "repair.settle": Permission("复核运行修复", admins=(SECURITY,)),
    "audit.read": Permission("查阅和校验审计记录", admins=(AUDIT,)),
    "system.read": Permission("查看系统运行状况", admins=(SYSTEM, AUDIT)),
}


def holds(actor: Any, name: str) -> bool:
    """Whether a person passes a permission; a token carries at most its scope.

    Args:
        actor: `engine.work.people.Actor`, or None for nobody.
    """
    asked = PERMISSIONS[name]
    if not asked.known:
        return True
    if actor is None or (actor.scope is not None and name not in actor.scope):
        return False
    if actor.admin is not None:
        return actor.admin in asked.admins
    return "*" in asked.duties or any(duty in asked.duties for _, duty in actor.posts)
