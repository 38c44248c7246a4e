"""Rows of the walk over the running clocks that follows a published calendar, and what the walk reads and writes."""
from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from typing import Any, Collection, Iterable, Mapping

from sqlalchemy import (JSON, Connection, String, Text, Update, bindparam, cast, column, func, insert, literal_column, select, type_coerce,
                        update)

from engine.law.time.clock import Clock
from engine.store import scope
from engine.store.columns import Id, Instant, as_text
from engine.store.statement import Statement
from engine.store.tables import calendar_year, case_file, clock, event, incident, recount

#: written out, not bound: SQLite only uses a partial index when the query repeats its condition literally
OPEN = clock.c.state.in_([literal_column("'running'"), literal_column("'suspended'")])
#: how far the last day of a clock and its roll past a holiday can lie apart, with room to spare
ROLL = timedelta(days=31)

_text = type_coerce(clock.c.value, String).label("text")


def _many(dialect: str) -> Update:
    """On SQLite each row by itself; on PostgreSQL all in one statement, sent as JSON: nothing else is read as quickly."""
    shape = {"held_id": Id, "held_next": Instant(), "held_due": Instant(), "held_text": Text()}
    if dialect == "sqlite":
        given = {name: bindparam(name, type_=kind) for name, kind in shape.items()}
    else:
        rows = func.json_to_recordset(cast(bindparam("rows", type_=Text()), JSON)).table_valued(
            *(column(name, kind) for name, kind in shape.items()), name="moved").render_derived(with_types=True)
        given = dict(rows.c.items())
    return update(clock).where(clock.c.id == given["held_id"]).values(
        next_at=given["held_next"], due_at=given["held_due"], value=type_coerce(given["held_text"], String))


_MOVE = Statement(_many)


def begin(conn: Connection, calendar_id: int, first_on: date, at: datetime) -> dict[str, Any]:
    """Opens a walk; one that is still under way ends in it.

    Args:
        first_on: clocks that end before this day are not concerned by the new calendar.
    """
    for one in conn.execute(select(recount.c.id, recount.c.first_on).where(recount.c.finished_at.is_(None))).all():
        first_on = min(first_on, one.first_on)
        conn.execute(update(recount).where(recount.c.id == one.id).values(finished_at=at, held_until=None))
    values = {"calendar_id": calendar_id, "first_on": first_on, "total": concerned(conn, first_on), "done": 0, "changed": 0, "reached": 0,
              "started_at": at, "held_until": None, "finished_at": None}
    return {"id": conn.execute(insert(recount).values(**values)).inserted_primary_key[0], **values}


def concerned(conn: Connection, first_on: date, actor=None) -> int:
    """How many clocks still run that a calendar changed from `first_on` on can touch; of a person's county, or of all."""
    query = select(func.count()).select_from(clock).where(OPEN, clock.c.due_at >= _since(first_on))
    return conn.execute(query if actor is None else _of_county(query, actor)).scalar_one()


def in_county(conn: Connection, actor, walk: Mapping[str, Any]) -> dict[str, int]:
    """How far a walk has come in one county: `{"total", "done", "changed", "failed"}`."""
    total = concerned(conn, walk["first_on"], actor)
    reached = _of_county(select(func.count()).select_from(clock).where(OPEN, clock.c.due_at >= _since(walk["first_on"]), clock.c.case_id <= walk["reached"]), actor)
    told = select(func.count()).select_from(event.join(case_file, case_file.c.id == event.c.case_id)).where(
        event.c.action == "clock.recounted", event.c.at >= walk["started_at"], scope.in_county(actor, case_file.c.unit_id))
    waits = select(func.count()).select_from(incident.join(case_file, case_file.c.id == incident.c.case_id)).where(
        incident.c.kind == "recount", incident.c.closed_at.is_(None), scope.in_county(actor, case_file.c.unit_id))
    return {"total": total, "done": total if walk["finished_at"] else conn.execute(reached).scalar_one(),
            "changed": conn.execute(told).scalar_one(), "failed": conn.execute(waits).scalar_one()}


def _of_county(query: Any, actor) -> Any:
    return query.where(clock.c.case_id.in_(select(case_file.c.id).where(scope.in_county(actor, case_file.c.unit_id))))


