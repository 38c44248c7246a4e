"""Rows of operators' repairs, and what in a county is stuck."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any, Iterable, Mapping

from sqlalchemy import Connection, Select, and_, exists, func, insert, or_, select, update

from engine.store import scope
from engine.store.tables import administrator, case_file, incident, lead, person, post, recusal, repair, task, unit

_proposer, _settler = person.alias(), person.alias()
#: how people call a case: by its own number, before it is filed by that of its lead
_NUMBER = func.coalesce(case_file.c.number, select(lead.c.number).where(lead.c.case_id == case_file.c.id).correlate(case_file).scalar_subquery()).label("case_number")


def _listing() -> Select:
    return select(repair, _NUMBER, unit.c.name.label("unit_name"), _proposer.c.name.label("proposed_by_name"),
                  _settler.c.name.label("settled_by_name")).select_from(
        repair.join(case_file, case_file.c.id == repair.c.case_id).join(unit, unit.c.id == case_file.c.unit_id)
        .join(_proposer, _proposer.c.id == repair.c.proposed_by).outerjoin(_settler, _settler.c.id == repair.c.settled_by))


def listed(conn: Connection, actor, *, before: int | None, limit: int) -> list[dict[str, Any]]:
    """The repairs of an administrator's county, what waits to be settled first, then the newest.

    Args:
        before: the id of the last row of the page before; what waits stands on the first page only.
    """
    query = _listing().where(scope.in_county(actor, case_file.c.unit_id)).order_by(repair.c.id.desc())
    waiting = conn.execute(query.where(repair.c.state == "proposed")).mappings().all() if before is None else []
    rest = query.where(repair.c.state != "proposed", *([repair.c.id < before] if before is not None else [])).limit(limit)
    return [dict(r) for r in (*waiting, *conn.execute(rest).mappings())]


def one(conn: Connection, actor, repair_id: int) -> dict[str, Any] | None:
    """One repair of an administrator's county."""
    row = conn.execute(_listing().where(repair.c.id == repair_id, scope.in_county(actor, case_file.c.unit_id))).mappings().one_or_none()
    return dict(row) if row else None


def here(conn: Connection, actor, case_id: int) -> bool:
    """Whether a case is one of the administrator's county; what is in it they are not told."""
    return conn.execute(select(case_file.c.id).where(case_file.c.id == case_id, scope.in_county(actor, case_file.c.unit_id))).first() is not None


def waits(conn: Connection, case_id: int) -> int | None:
    """The repair of a case that waits to be settled."""
    return conn.execute(select(repair.c.id).where(repair.c.case_id == case_id, repair.c.state == "proposed").limit(1)).scalar()


def add(conn: Connection, **values: Any) -> int:
    """Keeps a proposal; returns its id."""
    return conn.execute(insert(repair).values(state="proposed", **values)).inserted_primary_key[0]


def settle(conn: Connection, row: Mapping[str, Any], state: str, by: int, at: datetime, value: Mapping[str, Any]) -> None:
    """Ends a proposal whose case the caller has locked."""
    conn.execute(update(repair).where(repair.c.id == row["id"], repair.c.state == "proposed").values(
        state=state, settled_by=by, settled_at=at, value=dict(value)))


def stuck(conn: Connection, actor, on: date, limit: int) -> list[dict[str, Any]]:
    """Live tasks in the hands of somebody who cannot do them any more, and cases that could not go on by themselves.

    Returns:
        `{"case_id", "case_number", "unit_name", "task_id", "task_name", "holder", "why", "since"}`; why is one of `inactive`, `administrator`,
        `recused`, `post`, `incident`. Of the case nothing more: an administrator repairs it without reading it.
    """
    gone = or_(person.c.active.is_(False), person.c.left_on <= on)
    admin = exists().where(administrator.c.person_id == task.c.assignee_id)
    recused = exists().where(recusal.c.case_id == task.c.case_id, recusal.c.person_id == task.c.assignee_id)
    posted = exists().where(post.c.person_id == task.c.assignee_id, post.c.unit_id == task.c.unit_id, post.c.duty == task.c.duty,
                            or_(post.c.from_on.is_(None), post.c.from_on <= on), or_(post.c.until_on.is_(None), post.c.until_on >= on))
    query = (select(task.c.case_id, _NUMBER, unit.c.name.label("unit_name"), task.c.id.label("task_id"),
                    task.c.name.label("task_name"), person.c.name.label("holder"), gone.label("gone"), admin.label("admin"), recused.label("recused"),
                    task.c.created_at.label("since"))
             .select_from(task.join(case_file, case_file.c.id == task.c.case_id).join(unit, unit.c.id == task.c.unit_id)
                          .join(person, person.c.id == task.c.assignee_id))
             .where(task.c.state.in_(("open", "signing")), scope.in_county(actor, case_file.c.unit_id),
                    or_(gone, admin, recused, and_(task.c.for_id.is_(None), ~posted))).order_by(task.c.created_at, task.c.id).limit(limit))
    found = [{**{k: r[k] for k in ("case_id", "case_number", "unit_name", "task_id", "task_name", "holder", "since")},
              "why": "inactive" if r["gone"] else "administrator" if r["admin"] else "recused" if r["recused"] else "post"}
             for r in conn.execute(query).mappings()]
    broken = (select(incident.c.case_id, _NUMBER, unit.c.name.label("unit_name"), incident.c.opened_at.label("since"))
              .join(case_file, case_file.c.id == incident.c.case_id).join(unit, unit.c.id == case_file.c.unit_id)
              .where(incident.c.closed_at.is_(None), scope.in_county(actor, case_file.c.unit_id)).order_by(incident.c.opened_at).limit(limit))
    return found + [{**dict(r), "task_id": None, "task_name": None, "holder": None, "why": "incident"} for r in conn.execute(broken).mappings()]


def broken(conn: Connection, case_id: int) -> bool:
    """Whether a case waits to be tried again because it could not go on."""
    return conn.execute(select(incident.c.id).where(incident.c.case_id == case_id, incident.c.closed_at.is_(None))).first() is not None


def retry_now(conn: Connection, case_id: int, at: datetime) -> None:
    """Lets a case that could not go on be tried at the next tick."""
    conn.execute(update(incident).where(incident.c.case_id == case_id, incident.c.closed_at.is_(None)).values(retry_at=at))


def task_names(conn: Connection, ids: Iterable[int]) -> dict[int, str]:
    """What tasks are called, by id."""
    return {r.id: r.name for r in conn.execute(select(task.c.id, task.c.name).where(task.c.id.in_(set(ids))))}
