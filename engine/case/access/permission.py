"""What a route or a verb asks of whoever calls it. Deny by default: what is not named here nobody may do.

A permission opens a door; what a person may do with one case, task or unit behind it is decided by `engine.case.access.permit`
and by the scope in the query.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine import errors

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
        anybody: whether everybody passes who is signed in, with a post or without.
        next: whom to turn to without it.
    """

    name: str
    known: bool = True
    admins: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    anybody: bool = False
    next: str = "如确因工作需要，请向安全管理员申请相应岗位或角色。"


_EVERY_ADMIN = (SYSTEM, SECURITY, AUDIT)
PERMISSIONS = {
    "public": Permission("公开", known=False),
    "self": Permission("本人账号", anybody=True),
    "work": Permission("办理案件", duties=("*",)),
    "sign": Permission("作出决定和签名", duties=("*",)),
    "rules.read": Permission("查阅流程和规则", admins=_EVERY_ADMIN, duties=("*",)),
    "rules.change": Permission("拟制和公布规则", duties=("design", "decide"), next="请将材料转交县级单位的流程设计岗位办理。"),
    "people.read": Permission("查阅组织和人员", admins=_EVERY_ADMIN, duties=("*",)),
    "organisation.manage": Permission("管理单位、人员和账号", admins=(SYSTEM,)),
    "power.grant": Permission("授予岗位、角色和资格", admins=(SECURITY,)),
    "policy.manage": Permission("管理安全策略", admins=(SECURITY,)),
    "administrators.settle": Permission("复核管理员任免", admins=(SYSTEM, SECURITY)),
    "repair.read": Permission("查看运行修复", admins=(SYSTEM, SECURITY)),
    "repair.propose": Permission("提出运行修复", admins=(SYSTEM,)),
    "repair.settle": Permission("复核运行修复", admins=(SECURITY,)),
    "audit.read": Permission("查阅和校验审计记录", admins=(AUDIT,)),
    "system.read": Permission("查看系统运行状况", admins=(SYSTEM, AUDIT)),
}

#: what a verb of the command line may change: nothing, the rules (processes, calendars, power lists), people (units, persons, posts, accounts),
#: a database that holds nobody yet, or only what falls due by itself
NOTHING, RULES, PEOPLE, EMPTY, DUE = "nothing", "rules", "people", "empty", "due"
#: every verb of the command line. Whoever can run one sits at the machine and could read its database as well: nobody signs in there, so none of
#: them decides, claims or completes anything of a case, gives a power, or speaks for a person.
VERBS = {
    "demo": EMPTY, "play": EMPTY, "try": EMPTY, "diff": NOTHING, "deploy": RULES, "check": NOTHING, "prove": NOTHING, "eval": NOTHING, "count": NOTHING, "explain": NOTHING, "gates": NOTHING, "dossier": NOTHING,
    "score": NOTHING, "audit": NOTHING, "serve": DUE, "calendar publish": RULES, "calendar show": NOTHING, "calendar status": NOTHING,
    "calendar recount": RULES, "powers show": NOTHING, "powers import": RULES, "powers check": NOTHING, "powers diff": NOTHING,
    "units show": NOTHING, "units ratio": NOTHING, "people check": NOTHING, "people import": PEOPLE, "people template": NOTHING, "people warnings": NOTHING,
    "account reset": PEOPLE, "account unlock": PEOPLE, "account factor-off": PEOPLE, "migrate": NOTHING,
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
        return asked.anybody or actor.admin in asked.admins
    # A post lent to a substitute 代理人 opens the work itself, never what else its holder may do.
    return asked.anybody or ("*" in asked.duties and bool(actor.lent)) or any(duty in asked.duties or "*" in asked.duties for _, duty in actor.posts)


def refusal(actor: Any, name: str) -> errors.Forbidden | None:
    """Why a person does not pass, or None when they do.

    Args:
        actor: see `holds`; somebody who is signed in.
    """
    if holds(actor, name):
        return None
    said = PERMISSIONS[name].name
    if actor.scope is not None and name not in actor.scope:
        return errors.Forbidden(f"此访问令牌不含“{said}”权限。", next="请使用含有该权限的访问令牌，或登录本系统办理。", permission=name)
    return errors.Forbidden(f"您没有“{said}”的权限。", next=PERMISSIONS[name].next, permission=name)


def need(actor: Any, name: str) -> None:
    """Refuses a person who does not pass; None is whoever sits at the machine itself and passes.

    Raises:
        errors.Forbidden.
    """
    found = None if actor is None else refusal(actor, name)
    if found is not None:
        raise found
