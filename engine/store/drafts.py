"""Process folders on the designers' desks."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from engine import errors
from engine.store.tables import definition, draft, draft_hand, person

_maker, _updater, _approver = person.alias("maker"), person.alias("updater"), person.alias("approver")
_LISTED = (*(c for c in draft.c if c.name != "bundle"), _maker.c.name.label("made_by_name"), _updater.c.name.label("updated_by_name"),
           _approver.c.name.label("approved_by_name"), definition.c.version.label("base_version"))
_FROM = (draft.join(_maker, _maker.c.id == draft.c.made_by).join(_updater, _updater.c.id == draft.c.updated_by)
         .outerjoin(_approver, _approver.c.id == draft.c.approved_by).outerjoin(definition, definition.c.id == draft.c.base_id))
#: states of a draft that nobody works on any more
OVER = ("deployed", "withdrawn")


def listed(conn: Connection, *, over: bool, limit: int) -> list[dict[str, Any]]:
    """Drafts without their folders, the most recently changed first.

    Args:
        over: those that are deployed or withdrawn, or those that are not.
    """
    query = select(*_LISTED).select_from(_FROM).where(draft.c.state.in_(OVER) if over else draft.c.state.not_in(OVER))
    return [dict(r) for r in conn.execute(query.order_by(draft.c.updated_at.desc(), draft.c.id.desc()).limit(limit)).mappings()]


def one(conn: Connection, draft_id: int, *, hold: bool = False) -> dict[str, Any]:
    """A draft with its packed folder.

    Args:
        hold: lock it for a change.
    Raises:
        errors.NotFound.
    """
    if hold:  # first and alone: with its joins, PostgreSQL finds no row at all once another has changed it meanwhile
        conn.execute(select(draft.c.id).where(draft.c.id == draft_id).with_for_update())
    row = conn.execute(select(*_LISTED, draft.c.bundle).select_from(_FROM).where(draft.c.id == draft_id)).mappings().one_or_none()
    if row is None:
        raise errors.NotFound("没有找到这份流程草稿。")
    return dict(row)


def add(conn: Connection, person_id: int, at: datetime, **values: Any) -> int:
    """Puts a new draft on the desk; returns its id."""
    draft_id = conn.execute(insert(draft).values(state="draft", version=1, made_at=at, made_by=person_id, updated_at=at, updated_by=person_id,
                                                 **values)).inserted_primary_key[0]
    touched(conn, draft_id, person_id, at)
    return draft_id


def change(conn: Connection, row: dict[str, Any], person_id: int, at: datetime, **values: Any) -> int:
    """Changes a draft that is held; returns its new version."""
    version = row["version"] + 1
    conn.execute(update(draft).where(draft.c.id == row["id"]).values(version=version, updated_at=at, updated_by=person_id, **values))
    return version


def touched(conn: Connection, draft_id: int, person_id: int, at: datetime) -> None:
    """Notes that a person has had a hand in a draft; noted once."""
    if person_id not in hands(conn, draft_id):
        conn.execute(insert(draft_hand).values(draft_id=draft_id, person_id=person_id, at=at))


def hands(conn: Connection, draft_id: int) -> set[int]:
    """Everybody who has had a hand in a draft."""
    return set(conn.execute(select(draft_hand.c.person_id).where(draft_hand.c.draft_id == draft_id)).scalars())
