"""Who may see what, as conditions of the query itself: what is not a person's is not there for them, in lists, counts and searches alike.

A case exists for a person who bears a duty in it or holds a task of it; at the unit that carries or filed it; at a superior or guiding unit, by a
post that reviews, decides, hears or supervises; where a task of it waits in a pool of theirs; and, once it is over, by a post that assesses files.
A county's people know of no other county. Administrators 三员 know of no case at all.
"""
from __future__ import annotations

from functools import lru_cache
from typing import Any, Iterable, NamedTuple

from sqlalchemy import Connection, Select, and_, bindparam, exists, literal_column, or_, select, tuple_, union
from sqlalchemy import false as nothing

from engine.store import units as unit_rows
from engine.store.columns import Id
from engine.store.tables import case_duty, case_file, person, task, unit

#: statuses of a case that is over
OVER = ("closed", "ended")
#: posts whose reading reaches the units below; a city, above the counties, only supervises them
GUIDES, CITY_GUIDES = ("review", "decide", "hearing", "supervise"), ("supervise",)
ASSESSES = "assess"
#: posts that by themselves read none of their unit's cases
BLIND = ("design", ASSESSES)


class Shape(NamedTuple):
    """Which ways to a case a person has at all: for each shape a query is put together once, which takes longer than running it."""

    own: bool
    above: bool
    assesses: bool
    posts: bool
    county: bool


def shape(actor) -> Shape:
    """The shape of a person's sight; `given` has its parameters."""
    return Shape(bool(own_units(actor)), bool(guiding_units(actor)), bool(_assessing(actor)), bool(actor.reach), actor.county_id is not None)


def given(actor) -> dict[str, Any]:
    """The parameters of every condition that is built by shape."""
    return {"sees_person": actor.person_id, "sees_unit": actor.unit_id, "sees_county": actor.county_id, "sees_own": sorted(own_units(actor)),
            "sees_above": sorted(guiding_units(actor)), "sees_assess": sorted(_assessing(actor)), "sees_posts": sorted(set(actor.reach)), "sees_post_units": sorted({u for u, _ in actor.reach}),
            "sees_post_duties": sorted({d for _, d in actor.reach}), "sees_units": [actor.unit_id]}


def visible_to(actor) -> Any:
    """The condition under which a case exists for a person; execute with `given(actor)`.

    Args:
        actor: `person_id`, `unit_id`, `county_id`, `admin` and `reach` are asked.
    """
    return nothing() if actor.admin is not None else visible(shape(actor))


def sees(conn: Connection, actor, case_id: int) -> bool:
    """Whether a case exists for a person."""
    return bool(cases(conn, actor, [case_id]))


def cases(conn: Connection, actor, ids: Iterable[int]) -> set[int]:
    """Which of these cases exist for a person."""
    wanted = sorted(set(ids))
    if actor.admin is not None or not wanted:
        return set()
    return set(conn.execute(_among(shape(actor)), {**given(actor), "sees_cases": wanted}).scalars())


def works_on(conn: Connection, actor, case_id: int) -> bool:
    """Whether a person works a case: bears a duty in it, or a task of it that waits is theirs, handed on by them, or in a pool of theirs."""
    posts = sorted(set(actor.reach))
    mine = [task.c.assignee_id == actor.person_id, task.c.owner_id == actor.person_id,
            *([tuple_(task.c.unit_id, task.c.duty).in_(posts) & task.c.assignee_id.is_(None)] if posts else [])]
    duty = exists().where(case_duty.c.case_id == case_id, case_duty.c.person_id == actor.person_id)
    waits = exists().where(task.c.case_id == case_id, _live(), or_(*mine))
    return bool(conn.execute(select(or_(duty, waits))).scalar())


def in_county(actor, unit_id: Any) -> Any:
    """The condition that a unit is one of the person's county; for the city, which is above the counties, itself or one below it.

    Args:
        unit_id: a column of unit ids.
    """
    one = unit.alias()
    if actor.county_id is not None:
        return unit_id.in_(select(one.c.id).where(one.c.county_id == actor.county_id))
    return or_(unit_id == actor.unit_id, unit_id.in_(unit_rows.in_reach([actor.unit_id])))


def units(conn: Connection, actor) -> dict[int, dict[str, Any]]:
    """The units that exist for a person, by id; all of them for None, whoever sits at the machine itself."""
    query = select(unit).order_by(unit.c.id)
    return {r["id"]: dict(r) for r in conn.execute(query if actor is None else query.where(in_county(actor, unit.c.id))).mappings()}


def alone(conn: Connection, actor) -> bool:
    """Whether there is no unit but those that exist for a person: then what is counted over the whole database is theirs to know."""
    return actor is None or conn.execute(select(unit.c.id).where(~in_county(actor, unit.c.id)).limit(1)).first() is None


def persons(conn: Connection, actor, ids: Iterable[int]) -> set[int]:
    """Which of these persons exist for somebody; all that there are for None."""
    query = select(person.c.id).where(person.c.id.in_(set(ids)))
    return set(conn.execute(query if actor is None else query.where(in_county(actor, person.c.unit_id))).scalars())


# -- by which ways -----------------------------------------------------------------------------------------------
def own_units(actor) -> set[int]:
    """The units by whose posts a person reads all that the unit has."""
    return {u for u, d in actor.reach if d not in BLIND}


def guiding_units(actor) -> set[int]:
    """The units by whose posts a person reads what the units below have."""
    return {u for u, d in actor.reach if d in (CITY_GUIDES if actor.county_id is None else GUIDES)}


