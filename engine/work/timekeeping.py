"""What people do to a period 期限 by hand: begin it, stop it, suspend and resume it, extend it, begin it anew, cancel it.

Most periods follow the diagram and need nobody. These acts are for what happens beside it: a test that takes time, an
instalment, a transfer to the police, a renewed notice. Nothing is suspended or extended without a rule that is cited, and
a period that somebody let pass never approves anything.
"""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from engine import errors
from engine.case import facts
from engine.case.access import permit
from engine.case.file import entry, holding, policing
from engine.case.flow import effects, motion
from engine.case.flow.step import Step, take
from engine.law.file.evidence import MEASURES
from engine.law.rules import Rulebook
from engine.law.time import clock as law
from engine.law.time import wording
from engine.law.time.clock import ENDED
from engine.law.time.rule import COUNTED
from engine.now import shanghai_date
from engine.store import cases, clocks, standing, tasks, transfers
from engine.store.act import RequestKey

MOST_WORDS = 500
#: periods of things held, which move with the measure alone
_HELD = (*MEASURES, holding.APPROVAL)


def known(engine, actor, case_id: int, *, at: datetime) -> list[dict[str, Any]]:
    """The periods that a person may begin by hand in a case: `{"code", "name", "basis", "starts_on", "asks_length"}` each."""
    with engine.store.read() as conn:
        case, rules, on = cases.see(conn, actor, case_id), engine.rules_for(conn), shanghai_date(at)
        running = {one.code for _, one in clocks.of_case(conn, case_id) if one.state not in ENDED}
    packs, found = facts.packs(rules, case["item_code"], on), []
    for code in sorted(rules.versions):
        try:
            rule = rules.clock(code, on, packs)
        except errors.ClockRefused:  # a pack of another province or field
            continue
        if rule.kind in COUNTED and code not in running and code not in _HELD:
            found.append({"code": code, "name": rule.name, "basis": rule.basis, "starts_on": rule.starts_on, "unit": rule.unit,
                          "asks_length": rule.length is None})
    return found


def choices(engine, actor, clock_id: int, *, at: datetime) -> dict[str, Any]:
    """What a person may do about a period now.

    Returns:
        `{"can": [act, …], "grounds": [{"reason", "name", "basis"}], "extension": {"length", "unit", "approver", "basis"} | None}`.
    """
    with engine.store.read() as conn:
        case_id, one = clocks.one(conn, clock_id) or (0, None)
        if one is None:
            raise errors.NotFound("没有找到这个期限。")
        case, rules = cases.see(conn, actor, case_id, "没有找到这个期限。"), engine.rules_for(conn)
        seen, waiting = standing.read(conn, case_id, actor.person_id, at=at), cases.instance_of(conn, case_id)["waiting_clocks"]
    work = {"case_id": case_id, "name": one.name, "unit_id": case["unit_id"]}
    may = {d for d in ("handle", "decide") if permit.barred(engine, seen, actor.person_id, {**work, "duty": d}, shanghai_date(at)) is None}
    try:
        rule = rules.rule_of(one)
    except errors.ClockRefused:
        return {"can": [], "grounds": [], "extension": None}
    open_, own, waited = one.state not in ENDED, one.code in _HELD, one.code in waiting
    fits = {"stop": open_ and not own and not waited, "suspend": open_ and bool(rule.excludes), "resume": one.state == "suspended",
            "restart": open_ and not own, "extend": open_ and not own and bool(rule.extend), "cancel": open_ and not own and not waited}
    clause = rule.extend[0] if rule.extend else None
    return {"can": [a for a, fit in fits.items() if fit and ("decide" if a in ("extend", "cancel") else "handle") in may],
            "grounds": [{"reason": x.reason, "name": x.name, "basis": x.basis} for x in rule.excludes],
            "extension": {"length": clause.length, "unit": clause.unit, "approver": clause.approver, "basis": clause.basis} if clause else None}


