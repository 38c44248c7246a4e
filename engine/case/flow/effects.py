"""What a drawn task does to the case when it takes effect: obligations, clocks, numbers, papers."""
from __future__ import annotations

import hashlib
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Iterable, Mapping

from engine.case import facts
from engine.case.facts import packs
from engine.case.file import agency, printing
from engine.case.flow.step import Step
from engine.law.file.numbering import Paper, format_number
from engine.law.people import organisation
from engine.law.time import clock as law
from engine.now import shanghai_date
from engine.process.bpmn import Element, Pause
from engine.store import papers
from engine.store.columns import Encoded, encode

#: obligations that change what the file is: with the first of them it gets its number, with the last it is closed
FILES, CLOSES = ("filing", "decision"), "closed"
#: the paper kind whose counter numbers the case itself
CASE_NUMBER = "case"
#: the series of archive numbers 归档号
ARCHIVE_NUMBER = "archive"


def apply(step: Step, element: Element) -> None:
    """Obligations met and voided, clocks stopped and started, the file opened or closed."""
    run_clocks(step, element)
    met, on = step.held.case["met"], shanghai_date(step.act.at)
    for code in element.voids:
        met.pop(code, None)
    for code in element.meets:
        met[code] = {"at": step.act.at, "by": step.act.person_id, "penalty_fen": step.data.get("penalty_fen"),
                     "digest": facts.reviewed_digest(step.data)}
        step.act.record("obligation.met", case_id=step.case_id, task_id=step.held.task["id"], code=code)
    if step.held.case["number"] is None and any(code in FILES for code in element.meets):
        step.held.case |= {"filed_on": on}
        number = _case_number(step, element, on.year)
        step.changed |= {"number": number, "filed_on": on, "status": "filed", "title": _title(step)}
        step.held.case |= {"number": number}
        step.act.record("case.filed", case_id=step.case_id, number=number, on=on.isoformat())
    if CLOSES in element.meets:
        # 归档号: the year of closing and four figures in the order of closing
        met[CLOSES]["archive_number"] = f"{on.year}{_serial(step, element, ARCHIVE_NUMBER, on.year):04d}"
        step.changed |= {"status": "closed", "closed_on": on}
        step.act.record("case.closed", case_id=step.case_id, on=on.isoformat())


def _case_number(step: Step, element: Element, year: int) -> str:
    subject = step.engine.subject(step.conn, step.held.case["unit_id"])
    serial = _serial(step, element, CASE_NUMBER, year)
    return format_number(step.engine.rules.numbering, subject["short"], step.engine.rules.papers[CASE_NUMBER].word, year, serial)


def _serial(step: Step, element: Element, kind: str, year: int) -> int:
    """The next number of a series of the case itself; that of the paper which follows is taken in the same statement."""
    own = (step.engine.subject(step.conn, step.held.case["unit_id"])["id"], kind, year)
    if not element.paper:
        return papers.next_serial(step.conn, *own)
    on = shanghai_date(step.act.at)
    bearer = agency.bearer(step.engine, step.conn, step.held.case, step.data.get("item_code"), on)
    other = (step.engine.subject(step.conn, bearer.unit_id)["id"], element.paper, on.year)
    step.serials = papers.next_serials(step.conn, (own, other))
    return step.serials.pop(own)


def run_clocks(step: Step, element: Element) -> None:
    """Clocks stopped, resumed, suspended and started, as the drawing says; kept in the step."""
    on, rules, by = shanghai_date(step.act.at), step.engine.rules_for(step.conn), step.act.person_id
    for code in element.stops:
        running = step.clocks.get(code)
        if running is not None:
            put(step, "clock.met", law.meet(running, step.act.at, by=by))
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
        given = (_day(step.data.get(start.day0_field)) if start.day0_field else None) or on
        day0 = shanghai_date(given) if isinstance(given, datetime) else given
        length = _day(step.data.get(start.length_field)) if start.length_field else None
        rule = rules.clock(start.code, day0, packs(rules, step.data.get("item_code"), on))
        if rule.unit == "hour":  # from its instant: the one entered, or that of the act where no field was drawn
            day0 = given if isinstance(given, datetime) else day0 if start.day0_field else step.act.at
        put(step, "clock.started", law.start(rule, day0, rules.calendar, gen=before.gen + 1 if before else 1, length=length, by=by,
                                             why=element.name))


