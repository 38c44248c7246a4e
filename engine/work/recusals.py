"""Recusal 回避 (行政处罚法第四十三条): declared, applied for or ordered; decided by the head; and what follows for the case."""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Mapping

from engine import errors
from engine.case.access import naming, permit
from engine.case.access.permit import Verdict
from engine.case.file.entry import Entry
from engine.case.flow import escalating, pool
from engine.case.flow.step import Step, take
from engine.case.roll import leading
from engine.law.people import recusal as law
from engine.law.people.eligibility import Past
from engine.law.people.recusal import ARTICLE, GROUNDS, STATES, WAYS, Seat
from engine.now import shanghai_date
from engine.store import cases, duties, people, recusals, scope, standing, tasks
from engine.store.act import RequestKey

REASON = 500
WORK = "决定是否回避"


def ask(engine, actor, case_id: int, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Brings up a recusal. The investigation does not stop for it (第四十三条第三款); ordered by the head it is decided at once.

    Args:
        given: `person_id` (default oneself), `by` (self, party, order), `ground` (interest, relation), `reason`.
    Returns:
        `{"id", "case_id", "state", "returned": tasks put back, "handlers": certified handlers left, None until it is granted}`.
    Raises:
        errors.FormInvalid. errors.Forbidden: not for this person to bring up. errors.WrongState: brought up already, or decided.
    """
    entry = Entry(given, at)
    by, ground, reason = entry.choice("by", WAYS), entry.choice("ground", GROUNDS), entry.words("reason", REASON)
    person_id = given.get("person_id") or actor.person_id
    if by == "self" and person_id != actor.person_id:
        entry.fault("person_id", "自行回避只能由本人提出")
    if by in ("party", "order") and given.get("person_id") is None:
        entry.fault("person_id", "请选择人员")
    entry.done()
    with engine.store.act(actor, at, key) as act:
        step = take(engine, act, case_id)
        answer = act.earlier()
        if answer is not None:
            return answer
        _still_open(step)
        if not scope.persons(act.conn, actor, [person_id]):
            raise errors.FormInvalid({"person_id": ["没有这个人员"]})
        where = _seat(step, person_id)
        _may_ask(step, actor, by, person_id, where)
        if person_id in step.standing.recused or any(r["person_id"] == person_id and r["state"] == "asked" for r in recusals.of_case(act.conn, case_id)):
            raise errors.WrongState("该人员的回避已经提出或者已经决定。", article=ARTICLE, case_id=case_id)
        request_id = recusals.ask(act.conn, case_id=case_id, person_id=person_id, ground=ground, by=by, reason=reason, state="asked", asked_at=at,
                                  asked_by=actor.person_id)
        act.record("recusal.asked", case_id=case_id, request_id=request_id, subject=person_id, by=by, ground=ground)
        if by == "order" and _verdict(step, person_id, where).refusal is None:
            return _decided(step, recusals.one(act.conn, request_id), True, reason, _verdict(step, person_id, where).for_id)
        return act.done(_answer(step, request_id, "asked"))


def decide(engine, actor, request_id: int, granted: bool, opinion: str, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Decides on a recusal. Granted, the person does nothing more in the case, and what they hold goes back to the pool.

    Args:
        opinion: why, kept with the case.
    Returns:
        As `ask`.
    Raises:
        errors.NotFound. errors.Forbidden: one's own. errors.NotEligible: not the head who decides. errors.WrongState: decided already.
    """
    entry = Entry({"opinion": opinion}, at)
    said = entry.words("opinion", REASON)
    entry.done()
    with engine.store.act(actor, at, key) as act:
        row = recusals.one(act.conn, request_id)
        if row is None:
            raise errors.NotFound("没有找到这项回避申请。")
        step = take(engine, act, row["case_id"])
        answer = act.earlier()
        if answer is not None:
            return answer
        _still_open(step)
        row = recusals.one(act.conn, request_id)
        verdict = _verdict(step, row["person_id"], _seat(step, row["person_id"]))
        if verdict.refusal is not None:
            raise verdict.refusal
        return _decided(step, row, granted, said, verdict.for_id)


def of_case(engine, actor, case_id: int, *, at: datetime) -> dict[str, Any]:
    """The recusals of a case, and what this person may do about them.

    Returns:
        `{"items", "people": whom one may name, "can": ways open to bring one up, "handlers": certified handlers left, "short": whether
        they are too few}`.
    Raises:
        errors.NotFound: no such case for this person.
    """
    with engine.store.read() as conn:
        case, seen = cases.see(conn, actor, case_id), standing.read(conn, case_id, actor.person_id, at=at)
        rows, shown = recusals.of_case(conn, case_id), []
        for row in rows:
            where = _seat_of(engine, conn, case, row["person_id"], at)
            may = row["state"] == "asked" and _asked_of(engine, seen, case_id, row["person_id"], where, at).refusal is None
            shown.append({**{k: row[k] for k in ("id", "person_id", "person_name", "ground", "by", "reason", "state", "asked_at", "asked_by_name", "decided_at",
                                                 "decision")}, "decided_by_name": naming.named(row["decided_by_name"], row["decided_for_name"]) or None,
                          "ground_name": GROUNDS[row["ground"]], "by_name": WAYS[row["by"]], "state_name": STATES[row["state"]],
                          "decided_at_unit": engine.unit(conn, where.unit_id)["name"], "can": ["decide"] if may else []})
        handlers = _handlers(engine, conn, case, at) if seen.recused else None
        can = [] if case["status"] in cases.OVER else [way for way in WAYS if way == "self" or _open_way(engine, conn, actor, case, way)]
        persons = [{k: p[k] for k in ("id", "name", "unit_name")} for p in people.of_units(conn, _units(engine, conn, case))]
        named = {p["id"] for p in persons}
        persons += [{"id": i, "name": n, "unit_name": ""} for i, n in people.names(conn, {d["person_id"] for d in duties.of_case(conn, case_id)} - named).items()]
    return {"items": shown, "people": persons, "can": can, "handlers": handlers, "short": handlers is not None and handlers < law.OFFICERS}


# -- who may -----------------------------------------------------------------------------------------------------
def _may_ask(step: Step, actor, by: str, person_id: int, where: Seat) -> None:
    if by != "self" and not _open_way(step.engine, step.conn, actor, step.held.case, by) and _verdict(step, person_id, where).refusal is not None:
        what = {"party": "当事人的回避申请由本案单位的人员登记。", "order": "指令回避由本案单位的负责人、分派岗位提出。"}[by]
        raise errors.Forbidden(what, article=ARTICLE, next="请转告本案单位。", case_id=step.case_id)


def _open_way(engine, conn, actor, case: Mapping[str, Any], way: str) -> bool:
    if way == "order":
        return case["unit_id"] in leading.led(engine, conn, actor)
    return any(unit_id in engine.unit(conn, case["unit_id"])["seats"] for unit_id, _ in actor.reach)


def _seat(step: Step, person_id: int) -> Seat:
    return _seat_of(step.engine, step.conn, step.held.case, person_id, step.act.at)


def _seat_of(engine, conn, case: Mapping[str, Any], person_id: int, at: datetime) -> Seat:
    return law.seat(standing.read(conn, 0, person_id, at=at).posts, _units(engine, conn, case))


def _units(engine, conn, case: Mapping[str, Any]) -> list[int]:
    """The legal subject that carries the case, and those above it in the county, from below."""
    one, found = engine.subject(conn, case["unit_id"]), []
    while one is not None and (not found or one["county_id"] is not None):
        found.append(one["id"])
        one = engine.subject(conn, one["superior_id"]) if one["superior_id"] else None
    return found


def _verdict(step: Step, concerned: int, where: Seat) -> Verdict:
    return _asked_of(step.engine, step.standing, step.case_id, concerned, where, step.act.at)


def _asked_of(engine, seen: standing.Standing, case_id: int, concerned: int, where: Seat, at: datetime) -> Verdict:
    """Whether the person is the head who decides. What they did in the case does not matter here, whether they were taken off it does."""
    task = {"case_id": case_id, "duty": law.DECIDES, "name": WORK, "unit_id": where.unit_id}
    verdict = permit.judged(engine, replace(seen, past=Past((), seen.recused), item_code=None), seen.me.id, task, shanghai_date(at))
    if concerned in (seen.me.id, verdict.for_id):
        return Verdict(errors.Forbidden("任何人不能决定自己的回避，也不能由代理人代为决定。", article=ARTICLE, next="请由上一级单位的负责人决定。", case_id=case_id))
    if verdict.refusal is not None:
        verdict.refusal.next = "行政机关负责人的回避由上一级单位的负责人决定。" if where.above else "请由本案单位的行政机关负责人决定。"
        verdict.refusal.article = verdict.refusal.article or ARTICLE
    return verdict


def _still_open(step: Step) -> None:
    if step.held.case["status"] in cases.OVER:
        raise errors.CaseClosed("本案已经办结，不再决定回避。", case_id=step.case_id)


# -- what follows ------------------------------------------------------------------------------------------------
def _decided(step: Step, row: Mapping[str, Any], granted: bool, opinion: str, for_id: int | None) -> dict[str, Any]:
    act, ids = step.act, {"case_id": step.case_id, "request_id": row["id"], "subject": row["person_id"]}
    recusals.settle(act.conn, row["id"], granted=granted, opinion=opinion, by=act.person_id, for_id=for_id, at=act.at)
    act.record("recusal.granted" if granted else "recusal.refused", **ids, **({"for_id": for_id} if for_id else {}))
    if not granted:
        return act.done(_answer(step, row["id"], "refused"))
    back = [_put_back(step, task, row["person_id"]) for task in recusals.in_hand(act.conn, step.case_id, row["person_id"])]
    recusals.take_off(act.conn, step.case_id, row["person_id"], row["reason"], act.at)
    left = _handlers(step.engine, act.conn, step.held.case, act.at)
    if left < law.OFFICERS:
        act.record("recusal.short", **ids, handlers=left)
    escalating.relieve(step.engine, act, step.case_id)
    return act.done({**_answer(step, row["id"], "granted"), "returned": back, "handlers": left})


def _put_back(step: Step, task: Mapping[str, Any], person_id: int) -> int:
    """Takes a task out of a person's hands; a record they signed that waits for the second signature is written anew."""
    values: dict[str, Any] = {"for_id": None, "owner_id": None, "assignee_id": None}
    if task["state"] == "signing":
        values |= {"state": "open", "signers": [], "draft": task["form"]}
    elif task["owner_id"] not in (None, person_id):
        values |= {"assignee_id": task["owner_id"]}
    tasks.change(step.conn, task, **values)
    step.act.record("task.put_back", case_id=step.case_id, task_id=task["id"], element=task["element"], duty=task["duty"], unit_id=task["unit_id"],
                    assignee_id=values["assignee_id"], from_id=person_id)
    return task["id"]


def _handlers(engine, conn, case: Mapping[str, Any], at: datetime) -> int:
    """How many certified officers of the unit can still handle the case; somebody on leave is still there."""
    work = {"case_id": case["id"], "unit_id": case["unit_id"], "duty": "handle", "name": "办案", "item_code": case["item_code"]}
    return len({one.person.id for one, verdict in pool.asked(engine, conn, work, at) if verdict.refusal is None or verdict.bar == "away"})


def _answer(step: Step, request_id: int, state: str) -> dict[str, Any]:
    return {"id": request_id, "case_id": step.case_id, "state": state, "returned": [], "handlers": None}
