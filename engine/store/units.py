"""Units, their history, and grids with who answers for them."""
from __future__ import annotations

from datetime import date
from typing import Any, Iterable, Mapping

from sqlalchemy import BindParameter, Connection, Select, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from engine import errors
from engine.law.people import organisation
from engine.store import edition
from engine.store.tables import grid, grid_post, person, post, unit, unit_change


def once(conn: Connection, query: Any) -> int:
    """Inserts a row that there may be once; returns its id.

    Raises:
        errors.Busy: somebody else has just inserted it.
    """
    try:
        return conn.execute(query).inserted_primary_key[0]
    except IntegrityError as error:
        raise errors.Busy("同一内容刚刚由他人登记，本次没有保存。", next="请刷新后核对，确需登记的再提交一次。") from error


def every(conn: Connection) -> dict[int, dict[str, Any]]:
    """Every unit by id, dissolved ones too.

    Besides its columns each has `subject_id`, the legal subject that bears its papers, `superior_id`, the unit above that one, `seats`, the
    units whose people have its cases as their own, and `guides`, those whose guiding posts reach them (engine.law.people.organisation).
    """
    found = {r["id"]: dict(r) for r in conn.execute(select(unit).order_by(unit.c.id)).mappings()}
    for unit_id, one in found.items():
        one["subject_id"] = organisation.subject_id(found, unit_id)
        one["superior_id"] = found[one["subject_id"]]["parent_id"]
        one["seats"], one["guides"] = organisation.seats(found, unit_id), organisation.guides(found, unit_id)
    return found


def add(conn: Connection, **values: Any) -> int:
    """Inserts a unit with the county it belongs to; returns its id."""
    edition.change(conn)
    unit_id = once(conn, insert(unit).values(**values))
    units = every(conn)
    county_id = organisation.county_id(units, unit_id)
    conn.execute(update(unit).where(unit.c.id == unit_id).values(county_id=county_id))
    return unit_id


def change(conn: Connection, row: Mapping[str, Any], **values: Any) -> int:
    """Changes a unit and puts what stands below it into the county it now belongs to.

    Returns:
        The new version.
    Raises:
        errors.StaleVersion: it was changed meanwhile.
    """
    edition.change(conn)
    version = row["version"] + 1
    if conn.execute(update(unit).where(unit.c.id == row["id"], unit.c.version == row["version"]).values(version=version, **values)).rowcount != 1:
        raise errors.StaleVersion("单位信息已由他人更新，本次未作任何更改。")
    units = every(conn)
    for one in units.values():
        county_id = organisation.county_id(units, one["id"])
        if county_id != one["county_id"]:
            conn.execute(update(unit).where(unit.c.id == one["id"]).values(county_id=county_id))
    return version


def note_change(conn: Connection, **values: Any) -> int:
    """Keeps what a unit was before a change."""
    return conn.execute(insert(unit_change).values(**values)).inserted_primary_key[0]


def changes(conn: Connection, unit_id: int | None = None) -> list[dict[str, Any]]:
    """The history of one unit or of all, the newest first, with who made each change."""
    query = select(unit_change, person.c.name.label("made_by_name")).outerjoin(person, person.c.id == unit_change.c.made_by)
    query = query if unit_id is None else query.where(unit_change.c.unit_id == unit_id)
    return [dict(r) for r in conn.execute(query.order_by(unit_change.c.on.desc(), unit_change.c.id.desc())).mappings()]


# -- sets of units for the scope of queries ----------------------------------------------------------------------------
def seated(unit_ids: Iterable[int] | BindParameter) -> Select:
    """The ids of the teams and stations whose cases the people of these units have as their own (`seats` of `every`, seen from above).

    Args:
        unit_ids: ids, or the parameter that will hold them; so for the functions below.
    """
    one, given = unit.alias(), _ids(unit_ids)
    inner = [kind for kind, about in organisation.KINDS.items() if not about.subject]
    return select(one.c.id).where(one.c.kind.in_(inner), or_(one.c.parent_id.in_(given), one.c.guided_by_id.in_(given)))


def guided_by(unit_ids: Iterable[int]) -> Select:
    """The ids of the stations 派驻机构 that these departments guide 业务指导: they read what is done there and decide nothing of it."""
    return select(unit.c.id).where(unit.c.guided_by_id.in_(set(unit_ids)))


