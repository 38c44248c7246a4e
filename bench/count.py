"""What the law costs: counting a period, and asking the gates about a case."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bench import databases, report
from bench.county import AT
from bench.course import Course
from engine import rulebook
from engine.case import motion
from engine.law import period
from engine.settings import ROOT
from engine.store import standing, tasks
from engine.work import inbox

#: from a statute each: a correction, the statement of the party, the decision, a reconsideration, an execution
PERIODS = ((24, "hour"), (5, "working_day"), (90, "day"), (6, "month"), (2, "year"))
START = date(2025, 9, 26)


def measure(backend: databases.Backend, quick: bool) -> Mapping[str, float]:
    """All figures."""
    return {**_periods(times=20 if quick else 2000), **_gates(backend, times=3 if quick else 200)}


def _periods(times: int) -> dict[str, float]:
    calendar = rulebook.load(ROOT / "processes" / "law").calendar
    return {f"count {length} {unit} µs": 1e6 * report.typical(lambda: period.count(START, length, unit, calendar), times)
            for length, unit in PERIODS}


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


def _asked(engine, case_id: int, element: str, times: int) -> float:
    due = next(t for t in inbox.of_case(engine, case_id) if t["element"] == element)
    with engine.store.read() as conn:
        row, seen = tasks.one(conn, due["id"]), standing.read(conn, case_id, None)
        drawn = engine.definition_of_case(conn, case_id).element(row["process"], element)
        case = {"unit_id": row["case_unit_id"], "met": row["met"], "filed_on": row["filed_on"]}
        return report.typical(lambda: motion.findings_for(engine, conn, case, row["facts"], seen.clocks, seen.duties, drawn, AT), times)


if __name__ == "__main__":
    report.end(report.main("count", __doc__, measure, {}, kinds=("sqlite",)))
