"""Rows of the sheets 评分表 of case-file review 案卷评查. A sheet is never deleted, nor changed once it is confirmed."""
from __future__ import annotations

from datetime import datetime, time, timezone
from typing import Any, Iterable, Mapping

from sqlalchemy import Connection, insert, literal, select, tuple_, update

from engine import errors
from engine.store import scope
from engine.store.scope import OVER
from engine.store.tables import case_file, review_sheet, unit

#: what a list needs; the sheet itself carries its whole standard
_HEAD = tuple(review_sheet.c[k] for k in ("id", "case_id", "model", "total", "grade", "at", "assessed_by", "version", "confirmed_at", "confirmed_by"))


def add(conn: Connection, **values: Any) -> int:
    """Inserts a sheet; returns its id."""
    return conn.execute(insert(review_sheet).values(**values, version=1)).inserted_primary_key[0]


def one(conn: Connection, sheet_id: int) -> dict[str, Any] | None:
    """One sheet in full."""
    row = conn.execute(select(review_sheet).where(review_sheet.c.id == sheet_id)).mappings().one_or_none()
    return dict(row) if row else None


def of_cases(conn: Connection, case_ids: Iterable[int]) -> list[dict[str, Any]]:
    """The heads of the sheets of several cases, in the order they were drawn."""
    return [dict(r) for r in conn.execute(select(*_HEAD).where(review_sheet.c.case_id.in_(set(case_ids))).order_by(review_sheet.c.id)).mappings()]


def change(conn: Connection, row: Mapping[str, Any], **values: Any) -> int:
    """Changes an unconfirmed sheet whose case the caller has locked; returns its new version.

    Raises:
        errors.StaleVersion: it moved all the same.
    """
    version = row["version"] + 1
    if conn.execute(update(review_sheet).where(review_sheet.c.id == row["id"], review_sheet.c.version == row["version"],
                                               review_sheet.c.confirmed_at.is_(None)).values(**values, version=version)).rowcount != 1:
        raise errors.StaleVersion("评分表在办理期间被改动，本次未作任何更改。")
    return version


def reviewable(conn: Connection, actor, after: tuple[datetime, int] | None, limit: int) -> list[dict[str, Any]]:
    """Filed cases that are over and that this person may see, the last closed first, keyset-paged by (closed_on, id).

    Args:
        actor: None for whoever sits at the machine itself.
    """
    query = select(*(case_file.c[k] for k in ("id", "number", "title", "status", "closed_on", "met", "minor", "party_name")), unit.c.name.label("unit_name")).select_from(
        case_file.join(unit, unit.c.id == case_file.c.unit_id)).where(case_file.c.status.in_(OVER), case_file.c.number.is_not(None))
    if actor is not None:
        query = query.where(scope.visible_to(actor))
    if after:
        query = query.where(tuple_(case_file.c.closed_on, case_file.c.id) < tuple_(literal(after[0].date(), case_file.c.closed_on.type), literal(after[1])))
    return [dict(r) for r in conn.execute(
        query.order_by(case_file.c.closed_on.desc(), case_file.c.id.desc()).limit(limit), {} if actor is None else scope.given(actor)).mappings()]


def place(row: Mapping[str, Any]) -> tuple[datetime, int]:
    """Where a row of `reviewable` stands, for the cursor."""
    return datetime.combine(row["closed_on"], time(), timezone.utc), row["id"]
