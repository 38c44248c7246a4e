"""What a drawn task does to the case when it takes effect: obligations, clocks, numbers, papers."""
from __future__ import annotations

import hashlib
from datetime import date
from types import MappingProxyType
from typing import Any, Mapping

from engine.case import agency, facts
from engine.case.step import Step
from engine.law import clock as law
from engine.law.numbering import format_number
from engine.law.rules import Rulebook
from engine.now import shanghai_date
from engine.process.bpmn import Element, Pause
from engine.store import papers
from engine.store.columns import encode

#: obligations that change what the file is: with the first of them it gets its number, with the last it is closed
FILES, CLOSES = ("filing", "decision"), "closed"
#: the paper kind whose counter numbers the case itself
CASE_NUMBER = "case"


def apply(step: Step, element: Element) -> None:
    """Obligations met and voided, clocks stopped and started, the file opened or closed."""
    _clocks(step, element)
    met, on = step.held.case["met"], shanghai_date(step.act.at)
    for code in element.voids:
        met.pop(code, None)
    for code in element.meets:
        met[code] = {"at": step.act.at, "by": step.act.person_id, "penalty_fen": step.data.get("penalty_fen"),
                     "digest": facts.reviewed_digest(step.data)}
        step.act.record("obligation.met", case_id=step.case_id, task_id=step.held.task["id"], code=code)
    if step.held.case["number"] is None and any(code in FILES for code in element.meets):
        number = number_next(step.engine, step.conn, step.held.case["unit_id"], CASE_NUMBER, on.year)[0]
        step.changed |= {"number": number, "filed_on": on, "status": "filed", "title": _title(step)}
        step.held.case |= {"filed_on": on, "number": number}
        step.act.record("case.filed", case_id=step.case_id, number=number, on=on.isoformat())
    if CLOSES in element.meets:
        step.changed |= {"status": "closed", "closed_on": on}
        step.act.record("case.closed", case_id=step.case_id, on=on.isoformat())


def _clocks(step: Step, element: Element) -> None:
    on, rules, by = shanghai_date(step.act.at), step.engine.rules_for(step.conn), step.act.person_id
    for code in element.stops:
        running = step.clocks.get(code)
        if running is not None:
            put(step, "clock.met", law.meet(running, on, by=by))
    for pause in element.resumes:
        running = step.clocks.get(pause.code)
        if running is not None and running.state == "suspended":
            put(step, "clock.resumed", law.resume(running, on, rules.calendar, pause.reason, document=_document(step, pause), by=by))
    for pause in element.suspends:
        running = step.clocks.get(pause.code)
        if running is not None and running.state == "running":
            put(step, "clock.suspended", law.suspend(running, on, pause.reason or "", rules.rule_of(running), document=_document(step, pause), by=by))
    for start in element.starts:
        before = step.clocks.get(start.code)
        if before is not None:
            put(step, "clock.cancelled", law.cancel(before, on))
            step.superseded.append(step.clocks[start.code])
        day0 = (_day(step.data.get(start.day0_field)) if start.day0_field else None) or on
        length = _day(step.data.get(start.length_field)) if start.length_field else None
        rule = rules.clock(start.code, day0, packs(rules, step.data.get("item_code"), on))
        put(step, "clock.started", law.start(rule, day0, rules.calendar, gen=before.gen + 1 if before else 1, length=length, by=by,
                                             why=element.name))


def packs(rules: Rulebook, item_code: str | None, on: date) -> tuple[str, ...]:
    """The rule packs that bind a case besides the national one: those of field and province, then those the county has adopted."""
    item = rules.items.get(item_code)
    bound = rules.profiles.of(item.domain, on) if item else ()
    return tuple(dict.fromkeys((*bound, *rules.switches.get("packs", "").split())))


def _document(step: Step, pause: Pause) -> str:
    """The paper that a suspension or its end rests on: what the form says, else the step itself."""
    given = step.data.get(pause.document_field) if pause.document_field else None
    return str(given or (step.held.task or {}).get("name") or "")


