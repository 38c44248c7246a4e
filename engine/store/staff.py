"""Natural persons, their posts, certificates and training over time."""
from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Iterable, Mapping

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update

from engine import errors
from engine.law.people.certificates import Trained
from engine.store import edition
from engine.store.columns import containing
from engine.store.tables import (account, administrator, case_file, clean_out, event, person, post, qualification, qualification_change, session, substitution, task, token,
                                 training, unit)
from engine.store.tasks import LIVE
from engine.store.units import once


def holding(on: date) -> ColumnElement[bool]:
    """The condition under which a post counts on a day: outside its dates it does not."""
    return and_(or_(post.c.from_on.is_(None), post.c.from_on <= on), or_(post.c.until_on.is_(None), post.c.until_on >= on))


# -- persons ---------------------------------------------------------------------------------------------------------------
def _people(county_id: int | None) -> Any:
    query = select(person, unit.c.name.label("unit_name"), unit.c.code.label("unit_code"), unit.c.county_id,
                   administrator.c.role.label("admin")).select_from(
        person.join(unit, unit.c.id == person.c.unit_id).outerjoin(administrator, administrator.c.person_id == person.c.id))
    return query if county_id is None else query.where(unit.c.county_id == county_id)


def find(conn: Connection, county_id: int | None, *, unit_id: int | None = None, q: str | None = None, kind: str | None = None, here: bool | None = True,
         after: int = 0, limit: int = 50) -> list[dict[str, Any]]:
    """Persons of a county by id, keyset-paged; the identity is left out.

    Args:
        county_id: None for every county. q: part of name or code. here: True for who works here, False for who left, None for both.
    """
    query = _people(county_id).where(person.c.id > after)
    if unit_id is not None:
        query = query.where(person.c.unit_id == unit_id)
    if kind:
        query = query.where(person.c.kind == kind)
    if here is not None:
        query = query.where(person.c.active.is_(here))
    if q:
        like = containing(q)
        query = query.where(or_(person.c.name.like(like, escape="\\"), person.c.code.like(like, escape="\\")))
    return [_without_identity(r) for r in conn.execute(query.order_by(person.c.id).limit(limit)).mappings()]


def one(conn: Connection, county_id: int | None, code: str) -> dict[str, Any] | None:
    """A person of a county by code."""
    row = conn.execute(_people(county_id).where(person.c.code == code)).mappings().one_or_none()
    return _without_identity(row) if row else None


def _without_identity(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**{k: v for k, v in row.items() if k != "identity"}, "identified": row["identity"] is not None}


def codes(conn: Connection) -> dict[str, dict[str, Any]]:
    """Every person by code, for reading a file of many."""
    return {r["code"]: dict(r) for r in conn.execute(select(person)).mappings()}


def of_kinds(conn: Connection, ids: Iterable[int], kinds: Iterable[str]) -> list[dict[str, Any]]:
    """Which of these persons are of these kinds."""
    query = select(person.c.id, person.c.name, person.c.kind).where(person.c.id.in_(set(ids)), person.c.kind.in_(set(kinds)))
    return [dict(r) for r in conn.execute(query.order_by(person.c.id)).mappings()]


def with_identity(conn: Connection, identity: str) -> dict[str, Any] | None:
    """Whose number of the identity card has this keyed hash."""
    row = conn.execute(select(person.c.id, person.c.code, person.c.name, unit.c.county_id).join(unit, unit.c.id == person.c.unit_id)
                       .where(person.c.identity == identity)).mappings().one_or_none()
    return dict(row) if row else None


def enter(conn: Connection, **values: Any) -> int:
    """Inserts a person; returns their id."""
    edition.change(conn)
    return once(conn, insert(person).values(**values))


def change(conn: Connection, row: Mapping[str, Any], **values: Any) -> int:
    """Changes a person; returns the new version.

    Raises:
        errors.StaleVersion: somebody else changed them meanwhile.
    """
    edition.change(conn)
    version = row["version"] + 1
    if conn.execute(update(person).where(person.c.id == row["id"], person.c.version == row["version"])
                    .values(version=version, **values)).rowcount != 1:
        raise errors.StaleVersion("人员信息已由他人更新，本次未作任何更改。", version=row["version"])
    return version