def in_reach(unit_ids: Iterable[int] | BindParameter) -> Select:
    """The ids of the units that guiding posts at these units reach (`guides` of `every`, seen from above).

    Everything below them, below the county of a shared pool, and what is seconded under their guidance.
    """
    pool, first, lower, given = unit.alias(), unit.alias(), unit.alias(), _ids(unit_ids)
    county = select(pool.c.parent_id).where(pool.c.id.in_(given), pool.c.kind == "pool")
    under = select(first.c.id).where(or_(first.c.parent_id.in_(given), first.c.parent_id.in_(county), first.c.guided_by_id.in_(given)))
    under = under.cte(recursive=True)  # nameless: one query may ask for several
    under = under.union(select(lower.c.id).join(under, lower.c.parent_id == under.c.id))
    return select(under.c.id)


def _ids(unit_ids: Iterable[int] | BindParameter) -> Any:
    return unit_ids if isinstance(unit_ids, BindParameter) else set(unit_ids)


# -- grids ------------------------------------------------------------------------------------------------------------------
def grids(conn: Connection) -> dict[str, dict[str, Any]]:
    """Every patrol grid and village by code."""
    return {r["code"]: dict(r) for r in conn.execute(select(grid).order_by(grid.c.code)).mappings()}


def keep_grid(conn: Connection, code: str, **values: Any) -> bool:
    """Enters a grid or village, or changes it; returns whether it is new."""
    if conn.execute(update(grid).where(grid.c.code == code).values(**values)).rowcount:
        return False
    conn.execute(insert(grid).values(code=code, **values))
    return True


def move_grids(conn: Connection, unit_id: int, to: int) -> list[str]:
    """Puts a unit's grids under another; returns their codes."""
    codes = list(conn.execute(select(grid.c.code).where(grid.c.unit_id == unit_id).order_by(grid.c.code)).scalars())
    conn.execute(update(grid).where(grid.c.unit_id == unit_id).values(unit_id=to))
    return codes


def answerable(conn: Connection, codes: Iterable[str] | None = None, on: date | None = None, person_id: int | None = None) -> list[dict[str, Any]]:
    """Who answers for grids 责任链: of these grids or all, on a day or ever, the earliest first."""
    query = select(grid_post, person.c.name.label("person_name"), person.c.code.label("person_code"), person.c.kind.label("person_kind"),
                   grid.c.name.label("grid_name")).join(person, person.c.id == grid_post.c.person_id).join(grid, grid.c.code == grid_post.c.grid_code)
    if codes is not None:
        query = query.where(grid_post.c.grid_code.in_(set(codes)))
    if on is not None:
        query = query.where(grid_post.c.from_on <= on, or_(grid_post.c.until_on.is_(None), grid_post.c.until_on >= on))
    if person_id is not None:
        query = query.where(grid_post.c.person_id == person_id)
    return [dict(r) for r in conn.execute(query.order_by(grid_post.c.grid_code, grid_post.c.from_on, grid_post.c.id)).mappings()]


def assign(conn: Connection, **values: Any) -> int:
    """Makes somebody answerable for a grid."""
    return once(conn, insert(grid_post).values(**values))


def end_assignment(conn: Connection, until_on: date, *, assignment_id: int | None = None, person_id: int | None = None) -> int:
    """Ends one assignment, or all of a person that still run; returns how many."""
    query = update(grid_post).where(or_(grid_post.c.until_on.is_(None), grid_post.c.until_on > until_on))
    query = query.where(grid_post.c.id == assignment_id if assignment_id is not None else grid_post.c.person_id == person_id)
    return conn.execute(query.values(until_on=until_on)).rowcount


# -- what a dissolution moves ------------------------------------------------------------------------------------------------
def end_posts(conn: Connection, unit_id: int, until_on: date) -> list[int]:
    """Ends every post at a unit; returns the ids of who held one."""
    running = (post.c.unit_id == unit_id, or_(post.c.until_on.is_(None), post.c.until_on > until_on))
    held = list(conn.execute(select(post.c.person_id).where(*running).distinct().order_by(post.c.person_id)).scalars())
    conn.execute(update(post).where(*running).values(until_on=until_on))
    return held


def move_people(conn: Connection, unit_id: int, to: int) -> list[int]:
    """Puts the people of a unit under another; returns their ids."""
    moved = list(conn.execute(select(person.c.id).where(person.c.unit_id == unit_id).order_by(person.c.id)).scalars())
    conn.execute(update(person).where(person.c.unit_id == unit_id).values(unit_id=to, version=person.c.version + 1))
    return moved
