"""Papers 文书 and their gap-free numbers."""
from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from engine import errors
from engine.store.statement import Statement
from engine.store.tables import paper, person, serial

_NEXT = Statement(lambda dialect: (sqlite_insert if dialect == "sqlite" else pg_insert)(serial).on_conflict_do_update(
    index_elements=["unit_id", "kind", "year"], set_={"last": serial.c.last + 1}).returning(serial.c.last))
_ISSUE = Statement(insert(paper))


def next_serial(conn: Connection, unit_id: int, kind: str, year: int) -> int:
    """The next number of a unit, kind and year.

    The counter row stays locked to the commit, so a number is used exactly once and a refused act leaves no gap.
    """
    return _NEXT.first(conn, {"unit_id": unit_id, "kind": kind, "year": year, "last": 1})[0]


def set_last(conn: Connection, unit_id: int, kind: str, year: int, last: int) -> None:
    """Starts a counter behind numbers already used on paper, e.g. when a county moves over in mid-year.

    Raises:
        errors.BadInput: the counter is in use already; moving it would leave a gap or repeat a number.
    """
    taken = conn.execute(select(serial.c.last).where(serial.c.unit_id == unit_id, serial.c.kind == kind, serial.c.year == year)).scalar_one_or_none()
    if taken is not None:
        raise errors.BadInput(f"文号序列（{kind}，{year} 年）已经用到第 {taken} 号，不能再改起点。")
    conn.execute(insert(serial).values(unit_id=unit_id, kind=kind, year=year, last=last))


def issue(conn: Connection, **values: Any) -> None:
    """Inserts a paper."""
    _ISSUE.run(conn, values)


def of_case(conn: Connection, case_id: int) -> list[dict[str, Any]]:
    """The papers of a case in the order they were issued."""
    query = select(paper, person.c.name.label("issued_by_name")).join(person, person.c.id == paper.c.issued_by)
    return [dict(r) for r in conn.execute(query.where(paper.c.case_id == case_id).order_by(paper.c.id)).mappings()]