def _document(step: Step, pause: Pause) -> str:
    """The paper that a suspension or its end rests on: what the form says, else the step itself."""
    given = step.data.get(pause.document_field) if pause.document_field else None
    return str(given or (step.held.task or {}).get("name") or "")


def _day(value: Any) -> Any:
    """Forms give dates and instants as ISO text; a length may be a number of units or the last day itself."""
    if not isinstance(value, str):
        return value
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)


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
    """The unit whose people do a task: the case's own, its superior for `county`, or the unit named by code.

    What an internal team or station has no people for its legal subject does; review goes to the county's shared pool where there is one;
    what a dissolved unit would have done its successor does.
    """
    units, case_unit, on = step.engine.units(step.conn), step.held.case["unit_id"], shanghai_date(step.act.at)
    own = units[case_unit]
    if element.unit in (None, "town"):
        found = organisation.desk_id(units, case_unit, element.duty)
    elif element.unit == "county":
        found = own["superior_id"] or own["subject_id"]
        found = (organisation.pool_id(units, found, on) if element.duty == "review" else None) or found
    else:
        found = step.engine.unit_by_code(step.conn, element.unit)
    return organisation.heir_id(units, found, on)


def issue_paper(step: Step, code: str, says: Mapping[str, Any] = MappingProxyType({}), *, signers: Iterable[int] = (), task_id: int | None = None) -> str:
    """Issues a paper 文书 with its number and what it says at this moment.

    Args:
        code: a kind of papers.toml.
        says: what this paper prints beside the facts of the case.
        signers: who answers for it; default the one who acts.
        task_id: the task it belongs to, where that is not the one in hand.
    Returns:
        Its number.
    """
    case, rules = step.held.case, step.engine.rules_for(step.conn)
    on = shanghai_date(step.act.at)
    kind = rules.papers[code]
    named = agency.bearer(step.engine, step.conn, case, step.data.get("item_code"), on)
    subject = step.engine.subject(step.conn, named.unit_id)
    own = (subject["id"], code, on.year)
    serial = step.serials.pop(own) if own in step.serials else papers.next_serial(step.conn, *own)
    number = format_number(step.engine.rules.numbering, subject["short"], kind.word, on.year, serial)
    data = Encoded(encode(worded(step, kind, named, says, list(signers) or [step.act.person_id])))
    digest = hashlib.sha256(data.encode()).hexdigest()
    task_id = task_id or (step.held.task["id"] if step.held.task else None)
    papers.issue(step.conn, case_id=step.case_id, task_id=task_id, kind=code, name=kind.name, number=number,
                 unit_id=named.unit_id, year=on.year, serial=serial, data=data, digest=digest, issued_at=step.act.at,
                 issued_by=step.act.person_id)
    step.act.record("paper.issued", case_id=step.case_id, task_id=task_id, kind=code, number=number, digest=digest)
    return number


def worded(step: Step, kind: Paper, named: agency.Bearer, says: Mapping[str, Any], signers: Iterable[int]) -> dict[str, Any]:
    """What a paper says, all of it but its number; nothing is taken or kept.

    Args:
        named: who bears it. says: as in `issue_paper`.
    """
    case, rules = step.held.case, step.engine.rules_for(step.conn)
    data = {"case_number": step.changed.get("number") or case["number"], "agency": named.agency, "on": shanghai_date(step.act.at),
            "facts": {**step.data, **printing.printed(step, kind, signers), **says},
            "remedy": rules.remedy(kind.kind, reconsideration=named.reconsideration, court=named.court),
            "clocks": {key: {"due_on": c.due_on, "basis": c.basis} for key, c in step.clocks.items()}, "periods": printing.periods(step, kind)}
    if step.acting_for.get(step.act.person_id):
        data["for_id"] = step.acting_for[step.act.person_id]
    return data


def number_next(engine, conn, unit_id: int, kind: str, year: int) -> tuple[str, int]:
    """The next document number of a unit's legal subject, e.g. 青溪镇综执罚决字〔2026〕第1号, with its serial."""
    subject = engine.subject(conn, unit_id)
    serial = papers.next_serial(conn, subject["id"], kind, year)
    return format_number(engine.rules.numbering, subject["short"], engine.rules.papers[kind].word, year, serial), serial


def _title(step: Step) -> str:
    item = step.engine.rules.items.get(step.data.get("item_code"))
    what: Any = item.name if item else step.held.case["title"]
    return f"{step.data.get('party_name') or '当事人'}{what}案"[:200]