def newest(conn: Connection, recount_id: int | None = None) -> dict[str, Any] | None:
    """The newest walk, or one by its id, with the year and version it follows."""
    query = select(recount, calendar_year.c.year, calendar_year.c.version).join(calendar_year, calendar_year.c.id == recount.c.calendar_id)
    query = query.order_by(recount.c.id.desc()).limit(1) if recount_id is None else query.where(recount.c.id == recount_id)
    row = conn.execute(query).mappings().one_or_none()
    return dict(row) if row else None


def waiting(conn: Connection, at: datetime) -> int | None:
    """The walk that is not finished and that nobody walks."""
    free = recount.c.held_until.is_(None) | (recount.c.held_until <= at)
    return conn.execute(select(func.max(recount.c.id)).where(recount.c.finished_at.is_(None), free)).scalar()


def take(conn: Connection, at: datetime, until: datetime) -> int | None:
    """Takes such a walk; None when there is none or somebody else was faster."""
    free = recount.c.held_until.is_(None) | (recount.c.held_until <= at)
    found = waiting(conn, at)
    taken = update(recount).where(recount.c.id == found, recount.c.finished_at.is_(None), free).values(held_until=until)
    return found if found is not None and conn.execute(taken).rowcount == 1 else None


def keep(conn: Connection, recount_id: int, changed: int, until: datetime) -> None:
    """Notes clocks that have changed, and that the walk goes on."""
    conn.execute(update(recount).where(recount.c.id == recount_id).values(changed=recount.c.changed + changed, held_until=until))


def advance(conn: Connection, walk: Mapping[str, Any], reached: int, done: int, until: datetime) -> bool:
    """Notes how far a walk has come; False when it is not ours any more."""
    ours = (recount.c.id == walk["id"]) & (recount.c.reached == walk["reached"]) & recount.c.finished_at.is_(None)
    return conn.execute(update(recount).where(ours).values(reached=reached, done=recount.c.done + done, held_until=until)).rowcount == 1


def finish(conn: Connection, walk: Mapping[str, Any], at: datetime) -> bool:
    """Notes that a walk is over; False when it is not ours any more."""
    ours = (recount.c.id == walk["id"]) & (recount.c.reached == walk["reached"]) & recount.c.finished_at.is_(None)
    return conn.execute(update(recount).where(ours).values(finished_at=at, held_until=None)).rowcount == 1


def following(conn: Connection, walk: Mapping[str, Any], limit: int) -> dict[int, list[tuple[int, str]]]:
    """The next cases of a walk, each with the ids and texts of its concerned clocks.

    Args:
        limit: clocks to read; a case is never cut in two.
    """
    query = select(clock.c.case_id, clock.c.id, _text).where(OPEN, clock.c.due_at >= _since(walk["first_on"]), clock.c.case_id > walk["reached"])
    rows = conn.execute(query.order_by(clock.c.case_id).limit(limit)).all()
    found: dict[int, list[tuple[int, str]]] = {}
    for case_id, clock_id, text in rows:
        found.setdefault(case_id, []).append((clock_id, text))
    if len(rows) == limit and len(found) > 1:
        found.popitem()  # the rest of this case may lie beyond the limit
    return found


def open_of(conn: Connection, case_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """The open clocks of some cases, by case."""
    found: dict[int, list[tuple[int, str]]] = {}
    for case_id, clock_id, text in conn.execute(select(clock.c.case_id, clock.c.id, _text).where(OPEN, clock.c.case_id.in_(case_ids))):
        found.setdefault(case_id, []).append((clock_id, text))
    return found


def lock(conn: Connection, case_ids: Collection[int], *, wait: bool) -> list[int]:
    """Locks cases as every act does; those that somebody works on are left out, or waited for."""
    query = select(case_file.c.id).where(case_file.c.id.in_(case_ids)).order_by(case_file.c.id)
    return list(conn.execute(query.with_for_update(key_share=True, skip_locked=not wait)).scalars())


def write(conn: Connection, moved: Iterable[tuple[int, Clock, str]]) -> None:
    """Writes clocks whose dates have moved, one statement for all; their state is the same.

    Args:
        moved: row id, the clock, and its text.
    """
    rows = [{"held_id": clock_id, "held_next": one.next_at, "held_due": one.due_at, "held_text": text} for clock_id, one, text in moved]
    _MOVE.run(conn, rows if conn.dialect.name == "sqlite" else {"rows": as_text(rows)})


def _since(first_on: date) -> datetime:
    return datetime.combine(first_on - ROLL, time(), timezone.utc)