def reach(conn: Connection, actor) -> tuple[list[int], list[int]]:
    """The units all of whose cases a person reads, and those whose closed files they assess, for a list that goes unit by unit."""
    form = shape(actor)
    if actor.admin is not None or not (form.own or form.above or form.assesses):
        return [], []
    rows = conn.execute(_reached(form), given(actor)).all()
    return [r.id for r in rows if r.every], [r.id for r in rows if not r.every]


def superior(conn: Connection, actor) -> bool:
    """Whether a person holds a post at a unit that stands above another or guides it: only there do cases of other units wait in a pool."""
    at = sorted({u for u, _ in actor.reach})
    return bool(at) and conn.execute(select(unit.c.id).where(or_(unit.c.parent_id.in_(at), unit.c.guided_by_id.in_(at))).limit(1)).first() is not None


def single(form: Shape, above: bool) -> list[Any]:
    """The conditions by which single cases exist for a person, whatever unit carries them; each is found by an index of its own.

    Args:
        above: see `superior`.
    """
    return [_county(form, case_file.c.unit_id) & one for one in (
        case_file.c.id.in_(select(case_duty.c.case_id).where(case_duty.c.person_id == _ME)),
        *(case_file.c.id.in_(select(task.c.case_id).where(_live(), one)) for one in (_tasks(form) if above else _tasks(form)[:3])),
        *([case_file.c.filing_unit_id.in_(_OWN)] if form.own else []))]


_ME, _UNIT, _COUNTY = (bindparam(name, type_=Id) for name in ("sees_person", "sees_unit", "sees_county"))
_OWN, _ABOVE, _ASSESS, _CASES = (bindparam(name, type_=Id, expanding=True) for name in ("sees_own", "sees_above", "sees_assess", "sees_cases"))
_POSTS = bindparam("sees_posts", expanding=True)
_AT, _DUTIES = bindparam("sees_post_units", type_=Id, expanding=True), bindparam("sees_post_duties", expanding=True)


@lru_cache(maxsize=None)
def visible(form: Shape) -> Any:
    """See `visible_to`."""
    ways = [exists().where(case_duty.c.case_id == case_file.c.id, case_duty.c.person_id == _ME),
            exists().where(task.c.case_id == case_file.c.id, _live(), or_(*_tasks(form))),
            *(case_file.c.unit_id.in_(one) for one in _whole(form)),
            *([case_file.c.filing_unit_id.in_(_OWN)] if form.own else []),
            *([case_file.c.status.in_(OVER) & or_(*(case_file.c.unit_id.in_(one) for one in _assessed()))] if form.assesses else [])]
    return and_(or_(*ways), _county(form, case_file.c.unit_id))


@lru_cache(maxsize=None)
def _among(form: Shape) -> Select:
    return select(case_file.c.id).where(case_file.c.id.in_(_CASES), visible(form))


@lru_cache(maxsize=None)
def _reached(form: Shape) -> Select:
    whole, closed = _whole(form), _assessed() if form.assesses else []
    every = or_(*(unit.c.id.in_(one) for one in whole)) if whole else nothing()
    return select(unit.c.id, every.label("every")).where(or_(every, *(unit.c.id.in_(one) for one in closed)), _county(form, unit.c.id)).order_by(unit.c.id)


def _county(form: Shape, unit_id: Any) -> Any:
    one = unit.alias()
    if form.county:
        return exists().where(one.c.id == unit_id, one.c.county_id == _COUNTY)
    return or_(unit_id == _UNIT, unit_id.in_(unit_rows.in_reach(bindparam("sees_units", type_=Id, expanding=True))))


def _whole(form: Shape) -> list[Any]:
    return [*([_OWN, unit_rows.seated(_OWN), _dissolved()] if form.own else []), *([unit_rows.in_reach(_ABOVE)] if form.above else [])]


def _assessing(actor) -> set[int]:
    return {u for u, d in actor.reach if d == ASSESSES}


def _assessed() -> list[Any]:
    return [_ASSESS, unit_rows.in_reach(_ASSESS)]


def _live() -> Any:
    # Written out, not bound: SQLite only uses a partial index when the query repeats its condition literally.
    return task.c.state.in_([literal_column("'open'"), literal_column("'signing'")])


def _tasks(form: Shape) -> list[Any]:
    """The conditions that a live task concerns a person: in their hands, handed on by them, or waiting in a pool of theirs although their unit does
    not itself carry the case."""
    found = [task.c.assignee_id == _ME, task.c.owner_id == _ME]
    if not form.posts:
        return found
    # Units and duties also each by itself, the assignee not as such: SQLite finds no index for pairs, and would take the one of what is in hand.
    pooled = and_(task.c.unit_id.in_(_AT), task.c.duty.in_(_DUTIES), tuple_(task.c.unit_id, task.c.duty).in_(_POSTS))
    lower = unit.alias()
    above = union(*(select(c).where(c.in_(_AT)) for c in (lower.c.parent_id, lower.c.guided_by_id))).subquery()
    return [*found, and_(pooled, task.c.escalated_from_id.is_not(None), (task.c.assignee_id + literal_column("0")).is_(None)),
            and_(task.c.unit_id.in_(select(above.c[0])), pooled, task.c.assignee_id.is_(None))]


def _dissolved() -> Select:
    """The dissolved units that one's own answer for."""
    first, before = unit.alias(), unit.alias()
    found = select(first.c.id).where(first.c.successor_id.in_(_OWN)).cte(recursive=True)
    return select(found.union(select(before.c.id).join(found, before.c.successor_id == found.c.id)).c.id)