def shut_out(conn: Connection, person_id: int, at: datetime) -> dict[str, int]:
    """Ends whatever a person could still come in by: accounts, sessions, tokens, and standing in for others; returns how many of each."""
    accounts = select(account.c.id).where(account.c.person_id == person_id)
    tokens = conn.execute(update(token).where(token.c.account_id.in_(accounts), token.c.revoked_at.is_(None)).values(revoked_at=at)).rowcount
    closed = conn.execute(update(account).where(account.c.person_id == person_id, account.c.active.is_(True)).values(active=False)).rowcount
    conn.execute(update(substitution).where(or_(substitution.c.person_id == person_id, substitution.c.deputy_id == person_id),
                                            substitution.c.ended_at.is_(None), substitution.c.until_at > at).values(ended_at=at))
    return {"accounts": closed, "sessions": end_sessions(conn, person_id), "tokens": tokens}


def end_sessions(conn: Connection, person_id: int) -> int:
    """Ends a person's sessions, so that what changed in their powers is asked for anew; returns how many."""
    accounts = select(account.c.id).where(account.c.person_id == person_id)
    return conn.execute(session.delete().where(session.c.account_id.in_(accounts))).rowcount


def cases_in_hand(conn: Connection, person_id: int) -> list[int]:
    """The cases in which a person holds an open task, or has one with somebody for preparation; by id, the order in which they are locked."""
    query = select(task.c.case_id).where(LIVE, or_(task.c.assignee_id == person_id, task.c.owner_id == person_id))
    return list(conn.execute(query.distinct().order_by(task.c.case_id)).scalars())


def tasks_in_hand(conn: Connection, person_id: int, case_id: int) -> list[dict[str, Any]]:
    """A person's open tasks of one case, those they delegated among them."""
    query = select(task).where(task.c.case_id == case_id, LIVE, or_(task.c.assignee_id == person_id, task.c.owner_id == person_id))
    return [dict(r) for r in conn.execute(query.order_by(task.c.id)).mappings()]


def cases_of_unit(conn: Connection, unit_id: int) -> list[int]:
    """The cases that a unit carries and that are not over, and those in which it has a task waiting; by id."""
    carried = select(case_file.c.id).where(case_file.c.unit_id == unit_id, case_file.c.status.in_(("lead", "filed")))
    waiting = select(task.c.case_id).where(task.c.unit_id == unit_id, LIVE)
    return sorted(set(conn.execute(carried).scalars()) | set(conn.execute(waiting).scalars()))


# -- posts -----------------------------------------------------------------------------------------------------------------
def posts(conn: Connection, *, person_id: int | None = None, unit_id: int | None = None, on: date | None = None) -> list[dict[str, Any]]:
    """Posts of a person or at a unit, on a day or ever, with names."""
    query = (select(post, unit.c.name.label("unit_name"), unit.c.code.label("unit_code"), person.c.name.label("person_name"), person.c.code.label("person_code"),
                    person.c.kind.label("person_kind"), person.c.active).join(unit, unit.c.id == post.c.unit_id).join(person, person.c.id == post.c.person_id))
    for column, wanted in ((post.c.person_id, person_id), (post.c.unit_id, unit_id)):
        query = query if wanted is None else query.where(column == wanted)
    query = query if on is None else query.where(holding(on))
    return [dict(r) for r in conn.execute(query.order_by(post.c.unit_id, post.c.duty, post.c.id)).mappings()]


def give_post(conn: Connection, person_id: int, unit_id: int, duty: str, from_on: date | None, until_on: date | None) -> int:
    """Gives a post, or gives an ended one anew; returns its id."""
    edition.change(conn)
    same = (post.c.person_id == person_id, post.c.unit_id == unit_id, post.c.duty == duty)
    found = conn.execute(select(post.c.id).where(*same)).scalar_one_or_none()
    if found is not None:
        conn.execute(update(post).where(post.c.id == found).values(from_on=from_on, until_on=until_on))
        return found
    return once(conn, insert(post).values(person_id=person_id, unit_id=unit_id, duty=duty, from_on=from_on, until_on=until_on))


