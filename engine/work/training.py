"""Training 培训 and examinations 考试: what a certificate waits for."""
from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import Any, Mapping

from engine.case.file.entry import Entry
from engine.case.roll import keeping
from engine.law.people import certificates
from engine.now import shanghai_date
from engine.store import staff
from engine.store.act import RequestKey

KINDS = MappingProxyType(certificates.TRAININGS)
MOST_HOURS, MOST_SCORE = 400, 100


def add(engine, actor, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Enters a course or an examination for one person or several.

    Args:
        given: `persons` (codes), `kind` (`course` or `exam`), `name`, `on`, `hours` for a course, `score` for an examination; whether it was
            passed follows from the pass mark of the day.
    Returns:
        `{"ids", "passed"}`: passed None for a course.
    Raises:
        errors.FormInvalid. errors.Forbidden: oneself among them, or no security administrator. errors.NotFound.
    """
    keeping.need(actor, keeping.GRANT)
    read = Entry(given, at)
    kind, name, on = read.choice("kind", KINDS), read.words("name", 128), keeping.day(read, "on", future=False)
    hours = _number(read, "hours", MOST_HOURS) if kind == certificates.COURSE else None
    score = _number(read, "score", MOST_SCORE, least=0) if kind == certificates.EXAM else None
    codes = given.get("persons")
    if not isinstance(codes, (list, tuple)) or not codes or any(not isinstance(one, str) for one in codes):
        read.fault("persons", "请选择人员")
    read.done()
    with engine.store.act(actor, at, key) as act:
        if (answer := act.earlier()) is not None:
            return answer
        people = [keeping.person(act.conn, actor, code) for code in dict.fromkeys(codes)]
        mark = engine.rules_for(act.conn).limit("exam_pass_mark", on)
        passed = None if kind == certificates.COURSE else score >= (mark.value if mark else MOST_SCORE)
        ids = []
        for person in people:
            keeping.not_own(actor, person["id"], "登记培训考试")
            ids.append(staff.add_training(act.conn, person_id=person["id"], kind=kind, name=name, on=on, hours=hours, score=score, passed=passed, added_at=at,
                                          added_by=act.person_id))
            act.record("training.added", training_id=ids[-1], subject=person["id"], kind=kind, on=on.isoformat(), hours=hours, score=score, passed=passed)
        return act.done({"ids": ids, "passed": passed})


def overview(engine, actor, unit: str, *, at: datetime) -> dict[str, Any]:
    """How a unit's people are trained: hours of the last year against those asked for, and the last examination.

    Raises:
        errors.NotFound: no such unit in this county.
    """
    keeping.need(actor, keeping.READ)
    on = shanghai_date(at)
    with engine.store.read() as conn:
        one = keeping.unit(engine, conn, actor, unit)
        people = staff.find(conn, None, unit_id=one["id"], limit=1000)
        rows = staff.trainings(conn, [p["id"] for p in people])
        bound = engine.rules_for(conn).limit("training_hours", on)
    wanted, items = bound.value if bound else 0, []
    for person in people:
        mine = rows.get(person["id"], [])
        last = next((t for t in mine if t["kind"] == certificates.EXAM), None)
        had = certificates.hours(staff.trained(mine), on)
        items.append({"code": person["code"], "name": person["name"], "kind": person["kind"], "hours": had, "enough": had >= wanted,
                      "exam_on": last and last["on"], "exam_score": last and last["score"], "exam_passed": last and last["passed"]})
    return {"unit": unit, "unit_name": one["name"], "hours": wanted, "basis": bound.basis if bound else "", "items": items}


def _number(read: Entry, key: str, most: int, *, least: int = 1) -> int:
    value = read.given.get(key)
    if type(value) is not int or not least <= value <= most:
        read.fault(key, f"应为 {least} 至 {most} 的整数")
        return 0
    return value
