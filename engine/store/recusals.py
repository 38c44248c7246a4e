"""Recusal 回避: what was asked for, by whom, and what was decided (行政处罚法第四十三条)."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from engine import errors
from engine.store.tables import person, recusal, recusal_request, task
from engine.store.tasks import LIVE

_asker, _head, _principal = person.alias("asker"), person.alias("head"), person.alias("principal")


def ask(conn: Connection, **values: Any) -> int:
    """Keeps a request; returns its id."""
    return conn.execute(insert(recusal_request).values(**values)).inserted_primary_key[0]


def one(conn: Connection, request_id: int) -> dict[str, Any] | None:
    """A request with the names of its persons."""
    row = conn.execute(_listing().where(recusal_request.c.id == request_id)).mappings().one_or_none()
    return dict(row) if row else None


def of_case(conn: Connection, case_id: int) -> list[dict[str, Any]]:
    """The requests of a case, the newest first."""
    return [dict(r) for r in conn.execute(_listing().where(recusal_request.c.case_id == case_id).order_by(recusal_request.c.id.desc())).mappings()]


def settle(conn: Connection, request_id: int, *, granted: bool, opinion: str, by: int, for_id: int | None, at: datetime) -> None:
    """Notes the decision on a request that waits for one.

    Raises:
        errors.WrongState: it has been decided meanwhile.
    """
    waits = (recusal_request.c.id == request_id) & (recusal_request.c.state == "asked")
    values = {"state": "granted" if granted else "refused", "decision": opinion, "decided_by": by, "decided_for_id": for_id, "decided_at": at}
    if conn.execute(update(recusal_request).where(waits).values(**values)).rowcount != 1:
        raise errors.WrongState("这项回避申请已经作出决定。")


def take_off(conn: Connection, case_id: int, person_id: int, reason: str, at: datetime) -> None:
    """Takes a person off a case for good."""
    conn.execute(insert(recusal).values(case_id=case_id, person_id=person_id, reason=reason, at=at))


def in_hand(conn: Connection, case_id: int, person_id: int) -> list[dict[str, Any]]:
    """The live tasks of a case that a person holds, has handed on or has signed."""
    rows = [dict(r) for r in conn.execute(select(task).where(task.c.case_id == case_id, LIVE).order_by(task.c.id)).mappings()]
    return [r for r in rows if person_id in (r["assignee_id"], r["owner_id"], r["for_id"], *r["signers"])]


def _listing() -> Select:
    return select(recusal_request, person.c.name.label("person_name"), _asker.c.name.label("asked_by_name"), _head.c.name.label("decided_by_name"),
                  _principal.c.name.label("decided_for_name")).select_from(
        recusal_request.join(person, person.c.id == recusal_request.c.person_id).join(_asker, _asker.c.id == recusal_request.c.asked_by)
        .outerjoin(_head, _head.c.id == recusal_request.c.decided_by).outerjoin(_principal, _principal.c.id == recusal_request.c.decided_for_id))
