"""What the law costs: counting a period, and asking the gates about a case."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bench import databases, report
from bench.county import AT
from bench.course import Course
from engine import rulebook
from engine.case.file import dossier
from engine.case.flow import motion
from engine.law import gates
from engine.law.time import clock, period
from engine.settings import ROOT
from engine.store import standing, tasks
from engine.work import inbox
from tests.engine.law.gates.sound import sound

#: from a statute each: a correction, the statement of the party, the decision, a reconsideration, an execution
PERIODS = ((24, "hour"), (5, "working_day"), (90, "day"), (6, "month"), (2, "year"))
START = date(2025, 9, 26)
WHOLE_FILE = "all gates over a complete file ms"
CLOCKS = "recount 100,000 clocks s"
TARGETS = {WHOLE_FILE: report.Target(most=5), CLOCKS: report.Target(most=60),
           **{f"count {length} {unit} µs": report.Target(most=20) for length, unit in PERIODS}}


def measure(backend: databases.Backend, quick: bool) -> Mapping[str, float]:
    """All figures."""
    return {**_periods(times=20 if quick else 2000), **_clocks(times=20 if quick else 2000), **_gates(backend, times=3 if quick else 200),
            **_whole_file(times=3 if quick else 200)}


def _periods(times: int) -> dict[str, float]:
    calendar = rulebook.load(ROOT / "processes" / "law").calendar
    return {f"count {length} {unit} µs": 1e6 * report.typical(lambda: period.count(START, length, unit, calendar), times)
            for length, unit in PERIODS}


def _clocks(times: int) -> dict[str, float]:
    """What the law alone costs when a year's calendar is published and every open clock is counted anew."""
    rules = rulebook.load(ROOT / "processes" / "law")
    running = [clock.start(rules.clock(code, AT.date()), AT.date(), rules.calendar) for code in ("decide", "pay", "statement", "sue")]
    once = report.typical(lambda: clock.changes(running, rules.calendar, AT), times)
    return {CLOCKS: 100_000 * once / len(running)}


def _gates(backend: databases.Backend, times: int) -> dict[str, float]:
    """The gates of each act, over the case that is about to take it."""
    engine, found = databases.started(databases.county(backend)), {}
    try:
        for element in ("approve_filing", "legal_review", "decide", "close_case"):
            course = Course(engine)
            for deed in course.deeds(until=element):
                deed.do()
            found[f"gates before {element} ms"] = 1000 * _asked(engine, course.case_id, element, times)
    finally:
        engine.close()
    return found


def _whole_file(times: int) -> dict[str, float]:
    """Every gate there is over the fullest sound case: seizure, hearing, leaders together, instalments, closed and archived."""
    rules = rulebook.load(ROOT / "processes" / "law")
    facts = sound(rules, "hearing")
    assert not gates.run("dossier", facts)
    return {WHOLE_FILE: 1000 * report.typical(lambda: gates.run("dossier", facts), times)}


def _asked(engine, case_id: int, element: str, times: int) -> float:
    due = next(t for t in inbox.of_case(engine, case_id) if t["element"] == element)
    with engine.store.read() as conn:
        row, seen = tasks.one(conn, due["id"]), standing.read(conn, case_id, None)
        drawn = engine.definition_of_case(conn, case_id).element(row["process"], element)
        case = {"id": case_id, "unit_id": row["case_unit_id"], "met": row["met"], "filed_on": row["filed_on"],
                "filing_unit_id": None}
        file = dossier.read(engine, conn, case, row["facts"], seen.clocks)
        return report.typical(lambda: motion.findings_for(engine, conn, case, row["facts"], seen.clocks, seen.duties, drawn, AT, lambda: file), times)


if __name__ == "__main__":
    report.end(report.main("count", __doc__, measure, TARGETS, kinds=("sqlite",)))
