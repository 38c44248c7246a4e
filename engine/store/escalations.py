"""The tasks that wait for somebody, as the look for those that nobody is left for walks through them."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, String, cast, select, tuple_

from engine.store.tables import case_file, incident, post, task, unit
from engine.store.tasks import LIVE

#: incidents of tasks that nobody in the county may do
KIND = "nobody"

_POOL = (task.c.unit_id, task.c.duty, task.c.due_at, task.c.id)
_HANDS = (task.c.assignee_id, task.c.due_at, task.c.id)


def _rows() -> Select:
    return select(task, case_file.c.item_code).join(case_file, case_file.c.id == task.c.case_id).where(LIVE)


def of_case(conn: Connection, case_id: int) -> list[dict[str, Any]]:
    """The live tasks of a case."""
    return _read(conn, _rows().where(task.c.case_id == case_id).order_by(task.c.id))


def of_tasks(conn: Connection, ids: Iterable[int]) -> list[dict[str, Any]]:
    """Those of these tasks that are still live."""
    return _read(conn, _rows().where(task.c.id.in_(set(ids))).order_by(task.c.id))


def of_people(conn: Connection, ids: Iterable[int], limit: int) -> list[dict[str, Any]]:
    """The live tasks in the pools in which these persons hold a post, the earliest due first."""
    pairs = conn.execute(select(post.c.unit_id, post.c.duty).where(post.c.person_id.in_(set(ids))).distinct()).all()
    if not pairs:
        return []
    return _read(conn, _rows().where(tuple_(task.c.unit_id, task.c.duty).in_([tuple(p) for p in pairs])).order_by(task.c.due_at, task.c.id).limit(limit))


def walk(conn: Connection, place: tuple[Any, ...] | None, limit: int) -> tuple[list[dict[str, Any]], tuple[Any, ...] | None]:
    """The next live tasks on a walk over all of them: the pools first, then what is in hands; each along its own index.

    Args:
        place: where the walk stands, None at its beginning.
    Returns:
        The rows, and where it stands now; None when it has come round.
    """
    hands = place is not None and place[0] == "hands"
    keys, query = (_HANDS, _rows().where(task.c.assignee_id.is_not(None))) if hands else (_POOL, _rows().where(task.c.assignee_id.is_(None)))
    if place is not None and len(place) > 1:
        query = query.where(tuple_(*keys) > tuple_(*place[1:]))
    rows = _read(conn, query.order_by(*keys).limit(limit))
    if len(rows) == limit:
        return rows, ("hands" if hands else "pool", *(rows[-1][k.name] for k in keys))
    return rows, None if hands else ("hands",)


def stranded(conn: Connection, unit_ids: Iterable[int]) -> list[dict[str, Any]]:
    """The tasks of cases of these units that nobody in the county may do, with the sentence that says so."""
    query = (select(task.c.id, task.c.name, task.c.duty, task.c.case_id, task.c.due_at, case_file.c.title.label("case_title"), unit.c.name.label("unit_name"),
                    incident.c.error.label("why"), incident.c.opened_at)
             .select_from(incident.join(task, cast(task.c.id, String) == incident.c.ref).join(case_file, case_file.c.id == task.c.case_id)
                          .join(unit, unit.c.id == task.c.unit_id))
             .where(incident.c.kind == KIND, incident.c.closed_at.is_(None), LIVE, case_file.c.unit_id.in_(set(unit_ids))))
    return _read(conn, query.order_by(task.c.due_at, task.c.id).limit(100))


def open_refs(conn: Connection, task_ids: Iterable[int]) -> dict[int, str]:
    """Which of these tasks are known as stranded, with the sentence."""
    ids = {str(i) for i in task_ids}
    query = select(incident.c.ref, incident.c.error).where(incident.c.kind == KIND, incident.c.closed_at.is_(None), incident.c.ref.in_(ids))
    return {int(r.ref): r.error for r in conn.execute(query)} if ids else {}


def _read(conn: Connection, query: Select) -> list[dict[str, Any]]:
    return [dict(r) for r in conn.execute(query).mappings()]