def begin(engine, actor, case_id: int, code: str, day0: date | datetime, why: str, *, length: int | date | None = None,
          at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Begins a period.

    Args:
        day0: the day of the event, which is not counted; an instant for a period in hours.
        why: the event or the paper that begins it.
        length: where the rule leaves it to an order or notice.
    Returns:
        `{"case_id", "code", "gen", "state", "due_on", "due_at", "provisional"}`.
    Raises:
        errors.ClockRefused: no such rule for this case, a length it does not leave open, or it runs already.
        errors.NotEligible, errors.DutyConflict, errors.FormInvalid, errors.CaseClosed.
    """
    with engine.store.act(actor, at, key) as act:
        step = take(engine, act, case_id)
        if (answer := act.earlier()) is not None:
            return answer
        said = _said(step, "why", why)
        _not_later(step, "day0", day0)
        taken = entry.bear(step, [actor.person_id], "登记期限起算")
        rules, before = engine.rules_for(act.conn), step.clocks.get(code)
        _ours(step, code)
        if before is not None and before.state not in ENDED:
            raise errors.ClockRefused(f"“{before.name}”已在计算中（{before.due_on.isoformat()} 止）。", article=before.basis, clock=code,
                                      next="重新告知的，请用“重新起算”。", case_id=case_id)
        rule = rules.clock(code, day0.date() if isinstance(day0, datetime) else day0, _packs(step, rules))
        fresh = law.start(rule, day0, rules.calendar, gen=before.gen + 1 if before else 1, length=length, by=actor.person_id, why=said)
        return _done(step, taken, "clock.started", fresh, superseded=before)


def stop(engine, actor, clock_id: int, on: date | datetime, why: str, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Notes that what a period waited for was done; whether that was in time stays visible.

    Args:
        on: the day, or the aware instant: a period in hours met on its last day is in time or not by the minute.
    Raises:
        errors.ClockRefused: it has ended, or the diagram waits for it.
    """
    with _taken(engine, actor, clock_id, "登记期限事项办结", "handle", at, key) as (step, one, taken, answer):
        if answer is not None:
            return answer
        said = _said(step, "why", why)
        _within(step, one, on)
        _unwatched(step, one, "结束")
        return _done(step, taken, "clock.met", law.meet(one, on, by=actor.person_id, why=said))


def suspend(engine, actor, clock_id: int, reason: str, document: str, on: date, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Stops counting after a day, on a ground that the rule names.

    Args:
        reason: a ground of the rule, e.g. `testing`. document: the paper that says so and was given to the party.
    Raises:
        errors.ClockRefused: the rule names no such ground; there is no document; it does not run.
    """
    with _taken(engine, actor, clock_id, "中止计算期限", "handle", at, key) as (step, one, taken, answer):
        if answer is not None:
            return answer
        _within(step, one, on)
        rule = engine.rules_for(step.conn).rule_of(one)
        return _done(step, taken, "clock.suspended", law.suspend(one, on, reason, rule, document=document, by=actor.person_id), reason=reason)


def resume(engine, actor, clock_id: int, document: str, on: date, *, reason: str | None = None, at: datetime,
           key: RequestKey | None = None) -> dict[str, Any]:
    """Counts again after a day; the days really lost are added, overlapping ones once.

    Raises:
        errors.ClockRefused: nothing to resume.
    """
    with _taken(engine, actor, clock_id, "恢复计算期限", "handle", at, key) as (step, one, taken, answer):
        if answer is not None:
            return answer
        _within(step, one, on)
        calendar = engine.rules_for(step.conn).calendar
        return _done(step, taken, "clock.resumed", law.resume(one, on, calendar, reason, document=_said(step, "document", document),
                                                              by=actor.person_id))


def extend(engine, actor, clock_id: int, reason: str, *, length: int | date | None = None, document: str = "", at: datetime,
           key: RequestKey | None = None) -> dict[str, Any]:
    """A leader extends a period under the rule's own clause.

    Args:
        length: units, or the new last day; default the most that the clause allows.
    Raises:
        errors.ClockRefused: no rule allows it, it is used up, or the period is over.
    """
    with _taken(engine, actor, clock_id, "批准延长期限", "decide", at, key) as (step, one, taken, answer):
        if answer is not None:
            return answer
        rules = engine.rules_for(step.conn)
        longer = law.extend(one, rules.rule_of(one), rules.calendar, on=shanghai_date(at), reason=_said(step, "reason", reason), length=length,
                            document=document.strip()[:MOST_WORDS], by=actor.person_id)
        return _done(step, taken, "clock.extended", longer)


def restart(engine, actor, clock_id: int, day0: date, why: str, *, length: int | date | None = None, at: datetime,
            key: RequestKey | None = None) -> dict[str, Any]:
    """Begins a period anew after a renewed notice 重新告知; the old generation stays in the file.

    Raises:
        errors.ClockRefused: see `begin`.
    """
    with _taken(engine, actor, clock_id, "重新起算期限", "handle", at, key) as (step, one, taken, answer):
        if answer is not None:
            return answer
        _not_later(step, "day0", day0)
        rules, said = engine.rules_for(step.conn), _said(step, "why", why)
        old, fresh = law.restart(one, rules.clock(one.code, day0, _packs(step, rules)), day0, rules.calendar, why=said, length=length,
                                 by=actor.person_id)
        return _done(step, taken, "clock.restarted", fresh, superseded=old)


def cancel(engine, actor, clock_id: int, why: str, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """A leader cancels a period that has lost its object.

    Raises:
        errors.ClockRefused: it has ended, or the diagram waits for it.
    """
    with _taken(engine, actor, clock_id, "取消期限", "decide", at, key) as (step, one, taken, answer):
        if answer is not None:
            return answer
        _unwatched(step, one, "取消")
        return _done(step, taken, "clock.cancelled", law.cancel(one, shanghai_date(at), by=actor.person_id, why=_said(step, "why", why)))


# -- the way in and the way out ------------------------------------------------------------------------------------
@contextmanager
def _taken(engine, actor, clock_id: int, what: str, duty: str, at: datetime, key: RequestKey | None) -> Iterator[tuple[Step, law.Clock, Any, Any]]:
    with engine.store.act(actor, at, key) as act:
        found = clocks.one(act.conn, clock_id)
        if found is None:
            raise errors.NotFound("没有找到这个期限。")
        case_id, seen = found
        step = take(engine, act, case_id, "没有找到这个期限。")
        one = next(c for c in step.clocks.values() if (c.code, c.gen) == (seen.code, seen.gen))
        if (answer := act.earlier()) is not None:
            yield step, one, (), answer
            return
        taken = entry.bear(step, [actor.person_id], what, duty=duty)
        if duty == "decide" or what not in ("中止计算期限", "恢复计算期限"):
            _ours(step, one.code)
        if one.state in ENDED:
            raise errors.ClockRefused(f"“{one.name}”已经结束，不能再变更。", article=one.basis, clock=one.code, case_id=case_id)
        yield step, one, taken, None


def _done(step: Step, taken: Any, action: str, changed: law.Clock, *, superseded: law.Clock | None = None, **data: Any) -> dict[str, Any]:
    if superseded is not None:
        step.superseded.append(superseded)
    effects.put(step, action, changed, **data)
    motion.bear(step, taken)
    clocks.write(step.conn, step.case_id, [*step.superseded, changed])
    tasks.follow(step.conn, [(step.case_id, changed.code, changed.due_at)])
    entry.write(step)
    return step.act.done({"case_id": step.case_id, "code": changed.code, "gen": changed.gen, "state": changed.state, "due_on": changed.due_on,
                          "due_at": changed.due_at, "provisional": changed.provisional})


def _packs(step: Step, rules: Rulebook) -> tuple[str, ...]:
    return facts.packs(rules, step.data.get("item_code"), shanghai_date(step.act.at))


def _ours(step: Step, code: str) -> None:
    """The clocks of things held move with the measure alone, those of a transfer with it, or state and period would part."""
    if code in _HELD:
        raise errors.ClockRefused("这项期限随查封、扣押或者先行登记保存起止，不能单独变更。", next="请在“强制措施”中办理。", clock=code, case_id=step.case_id)
    if code in policing.CLOCKS and any(row["state"] not in policing.OVER for row in transfers.of_case(step.conn, step.case_id)):
        raise errors.ClockRefused("这项期限随移送涉嫌犯罪案件的程序起止，不能单独变更。", next="请在“移送”中办理。", clock=code, case_id=step.case_id)


def _unwatched(step: Step, one: law.Clock, what: str) -> None:
    if one.code in step.held.instance["waiting_clocks"]:
        raise errors.ClockRefused(f"流程正在等待“{one.name}”届满，不能手工{what}。", article=one.basis, clock=one.code, case_id=step.case_id,
                                  next="请通过相应的办理环节处理，或者由流程设计人员修改流程。")


def _said(step: Step, field: str, text: str) -> str:
    text = text.strip()
    if not text or len(text) > MOST_WORDS:
        raise errors.FormInvalid({field: ["请写明" if not text else f"最多 {MOST_WORDS} 个字"]})
    return text


def _not_later(step: Step, field: str, day: date | datetime) -> None:
    later = day > step.act.at if isinstance(day, datetime) else day > shanghai_date(step.act.at)
    if later:
        raise errors.FormInvalid({field: ["不能晚于今天"]})


def _within(step: Step, one: law.Clock, on: date | datetime) -> None:
    _not_later(step, "on", on)
    if one.began_at is not None and isinstance(on, datetime) and on < one.began_at:
        raise errors.FormInvalid({"on": [f"不能早于起算的时刻（{wording.instant(one.began_at)}）"]})
    if (shanghai_date(on) if isinstance(on, datetime) else on) < one.day0:
        raise errors.FormInvalid({"on": [f"不能早于起算之日（{one.day0.isoformat()}）"]})
