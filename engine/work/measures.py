"""Measures: registration hold 先行登记保存 and seizure 查封、扣押, from proposal to what becomes of the things.

proposed → approved → held → (extended) → resolving → resolved. In an emergency it is executed first and approved within
twenty-four hours (行政强制法第十九条). Officers propose, execute and propose what becomes of the things; a leader decides.
"""
from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime
from typing import Any, Iterator, Mapping

from engine import errors
from engine.case.file import entry, holding
from engine.case.flow import motion
from engine.case.flow.step import Step, take
from engine.law.file.evidence import MEASURES
from engine.law.people.separation import Held
from engine.now import shanghai_date
from engine.store import cases, measures
from engine.store.act import RequestKey

#: 行政处罚法第四十二条第一款，行政强制法第十八条第二项: 不得少于两人
OFFICERS = 2
RESOLUTIONS = holding.RESOLUTIONS


def propose(engine, actor, case_id: int, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Asks the leader for a measure.

    Args:
        given: `kind` (MEASURES), `reason`, `basis` (the law or regulation that names the measure), `place`, `officers` (who are to
            execute it), `objects`: `{"name", "quantity", "linked", "necessity", "third_party"}` each.
    Returns:
        How the measure stands: `{"id", "case_id", "kind", "state", "version", "due_on", "approve_by", "number", "findings"}`.
    Raises:
        errors.FormInvalid, errors.NotEligible, errors.DutyConflict, errors.GateRefused, errors.CaseClosed.
    """
    read = entry.Entry(given, at)
    kind, officers, value = _asked(read, actor, emergency=False)
    with engine.store.act(actor, at, key) as act:
        step = take(engine, act, case_id)
        answer = act.earlier()
        if answer is not None:
            return answer
        planned = _begin(step, read, kind, officers, at)
        value |= {"proposed_at": at, "proposed_by": actor.person_id}
        row = {"case_id": case_id, "kind": kind, "state": "proposed", "executed_at": None, "officers": officers, "value": value}
        # As it would stand if it were approved and executed now: a measure that could not be lawful is not even proposed.
        found = holding.judge(step, {**row, "executed_at": at, "value": {**value, "approved_at": at, "due_on": shanghai_date(at)}}, planned)
        row |= {"id": measures.add(act.conn, **row), "version": 1}
        return _done(step, "measure.proposed", row, [one for one in planned if one.person_id == actor.person_id], found)


def execute_at_once(engine, actor, case_id: int, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Enters a measure that was executed before approval, because it could not wait; the twenty-four hours run from then.

    Args:
        given: as for `propose`, and `executed_at`; the officers are those who executed it, the actor among them.
    Raises:
        errors.FormInvalid, errors.NotEligible, errors.DutyConflict, errors.GateRefused, errors.CaseClosed.
    """
    read = entry.Entry(given, at)
    kind, officers, value = _asked(read, actor, emergency=True)
    executed_at = read.moment("executed_at")
    with engine.store.act(actor, at, key) as act:
        step = take(engine, act, case_id)
        answer = act.earlier()
        if answer is not None:
            return answer
        taken = _begin(step, read, kind, officers, executed_at)
        value = holding.start(step, kind, executed_at, value)
        row = {"case_id": case_id, "kind": kind, "state": "held", "executed_at": executed_at, "officers": officers, "value": value}
        found = holding.judge(step, row, taken)
        row |= {"id": measures.add(act.conn, **row), "version": 1}
        return _done(step, "measure.executed", row, taken, found, number=holding.issue(step, kind, "executed", value, officers))


def approve(engine, actor, measure_id: int, agree: bool, opinion: str, *, version: int | None = None, at: datetime,
            key: RequestKey | None = None) -> dict[str, Any]:
    """A leader approves a proposal, or within twenty-four hours an emergency measure; refused, the latter ends at once.

    Raises:
        errors.WrongState: nothing waits for approval. errors.DeadlinePassed: the twenty-four hours are over.
        errors.NotEligible, errors.DutyConflict: no leader, or one who has handled the case. errors.GateRefused.
    """
    said = _opinion(opinion, at)
    with _take(engine, actor, measure_id, version, at, key) as (step, row, answer):
        if answer is not None:
            return answer
        taken, kind, value = entry.bear(step, [actor.person_id], f"审批{MEASURES[row['kind']]}", duty="decide"), row["kind"], row["value"]
        state = holding.state(row, step.clocks, at)
        if state == "unapproved" and agree:
            raise errors.DeadlinePassed(f"当场实施的{MEASURES[kind]}应在 {holding.said(value['approve_by'])} 前批准，现已超过。",
                                        article="行政强制法第十九条", next="请立即解除，退还财物。", case_id=step.case_id)
        waits = state in ("held", "unapproved") and value["emergency"] and "approved_at" not in value
        if state != "proposed" and not waits:
            raise errors.WrongState(f"这项{MEASURES[kind]}没有待批准的事项（{holding.STATES[state]}）。", case_id=step.case_id)
        approval = {"opinion": said, "by": actor.person_id, "agree": agree, "at": at}
        if not agree:
            return _refused(step, row, taken, approval)
        changed = {"state": "approved" if state == "proposed" else "held", "value": {**value, "approval": approval, "approved_at": at}}
        found = [] if state == "proposed" else holding.judge(step, {**row, **changed}, taken, row)
        holding.stop(step, holding.APPROVAL, value)
        return _done(step, "measure.approved", measures.change(step.conn, row, **changed), taken, found)


def execute(engine, actor, measure_id: int, given: Mapping[str, Any], *, version: int | None = None, at: datetime,
            key: RequestKey | None = None) -> dict[str, Any]:
    """Enters that an approved measure was executed; its clock runs from that day and its paper is issued.

    Args:
        given: `executed_at`, `officers` (at least two, the actor among them).
    Raises:
        errors.WrongState: it is not approved, or executed already. errors.GateRefused, errors.FormInvalid.
    """
    read = entry.Entry(given, at)
    officers, executed_at = _officers(read, actor), read.moment("executed_at")
    with _take(engine, actor, measure_id, version, at, key) as (step, row, answer):
        if answer is not None:
            return answer
        taken = _begin(step, read, row["kind"], officers, executed_at)
        if row["state"] != "approved":
            raise errors.WrongState(f"这项{MEASURES[row['kind']]}目前不能实施（{holding.STATES[row['state']]}）。", case_id=step.case_id)
        if executed_at < row["value"]["approved_at"]:
            raise errors.FormInvalid({"executed_at": [f"不能早于批准时间（{holding.said(row['value']['approved_at'])}）"]})
        changed = {"state": "held", "executed_at": executed_at, "officers": officers, "value": holding.start(step, row["kind"], executed_at, row["value"])}
        found = holding.judge(step, {**row, **changed}, taken)
        number = holding.issue(step, row["kind"], "executed", changed["value"], officers)
        return _done(step, "measure.executed", measures.change(step.conn, row, **changed), taken, found, number=number)


def extend(engine, actor, measure_id: int, reason: str, days: int | None = None, *, version: int | None = None, at: datetime,
           key: RequestKey | None = None) -> dict[str, Any]:
    """A leader extends a seizure, once, with reasons that its paper tells the party (行政强制法第二十五条).

    Args:
        days: default the most that the clause allows.
    Raises:
        errors.ClockRefused: no rule allows it, or not again, or not so long. errors.DeadlinePassed: the power has ended.
        errors.WrongState: it does not stand, or is not approved.
    """
    read = entry.Entry({"reason": reason}, at)
    said = read.words("reason", 500)
    read.done()
    with _take(engine, actor, measure_id, version, at, key) as (step, row, answer):
        if answer is not None:
            return answer
        taken = entry.bear(step, [actor.person_id], f"延长{MEASURES[row['kind']]}期限", duty="decide")
        holding.stands(step, row)
        if "approved_at" not in row["value"]:
            raise errors.WrongState("当场实施的措施尚未补办批准，不能延长。", article="行政强制法第十九条", next="请先审批。", case_id=step.case_id)
        changed = {"value": holding.extend(step, row, said, days)}
        found = holding.judge(step, {**row, **changed}, taken, row)
        number = holding.issue(step, row["kind"], "extended", changed["value"], extension_reason=said)
        return _done(step, "measure.extended", measures.change(step.conn, row, **changed), taken, found, number=number)


def resolve(engine, actor, measure_id: int, given: Mapping[str, Any], *, version: int | None = None, at: datetime,
            key: RequestKey | None = None) -> dict[str, Any]:
    """Two officers propose what becomes of the things; where the power has ended they give them back, and nobody is asked.

    Args:
        given: `resolution` (holding.RESOLUTIONS of the kind), `note`, `officers` (at least two, the actor among them).
    Raises:
        errors.WrongState: it does not stand. errors.DeadlinePassed: the power has ended, and this is more than giving back.
    """
    read = entry.Entry(given, at)
    officers, note = _officers(read, actor), read.words("note", 1000)
    with _take(engine, actor, measure_id, version, at, key) as (step, row, answer):
        if answer is not None:
            return answer
        kind = read.choice("resolution", holding.RESOLUTIONS[row["kind"]])
        read.known(step.conn, "officers", officers, step.act.actor)
        read.done()
        taken = entry.bear(step, officers, f"处理{MEASURES[row['kind']]}的物品", on_site=at)
        state = holding.state(row, step.clocks, at)
        if state not in ("held", *holding.OVER):
            raise errors.WrongState(f"这项{MEASURES[row['kind']]}目前不能处理（{holding.STATES[state]}）。", case_id=step.case_id)
        value = {**row["value"], "resolution": {"kind": kind, "note": note, "officers": officers, "by": actor.person_id, "at": at}}
        holding.may_become(step, row, kind, state)
        if state in holding.OVER:
            return _ended(step, row, value, taken)
        return _done(step, "measure.resolving", measures.change(step.conn, row, state="resolving", value=value), taken)


def confirm(engine, actor, measure_id: int, agree: bool, opinion: str, *, version: int | None = None, at: datetime,
            key: RequestKey | None = None) -> dict[str, Any]:
    """A leader decides on what becomes of the things; disagreed, they stay held and the officers propose anew.

    Raises:
        errors.WrongState: nothing was proposed. errors.DeadlinePassed: see `resolve`. errors.NotEligible, errors.DutyConflict.
    """
    said = _opinion(opinion, at)
    with _take(engine, actor, measure_id, version, at, key) as (step, row, answer):
        if answer is not None:
            return answer
        taken = entry.bear(step, [actor.person_id], f"审批{MEASURES[row['kind']]}物品的处理", duty="decide")
        if row["state"] != "resolving":
            raise errors.WrongState(f"这项{MEASURES[row['kind']]}没有待批准的处理意见。", case_id=step.case_id)
        value, state = row["value"], holding.state(row, step.clocks, at)
        decided = {**value["resolution"], "opinion": said, "decided_by": actor.person_id, "decided_at": at}
        if not agree:
            kept = {k: v for k, v in value.items() if k != "resolution"} | {"returned": decided}
            return _done(step, "measure.kept", measures.change(step.conn, row, state="held", value=kept), taken)
        holding.may_become(step, row, decided["kind"], state)
        return _ended(step, row, {**value, "resolution": decided}, taken)


def of_case(engine, actor, case_id: int, *, at: datetime) -> dict[str, Any]:
    """The measures of a case as they stand.

    Returns:
        `{"items": [...], "officers": [{"id", "name"}], "can": ["propose", "execute_at_once"] or []}`; each item with its state in words, its
        last day, and in `can` what this actor may do: approve, execute, extend, resolve, confirm.
    Raises:
        errors.NotFound: the case does not exist, or not for this person.
    """
    with engine.store.read() as conn:
        return holding.listed(engine, conn, actor, cases.see(conn, actor, case_id), measures.of_case(conn, case_id), at)


def get(engine, actor, measure_id: int, *, at: datetime) -> dict[str, Any]:
    """One measure, as `of_case` shows it.

    Raises:
        errors.NotFound: it does not exist, or not for this person.
    """
    with engine.store.read() as conn:
        row = measures.one(conn, measure_id)
        if row is None:
            raise errors.NotFound("没有找到这项措施。")
        return holding.listed(engine, conn, actor, cases.see(conn, actor, row["case_id"], "没有找到这项措施。"), [row], at)["items"][0]


# -- the way in and the way out, the same for every act ----------------------------------------------------------
@contextmanager
def _take(engine, actor, measure_id: int, version: int | None, at: datetime, key: RequestKey | None) -> Iterator[tuple[Step, dict[str, Any], Any]]:
    with engine.store.act(actor, at, key) as act:
        seen = measures.one(act.conn, measure_id)
        if seen is None:
            raise errors.NotFound("没有找到这项措施。")
        step = take(engine, act, seen["case_id"], "没有找到这项措施。")
        row, answer = measures.one(act.conn, measure_id), act.earlier()  # read again: now nobody else changes it
        if answer is None and version is not None and version != row["version"]:
            raise errors.StaleVersion(f"这项措施已有更新（现为第 {row['version']} 版）。", version=row["version"], case_id=step.case_id)
        yield step, row, answer


def _asked(read: entry.Entry, actor, *, emergency: bool) -> tuple[str, list[int], dict[str, Any]]:
    return read.choice("kind", MEASURES), _officers(read, actor), {**holding.asked(read), "emergency": emergency}


def _officers(read: entry.Entry, actor) -> list[int]:
    found = read.officers("officers", OFFICERS)
    if found and actor.person_id not in found:
        read.fault("officers", "须包括您本人：由实施的执法人员登记")
    return found


def _opinion(text: str, at: datetime) -> str:
    read = entry.Entry({"opinion": text}, at)
    said = read.words("opinion", 500)
    read.done()
    return said


def _begin(step: Step, read: entry.Entry, kind: str, bearers: list[int], on_site: datetime) -> list[Held]:
    read.known(step.conn, "officers", read.given.get("officers") if "officers" not in read.faults else (), step.act.actor)
    read.done()
    taken = entry.bear(step, bearers, f"实施{MEASURES[kind]}", on_site=on_site)
    entry.still_open(step)
    return taken


def _refused(step: Step, row: Mapping[str, Any], taken: list[Held], approval: Mapping[str, Any]) -> dict[str, Any]:
    value = {**row["value"], "approval": approval}
    if row["state"] == "proposed":
        return _done(step, "measure.refused", measures.change(step.conn, row, state="refused", value=value), taken)
    # 行政强制法第十九条: the leader does not agree, so it ends at once; nobody proposes anything more.
    free = next(code for code in holding.FREEING if code in holding.RESOLUTIONS[row["kind"]])
    value["resolution"] = {"kind": free, "note": approval["opinion"], "officers": row["officers"], "by": step.act.person_id, "at": step.act.at}
    return _ended(step, row, value, taken)


def _ended(step: Step, row: Mapping[str, Any], value: dict[str, Any], taken: list[Held]) -> dict[str, Any]:
    value = {**value, "resolved_at": step.act.at, "due_on": holding.due_on(row, step.clocks)}
    holding.finish(step, row["kind"], value)
    freed = value["resolution"]["kind"] in holding.FREEING
    number = holding.issue(step, row["kind"], "released", value, value["resolution"]["officers"], release_note=value["resolution"]["note"]) if freed else None
    return _done(step, "measure.resolved", measures.change(step.conn, row, state="resolved", value=value), taken, number=number)


def _done(step: Step, action: str, row: Mapping[str, Any], taken: list[Held], found: Any = (), number: str | None = None) -> dict[str, Any]:
    step.act.record(action, case_id=step.case_id, measure_id=row["id"], kind=row["kind"], state=row["state"], version=row["version"],
                    officers=row["officers"], number=number)
    motion.bear(step, taken)
    holding.write_clocks(step)
    entry.write(step)
    return step.act.done({**{k: row[k] for k in ("id", "case_id", "kind", "state", "version")}, "due_on": holding.due_on(row, step.clocks),
                          "approve_by": row["value"].get("approve_by"), "number": number, "findings": [one.as_dict() for one in found]})
