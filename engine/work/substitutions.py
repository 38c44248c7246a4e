"""Substitution 代理: somebody stands in for another, in one duty at one unit, for a while, and never with more than both may do."""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Mapping

from engine import errors
from engine.case.access import permission, permit
from engine.case.file.entry import Entry
from engine.case.roll import leading
from engine.law.people import substitution as law
from engine.law.people.eligibility import Past, Work
from engine.law.people.substitution import Substitution
from engine.now import shanghai_date
from engine.store import people, scope, standing, substitutions
from engine.store.act import RequestKey

#: how long one that is over stays in the list, and the longest that can be made
KEPT, LONGEST = timedelta(days=90), timedelta(days=366)
#: duties at once
MOST = 20


def make(engine, actor, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Puts somebody in another's place, at the word of the one stood in for or of whoever leads the unit.

    Args:
        given: `person_id` (default oneself), `deputy_id`, `unit_id`, `duties`, `from_at`, `until_at`, `reason`.
    Returns:
        `{"ids": one for each duty}`.
    Raises:
        errors.FormInvalid. errors.Forbidden: somebody else's post. errors.NotEligible: one of the two may not bear the duty
        themselves, or has no such post to lend. errors.WrongState: it would be a substitute's substitute, or a second one.
    """
    permission.need(actor, "work")
    entry = Entry(given, at)
    reason, (from_at, until_at) = entry.words("reason", 200), _window(entry)
    duties = _duties(engine, entry)
    entry.done()
    with engine.store.act(actor, at, key) as act:
        answer = act.earlier()
        if answer is not None:
            return answer
        person, deputy = (_person(act.conn, actor, entry, name, otherwise) for name, otherwise in (("person_id", actor.person_id), ("deputy_id", None)))
        unit_id = _unit(engine, act.conn, entry, person)
        entry.done()
        if person["id"] == deputy["id"]:
            raise errors.FormInvalid({"deputy_id": ["不能由本人代理本人"]})
        if person["id"] != actor.person_id and unit_id not in leading.led(engine, act.conn, actor):
            raise errors.Forbidden("代理由本人或者岗位所在单位的负责人、分派岗位安排。", next="请联系本人或者其单位的负责人。")
        ids = []
        for duty in duties:
            wanted = Substitution(0, person["id"], deputy["id"], unit_id, duty, from_at, until_at)
            _refuse_unfit(engine, act.conn, wanted, at)
            why = law.clash(wanted, substitutions.to_come(act.conn, unit_id, duty, at))
            if why is not None:
                raise errors.WrongState(f"{permit.DUTY_NAMES[duty]}：{why}", next="请先结束原来的代理，或者另选代理人和起止时间。")
            values = {k: getattr(wanted, k) for k in ("person_id", "deputy_id", "unit_id", "duty", "from_at", "until_at")}
            ids.append(substitutions.add(act.conn, **values, reason=reason, made_at=at, made_by=actor.person_id))
            act.record("substitution.made", substitution_id=ids[-1], subject=person["id"], deputy_id=deputy["id"], unit_id=unit_id, duty=duty,
                       from_at=from_at, until_at=until_at)
        return act.done({"ids": ids})


def end(engine, actor, substitution_id: int, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Ends one early: the one stood in for, the deputy, who made it, or whoever leads the unit.

    What the deputy has taken stays in their hands but cannot be completed for the other any more; they release it, or it is taken over.

    Raises:
        errors.NotFound. errors.Forbidden. errors.WrongState: it is over.
    """
    permission.need(actor, "work")
    with engine.store.act(actor, at, key) as act:
        row = substitutions.one(act.conn, substitution_id)
        if row is None or not scope.persons(act.conn, actor, [row["person_id"]]):
            raise errors.NotFound("没有找到这项代理。")
        if actor.person_id not in (row["person_id"], row["deputy_id"], row["made_by"]) and row["unit_id"] not in leading.led(engine, act.conn, actor):
            raise errors.Forbidden("代理由双方本人、安排人或者岗位所在单位的负责人、分派岗位结束。")
        answer = act.earlier()
        if answer is not None:
            return answer
        if not substitutions.end(act.conn, substitution_id, at):
            raise errors.WrongState("这项代理已经结束。")
        act.record("substitution.ended", substitution_id=substitution_id, subject=row["person_id"], deputy_id=row["deputy_id"], unit_id=row["unit_id"],
                   duty=row["duty"])
        return act.done({"id": substitution_id})


def listed(engine, actor, *, at: datetime) -> dict[str, Any]:
    """The substitutions that concern a person or a unit they lead, and what they may arrange.

    Returns:
        `{"items", "posts": the posts that can be lent, "people": who could stand in}`.
    """
    permission.need(actor, "work")
    with engine.store.read() as conn:
        units = leading.led(engine, conn, actor)
        rows, names = substitutions.listed(conn, actor.person_id, units, at - KEPT), engine.units(conn)
        pairs = set(actor.posts) | {(u, d) for u in units for d in engine.rules.duties}
        held = standing.pools(conn, {p for p in pairs if p[1] in permit.DUTY_NAMES}, at)
        posts = [{"person_id": one.person.id, "person_name": one.person.name, "unit_id": unit_id, "unit_name": names[unit_id]["name"], "duty": duty}
                 for (unit_id, duty), holders in sorted(held.items()) for one in holders
                 if one.principal is None and (one.person.id == actor.person_id or unit_id in units)]
        near = {u["id"] for u in names.values() if u["county_id"] == names[actor.unit_id]["county_id"]}
        persons = people.of_units(conn, near)
    return {"items": [_shown(r, actor, units, at) for r in rows], "posts": posts, "people": persons}


def _duties(engine, entry: Entry) -> list[str]:
    value = entry.given.get("duties")
    if not isinstance(value, (list, tuple)) or not value or len(value) > MOST or any(d not in permit.DUTY_NAMES for d in value):
        entry.fault("duties", "请选择代理的职责" if not value else "不是案件职责")
        return []
    return list(dict.fromkeys(value))


def _window(entry: Entry) -> tuple[datetime, datetime]:
    found = entry.window("from_at", "until_at", LONGEST)
    return max(found[0], entry.at), found[1]


def _person(conn, actor, entry: Entry, name: str, otherwise: int | None) -> dict[str, Any]:
    person_id = entry.given.get(name) or otherwise
    row = people.one(conn, person_id) if type(person_id) is int and scope.persons(conn, actor, [person_id]) else None
    if row is None:
        entry.fault(name, "请选择人员" if person_id is None else "没有这个人员")
    return row or {"id": 0, "unit_id": 0, "name": ""}


def _unit(engine, conn, entry: Entry, person: Mapping[str, Any]) -> int:
    unit_id = entry.given.get("unit_id") or person["unit_id"]
    if unit_id not in engine.units(conn):
        entry.fault("unit_id", "没有这个单位")
    return unit_id


def _refuse_unfit(engine, conn, wanted: Substitution, at: datetime) -> None:
    """Both must be able to bear the duty on the first day, whatever case it will be: the one with the post, the other without."""
    start, task = max(wanted.from_at, at), {"case_id": None, "duty": wanted.duty, "name": permit.DUTY_NAMES[wanted.duty], "unit_id": wanted.unit_id}
    found = (standing.read(conn, 0, one, at=start).me for one in (wanted.deputy_id, wanted.person_id))
    deputy, principal = next(found), next(found)
    on = shanghai_date(start)
    why = law.refuse(replace(deputy, away_until=None), principal, Work(wanted.duty, wanted.unit_id), Past(), permit.terms(engine, on), on)
    if why is not None:
        refusal = permit.worded(engine, why, task, deputy.name if why.of == deputy.id else principal.name, principal=principal.name)
        raise errors.NotEligible(refusal.detail, article=refusal.article, next="请另选符合条件的代理人；代理不能增加双方本来没有的资格。")


def _shown(row: Mapping[str, Any], actor, units: set[int], at: datetime) -> dict[str, Any]:
    over = row["ended_at"] is not None or row["until_at"] <= at
    mine = actor.person_id in (row["person_id"], row["deputy_id"], row["made_by"]) or row["unit_id"] in units
    return {**{k: row[k] for k in ("id", "person_id", "person_name", "deputy_id", "deputy_name", "unit_id", "unit_name", "duty", "from_at", "until_at", "reason",
                                   "made_by_name", "ended_at")},
            "duty_name": permit.DUTY_NAMES.get(row["duty"], row["duty"]), "state": "over" if over else "now" if row["from_at"] <= at else "to_come",
            "can": ["end"] if mine and not over else []}
