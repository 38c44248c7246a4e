"""Persons 人员: entering, changing and letting go of them, and the posts 岗位 they are given by another administrator."""
from __future__ import annotations

from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Mapping

from engine import errors
from engine.case.file.entry import Entry
from engine.case.roll import keeping, roll
from engine.law.people import certificates, organisation, staffing
from engine.law.people.eligibility import PERSON_KINDS
from engine.now import shanghai_date
from engine.store import staff, units
from engine.store.act import RequestKey

KINDS = MappingProxyType(staffing.NAMES)


def find(engine, actor, *, unit: str | None = None, q: str | None = None, kind: str | None = None, here: bool | None = True, after: str | None = None,
         limit: int = 50) -> dict[str, Any]:
    """One page of the roll of this county.

    Args:
        unit: code. q: part of name or code. here: False for who has left, None for both. after: the id seen last.
    Returns:
        `{"items": [...], "next"}`; never an identity number.
    """
    keeping.need(actor, keeping.READ)
    with engine.store.read() as conn:
        unit_id = keeping.unit(engine, conn, actor, unit)["id"] if unit else None
        rows = staff.find(conn, keeping.county(actor), unit_id=unit_id, q=q, kind=kind, here=here, after=_place(after), limit=limit + 1)
    return {"items": [_shown(r) for r in rows[:limit]], "next": str(rows[limit - 1]["id"]) if len(rows) > limit else None}


def get(engine, actor, code: str, *, on: date) -> dict[str, Any]:
    """One person with posts, certificates and their life, training, and the grids they answer for.

    Raises:
        errors.NotFound: there is none, or not in this county.
    """
    keeping.need(actor, keeping.READ)
    with engine.store.read() as conn:
        row = keeping.person(conn, actor, code)
        posts, cards = staff.posts(conn, person_id=row["id"]), staff.cards(conn, None, person_id=row["id"])
        life, trained = staff.life_of(conn, [c["id"] for c in cards]), staff.trainings(conn, [row["id"]]).get(row["id"], [])
        grids = units.answerable(conn, person_id=row["id"])
        bound = engine.rules_for(conn).limit("training_hours", on)
    own = actor is not None and actor.person_id == row["id"]
    return {**_shown(row), "own": own,
            "posts": [{**{k: p[k] for k in ("id", "duty", "unit_id", "unit_code", "unit_name", "from_on", "until_on")}, "in_force": staffing.in_force(p, on)} for p in posts],
            "qualifications": [{**{k: c[k] for k in ("id", "kind", "number", "scope", "valid_from", "valid_until", "suspended", "withdrawn_on", "version")},
                                "kind_name": certificates.KINDS.get(c["kind"], c["kind"]), "expired": c["valid_until"] < on,
                                "life": [{**{k: x[k] for k in ("kind", "on", "reason", "document", "valid_until", "at", "made_by_name")},
                                          "kind_name": certificates.CHANGES[x["kind"]]} for x in life.get(c["id"], [])]} for c in cards],
            "trainings": [{**{k: t[k] for k in ("id", "kind", "name", "on", "hours", "score", "passed")}, "kind_name": certificates.TRAININGS[t["kind"]]} for t in trained],
            "hours": certificates.hours(staff.trained(trained), on), "hours_wanted": bound.value if bound else 0,
            "grids": [{**{k: g[k] for k in ("id", "grid_code", "grid_name", "role", "from_on", "until_on")},
                       "role_name": organisation.GRID_ROLES[g["role"]]} for g in grids]}


