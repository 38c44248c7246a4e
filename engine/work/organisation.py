"""Units 单位: founding, changing and dissolving them, their history, and how they stood on a day."""
from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Mapping

from engine import errors
from engine.case.file.entry import Entry
from engine.case.flow import pooling
from engine.case.flow.step import begin
from engine.case.roll import keeping
from engine.law.people import organisation as law
from engine.law.people import staffing
from engine.now import shanghai_date
from engine.store import cases, staff, standing, units
from engine.store.act import Act, RequestKey

CODE = re.compile(r"[0-9A-Za-z_]{1,64}\Z")
#: what may be changed of a unit, with the longest text of each
TEXTS = {"name": 128, "agency": 128, "short": 64, "government": 128, "court": 128}
CHANGES = {"founded": "设立", "changed": "变更", "dissolved": "撤销"}
KINDS = MappingProxyType({code: one.name for code, one in law.KINDS.items()})
ARTICLE = "行政处罚法第十七条、第二十四条"


def listed(engine, actor, *, on: date) -> list[dict[str, Any]]:
    """The units in being on a day under their names of that day, each after the one above it; `depth` says how deep it stands."""
    with engine.store.read() as conn:
        rows, mine = engine.units(conn), keeping.county(actor)
        past: dict[int, list[dict[str, Any]]] = {}
        for one in units.changes(conn):
            past.setdefault(one["unit_id"], []).append(one)
        then = {u["id"]: old for u in rows.values() if mine in (None, u["county_id"]) and (old := law.as_of(u, past.get(u["id"], ()), on))}
    found: list[dict[str, Any]] = []

    def walk(parent: int | None, depth: int) -> None:
        for one in then.values():
            if one["parent_id"] == parent or (parent is None and one["parent_id"] not in then):
                found.append({**_shown(then | rows, one), "depth": depth})
                walk(one["id"], depth + 1)
    walk(None, 0)
    return found


def get(engine, actor, code: str, *, on: date) -> dict[str, Any]:
    """One unit with its history, who holds which post there, its people and how it is staffed.

    Raises:
        errors.NotFound: there is none, or not in this county.
    """
    with engine.store.read() as conn:
        one, rows = keeping.unit(engine, conn, actor, code), engine.units(conn)
        history = units.changes(conn, one["id"])
        posts = staff.posts(conn, unit_id=one["id"], on=on)
        people = staff.find(conn, None, unit_id=one["id"], limit=500)
        ratio = _ratio(engine, conn, rows, one, on)
        then = law.as_of(one, history, on)
        named = {u["id"]: u for u in rows.values()}
    return {**_shown(named, then or one), "in_being": then is not None, "version": one["version"],
            "history": [{**{k: h[k] for k in ("on", "kind", "before", "after", "document", "at", "made_by_name")}, "kind_name": CHANGES[h["kind"]]} for h in history],
            "posts": [{k: p[k] for k in ("id", "duty", "person_code", "person_name", "person_kind", "from_on", "until_on")} for p in posts if p["active"]],
            "people": [{k: p[k] for k in ("code", "name", "kind")} for p in people], "ratio": ratio}


def ratios(engine, actor, *, on: date) -> list[dict[str, Any]]:
    """How every legal subject is staffed with reviewers 法制审核人员 on a day, those that lack some first."""
    with engine.store.read() as conn:
        rows, mine = engine.units(conn), keeping.county(actor)
        found = [{"unit": u["code"], "unit_name": u["name"], **_ratio(engine, conn, rows, u, on)} for u in rows.values()
                 if mine in (None, u["county_id"]) and law.is_subject(u["kind"]) and law.in_being(u, on)]
    return sorted((one for one in found if one["officers"]), key=lambda one: (one["enough"], one["unit"]))


