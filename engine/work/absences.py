"""Absence 请假、外出: who is away and when, and what waits in their hands meanwhile. Periods do not stop for it."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Mapping

from engine import errors
from engine.case.access import permission
from engine.case.file.entry import Entry
from engine.case.roll import leading
from engine.store import absences, escalations, people, scope, tasks
from engine.store.act import RequestKey

KINDS = {"leave": "请假", "sick": "病假", "trip": "外出、出差", "training": "培训学习"}
#: how long an absence that is over stays in the list
KEPT = timedelta(days=30)
#: the longest one that can be entered at once; whoever is away longer has another post
LONGEST = timedelta(days=366)


def add(engine, actor, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Enters an absence, one's own or that of somebody in a unit one leads.

    Args:
        given: `person_id` (default oneself), `kind`, `from_at`, `until_at`, `note`.
    Returns:
        `{"id", "person_id"}`.
    Raises:
        errors.FormInvalid. errors.Forbidden: somebody else's. errors.WrongState: away then already.
    """
    permission.need(actor, "work")
    entry = Entry(given, at)
    kind, note, (from_at, until_at) = entry.choice("kind", KINDS), entry.words("note", 200, needed=False), entry.window("from_at", "until_at", LONGEST)
    entry.done()
    with engine.store.act(actor, at, key) as act:
        answer = act.earlier()
        if answer is not None:
            return answer
        person = _person(act.conn, actor, given.get("person_id") or actor.person_id)
        leading.need(engine, act.conn, actor, person, "请假、外出登记")
        if absences.overlapping(act.conn, person["id"], from_at, until_at):
            raise errors.WrongState("这段时间已经登记为不在岗。", next="请先销假，或者调整起止时间。")
        absence_id = absences.add(act.conn, person_id=person["id"], from_at=from_at, until_at=until_at, kind=kind, note=note, made_at=at, made_by=actor.person_id)
        act.record("absence.added", absence_id=absence_id, subject=person["id"], kind=kind, from_at=from_at, until_at=until_at)
        return act.done({"id": absence_id, "person_id": person["id"]})


def end(engine, actor, absence_id: int, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Notes that somebody is back 销假, before the time or instead of going.

    Raises:
        errors.NotFound. errors.Forbidden: somebody else's. errors.WrongState: it is over.
    """
    permission.need(actor, "work")
    with engine.store.act(actor, at, key) as act:
        row = absences.one(act.conn, absence_id)
        if row is None or not scope.persons(act.conn, actor, [row["person_id"]]):
            raise errors.NotFound("没有找到这条请假、外出登记。")
        leading.need(engine, act.conn, actor, {"id": row["person_id"], "unit_id": row["unit_id"]}, "销假")
        answer = act.earlier()
        if answer is not None:
            return answer
        if not absences.end(act.conn, absence_id, at):
            raise errors.WrongState("这条请假、外出登记已经结束。")
        act.record("absence.ended", absence_id=absence_id, subject=row["person_id"])
        return act.done({"id": absence_id, "person_id": row["person_id"]})


def listed(engine, actor, *, at: datetime) -> dict[str, Any]:
    """Who is away, one's own absences and those in the units one leads.

    Returns:
        `{"items", "people": whom one may enter, "waiting": tasks in the hands of those away, which need a substitute,
        "stranded": tasks that nobody in the county may do}`.
    """
    permission.need(actor, "work")
    with engine.store.read() as conn:
        units = leading.led(engine, conn, actor)
        rows = absences.listed(conn, actor.person_id, units, at - KEPT)
        waiting, stranded = _waiting(engine, conn, units, at)
        persons = [p for p in people.of_units(conn, units) if p["id"] != actor.person_id] if units else []
    return {"items": [_shown(r, at) for r in rows], "waiting": [{**r, "due_at": tasks.due_of(r)} for r in waiting],
            "stranded": [{**r, "due_at": tasks.due_of(r)} for r in stranded], "people": [{"id": actor.person_id, "name": actor.name}, *persons]}


def waiting(engine, actor, *, at: datetime) -> int:
    """How many tasks need a substitute or have nobody at all, for whoever leads; 0 for everybody else."""
    with engine.store.read() as conn:
        units = leading.led(engine, conn, actor)
        return sum(map(len, _waiting(engine, conn, units, at)))


def _waiting(engine, conn, units: set[int], at: datetime) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What waits in the hands of people who are away, and what nobody in the county may do, in units somebody leads and below."""
    if not units:
        return [], []
    below = {u["id"] for u in engine.units(conn).values() if u["id"] in units or u["county_id"] in units}
    return absences.in_hand(conn, units, at), escalations.stranded(conn, below)


def _person(conn, actor, person_id: int) -> dict[str, Any]:
    row = people.one(conn, person_id) if scope.persons(conn, actor, [person_id]) else None
    if row is None:
        raise errors.FormInvalid({"person_id": ["没有这个人员"]})
    return row


def _shown(row: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    over = row["ended_at"] is not None or row["until_at"] <= at
    state = "over" if over else "now" if row["from_at"] <= at else "to_come"
    return {**{k: row[k] for k in ("id", "person_id", "person_name", "unit_name", "kind", "note", "from_at", "until_at", "ended_at", "made_by_name")},
            "kind_name": KINDS.get(row["kind"], row["kind"]), "state": state, "can": [] if over else ["end"]}