def enter(engine, actor, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Enters a natural person, once.

    Args:
        given: `code`, `name`, `kind` (of eligibility.PERSON_KINDS), `unit` (code), `identity` (number of the identity card; only its keyed
            hash is kept) and `reviewer_since`.
    Returns:
        `{"id", "code", "version"}`.
    Raises:
        errors.FormInvalid: e.g. a wrong check digit, or the same number is on the roll already. errors.Forbidden.
    """
    keeping.need(actor, keeping.MANAGE)
    read, on = Entry(given, at), shanghai_date(at)
    code, name, kind, number = read.words("code", 64), read.words("name", 64), read.choice("kind", PERSON_KINDS), read.words("identity", 32)
    since = keeping.day(read, "reviewer_since", needed=False, future=False)
    if code and not roll.CODE.match(code):
        read.fault("code", "由字母、数字和下划线组成")
    with engine.store.act(actor, at, key) as act:
        if (answer := act.earlier()) is not None:
            return answer
        unit = _unit(engine, act.conn, actor, read, on)
        if code in staff.codes(act.conn):
            read.fault("code", "已有使用此代码的人员")
        if number and (why := roll.identity_fault(engine, act.conn, actor, number, on)):
            read.fault("identity", why)
        read.done()
        person_id = staff.enter(act.conn, code=code, name=name, kind=kind, unit_id=unit["id"], active=True, identity=roll.identity_of(engine, number),
                                reviewer_since=since)
        act.record("person.entered", subject=person_id, code=code, kind=kind, unit_id=unit["id"])
        return act.done({"id": person_id, "code": code, "version": 1})


def change(engine, actor, code: str, given: Mapping[str, Any], *, at: datetime, version: int | None = None,
           key: RequestKey | None = None) -> dict[str, Any]:
    """Changes what the roll says of a person.

    Args:
        given: any of `name`, `kind`, `unit`, `identity`, `reviewer_since`.
    Returns:
        `{"id", "code", "version"}`.
    Raises:
        errors.FormInvalid: e.g. an officer with a certificate is to be auxiliary. errors.Forbidden: oneself. errors.StaleVersion, errors.NotFound.
    """
    keeping.need(actor, keeping.MANAGE)
    read, on = Entry(given, at), shanghai_date(at)
    values: dict[str, Any] = {"name": read.words("name", 64)} if "name" in given else {}
    if "reviewer_since" in given:
        values["reviewer_since"] = keeping.day(read, "reviewer_since", needed=False, future=False)
    with engine.store.act(actor, at, key) as act:
        row, answer = _held(act, actor, code, version, "更改人员信息")
        if answer is not None:
            return answer
        if "kind" in given and given["kind"] != row["kind"]:
            values["kind"] = given["kind"]
            if why := roll.kind_fault(act.conn, row, given["kind"], on):
                read.fault("kind", why)
        if "unit" in given:
            values["unit_id"] = _unit(engine, act.conn, actor, read, on)["id"] if given["unit"] != row["unit_code"] else row["unit_id"]
        if given.get("identity"):
            number = read.words("identity", 32)
            if why := roll.identity_fault(engine, act.conn, actor, number, on, own=row["id"]):
                read.fault("identity", why)
            else:
                values["identity"] = roll.identity_of(engine, number)
        read.done()
        fresh = staff.change(act.conn, row, **values)
        staff.end_sessions(act.conn, row["id"])
        act.record("person.changed", subject=row["id"], fields=sorted(values), unit_id=values.get("unit_id", row["unit_id"]))
        return act.done({"id": row["id"], "code": code, "version": fresh})


def leave(engine, actor, code: str, *, at: datetime, version: int | None = None, key: RequestKey | None = None) -> dict[str, Any]:
    """Lets somebody go: posts, answering for grids, accounts, sessions and tokens end, tasks in hand go back to the pool, all in one act.

    Returns:
        `{"id", "code", "version", "posts", "grids", "accounts", "sessions", "tokens", "tasks"}`: how many of each.
    Raises:
        errors.WrongState: already gone, or still one of the three administrators. errors.Forbidden: oneself.
    """
    keeping.need(actor, keeping.MANAGE)
    with engine.store.act(actor, at, key) as act:
        row, answer = _held(act, actor, code, version, "办理离岗")
        if answer is not None:
            return answer
        if not row["active"]:
            raise errors.WrongState(f"{row['name']}已于 {row['left_on'] or '此前'} 离岗。")
        if row["admin"]:
            raise errors.WrongState(f"{row['name']}是管理员，须先免去管理员。", next="请先按管理员任免程序办理。")
        on = shanghai_date(at)
        ended = roll.let_go(engine, act, row, on)
        act.record("person.left", subject=row["id"], on=on.isoformat(), **{k: v for k, v in ended.items() if k != "version"})
        return act.done({"id": row["id"], "code": code, **ended})


def come_back(engine, actor, code: str, *, at: datetime, version: int | None = None, key: RequestKey | None = None) -> dict[str, Any]:
    """Takes somebody who had left back on the roll; posts and accounts are given anew.

    Raises:
        errors.WrongState: they never left. errors.Forbidden, errors.NotFound.
    """
    keeping.need(actor, keeping.MANAGE)
    with engine.store.act(actor, at, key) as act:
        row, answer = _held(act, actor, code, version, "办理返岗")
        if answer is not None:
            return answer
        if row["active"]:
            raise errors.WrongState(f"{row['name']}没有离岗。")
        fresh = staff.change(act.conn, row, active=True, left_on=None)
        act.record("person.returned", subject=row["id"])
        return act.done({"id": row["id"], "code": code, "version": fresh})


def give_post(engine, actor, code: str, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Gives a person a post; outside its dates it does not count.

    Args:
        given: `unit` (code), `duty`, `from_on` (today by default), `until_on` (the last day; may be left out).
    Returns:
        `{"id", "code", "duty", "unit"}`; id is the post's.
    Raises:
        errors.FormInvalid: e.g. an auxiliary as an officer. errors.Forbidden: oneself, or no security administrator.
    """
    keeping.grants(engine, actor, "授予岗位", at)
    read, on = Entry(given, at), shanghai_date(at)
    duty = read.words("duty", 32)
    from_on, until_on = keeping.day(read, "from_on", needed=False, otherwise=on), keeping.day(read, "until_on", needed=False)
    with engine.store.act(actor, at, key) as act:
        row, answer = _held(act, actor, code, None, "授予岗位")
        if answer is not None:
            return answer
        unit = _unit(engine, act.conn, actor, read, from_on)
        if duty and unit and (why := roll.post_fault(act.conn, row, unit, duty, from_on, until_on)):
            read.fault("duty", why)
        read.done()
        post_id = staff.give_post(act.conn, row["id"], unit["id"], duty, from_on, until_on)
        staff.end_sessions(act.conn, row["id"])
        act.record("post.given", bearer=row["id"], unit_id=unit["id"], duty=duty, from_on=from_on.isoformat(), until_on=until_on and until_on.isoformat())
        return act.done({"id": post_id, "code": code, "duty": duty, "unit": unit["code"]})


def end_post(engine, actor, code: str, post_id: int, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Ends a post, at once or with a last day.

    Args:
        given: `until_on`, the last day on which it counts, today or later; left out it ends at once.
    Returns:
        `{"id", "code", "until_on"}`.
    Raises:
        errors.NotFound: no such post of this person. errors.WrongState: it has ended. errors.Forbidden: oneself.
    """
    keeping.grants(engine, actor, "终止岗位", at)
    read, today = Entry(given, at), shanghai_date(at)
    last = keeping.day(read, "until_on", needed=False, otherwise=today - timedelta(days=1))
    if given.get("until_on") is not None and last < today:
        read.fault("until_on", "不能早于今天")
    read.done()
    with engine.store.act(actor, at, key) as act:
        row, answer = _held(act, actor, code, None, "终止岗位")
        if answer is not None:
            return answer
        held = next((p for p in staff.posts(act.conn, person_id=row["id"]) if p["id"] == post_id), None)
        if held is None:
            raise errors.NotFound("没有找到这个岗位。")
        if not staff.end_posts(act.conn, last, id=post_id):
            raise errors.WrongState("这个岗位已经终止。")
        staff.end_sessions(act.conn, row["id"])
        act.record("post.ended", bearer=row["id"], unit_id=held["unit_id"], duty=held["duty"], until_on=last.isoformat())
        return act.done({"id": post_id, "code": code, "until_on": last.isoformat()})


def _held(act, actor, code: str, version: int | None, what: str) -> tuple[dict[str, Any], Any]:
    row, answer = keeping.person(act.conn, actor, code), act.earlier()
    if answer is None:
        keeping.not_own(actor, row["id"], what)
        keeping.stale(row, version, "人员信息")
    return row, answer


def _unit(engine, conn, actor, read: Entry, on: date) -> dict[str, Any]:
    code = read.words("unit", 64)
    try:
        unit = keeping.unit(engine, conn, actor, code) if code else {}
    except errors.NotFound:
        read.fault("unit", "没有这个单位")
        return {}
    if unit and unit["until_on"] and unit["until_on"] < on:
        read.fault("unit", "该单位已撤销")
    return unit


def _place(after: str | None) -> int:
    if after is not None and not (after.isascii() and after.isdigit() and len(after) < 19):
        raise errors.BadInput("翻页标记无法识别。", next="请从第一页重新查看。")
    return int(after or 0)


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**{k: row[k] for k in ("id", "code", "name", "kind", "unit_name", "active", "reviewer_since", "left_on", "version", "admin", "identified")},
            "unit": row["unit_code"], "kind_name": KINDS.get(row["kind"], row["kind"])}
