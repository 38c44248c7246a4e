"""Rows of files handed in 上传. A row is never deleted once a piece of evidence names it."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from engine.store.tables import person, upload

QUARANTINED, CLEAN, REFUSED = "quarantined", "clean", "refused"


def add(conn: Connection, **values: Any) -> int:
    """Inserts a row; returns its id."""
    return conn.execute(insert(upload).values(**values)).inserted_primary_key[0]


def one(conn: Connection, upload_id: int) -> dict[str, Any] | None:
    """One row."""
    row = conn.execute(select(upload).where(upload.c.id == upload_id)).mappings().one_or_none()
    return dict(row) if row else None


def of_case(conn: Connection, case_id: int) -> list[dict[str, Any]]:
    """Every file of a case with who handed it in, oldest first."""
    query = select(upload, person.c.name.label("added_by_name")).join(person, person.c.id == upload.c.added_by)
    return [dict(r) for r in conn.execute(query.where(upload.c.case_id == case_id).order_by(upload.c.id)).mappings()]


def same(conn: Connection, case_id: int, person_id: int, digest: str) -> dict[str, Any] | None:
    """The same content that the same person handed in for the same case and has not registered yet."""
    row = conn.execute(select(upload).where(upload.c.case_id == case_id, upload.c.added_by == person_id, upload.c.digest == digest,
                                            upload.c.evidence_id.is_(None), upload.c.state != REFUSED).limit(1)).mappings().one_or_none()
    return dict(row) if row else None


def held(conn: Connection, case_id: int, person_id: int) -> tuple[int, int, int]:
    """Bytes and number of a case's files, and bytes that a person has not registered yet, in whatever case."""
    counted = select(func.coalesce(func.sum(upload.c.size), 0), func.count()).where(upload.c.state != REFUSED)
    size, number = conn.execute(counted.where(upload.c.case_id == case_id)).one()
    loose = conn.execute(counted.where(upload.c.added_by == person_id, upload.c.evidence_id.is_(None))).one()[0]
    return int(size), int(number), int(loose)


def register(conn: Connection, ids: Iterable[int], evidence_id: int) -> int:
    """Ties files to a piece of evidence; returns how many were still free."""
    return conn.execute(update(upload).where(upload.c.id.in_(list(ids)), upload.c.evidence_id.is_(None), upload.c.state != REFUSED)
                        .values(evidence_id=evidence_id)).rowcount


def settle(conn: Connection, upload_id: int, state: str, verdict: str) -> bool:
    """Notes what the scanner found; False when somebody else did before."""
    return conn.execute(update(upload).where(upload.c.id == upload_id, upload.c.state == QUARANTINED)
                        .values(state=state, verdict=verdict)).rowcount == 1


def waiting(conn: Connection, limit: int) -> list[dict[str, Any]]:
    """Files that wait for the scanner, the oldest first."""
    return [dict(r) for r in conn.execute(select(upload).where(upload.c.state == QUARANTINED).order_by(upload.c.id).limit(limit)).mappings()]


def loose(conn: Connection, before: datetime, limit: int) -> list[dict[str, Any]]:
    """Files that nobody registered since `before`."""
    return [dict(r) for r in conn.execute(select(upload).where(upload.c.evidence_id.is_(None), upload.c.added_at < before)
                                          .order_by(upload.c.id).limit(limit)).mappings()]


def remove(conn: Connection, upload_id: int) -> bool:
    """Removes a row that no evidence names."""
    return conn.execute(delete(upload).where(upload.c.id == upload_id, upload.c.evidence_id.is_(None))).rowcount == 1


def named(conn: Connection, keys: Iterable[str]) -> set[str]:
    """Those of the keys whose file still lies where it was looked at: no verdict yet, or kept from sight as refused evidence."""
    return set(conn.execute(select(upload.c.key).where(upload.c.key.in_(list(keys)), upload.c.state != CLEAN)).scalars())


def kept(conn: Connection, digests: Iterable[str]) -> set[str]:
    """Those of the digests that a clean file has."""
    return set(conn.execute(select(upload.c.digest).where(upload.c.digest.in_(list(digests)), upload.c.state == CLEAN)).scalars())


def of_evidence(conn: Connection, evidence_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """The files of pieces of evidence."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in conn.execute(select(upload).where(upload.c.evidence_id.in_(list(evidence_ids))).order_by(upload.c.id)).mappings():
        found.setdefault(row["evidence_id"], []).append(dict(row))
    return found


def any_unscanned(conn: Connection, verdict: str) -> bool:
    """Whether any file was let through with this verdict."""
    return bool(conn.execute(select(exists().where(upload.c.verdict == verdict))).scalar())
