"""Papers 文书 and their gap-free numbers."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, String, bindparam, insert, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from engine import errors
from engine.law.people.eligibility import Qualification
from engine.store.columns import Id
from engine.store.statement import Statement
from engine.store.tables import paper, person, qualification, serial

_NEXT = Statement(lambda dialect: (sqlite_insert if dialect == "sqlite" else pg_insert)(serial).on_conflict_do_update(
    index_elements=["unit_id", "kind", "year"], set_={"last": serial.c.last + 1}).returning(serial.c.last))


def _two(dialect: str) -> Any:
    made = (sqlite_insert if dialect == "sqlite" else pg_insert)(serial)
    rows = [{"unit_id": bindparam(f"unit_{n}", type_=Id), "kind": bindparam(f"kind_{n}", type_=String), "year": bindparam(f"year_{n}", type_=Integer),
             "last": literal_column("1")} for n in range(2)]
    return made.values(rows).on_conflict_do_update(index_elements=["unit_id", "kind", "year"],
                                                   set_={"last": serial.c.last + literal_column("1")}).returning(
        serial.c.unit_id, serial.c.kind, serial.c.year, serial.c.last)


_NEXT_TWO = Statement(_two)
_ISSUE = Statement(insert(paper))


def next_serial(conn: Connection, unit_id: int, kind: str, year: int) -> int:
    """The next number of a unit, kind and year.

    The counter row stays locked to the commit, so a number is used exactly once and a refused act leaves no gap.
    """
    return _NEXT.first(conn, {"unit_id": unit_id, "kind": kind, "year": year, "last": 1})[0]


def next_serials(conn: Connection, wanted: Sequence[tuple[int, str, int]]) -> dict[tuple[int, str, int], int]:
    """As `next_serial` for two different series in one statement; (unit, kind, year) → number."""
    given = {f"{name}_{n}": value for n, one in enumerate(wanted) for name, value in zip(("unit", "kind", "year"), one)}
    return {(row[0], row[1], row[2]): row[3] for row in _NEXT_TWO.rows(conn, given)}


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


def one(conn: Connection, paper_id: int) -> dict[str, Any] | None:
    """One paper, void or not."""
    row = conn.execute(select(paper).where(paper.c.id == paper_id)).mappings().one_or_none()
    return dict(row) if row else None


def newest(conn: Connection, case_id: int, kind: str) -> dict[str, Any]:
    """The last paper of a kind in a case, void or not."""
    query = select(paper).where(paper.c.case_id == case_id, paper.c.kind == kind).order_by(paper.c.id.desc()).limit(1)
    return dict(conn.execute(query).mappings().one())


def of_case(conn: Connection, case_id: int) -> list[dict[str, Any]]:
    """The papers of a case in the order they were issued, void ones with their reason among them."""
    voider = person.alias("voider")
    query = (select(paper, person.c.name.label("issued_by_name"), voider.c.name.label("voided_by_name"))
             .join(person, person.c.id == paper.c.issued_by).outerjoin(voider, voider.c.id == paper.c.voided_by))
    return [dict(r) for r in conn.execute(query.where(paper.c.case_id == case_id).order_by(paper.c.id)).mappings()]


def void(conn: Connection, paper_id: int, at: datetime, by: int, reason: str) -> bool:
    """Makes a number void; False when it was so already."""
    return conn.execute(update(paper).where(paper.c.id == paper_id, paper.c.voided_at.is_(None))
                        .values(voided_at=at, voided_by=by, void_reason=reason)).rowcount == 1


def serve(conn: Connection, paper_id: int, service: Mapping[str, Any]) -> bool:
    """Keeps how a paper was served; False when that is on record already, or the paper is void."""
    return conn.execute(update(paper).where(paper.c.id == paper_id, paper.c.voided_at.is_(None), paper.c.service.is_(None))
                        .values(service=dict(service))).rowcount == 1


def hands(conn: Connection, ids: Iterable[int]) -> dict[int, tuple[str, tuple[Qualification, ...]]]:
    """Persons by id with name and qualifications, for the papers they sign; in one statement."""
    wanted, found = sorted(set(ids)), {}
    cards = (qualification.c.kind, qualification.c.number, qualification.c.valid_from, qualification.c.valid_until, qualification.c.suspended)
    query = select(person.c.id, person.c.name, *(c.label(f"card_{c.name}") for c in cards)).outerjoin(qualification,
            qualification.c.person_id == person.c.id)
    for row in conn.execute(query.where(person.c.id.in_(wanted)).order_by(person.c.id, qualification.c.id)):
        mine = found.setdefault(row.id, (row.name, []))[1]
        if row.card_number is not None:
            mine.append(Qualification(row.card_kind, row.card_number, (), row.card_valid_from, row.card_valid_until, bool(row.card_suspended)))
    return {person_id: (name, tuple(mine)) for person_id, (name, mine) in found.items()}