def add(engine, actor, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Founds a unit.

    Args:
        given: `code`, `name`, `kind` of KINDS, `parent` (code), `guided_by` (code, for a station), `agency`, `short`, `government`,
            `court`, `from_on`, `document`.
    Returns:
        `{"id", "code", "version"}`.
    Raises:
        errors.FormInvalid: e.g. a team without a legal subject above it. errors.Forbidden.
    """
    keeping.need(actor, keeping.MANAGE)
    read = Entry(given, at)
    code, kind, document = read.words("code", 64), read.choice("kind", law.KINDS), read.words("document", 200, needed=False)
    if code and not CODE.match(code):
        read.fault("code", "由字母、数字和下划线组成")
    values = {name: read.words(name, most, needed=name == "name") for name, most in TEXTS.items()}
    from_on = keeping.day(read, "from_on", needed=False, otherwise=shanghai_date(at))
    with engine.store.act(actor, at, key) as act:
        if (answer := act.earlier()) is not None:
            return answer
        rows = engine.units(act.conn)
        if any(u["code"] == code for u in rows.values()):
            read.fault("code", "已有使用此代码的单位")
        ends = _ends(engine, act.conn, actor, read, given)
        read.done()
        fresh = {"code": code, "kind": kind, **values, **ends, "from_on": from_on, "until_on": None, "id": None}
        _sound(read, rows, _inherited(rows, fresh), from_on)
        unit_id = units.add(act.conn, **{k: v for k, v in _inherited(rows, fresh).items() if k != "id"})
        units.note_change(act.conn, unit_id=unit_id, on=from_on, kind="founded", before={}, after=_kept(fresh), document=document, at=at, made_by=act.person_id)
        act.record("unit.founded", unit_id=unit_id, code=code, kind=kind, parent_id=ends["parent_id"], guided_by_id=ends["guided_by_id"], on=from_on.isoformat())
        return act.done({"id": unit_id, "code": code, "version": 1})


def change(engine, actor, code: str, given: Mapping[str, Any], *, at: datetime, version: int | None = None,
           key: RequestKey | None = None) -> dict[str, Any]:
    """Changes a unit from a day on: its names, or where it stands. Papers issued before keep what they bear.

    Args:
        given: any of TEXTS, `parent`, `guided_by`; `on` (not ahead of today, default today) and `document`.
    Returns:
        `{"id", "code", "version"}`.
    Raises:
        errors.FormInvalid: nothing changes, a ring, a day before the last change. errors.StaleVersion, errors.Forbidden, errors.NotFound.
    """
    keeping.need(actor, keeping.MANAGE)
    read = Entry(given, at)
    on = keeping.day(read, "on", needed=False, future=False, otherwise=shanghai_date(at))
    values = {name: read.words(name, most, needed=name == "name") for name, most in TEXTS.items() if name in given}
    document = read.words("document", 200, needed=False)
    with engine.store.act(actor, at, key) as act:
        one, answer = _held(engine, act, actor, code, version)
        if answer is not None:
            return answer
        rows = engine.units(act.conn)
        wanted = {**values, **{k: v for k, v in _ends(engine, act.conn, actor, read, given).items() if k.removesuffix("_id") in given}}
        changed = {k: v for k, v in wanted.items() if one[k] != v}
        if not changed and not read.faults:
            read.fault("name", "没有内容变更")
        if any(h["on"] > on for h in units.changes(act.conn, one["id"])):
            read.fault("on", "早于上一次变更的日期")
        read.done()
        _sound(read, rows, {**one, **changed}, on)
        fresh = units.change(act.conn, one, **changed)
        units.note_change(act.conn, unit_id=one["id"], on=on, kind="changed", before={k: one[k] for k in changed}, after=changed, document=document, at=at,
                          made_by=act.person_id)
        act.record("unit.changed", unit_id=one["id"], code=code, fields=sorted(changed), on=on.isoformat())
        return act.done({"id": one["id"], "code": code, "version": fresh})


def dissolve(engine, actor, code: str, given: Mapping[str, Any], *, at: datetime, version: int | None = None,
             key: RequestKey | None = None) -> dict[str, Any]:
    """Dissolves a unit from today on. Its open cases and tasks, grids and people go to its successor in the same act; its posts end.

    Posts at the successor are given by the security administrator: who manages units gives no power.
    Args:
        given: `successor` (code; may be left out while nothing waits), `document`.
    Returns:
        `{"id", "code", "version", "successor", "cases", "tasks"}`: how many went over.
    Raises:
        errors.WrongState: cases are open and there is no successor, or units stand below. errors.FormInvalid, errors.Forbidden.
    """
    keeping.need(actor, keeping.MANAGE)
    read, on = Entry(given, at), shanghai_date(at)
    document, wanted = read.words("document", 200), read.words("successor", 64, needed=False)
    with engine.store.act(actor, at, key) as act:
        one, answer = _held(engine, act, actor, code, version)
        if answer is not None:
            return answer
        rows = engine.units(act.conn)
        heir = keeping.unit(engine, act.conn, actor, wanted) if wanted else None
        if heir is not None and (heir["id"] == one["id"] or not law.in_being(heir, on) or heir["kind"] == "pool" or heir["county_id"] != one["county_id"]):
            read.fault("successor", "承接单位应为本县另一个存续的办案单位")
        read.done()
        open_cases = staff.cases_of_unit(act.conn, one["id"])
        _may_dissolve(rows, one, heir, open_cases, act, on)
        last = on - timedelta(days=1)
        fresh = units.change(act.conn, one, until_on=last, successor_id=heir and heir["id"])
        moved = _hand_over(engine, act, one, heir, open_cases) if heir else (0, 0)
        grids = units.move_grids(act.conn, one["id"], heir["id"]) if heir else []
        people = units.move_people(act.conn, one["id"], heir["id"]) if heir else []
        ended = units.end_posts(act.conn, one["id"], last)
        for person_id in ended:
            staff.end_sessions(act.conn, person_id)
        units.note_change(act.conn, unit_id=one["id"], on=on, kind="dissolved", before={"until_on": one["until_on"], "successor_id": one["successor_id"]},
                          after={"until_on": last.isoformat(), "successor_id": heir and heir["id"]}, document=document, at=at, made_by=act.person_id)
        act.record("unit.dissolved", unit_id=one["id"], code=code, successor=heir and heir["code"], on=on.isoformat(), cases=moved[0], tasks=moved[1],
                   grids=grids, people=people, posts_of=ended)
        return act.done({"id": one["id"], "code": code, "version": fresh, "successor": heir and heir["code"], "cases": moved[0], "tasks": moved[1]})


# -- the way in -----------------------------------------------------------------------------------------------------------------
def _held(engine, act: Act, actor, code: str, version: int | None) -> tuple[dict[str, Any], Any]:
    one, answer = keeping.unit(engine, act.conn, actor, code), act.earlier()
    if answer is None:
        if one["until_on"] is not None:
            raise errors.WrongState(f"{one['name']}已于 {one['until_on']} 撤销，不能再办理。")
        keeping.stale(one, version, "单位信息")
    return one, answer


def _ends(engine, conn, actor, read: Entry, given: Mapping[str, Any]) -> dict[str, int | None]:
    """The ids of the unit above and of the guiding one; a county may stand under a city that is not its administrator's to see."""
    found = {}
    for key, column in (("parent", "parent_id"), ("guided_by", "guided_by_id")):
        code = read.words(key, 64, needed=False)
        try:
            found[column] = keeping.unit(engine, conn, actor, code)["id"] if code else None
        except errors.NotFound:
            read.fault(key, "没有这个单位")
            found[column] = None
    return found


def _inherited(rows: Mapping[int, Mapping[str, Any]], one: Mapping[str, Any]) -> dict[str, Any]:
    """A unit with what it need not repeat: government and court are those above it unless it says otherwise."""
    above = rows.get(one["parent_id"]) or {}
    return {**one, **{k: one[k] or above.get(k, "") for k in ("government", "court")}}


def _sound(read: Entry, rows: Mapping[int, Mapping[str, Any]], one: Mapping[str, Any], on: date) -> None:
    read.faults |= law.faults({k: v for k, v in rows.items() if k != one["id"]}, one, on)
    read.done()


def _may_dissolve(rows: Mapping[int, Mapping[str, Any]], one: Mapping[str, Any], heir: Mapping[str, Any] | None, open_cases: list[int], act: Act,
                  on: date) -> None:
    under = [u["name"] for u in rows.values() if one["id"] in (u["parent_id"], u["guided_by_id"]) and law.in_being(u, on)]
    if under:
        raise errors.WrongState(f"{one['name']}下面还有 {'、'.join(under[:5])}，不能撤销。", next="请先撤销下级单位，或者变更其上级单位。")
    if heir is None and (open_cases or any(g["unit_id"] == one["id"] for g in units.grids(act.conn).values())):
        raise errors.WrongState(f"{one['name']}还有 {len(open_cases)} 件未办结的线索和案件或者所辖网格，撤销时须写明承接单位。",
                                article="行政处罚法第二十四条；行政复议法第十九条", next="请写明继续行使其职权的单位。")
    if heir is not None and open_cases and law.is_subject(one["kind"]) and not law.is_subject(heir["kind"]):
        raise errors.FormInvalid({"successor": ["执法主体撤销的，承接单位也应为执法主体"]})


def _hand_over(engine, act: Act, one: Mapping[str, Any], heir: Mapping[str, Any], case_ids: list[int]) -> tuple[int, int]:
    """Every case in the order in which everybody locks them; one with only a task waiting here keeps its unit."""
    whole, tasks_moved = 0, 0
    for case_id in case_ids:
        step = begin(engine, act, cases.lock(act.conn, case_id), standing.read(act.conn, case_id, None))
        if step.held.case["unit_id"] == one["id"] and step.held.case["status"] not in cases.OVER:
            tasks_moved += pooling.hand_over(engine, step, one, heir)
            whole += 1
        else:
            tasks_moved += pooling.repool_at(step, one["id"], heir["id"])
    return whole, tasks_moved


def _ratio(engine, conn, rows: Mapping[int, Mapping[str, Any]], one: Mapping[str, Any], on: date) -> dict[str, Any]:
    """Officers and reviewers of a legal subject with its teams; the county's and its pools' reviewers are shared with its towns."""
    own = [u["id"] for u in rows.values() if u["subject_id"] == one["subject_id"] and u["kind"] != "pool"]
    over = [u["id"] for u in rows.values() if u["id"] in one["guides"] and u["kind"] in ("county", "pool")]
    officers, reviewers = staff.headcount(conn, own, staffing.OFFICER, on), staff.headcount(conn, [*own, *over], staffing.REVIEW, on)
    mine = set().union(*(reviewers[u] for u in own))
    bound = engine.rules_for(conn).limit("reviewer_ratio", on)
    ratio = staffing.Ratio(len(set().union(*officers.values())), len(mine), len(set().union(*(reviewers[u] for u in over)) - mine),
                           bound.value if bound else 0, bound.basis if bound else "")
    return {"officers": ratio.officers, "reviewers": ratio.own, "shared": ratio.shared, "percent": ratio.percent, "wanted": ratio.wanted,
            "enough": ratio.enough, "basis": ratio.basis}


def _kept(one: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in one.items() if k != "id" and v not in (None, "")}


def _shown(rows: Mapping[int, Mapping[str, Any]], one: Mapping[str, Any]) -> dict[str, Any]:
    def code(unit_id: int | None) -> str | None:
        return rows[unit_id]["code"] if unit_id in rows else None
    bearer = rows[law.subject_id(rows, one["id"])]
    return {**{k: one[k] for k in ("id", "code", "name", "kind", *TEXTS, "from_on", "until_on", "version")}, "kind_name": KINDS.get(one["kind"], one["kind"]),
            "parent": code(one["parent_id"]), "guided_by": code(one["guided_by_id"]), "successor": code(one["successor_id"]),
            "subject": bearer["code"], "subject_agency": bearer["agency"], "is_subject": bearer["id"] == one["id"]}
