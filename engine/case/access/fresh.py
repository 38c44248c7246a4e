"""Before what weighs much, the person at the screen proves once more who they are (ASVS 7.5.3)."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from engine import errors

#: the word in a token's scope that lets a program do what a person would have to prove themselves for
SIGN = "sign"


def asked(engine, actor, what: str, at: datetime) -> None:
    """Refuses when the last proof lies too far back.

    Args:
        actor: None or of way `process` (scenarios, command line) is not asked.
        what: the act in Chinese, e.g. 作出处罚决定.
    Raises:
        errors.ProofNeeded: the session's password or second factor was given too long ago.
        errors.Forbidden: an access token that does not name `sign`.
    """
    if actor is None or actor.way == "process":
        return
    if actor.way == "token":
        if actor.scope is None or SIGN not in actor.scope:
            raise errors.Forbidden(f"此访问令牌不能用于{what}。", next="请登录本系统由本人办理，或使用注明“代为签署”范围的访问令牌。")
        return
    window = timedelta(minutes=engine.rules.security.proof.minutes)
    if actor.proved_at is None or actor.proved_at + window <= at:
        raise errors.ProofNeeded(f"{what}前，请再次输入密码或动态口令，确认是您本人。", what=what)


def before_task(engine, actor, task: dict[str, Any], officers: int, at: datetime) -> None:
    """Asks before a task that decides, or one that is signed by several.

    Args:
        task: the task's row. officers: how many sign it.
    Raises:
        errors.ProofNeeded, errors.Forbidden: see `asked`.
    """
    if officers > 1 or task["duty"] in engine.rules.security.proof.duties:
        asked(engine, actor, f"{'签名' if officers > 1 else '办理'}“{task['name']}”", at)
