"""Where running cases stand, in bulk: numbers for everybody of the county, the cases themselves only for whom they exist."""
from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select

from engine.store import scope
from engine.store.tables import case_file, incident, instance, task, unit
from engine.store.tasks import LIVE

CHUNK = 500


class Waiting(NamedTuple):
    """A task that waits for somebody."""

    case_id: int
    process: str
    element: str
    created_at: datetime
    due_at: datetime


def running(conn: Connection, actor) -> dict[int, tuple[int, int]]:
    """The running cases of a person's county: case → (deployment, version of its instance)."""
    query = _of_county(select(instance.c.case_id, instance.c.deployment_id, instance.c.version).where(instance.c.completed.is_(False)), instance, actor)
    return {case_id: (deployment_id, version) for case_id, deployment_id, version in conn.execute(query)}


def states(conn: Connection, case_ids: Collection[int]) -> Iterator[tuple[int, int, int, bytes]]:
    """Saved states: case, deployment, version of the instance, state."""
    ids = sorted(case_ids)
    for begun in range(0, len(ids), CHUNK):
        query = select(instance.c.case_id, instance.c.deployment_id, instance.c.version, instance.c.state)
        for row in conn.execute(query.where(instance.c.case_id.in_(ids[begun:begun + CHUNK]), instance.c.state.is_not(None))):
            yield tuple(row)


def waiting(conn: Connection, actor) -> list[Waiting]:
    """Every live task of a person's county."""
    query = select(task.c.case_id, task.c.process, task.c.element, task.c.created_at, task.c.due_at).where(LIVE)
    return [Waiting(*row) for row in conn.execute(_of_county(query, task, actor))]


def troubled(conn: Connection, actor) -> set[int]:
    """Cases of a person's county with an incident that waits for somebody."""
    query = select(incident.c.case_id).where(incident.c.closed_at.is_(None), incident.c.case_id.is_not(None))
    return set(conn.execute(_of_county(query, incident, actor)).scalars())


def visible(conn: Connection, actor, case_ids: Collection[int]) -> list[dict[str, Any]]:
    """Those of some cases that exist for a person, with number, unit and status."""
    known = sorted(scope.cases(conn, actor, case_ids))
    query = select(case_file.c.id.label("case_id"), case_file.c.number, case_file.c.opened_at, unit.c.name.label("unit_name")).join(
        unit, unit.c.id == case_file.c.unit_id)
    return [dict(r) for begun in range(0, len(known), CHUNK)
            for r in conn.execute(query.where(case_file.c.id.in_(known[begun:begun + CHUNK]))).mappings()]


def _of_county(query: Select, table: Any, actor) -> Select:
    return query.join(case_file, case_file.c.id == table.c.case_id).where(scope.in_county(actor, case_file.c.unit_id))
