"""The chain as the audit administrator reads it: searched, paged by number, exported."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Iterator, Mapping

from sqlalchemy import Connection, Select, Text, and_, func, or_, select, type_coerce

from engine.store.tables import account, case_file, event, event_head, person, unit

_BATCH = 2000


@dataclass(frozen=True)
class Wanted:
    """What is looked for; None for whatever.

    Attributes:
        action: one action, or all of a noun when it ends in a dot, e.g. `session.`. since, until: from this instant, before that one.
        account_ids: of the person: what concerned these accounts counts as well, since a sign-in is nobody's act yet.
        county_id: only what people of this county did, or what happened in its cases.
    """

    person_id: int | None = None
    case_id: int | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    account_ids: tuple[int, ...] = ()
    county_id: int | None = None

    @property
    def everything(self) -> bool:
        """Whether no row in between is left out, so that the chain can be followed through what is found."""
        return self == Wanted(since=self.since, until=self.until)


def _narrowed(query: Select, wanted: Wanted) -> Select:
    if wanted.person_id is not None:
        query = query.where(or_(event.c.person_id == wanted.person_id, *map(_concerns, wanted.account_ids)))
    if wanted.case_id is not None:
        query = query.where(event.c.case_id == wanted.case_id)
    if wanted.action is not None:
        begins = wanted.action.endswith(".")
        query = query.where(event.c.action.startswith(wanted.action, autoescape=True) if begins else event.c.action == wanted.action)
    if wanted.since is not None:
        query = query.where(event.c.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(event.c.at < wanted.until)
    if wanted.county_id is not None:
        ours = select(unit.c.id).where(unit.c.county_id == wanted.county_id)
        people, cases = select(person.c.id).where(person.c.unit_id.in_(ours)), select(case_file.c.id).where(case_file.c.unit_id.in_(ours))
        by_ours = or_(event.c.person_id.is_(None), event.c.person_id.in_(people))
        query = query.where(or_(event.c.case_id.in_(cases), and_(event.c.case_id.is_(None), by_ours)))
    return query


def _concerns(account_id: int):
    """What the engine itself noted of an account: signing in, being locked."""
    data = type_coerce(event.c.data, Text)
    nouns = ("session.", "account.", "password.", "second_factor.")
    return and_(event.c.person_id.is_(None), or_(*(event.c.action.startswith(noun) for noun in nouns)),
                or_(*(data.contains(f'"subject":{account_id}{end}') for end in (",", "}"))))


def search(conn: Connection, wanted: Wanted, before: int | None, limit: int) -> list[dict[str, Any]]:
    """Events with the names of whom and what they are about, the newest first, those before a number."""
    query = (select(event, person.c.name.label("person_name"), person.c.code.label("person_code"), account.c.login,
                    case_file.c.number.label("case_number"))
             .outerjoin(person, person.c.id == event.c.person_id).outerjoin(account, account.c.id == event.c.account_id)
             .outerjoin(case_file, case_file.c.id == event.c.case_id).order_by(event.c.seq.desc()).limit(limit))
    query = _narrowed(query, wanted)
    return [dict(r) for r in conn.execute(query if before is None else query.where(event.c.seq < before)).mappings()]


def rows(conn: Connection, wanted: Wanted) -> Iterator[Mapping[str, Any]]:
    """Every event that is wanted, the oldest first, read in pieces."""
    last = 0
    while found := conn.execute(_narrowed(select(event), wanted).where(event.c.seq > last).order_by(event.c.seq).limit(_BATCH)).mappings().all():
        yield from found
        last = found[-1]["seq"]


def whose(conn: Connection) -> dict[int, tuple[str, str]]:
    """Name and code of everybody, by id."""
    return {r.id: (r.name, r.code) for r in conn.execute(select(person.c.id, person.c.name, person.c.code))}


def logins(conn: Connection, account_ids: set[int]) -> dict[int, str]:
    """Logins by account id."""
    return {r.id: r.login for r in conn.execute(select(account.c.id, account.c.login).where(account.c.id.in_(account_ids)))} if account_ids else {}


def case_named(conn: Connection, text: str, county_id: int | None) -> int | None:
    """A case by its number or its id, of a county or of any."""
    which = case_file.c.id == int(text) if text.isascii() and text.isdigit() and len(text) < 10 else case_file.c.number == text
    query = select(case_file.c.id).join(unit, unit.c.id == case_file.c.unit_id).where(which)
    found = conn.execute(query if county_id is None else query.where(unit.c.county_id == county_id)).scalars().all()
    return found[0] if len(found) == 1 else None  # a number that two counties have given names no case by itself


def head(conn: Connection) -> tuple[int, str]:
    """Number and hash of the newest event."""
    row = conn.execute(select(event_head.c.seq, event_head.c.hash)).one()
    return row.seq, row.hash


def last_of(conn: Connection, action: str) -> dict[str, Any] | None:
    """The newest event of a kind."""
    row = conn.execute(select(event).where(event.c.action == action).order_by(event.c.seq.desc()).limit(1)).mappings().one_or_none()
    return dict(row) if row else None


def counted(conn: Connection, actions: tuple[str, ...], since: datetime) -> dict[str, int]:
    """How often each of these happened since an instant."""
    query = select(event.c.action, func.count()).where(event.c.action.in_(actions), event.c.at >= since).group_by(event.c.action)
    return {row[0]: row[1] for row in conn.execute(query)}
