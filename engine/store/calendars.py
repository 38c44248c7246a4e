"""Rows of the published years: every version is kept, the newest of a year holds."""
from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any, Mapping

from sqlalchemy import Connection, func, insert, select, text

from engine.law.time.calendar import Year
from engine.store import edition, scope
from engine.store.columns import encode
from engine.store.tables import calendar_year, person


def digest(year: Year) -> str:
    """SHA-256 over what a year says, however its text was laid out."""
    return hashlib.sha256(encode({"year": year.year, "status": year.status, "source": year.source,
                                  "off": sorted((d.isoformat(), year.names[d]) for d in year.off),
                                  "work": sorted(d.isoformat() for d in year.work)}).encode()).hexdigest()


def from_value(year: int, value: Mapping[str, Any]) -> Year:
    """The year that `add` was given, from its row's value and source."""
    names = {date.fromisoformat(d): name for d, name in value["off"].items()}
    return Year(year, value["status"], value["source"], frozenset(names), frozenset(map(date.fromisoformat, value["work"])), names)


def hold(conn: Connection) -> None:
    """Lets one publication follow the other: two that saw the same newest version would both be the next."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("LOCK TABLE calendar_year IN SHARE ROW EXCLUSIVE MODE"))


def newest(conn: Connection, year: int) -> tuple[int, str | None]:
    """Number and digest of a year's newest version; 0 and None when it was never published."""
    row = conn.execute(select(calendar_year.c.version, calendar_year.c.value).where(calendar_year.c.year == year)
                       .order_by(calendar_year.c.version.desc()).limit(1)).one_or_none()
    return (row.version, row.value["digest"]) if row else (0, None)


def add(conn: Connection, year: Year, content: str, at: datetime, person_id: int | None) -> tuple[int, int]:
    """Keeps a new version of a year; returns its row's id and its number. The edition is counted up with the commit.

    Args:
        content: the text as it was published.
    """
    edition.change(conn)
    version = (conn.execute(select(func.max(calendar_year.c.version)).where(calendar_year.c.year == year.year)).scalar() or 0) + 1
    value = {"status": year.status, "off": {d.isoformat(): year.names[d] for d in sorted(year.off)},
             "work": sorted(d.isoformat() for d in year.work), "digest": digest(year), "content": content}
    made = conn.execute(insert(calendar_year).values(year=year.year, version=version, source=year.source, value=value, published_at=at,
                                                     published_by=person_id))
    return made.inserted_primary_key[0], version


def versions(conn: Connection, year: int | None = None, actor=None) -> list[dict[str, Any]]:
    """The published versions of a year, or of all, the newest first, with who published them, unless that was somebody of another county."""
    who = person.c.id == calendar_year.c.published_by
    query = select(calendar_year, person.c.name.label("published_by_name")).select_from(
        calendar_year.outerjoin(person, who if actor is None else who & scope.in_county(actor, person.c.unit_id)))
    if year is not None:
        query = query.where(calendar_year.c.year == year)
    rows = conn.execute(query.order_by(calendar_year.c.year, calendar_year.c.version.desc())).mappings()
    return [{"year": r["year"], "version": r["version"], "source": r["source"], "digest": r["value"]["digest"], "content": r["value"]["content"],
             "published_at": r["published_at"], "published_by_name": r["published_by_name"]} for r in rows]
