"""Rows of the case: the file, its lead, its running instance."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Callable, Iterable, Mapping

from sqlalchemy import (ARRAY, Connection, Integer, Select, String, and_, bindparam, cast, column, exists, func, insert, literal_column, or_, select, true, tuple_,
                        union, update)

from engine import errors
from engine.store import scope
from engine.store.columns import Id, containing
from engine.store.scope import OVER as OVER
from engine.store.statement import Statement
from engine.store.tables import case_file, informant, instance, lead, person, task, unit

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


# -- what a person may see --------------------------------------------------------------------------------------
def see(conn: Connection, actor, case_id: int, missing: str | None = None) -> dict[str, Any]:
    """One case with its lead, if it exists for this person.

    Args:
        missing: what to say when it is not there, where somebody asked for a thing of the case and not for the case.
    Raises:
        errors.NotFound: it does not exist, or not for this person; the two answer alike.
    """
    row = None if actor.admin is not None else conn.execute(_one(scope.shape(actor)), {**scope.given(actor), "case_id": case_id}).mappings().one_or_none()
    if row is None:
        raise errors.NotFound(missing or f"没有找到编号为 {case_id} 的案件。")
    return dict(row)


@lru_cache(maxsize=None)
def _one(form: scope.Shape) -> Select:
    return _listing().where(case_file.c.id == bindparam("case_id", type_=Id), scope.visible(form))


def named(conn: Connection, text: str) -> dict[str, Any] | None:
    """A case by its number or its id, for whoever sits at the machine itself: nobody's sight is asked for.

    Raises:
        errors.BadInput: two counties have given this number.
    """
    which = case_file.c.id == int(text) if text.isascii() and text.isdigit() and len(text) < 10 else case_file.c.number == text
    rows = conn.execute(_listing().where(which)).mappings().all()
    if len(rows) > 1:
        raise errors.BadInput(f"有 {len(rows)} 件案件的案号是 {text}。", next=f"请改用案件内部编号：{'、'.join(str(row['id']) for row in rows)}。")
    return dict(rows[0]) if rows else None


def _listing() -> Select:
    return select(case_file, lead.c.id.label("lead_id"), lead.c.number.label("lead_number"), lead.c.source, lead.c.place,
                  lead.c.grid_code, lead.c.found_on, lead.c.description, lead.c.reported_by, lead.c.reported_at,
                  person.c.name.label("reported_by_name"), exists().where(informant.c.lead_id == lead.c.id).label("has_informant"),
                  unit.c.name.label("unit_name")).select_from(
        case_file.join(lead, lead.c.case_id == case_file.c.id).join(unit, unit.c.id == case_file.c.unit_id)
        .join(person, person.c.id == lead.c.reported_by))


#: of more units than this the newest cases are sought among all cases
MANY = 24
_OF_PAGE = _listing().where(case_file.c.id.in_(bindparam("ids", type_=Id, expanding=True))).order_by(case_file.c.updated_at.desc(), case_file.c.id.desc())


def find(conn: Connection, actor, *, q: str | None, stage: str | None, status: str | None, leads_only: bool,
         after: tuple[datetime, int] | None, limit: int) -> list[dict[str, Any]]:
    """Cases this person may see, the most recently changed first, keyset-paged by (updated_at, id)."""
    if actor.admin is not None:
        return []
    (whole, closed), above = scope.reach(conn, actor), scope.superior(conn, actor)
    asked = {"stage": stage, "status": status, "after_at": after and after[0], "after_id": after and after[1], "like": q and containing(q), "most": limit,
             "whole": whole, "closed": closed}
    query = _page(conn.dialect.name, scope.shape(actor), above, min(len(whole), MANY + 1), min(len(closed), MANY + 1), leads_only, bool(stage), bool(status), bool(after), bool(q))
    asked |= {f"{name}_{n}": one for name, units in (("whole", whole), ("closed", closed)) for n, one in enumerate(units[:MANY])}
    ids = conn.execute(query, {**scope.given(actor), **{k: v for k, v in asked.items() if v}}).scalars().all()
    return [dict(r) for r in conn.execute(_OF_PAGE, {"ids": ids}).mappings()] if ids else []


@lru_cache(maxsize=512)
def _page(dialect: str, form: scope.Shape, above: bool, whole: int, closed: int, leads_only: bool, stage: bool, status: bool, after: bool, q: bool) -> Select:
    """The statement of one kind of page, put together once.

    The first rows by each way in which cases are a person's, merged: one OR over all the ways would make the database walk every case there is.

    Args:
        above: whether tasks of other units wait in a pool of theirs. whole, closed: how many units are read as a whole, or their closed files; MANY + 1 stands for more.
    """
    def all_of(condition: Any) -> Select:
        found = select(case_file.c.id, case_file.c.updated_at).where(condition)
        if stage:
            found = found.where(case_file.c.stage == bindparam("stage"))
        if status:
            found = found.where(case_file.c.status == bindparam("status"))
        elif not leads_only:
            found = found.where(case_file.c.filed_on.is_not(None) | case_file.c.number.is_not(None))
        if after:
            found = found.where(tuple_(case_file.c.updated_at, case_file.c.id) < tuple_(
                bindparam("after_at", type_=case_file.c.updated_at.type), bindparam("after_id", type_=Id)))
        if q:
            found = found.join(lead, lead.c.case_id == case_file.c.id).where(_holds())
        return found

    def first(condition: Any) -> Select:
        return all_of(condition).order_by(case_file.c.updated_at.desc(), case_file.c.id.desc()).limit(bindparam("most", type_=Integer))

    branches = [all_of(one) for one in scope.single(form, above)]
    branches += _unit_by_unit(dialect, first, "whole", whole)
    branches += _unit_by_unit(dialect, lambda one: first(one & case_file.c.status.in_(OVER)), "closed", closed)
    page = union(*(select(one.subquery()) for one in branches)).subquery()
    return select(page.c.id).order_by(page.c.updated_at.desc(), page.c.id.desc()).limit(bindparam("most", type_=Integer))


def _unit_by_unit(dialect: str, first: Callable[[Any], Select], name: str, count: int) -> list[Select]:
    """The first rows of each unit, by one short walk along the index each; of many units by one walk along the newest of all cases."""
    if count > MANY:  # plus nothing: the index of the units would collect all they have before it is sorted
        return [first((case_file.c.unit_id + literal_column("0")).in_(bindparam(name, type_=Id, expanding=True)))]
    if dialect == "sqlite":
        return [first(case_file.c.unit_id == bindparam(f"{name}_{n}", type_=Id)) for n in range(count)]
    each = func.unnest(bindparam(name, type_=ARRAY(Id))).table_valued(column("id", Id), name=f"each_{name}").render_derived()
    rows = first(case_file.c.unit_id == each.c.id).lateral()
    return [select(rows.c.id, rows.c.updated_at).select_from(each.join(rows, true()))] if count else []


def _holds() -> Any:
    """The condition that a case has a text in its number, title, party or place; a minor is not found by name (个人信息保护法第三十一条)."""
    def has(column_: Any) -> Any:
        return cast(column_, String).like(bindparam("like", type_=String), escape="\\")
    return or_(and_(case_file.c.minor.is_(False), or_(has(case_file.c.title), has(case_file.c.party_name))),
               *(has(c) for c in (case_file.c.number, lead.c.number, lead.c.place)))


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
