"""Grids 网格 and villages 村（社区）, and who answers for them 责任链, by date."""
from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Mapping

from engine import errors
from engine.case.file.entry import Entry
from engine.case.roll import keeping
from engine.law.people import organisation as law
from engine.law.people import staffing
from engine.now import shanghai_date
from engine.store import units
from engine.store.act import RequestKey

CODE = re.compile(r"[0-9A-Za-z_-]{1,64}\Z")
KINDS, ROLES = MappingProxyType(law.GRID_KINDS), MappingProxyType(law.GRID_ROLES)


def listed(engine, actor, *, on: date, unit: str | None = None) -> list[dict[str, Any]]:
    """The villages and grids of this county with who answers for each on a day; a village stands before its grids."""
    keeping.need(actor, keeping.READ)
    with engine.store.read() as conn:
        rows, mine = engine.units(conn), keeping.county(actor)
        wanted = keeping.unit(engine, conn, actor, unit)["id"] if unit else None
        grids = [g for g in units.grids(conn).values() if mine in (None, rows[g["unit_id"]]["county_id"]) and wanted in (None, g["unit_id"])]
        chains = _chains(conn, [g["code"] for g in grids], on)
    grids.sort(key=lambda g: (rows[g["unit_id"]]["code"], g["parent_code"] or g["code"], g["parent_code"] is not None, g["code"]))
    return [_shown(rows, g, chains.get(g["code"], [])) for g in grids]


def answers_for(engine, actor, code: str, *, on: date) -> list[dict[str, Any]]:
    """Who answers for a grid on a day, with the village it lies in: what a lead found there shows."""
    with engine.store.read() as conn:
        rows, grids = engine.units(conn), units.grids(conn)
        grid = grids.get(code)
        if grid is None or keeping.county(actor) not in (None, rows[grid["unit_id"]]["county_id"]):
            return []
        codes = [code] + ([grid["parent_code"]] if grid["parent_code"] in grids else [])
        chains = _chains(conn, codes, on)
    order = list(ROLES)
    return sorted((one for c in codes for one in chains.get(c, [])), key=lambda one: (order.index(one["role"]), one["person_name"]))


