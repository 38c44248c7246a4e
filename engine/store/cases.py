"""Rows of the case: the file, its lead, its running instance."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Iterable, Mapping

from sqlalchemy import Connection, Select, and_, bindparam, exists, func, insert, literal, or_, select, tuple_, update

from engine import errors
from engine.store.columns import containing
from engine.store.statement import Statement
from engine.store.tables import case_duty, case_file, informant, instance, lead, person, task, unit

_HELD = tuple((t.name, c.name) for t in (case_file, instance, task) for c in t.c)
_COLUMNS = tuple(c.label(f"{t.name}__{c.name}") for t in (case_file, instance) for c in t.c)
_TASK_COLUMNS = tuple(c.label(f"task__{c.name}") for c in task.c)
#: built once, as every statement of a completion is: putting one together costs more than running it
_LOCK = (select(*_COLUMNS).select_from(case_file.join(instance, instance.c.case_id == case_file.c.id))
         .where(case_file.c.id == bindparam("case_id")))
_LOCK_WAITING, _LOCK_AT_ONCE = (Statement(_LOCK.with_for_update(key_share=True, skip_locked=skip)) for skip in (False, True))
_LOCK_BY_TASK = Statement(select(*_COLUMNS, *_TASK_COLUMNS).select_from(case_file.join(instance, instance.c.case_id == case_file.c.id)
                 .join(task, task.c.instance_id == instance.c.id)).where(task.c.id == bindparam("task_id")).with_for_update(key_share=True))
_MOVE_INSTANCE = Statement(update(instance).where(instance.c.id == bindparam("held_id"), instance.c.version == bindparam("held_version")))
_MOVE_CASE = Statement(update(case_file).where(case_file.c.id == bindparam("held_id"), case_file.c.version == bindparam("held_version")))

#: statuses of a case that is over
OVER = ("closed", "ended")


@dataclass
class Locked:
    """A case held for writing: its row, the running instance and, when asked by task, that task."""

    case: dict[str, Any]
    instance: dict[str, Any]
    task: dict[str, Any] | None


def lock_by_task(conn: Connection, task_id: int) -> Locked | None:
    """Locks the case of a task and reads all three rows fresh, in one statement.

    The case comes first in FROM: PostgreSQL locks in that order, so two acts on one case queue at the case and can't
    deadlock on tasks. The weaker lock shuts out other acts just as well, but not the foreign key checks of an event
    about this case: its writer holds the chain's head already and would wait for us while we wait for the head.
    """
    return _locked(conn, _LOCK_BY_TASK, {"task_id": task_id})


def lock(conn: Connection, case_id: int, *, wait: bool = True) -> Locked | None:
    """Locks a case with its instance.

    Args:
        wait: False gives None at once when somebody else holds it (the firing loop never waits for people).
    """
    return _locked(conn, _LOCK_WAITING if wait else _LOCK_AT_ONCE, {"case_id": case_id})


def _locked(conn: Connection, query: Statement, which: Mapping[str, int]) -> Locked | None:
    row = query.first(conn, which)
    if row is None:
        return None
    parts: dict[str, dict[str, Any]] = {"case_file": {}, "instance": {}, "task": {}}
    for (table, column), value in zip(_HELD, row):
        parts[table][column] = value
    return Locked(parts["case_file"], parts["instance"], parts["task"] or None)


def create(conn: Connection, **values: Any) -> int:
    """Inserts a case row; returns its id."""
    return conn.execute(insert(case_file).values(**values)).inserted_primary_key[0]


def create_lead(conn: Connection, protected: Mapping[str, str] | None, **values: Any) -> int:
    """Inserts the lead of a case and, apart from it, the informant; returns the lead's id."""
    lead_id = conn.execute(insert(lead).values(**values)).inserted_primary_key[0]
    if protected:
        conn.execute(insert(informant).values(lead_id=lead_id, **protected))
    return lead_id


def create_instance(conn: Connection, **values: Any) -> int:
    """Inserts a running instance; returns its id."""
    return conn.execute(insert(instance).values(**values)).inserted_primary_key[0]


def write(conn: Connection, held: Locked, at: datetime, case: Mapping[str, Any], running: Mapping[str, Any] | None) -> None:
    """Writes back a locked case and its instance, each with its version counted up.

    Raises:
        errors.StaleVersion: the row moved although it was locked; nothing may be committed then.
    """
    if running is not None:
        _moved(_MOVE_INSTANCE.run(conn, {**_next(held.instance), **running}))
    _moved(_MOVE_CASE.run(conn, {**_next(held.case), "updated_at": at, **case}))


def _next(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"held_id": row["id"], "held_version": row["version"], "version": row["version"] + 1}


def _moved(rows: int) -> None:
    if rows != 1:
        raise errors.StaleVersion("案件在办理期间被改动，本次未作任何更改。")


