"""Who has borne which duty in a case: history, never changed, and checked by the database itself."""
from __future__ import annotations

from typing import Any, Iterable

from sqlalchemy import Connection, insert, select

from engine import errors
from engine.law.separation import Held
from engine.store.statement import DriverError, Statement
from engine.store.tables import case_duty, person, recusal

_BEAR = Statement(insert(case_duty))


def bear(conn: Connection, case_id: int, borne: Iterable[Held]) -> None:
    """Notes duties taken on.

    Raises:
        errors.DutyConflict: the database's own wall refused a separated duty.
    """
    rows = [{"case_id": case_id, "person_id": h.person_id, "duty": h.duty, "task_name": h.task_name, "at": h.at} for h in borne]
    if not rows:
        return
    try:
        _BEAR.run(conn, rows)
    except DriverError as error:
        if "separated duty" in str(error):
            raise errors.DutyConflict("同一自然人在本案已承担与此分离的职责。", case_id=case_id) from error
        raise


def of_case(conn: Connection, case_id: int) -> list[dict[str, Any]]:
    """Every duty borne in a case, with names, the earliest first."""
    query = select(case_duty, person.c.name.label("person_name")).join(person, person.c.id == case_duty.c.person_id)
    return [dict(r) for r in conn.execute(query.where(case_duty.c.case_id == case_id).order_by(case_duty.c.at, case_duty.c.id)).mappings()]


def mine_in(conn: Connection, person_id: int, case_ids: Iterable[int]) -> dict[int, list[Held]]:
    """One person's duties in several cases, for marking a list."""
    found: dict[int, list[Held]] = {}
    for r in conn.execute(select(case_duty).where(case_duty.c.person_id == person_id, case_duty.c.case_id.in_(set(case_ids)))):
        found.setdefault(r.case_id, []).append(Held(r.person_id, r.duty, r.at, r.task_name))
    return found


def recuse(conn: Connection, case_id: int, person_id: int, reason: str, at) -> None:
    """Notes a recusal 回避."""
    conn.execute(insert(recusal).values(case_id=case_id, person_id=person_id, reason=reason, at=at))