def keep(engine, actor, code: str, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Enters a grid or village, or changes it.

    Args:
        given: `name`, `unit` (code), `kind` of KINDS, `parent` (code of the village a grid lies in).
    Returns:
        `{"code", "fresh"}`.
    Raises:
        errors.FormInvalid, errors.Forbidden.
    """
    keeping.need(actor, keeping.MANAGE)
    read, on = Entry(given, at), shanghai_date(at)
    name, kind, parent = read.words("name", 128), read.choice("kind", KINDS), read.words("parent", 64, needed=False) or None
    if not CODE.match(code):
        read.fault("code", "由字母、数字、下划线和连接号组成，最多 64 个字")
    with engine.store.act(actor, at, key) as act:
        if (answer := act.earlier()) is not None:
            return answer
        unit_id = _unit(engine, act.conn, actor, read, on)
        grids, rows = units.grids(act.conn), engine.units(act.conn)
        known = grids.get(code)
        if known is not None and keeping.county(actor) not in (None, rows[known["unit_id"]]["county_id"]):
            read.fault("code", "已有使用此代码的网格")
        for why in law.placed(grids, code, kind, parent, unit_id):
            read.fault("parent", why)
        read.done()
        fresh = units.keep_grid(act.conn, code, name=name, kind=kind, unit_id=unit_id, parent_code=parent)
        act.record("grid.kept", code=code, kind=kind, unit_id=unit_id, parent=parent, fresh=fresh)
        return act.done({"code": code, "fresh": fresh})


def assign(engine, actor, code: str, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Makes somebody answer for a grid or village from a day on.

    Args:
        given: `person` (code), `role` of ROLES, `from_on` (today by default), `until_on`.
    Returns:
        `{"id", "code"}`: id of the assignment.
    Raises:
        errors.FormInvalid: e.g. a grid worker as the officer who answers for it. errors.Forbidden, errors.NotFound.
    """
    keeping.need(actor, keeping.MANAGE)
    read, on = Entry(given, at), shanghai_date(at)
    role, who = read.choice("role", ROLES), read.words("person", 64)
    from_on, until_on = keeping.day(read, "from_on", needed=False, otherwise=on), keeping.day(read, "until_on", needed=False)
    if until_on is not None and until_on < from_on:
        read.fault("until_on", "止日早于起日")
    read.done()
    with engine.store.act(actor, at, key) as act:
        if (answer := act.earlier()) is not None:
            return answer
        grid, person = _grid(engine, act.conn, actor, code), keeping.person(act.conn, actor, who)
        keeping.not_own(actor, person["id"], "指定网格责任")
        if why := staffing.unfit(grid, person, role):
            read.fault("person", why)
        if any(g["person_id"] == person["id"] and g["role"] == role and (g["until_on"] is None or g["until_on"] >= from_on) for g in units.answerable(act.conn, [code])):
            read.fault("person", f"{person['name']}已是该网格的{ROLES[role]}")
        read.done()
        assignment_id = units.assign(act.conn, grid_code=code, person_id=person["id"], role=role, from_on=from_on, until_on=until_on)
        act.record("grid.assigned", code=code, bearer=person["id"], role=role, from_on=from_on.isoformat(), until_on=until_on and until_on.isoformat())
        return act.done({"id": assignment_id, "code": code})


def relieve(engine, actor, code: str, assignment_id: int, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Ends somebody's answering for a grid, from today on.

    Raises:
        errors.NotFound: no such assignment. errors.WrongState: it has ended. errors.Forbidden.
    """
    keeping.need(actor, keeping.MANAGE)
    with engine.store.act(actor, at, key) as act:
        if (answer := act.earlier()) is not None:
            return answer
        _grid(engine, act.conn, actor, code)
        row = next((g for g in units.answerable(act.conn, [code]) if g["id"] == assignment_id), None)
        if row is None:
            raise errors.NotFound("没有找到这条责任登记。")
        keeping.not_own(actor, row["person_id"], "解除网格责任")
        last = shanghai_date(at) - timedelta(days=1)
        if not units.end_assignment(act.conn, last, assignment_id=assignment_id):
            raise errors.WrongState("这条责任登记已经终止。")
        act.record("grid.relieved", code=code, bearer=row["person_id"], role=row["role"], until_on=last.isoformat())
        return act.done({"id": assignment_id, "code": code})


def _chains(conn, codes: list[str], on: date) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in units.answerable(conn, codes, on):
        found.setdefault(one["grid_code"], []).append({**{k: one[k] for k in ("id", "grid_code", "grid_name", "person_id", "person_code", "person_name", "role", "from_on",
                                                                             "until_on")}, "role_name": ROLES[one["role"]]})
    return found


def _grid(engine, conn, actor, code: str) -> dict[str, Any]:
    grid = units.grids(conn).get(code)
    if grid is None or keeping.county(actor) not in (None, engine.unit(conn, grid["unit_id"])["county_id"]):
        raise errors.NotFound("没有找到这个网格。")
    return grid


def _unit(engine, conn, actor, read: Entry, on: date) -> int | None:
    code = read.words("unit", 64)
    try:
        unit = keeping.unit(engine, conn, actor, code) if code else None
    except errors.NotFound:
        unit = None
    if unit is None or not law.in_being(unit, on) or unit["kind"] == "pool":
        read.fault("unit", "没有这个存续的办案单位")
        return None
    return unit["id"]


def _shown(rows: Mapping[int, Mapping[str, Any]], grid: Mapping[str, Any], chain: list[dict[str, Any]]) -> dict[str, Any]:
    unit = rows[grid["unit_id"]]
    order = list(ROLES)
    return {"code": grid["code"], "name": grid["name"], "kind": grid["kind"], "kind_name": KINDS[grid["kind"]], "unit": unit["code"], "unit_name": unit["name"],
            "parent": grid["parent_code"], "chain": sorted(chain, key=lambda one: (order.index(one["role"]), one["person_name"]))}
