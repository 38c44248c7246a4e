"""People: who is acting, who works here, and to whom work can be handed."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from engine import errors
from engine.case.access import actor as who
from engine.case.access.actor import Actor
from engine.case.flow import pool
from engine.now import shanghai_date
from engine.store import people, tasks


def actor(engine, account_id: int, at: datetime | None) -> Actor | None:
    """The person behind an account, or None when either is switched off."""
    with engine.store.read() as conn:
        return who.read(conn, account_id, shanghai_date(at) if at else None, at=at)


def roster(engine) -> list[dict[str, Any]]:
    """Every active person with unit, posts and qualifications, for the demo's front door.

    Raises:
        errors.WrongMode: in production nobody is told who works here.
    """
    if not engine.demo:
        raise errors.WrongMode("正式运行模式下不能切换身份。", next="请使用本人账号登录。")
    with engine.store.read() as conn:
        return people.roster(conn)


def candidates(engine, actor: Actor, task_id: int, *, at: datetime) -> list[dict[str, Any]]:
    """To whom a task can be handed: `{"id", "name", "for_id", "for_name", "barred"}`, barred saying why not.

    Raises:
        errors.NotFound: no such task in the actor's hands.
    """
    with engine.store.read() as conn:
        row = tasks.one(conn, task_id)
        if row is None or row["assignee_id"] != actor.person_id:
            raise errors.NotFound("没有找到您正在办理的这项任务。")
        return pool.listed(engine, conn, row, at, but=actor.person_id)


def asked(engine, task_id: int, *, at: datetime) -> list[dict[str, Any]]:
    """Everybody who could be asked for a task and what stands against each, as `candidates` gives them, for programs that already hold the case.

    Raises:
        errors.NotFound: no such task.
    """
    with engine.store.read() as conn:
        row = tasks.one(conn, task_id)
        if row is None:
            raise errors.NotFound("没有找到这项任务。")
        return pool.listed(engine, conn, row, at)
