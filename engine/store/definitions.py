"""Deployed process definitions, and the set of them in force at each moment."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from engine.store import scope
from engine.store.tables import case_file, definition, deployed, deployment, instance


def current(conn: Connection) -> int | None:
    """The newest deployment."""
    return conn.execute(select(func.max(deployment.c.id))).scalar_one()


def hold(conn: Connection) -> None:
    """Lets one deployment follow the other: two that built on the same one before would undo each other."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("LOCK TABLE deployment IN SHARE ROW EXCLUSIVE MODE"))


def bundles(conn: Connection, deployment_id: int) -> dict[str, bytes]:
    """The packed bundles of one deployment, by process key."""
    query = select(deployed.c.key, definition.c.bundle).join(definition, definition.c.id == deployed.c.definition_id)
    return {r.key: r.bundle for r in conn.execute(query.where(deployed.c.deployment_id == deployment_id))}


def add(conn: Connection, at: datetime, person_id: int | None, packed: dict[str, dict[str, Any]]) -> tuple[int, dict[str, int]]:
    """Deploys bundles on top of what is in force.

    Args:
        packed: process key → `{"name", "root", "digest", "bundle"}`.
    Returns:
        The deployment's id and, for each key, the version now in force. A bundle with an unchanged digest keeps its
        version.
    """
    before = current(conn)
    in_force = {r.key: r.definition_id for r in conn.execute(
        select(deployed.c.key, deployed.c.definition_id).where(deployed.c.deployment_id == before))} if before else {}
    deployment_id = conn.execute(insert(deployment).values(at=at, person_id=person_id)).inserted_primary_key[0]
    versions = {}
    for key, one in packed.items():
        same = conn.execute(select(definition.c.id, definition.c.version).where(
            definition.c.key == key, definition.c.digest == one["digest"])).one_or_none()
        if same:
            in_force[key], versions[key] = same.id, same.version
            continue
        version = (conn.execute(select(func.max(definition.c.version)).where(definition.c.key == key)).scalar() or 0) + 1
        in_force[key] = conn.execute(insert(definition).values(key=key, version=version, deployed_at=at, **one)).inserted_primary_key[0]
        versions[key] = version
    conn.execute(insert(deployed), [{"deployment_id": deployment_id, "key": k, "definition_id": d} for k, d in in_force.items()])
    return deployment_id, versions


_LISTED = tuple(c for c in definition.c if c.name != "bundle")


def listed(conn: Connection) -> list[dict[str, Any]]:
    """Every version of every process, the newest first, with whether it is in force."""
    now = set(conn.execute(select(deployed.c.definition_id).where(
        deployed.c.deployment_id == select(func.max(deployment.c.id)).scalar_subquery())).scalars())
    rows = conn.execute(select(*_LISTED).order_by(definition.c.key, definition.c.version.desc())).mappings()
    return [{**r, "in_force": r["id"] in now} for r in rows]


def running(conn: Connection, actor) -> dict[int, int]:
    """Definition id → number of running cases of a person's county that began with it, whether it has come to it yet or not."""
    query = (select(deployed.c.definition_id, func.count()).join(instance, instance.c.deployment_id == deployed.c.deployment_id)
             .join(case_file, case_file.c.id == instance.c.case_id))
    return dict(conn.execute(query.where(instance.c.completed.is_(False), scope.in_county(actor, case_file.c.unit_id)).group_by(deployed.c.definition_id)).all())


def one(conn: Connection, definition_id: int) -> dict[str, Any] | None:
    """One version with its packed bundle."""
    row = conn.execute(select(definition).where(definition.c.id == definition_id)).mappings().one_or_none()
    return dict(row) if row else None