def end_posts(conn: Connection, until_on: date, **of: int) -> int:
    """Ends posts with a day, the last on which they count; returns how many still ran.

    Args:
        of: `id`, `person_id` or `unit_id`.
    """
    edition.change(conn)
    running = or_(post.c.until_on.is_(None), post.c.until_on > until_on)
    return conn.execute(update(post).where(*(post.c[key] == value for key, value in of.items()), running).values(until_on=until_on)).rowcount


def is_administrator(conn: Connection, person_id: int) -> bool:
    """Whether a person is one of the three administrators."""
    return conn.execute(select(administrator.c.role).where(administrator.c.person_id == person_id)).first() is not None


def headcount(conn: Connection, unit_ids: Iterable[int], duty: str, on: date) -> dict[int, set[int]]:
    """Who holds a duty on a day, by unit: unit id → person ids."""
    found: dict[int, set[int]] = {unit_id: set() for unit_id in unit_ids}
    query = select(post.c.unit_id, post.c.person_id).join(person, person.c.id == post.c.person_id)
    for r in conn.execute(query.where(post.c.unit_id.in_(set(found)), post.c.duty == duty, person.c.active.is_(True), holding(on))):
        found[r.unit_id].add(r.person_id)
    return found


# -- certificates and training ------------------------------------------------------------------------------------------------
_CARDS = (select(qualification, person.c.name.label("person_name"), person.c.code.label("person_code"), person.c.kind.label("person_kind"),
                 person.c.active, person.c.left_on, person.c.unit_id, unit.c.name.label("unit_name"), unit.c.code.label("unit_code"), unit.c.county_id)
          .join(person, person.c.id == qualification.c.person_id).join(unit, unit.c.id == person.c.unit_id))


def cards(conn: Connection, county_id: int | None, *, person_id: int | None = None, unit_ids: Iterable[int] | None = None,
          until: date | None = None, number: str | None = None, standing: bool = False) -> list[dict[str, Any]]:
    """Certificates and licences with their holders, the soonest to expire first.

    Args:
        until: only what expires by this day. standing: leave out what was withdrawn.
    """
    query = _CARDS if county_id is None else _CARDS.where(unit.c.county_id == county_id)
    if person_id is not None:
        query = query.where(qualification.c.person_id == person_id)
    if unit_ids is not None:
        query = query.where(person.c.unit_id.in_(set(unit_ids)))
    if until is not None:
        query = query.where(qualification.c.valid_until <= until)
    if number is not None:
        query = query.where(qualification.c.number == number)
    if standing:
        query = query.where(qualification.c.withdrawn_on.is_(None))
    return [dict(r) for r in conn.execute(query.order_by(qualification.c.valid_until, qualification.c.id)).mappings()]


def card(conn: Connection, county_id: int | None, card_id: int) -> dict[str, Any] | None:
    """One certificate or licence of a county."""
    query = _CARDS if county_id is None else _CARDS.where(unit.c.county_id == county_id)
    row = conn.execute(query.where(qualification.c.id == card_id)).mappings().one_or_none()
    return dict(row) if row else None


def add_card(conn: Connection, **values: Any) -> int:
    """Inserts a certificate or licence; returns its id."""
    edition.change(conn)
    return once(conn, insert(qualification).values(**values))


def change_card(conn: Connection, row: Mapping[str, Any], **values: Any) -> int:
    """Changes a certificate; returns the new version.

    Raises:
        errors.StaleVersion: somebody else changed it meanwhile.
    """
    edition.change(conn)
    version = row["version"] + 1
    if conn.execute(update(qualification).where(qualification.c.id == row["id"], qualification.c.version == row["version"])
                    .values(version=version, **values)).rowcount != 1:
        raise errors.StaleVersion("证件信息已由他人更新，本次未作任何更改。", version=row["version"])
    return version


def note_card(conn: Connection, **values: Any) -> None:
    """Keeps what happened to a certificate."""
    conn.execute(insert(qualification_change).values(**values))


