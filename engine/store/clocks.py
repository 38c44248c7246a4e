"""Rows of the clocks. The row keeps the whole value; the columns beside it are what queries need."""
from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Iterable, Mapping

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from engine.law.time import clock as law
from engine.store.columns import decode
from engine.store.statement import Statement
from engine.store.tables import clock

_NESTED = {"suspensions": law.Suspension, "extensions": law.Extended, "marks": law.Mark}
_NAMES = tuple(f.name for f in fields(law.Clock))


def _upsert(make) -> Any:
    query = make(clock)
    return query.on_conflict_do_update(index_elements=["case_id", "code", "gen"],
                                       set_={k: query.excluded[k] for k in ("state", "next_at", "due_at", "value")})


_WRITE = Statement(lambda dialect: _upsert(sqlite_insert if dialect == "sqlite" else pg_insert))


def to_value(one: law.Clock) -> dict[str, Any]:
    """A clock as plain values."""
    return {name: _flat(getattr(one, name)) for name in _NAMES}


def differences(before: law.Clock, after: law.Clock) -> dict[str, Any]:
    """What of a clock's plain values has changed."""
    return {name: _flat(new) for name in _NAMES if (new := getattr(after, name)) is not getattr(before, name)}


def _flat(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_flat(v) for v in value]
    return {f.name: _flat(getattr(value, f.name)) for f in fields(value)} if is_dataclass(value) else value


def from_value(value: Mapping[str, Any]) -> law.Clock:
    """The clock that `to_value` was given."""
    return law.Clock(**{**value, "warn_at": tuple(value["warn_at"]), **{
        name: tuple(kind(**v) for v in value[name]) for name, kind in _NESTED.items()}})


@lru_cache(maxsize=4096)
def from_text(text: str) -> law.Clock:
    """A clock from its column as it stands; the same few are read again at every act on a case."""
    return from_value(decode(text))


def write(conn: Connection, case_id: int, clocks: Iterable[law.Clock]) -> None:
    """Inserts new clocks and moves existing ones, one statement for all."""
    rows = [{"case_id": case_id, "code": c.code, "gen": c.gen, "state": c.state, "next_at": c.next_at, "due_at": c.due_at,
             "value": to_value(c)} for c in clocks]
    if rows:
        _WRITE.run(conn, rows)


def of_case(conn: Connection, case_id: int) -> list[tuple[int, law.Clock]]:
    """Every clock of a case with its row id, all generations, in the order they started."""
    return [(r.id, from_value(r.value)) for r in conn.execute(
        select(clock.c.id, clock.c.value).where(clock.c.case_id == case_id).order_by(clock.c.id))]


def one(conn: Connection, clock_id: int) -> tuple[int, law.Clock] | None:
    """The case and the value of one clock."""
    row = conn.execute(select(clock.c.case_id, clock.c.value).where(clock.c.id == clock_id)).one_or_none()
    return (row.case_id, from_value(row.value)) if row else None


def due_cases(conn: Connection, at: datetime, but: Select, limit: int) -> list[int]:
    """Cases with a clock mark that has come, the earliest first, each once.

    Args:
        but: cases to leave out; within the query, since a hundred of them at its head must not hide the others.
    """
    query = select(clock.c.case_id).where(clock.c.next_at <= at, clock.c.case_id.not_in(but)).group_by(clock.c.case_id)
    return list(conn.execute(query.order_by(func.min(clock.c.next_at), clock.c.case_id).limit(limit)).scalars())