# -- who may see -------------------------------------------------------------------------------------------------
def visible_to(actor) -> Any:
    """The condition under which a case exists for a person: own unit (or the one that filed it), guided unit, or a duty held in it.

    Posts at a superior unit that review, decide, hear or supervise reach the units below; those that assess 案卷评查 reach what
    is over there; others do not.
    """
    reach = {u for u, _ in actor.posts}
    above = {u for u, d in actor.posts if d in ("review", "decide", "hearing", "supervise")}
    mine = exists().where(and_(case_duty.c.case_id == case_file.c.id, case_duty.c.person_id == actor.person_id))
    handed = exists().where(and_(task.c.case_id == case_file.c.id, task.c.assignee_id == actor.person_id,
                                 task.c.state.in_(("open", "signing"))))
    assessed = and_(case_file.c.status.in_(OVER), case_file.c.unit_id.in_(
        select(unit.c.id).where(unit.c.parent_id.in_({u for u, d in actor.posts if d == "assess"}))))
    # The unit that filed a case goes on reading it after it was handed over.
    return or_(case_file.c.unit_id.in_(reach), case_file.c.filing_unit_id.in_(reach),
               case_file.c.unit_id.in_(select(unit.c.id).where(unit.c.parent_id.in_(above))),
               mine, handed, assessed)


def see(conn: Connection, actor, case_id: int) -> dict[str, Any]:
    """One case with its lead, if it exists for this person.

    Raises:
        errors.NotFound: it does not exist, or not for this person; the two answer alike.
    """
    row = conn.execute(_listing().where(case_file.c.id == case_id, visible_to(actor))).mappings().one_or_none()
    if row is None:
        raise errors.NotFound(f"没有找到编号为 {case_id} 的案件。")
    return dict(row)


def named(conn: Connection, text: str) -> dict[str, Any] | None:
    """A case by its number or its id, for whoever sits at the machine itself: nobody's sight is asked for."""
    which = case_file.c.id == int(text) if text.isascii() and text.isdigit() and len(text) < 10 else case_file.c.number == text
    row = conn.execute(_listing().where(which)).mappings().one_or_none()
    return dict(row) if row else None


def _listing() -> Select:
    return select(case_file, lead.c.id.label("lead_id"), lead.c.number.label("lead_number"), lead.c.source, lead.c.place,
                  lead.c.grid_code, lead.c.found_on, lead.c.description, lead.c.reported_by, lead.c.reported_at,
                  person.c.name.label("reported_by_name"), exists().where(informant.c.lead_id == lead.c.id).label("has_informant"),
                  unit.c.name.label("unit_name")).select_from(
        case_file.join(lead, lead.c.case_id == case_file.c.id).join(unit, unit.c.id == case_file.c.unit_id)
        .join(person, person.c.id == lead.c.reported_by))


def find(conn: Connection, actor, *, q: str | None, stage: str | None, status: str | None, leads_only: bool,
         after: tuple[datetime, int] | None, limit: int) -> list[dict[str, Any]]:
    """Cases this person may see, the most recently changed first, keyset-paged by (updated_at, id)."""
    query = _listing().where(visible_to(actor))
    if q:
        like = containing(q)
        query = query.where(or_(*(c.like(like, escape="\\") for c in (
            case_file.c.title, case_file.c.number, case_file.c.party_name, lead.c.number, lead.c.place))))
    if stage:
        query = query.where(case_file.c.stage == stage)
    if status:
        query = query.where(case_file.c.status == status)
    elif not leads_only:
        query = query.where(case_file.c.filed_on.is_not(None) | case_file.c.number.is_not(None))
    if after:
        query = query.where(tuple_(case_file.c.updated_at, case_file.c.id) < tuple_(literal(after[0], case_file.c.updated_at.type), literal(after[1])))
    query = query.order_by(case_file.c.updated_at.desc(), case_file.c.id.desc()).limit(limit)
    return [dict(r) for r in conn.execute(query).mappings()]


def lead_case(conn: Connection, lead_id: int) -> int | None:
    """The case a lead opened."""
    return conn.execute(select(lead.c.case_id).where(lead.c.id == lead_id)).scalar_one_or_none()


def protected_informant(conn: Connection, lead_id: int) -> dict[str, Any] | None:
    """The informant's identity; the caller has checked and recorded why it is read."""
    row = conn.execute(select(informant).where(informant.c.lead_id == lead_id)).mappings().one_or_none()
    return dict(row) if row else None


def instance_of(conn: Connection, case_id: int) -> dict[str, Any]:
    """The running instance of a case."""
    return dict(conn.execute(select(instance).where(instance.c.case_id == case_id)).mappings().one())


def waiting_instances(conn: Connection, at: datetime, but: Select, limit: int) -> list[int]:
    """Cases whose diagrams wait for a moment that has come, except those in `but`."""
    query = select(instance.c.case_id).where(instance.c.next_at <= at, instance.c.case_id.not_in(but))
    return list(conn.execute(query.order_by(instance.c.next_at).limit(limit)).scalars())


def open_of(conn: Connection, unit_id: int, item_codes: Iterable[str]) -> list[dict[str, Any]]:
    """The filed cases that a unit carries and has not closed.

    Args:
        item_codes: of these items only; all when empty.
    """
    codes = tuple(item_codes)
    query = select(case_file.c.id, case_file.c.number, case_file.c.item_code, case_file.c.filed_on).where(
        case_file.c.unit_id == unit_id, case_file.c.status == "filed", *([case_file.c.item_code.in_(codes)] if codes else []))
    return [dict(r) for r in conn.execute(query.order_by(case_file.c.id)).mappings()]


def count(conn: Connection) -> int:
    """How many case files there are."""
    return conn.execute(select(func.count()).select_from(case_file)).scalar_one()