def life_of(conn: Connection, card_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """What happened to certificates, each from the beginning."""
    found: dict[int, list[dict[str, Any]]] = {}
    query = select(qualification_change, person.c.name.label("made_by_name")).outerjoin(person, person.c.id == qualification_change.c.made_by)
    for r in conn.execute(query.where(qualification_change.c.qualification_id.in_(set(card_ids))).order_by(qualification_change.c.id)).mappings():
        found.setdefault(r["qualification_id"], []).append(dict(r))
    return found


def told(conn: Connection, effects: Iterable[str]) -> set[str]:
    """Which of these effects have happened already."""
    wanted, found = list(effects), set()
    for n in range(0, len(wanted), 500):
        found |= set(conn.execute(select(event.c.effect).where(event.c.effect.in_(wanted[n:n + 500]))).scalars())
    return found


def add_training(conn: Connection, **values: Any) -> int:
    """Inserts a course attended or an examination sat; returns its id."""
    return conn.execute(insert(training).values(**values)).inserted_primary_key[0]


def trainings(conn: Connection, person_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Courses and examinations by person, the newest first."""
    found: dict[int, list[dict[str, Any]]] = {}
    for r in conn.execute(select(training).where(training.c.person_id.in_(set(person_ids))).order_by(training.c.on.desc(), training.c.id.desc())).mappings():
        found.setdefault(r["person_id"], []).append(dict(r))
    return found


def trained(rows: Iterable[Mapping[str, Any]]) -> list[Trained]:
    """Rows of training as the law reads them."""
    return [Trained(r["kind"], r["on"], r["hours"] or 0, bool(r["passed"])) for r in rows]


# -- periodic clean-out ---------------------------------------------------------------------------------------------------------
def add_clean_out(conn: Connection, **values: Any) -> int:
    """Inserts one look through a unit's certificates; returns its id."""
    return conn.execute(insert(clean_out).values(**values)).inserted_primary_key[0]


def clean_outs(conn: Connection, county_id: int | None, *, clean_out_id: int | None = None) -> list[dict[str, Any]]:
    """Looks through certificates, the newest first, with who made and who settled each."""
    maker, settler = person.alias("maker"), person.alias("settler")
    query = (select(clean_out, unit.c.name.label("unit_name"), unit.c.code.label("unit_code"), maker.c.name.label("made_by_name"),
                    settler.c.name.label("settled_by_name")).join(unit, unit.c.id == clean_out.c.unit_id)
             .outerjoin(maker, maker.c.id == clean_out.c.made_by).outerjoin(settler, settler.c.id == clean_out.c.settled_by))
    query = query if county_id is None else query.where(unit.c.county_id == county_id)
    query = query if clean_out_id is None else query.where(clean_out.c.id == clean_out_id)
    return [dict(r) for r in conn.execute(query.order_by(clean_out.c.id.desc()).limit(200)).mappings()]


def settle_clean_out(conn: Connection, clean_out_id: int, state: str, at: datetime, person_id: int | None) -> bool:
    """Settles a proposed clean-out; returns whether it still waited."""
    return conn.execute(update(clean_out).where(clean_out.c.id == clean_out_id, clean_out.c.state == "proposed")
                        .values(state=state, settled_at=at, settled_by=person_id)).rowcount == 1


def counts(conn: Connection, county_id: int | None, on: date, longest: int) -> dict[str, int]:
    """How many certificates that still stand have expired, and how many will within `longest` days."""
    last = on + timedelta(days=longest)
    query = (select(qualification.c.valid_until, func.count().label("n")).join(person, person.c.id == qualification.c.person_id)
             .join(unit, unit.c.id == person.c.unit_id)
             .where(person.c.active.is_(True), qualification.c.withdrawn_on.is_(None), qualification.c.valid_until <= last))
    rows = conn.execute((query if county_id is None else query.where(unit.c.county_id == county_id)).group_by(qualification.c.valid_until)).all()
    return {"expired": sum(r.n for r in rows if r.valid_until < on), "soon": sum(r.n for r in rows if r.valid_until >= on)}