def _day(value: Any) -> Any:
    """Forms give dates as ISO text; a length may be a number of units or the last day itself."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def put(step: Step, action: str, clock: law.Clock, **data: Any) -> None:
    """Keeps a clock that has changed; an older generation keeps its place beside the newest (see store.standing)."""
    newest = step.clocks.get(clock.code)
    key = clock.code if newest is None or newest.gen <= clock.gen else f"{clock.code}#{clock.gen}"
    if step.clocks.get(key) == clock:
        return
    step.clocks[key] = clock
    step.act.record(action, case_id=step.case_id, code=clock.code, gen=clock.gen, day0=clock.day0.isoformat(),
                    due_on=clock.due_on.isoformat(), rule=clock.rule_version, **data)


def drop_running_clocks(step: Step) -> None:
    """Nothing bounds a file whose process has ended, except periods that belong to the party."""
    for clock in list(step.clocks.values()):
        if clock.state in ("running", "suspended") and clock.binds == "agency":
            put(step, "clock.cancelled", law.cancel(clock, shanghai_date(step.act.at)))


def bounding_clock(clocks: dict[str, law.Clock], element: Element) -> law.Clock | None:
    """The clock that says when a task is due: the nearest it stops itself, else the agency's nearest running one."""
    running = [c for c in clocks.values() if c.state == "running"]
    own = [c for c in running if c.code in element.stops]
    return min(own or [c for c in running if c.binds != "party"], key=lambda c: c.due_at, default=None)


def task_unit(step: Step, element: Element) -> int:
    """The unit whose people do a task: the case's own, its superior for `county`, or the unit named by code."""
    own = step.held.case["unit_id"]
    unit = step.engine.unit(step.conn, own)
    if element.unit in (None, "town"):
        return own
    if element.unit == "county":
        return unit["parent_id"] or own
    return step.engine.unit_by_code(step.conn, element.unit)


def issue_paper(step: Step, code: str, says: Mapping[str, Any] = MappingProxyType({})) -> str:
    """Issues a paper 文书 with its number and what it says at this moment.

    Args:
        code: a kind of papers.toml.
        says: what this paper prints beside the facts of the case.
    Returns:
        Its number.
    """
    case, rules = step.held.case, step.engine.rules_for(step.conn)
    on = shanghai_date(step.act.at)
    kind = rules.papers[code]
    named = agency.bearer(step.engine, step.conn, case, step.data.get("item_code"), on)
    number, serial = number_next(step.engine, step.conn, named.unit_id, code, on.year)
    data = {"case_number": step.changed.get("number") or case["number"], "agency": named.agency, "on": on, "facts": {**step.data, **says},
            "remedy": rules.remedy(code, reconsideration=named.reconsideration, court=named.court),
            "clocks": {key: {"due_on": c.due_on, "basis": c.basis} for key, c in step.clocks.items()}}
    digest = hashlib.sha256(encode(data).encode()).hexdigest()
    task_id = step.held.task["id"] if step.held.task else None
    papers.issue(step.conn, case_id=step.case_id, task_id=task_id, kind=code, name=kind.name, number=number,
                 unit_id=named.unit_id, year=on.year, serial=serial, data=data, digest=digest, issued_at=step.act.at,
                 issued_by=step.act.person_id)
    step.act.record("paper.issued", case_id=step.case_id, task_id=task_id, kind=code, number=number, digest=digest)
    return number


def number_next(engine, conn, unit_id: int, kind: str, year: int) -> tuple[str, int]:
    """The next document number of a unit, e.g. 青溪镇综执罚决字〔2026〕第1号, with its serial."""
    serial = papers.next_serial(conn, unit_id, kind, year)
    return format_number(engine.rules.numbering, engine.unit(conn, unit_id)["short"], engine.rules.papers[kind].word, year, serial), serial


def _title(step: Step) -> str:
    item = step.engine.rules.items.get(step.data.get("item_code"))
    what: Any = item.name if item else step.held.case["title"]
    return f"{step.data.get('party_name') or '当事人'}{what}案"[:200]
