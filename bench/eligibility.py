"""What it costs to ask the law about everybody who might do a task: 200 people of one pool, and 200 tasks looked at in one go."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import event, insert

from bench import databases, report
from bench.county import AT
from bench.course import Course
from engine.case.flow import escalating, pool
from engine.store import escalations
from engine.store import people as rows
from engine.store.tables import absence, case_duty, post, qualification, substitution
from engine.work import inbox

PEOPLE, STATEMENTS = "200 people for one task ms", "statements for 200 people"
TARGETS = {PEOPLE: report.Target(most=20), STATEMENTS: report.Target(most=2)}
#: of a hundred people: with a suspended certificate, away, barred by what they did in the case
SUSPENDED, AWAY, BARRED = 10, 10, 20
#: of the people, how many have somebody standing in for them
LENT = 10


def measure(backend: databases.Backend, quick: bool) -> Mapping[str, float]:
    """All figures of one database."""
    few, times = (20, 3) if quick else (200, 100)
    engine = databases.started(databases.county(backend))
    try:
        course = Course(engine)
        for deed in course.deeds(until="conclude"):
            deed.do()
        task = next(t for t in inbox.of_case(engine, course.case_id) if t["element"] == "conclude")
        _crowd(engine, task["unit_id"], course.case_id, few)
        with engine.store.read() as conn:
            found = pool.asked(engine, conn, task, AT)
            assert len(found) >= few and any(v.refusal for _, v in found) and any(v.refusal is None for _, v in found)
            one = report.typical(lambda: pool.asked(engine, conn, task, AT), times)
            sent = _counted(engine, lambda: pool.asked(engine, conn, task, AT))
            waiting = escalations.of_case(conn, course.case_id) * few
            many = report.typical(lambda: escalating.find(engine, conn, waiting, AT), max(3, times // 5))
        return {PEOPLE: 1000 * one, STATEMENTS: sent, "200 tasks, whether anybody is left ms": 1000 * many}
    finally:
        engine.close()


def _crowd(engine, unit_id: int, case_id: int, count: int) -> None:
    with engine.store.act(None, AT) as act:
        conn = act.conn
        made = [rows.add(conn, "person", code=f"crowd_{n}", name=f"人员{n}", kind="staff", unit_id=unit_id, active=True) for n in range(count)]
        conn.execute(insert(post), [{"person_id": p, "unit_id": unit_id, "duty": duty} for p in made for duty in ("handle", "serve", "patrol")])
        conn.execute(insert(qualification), [
            {"person_id": p, "kind": "enforcement_certificate", "number": f"众执{p}", "scope": "综合行政执法", "valid_from": date(2024, 1, 1),
             "valid_until": date(2029, 1, 1), "suspended": n % 100 < SUSPENDED} for n, p in enumerate(made)])
        window = {"from_at": AT - timedelta(days=1), "until_at": AT + timedelta(days=9), "made_at": AT, "made_by": made[0]}
        conn.execute(insert(absence), [{"person_id": p, "kind": "leave", "note": "", **window} for n, p in enumerate(made) if SUSPENDED <= n % 100 < SUSPENDED + AWAY])
        conn.execute(insert(case_duty), [{"case_id": case_id, "person_id": p, "duty": "supervise", "task_name": "监督", "at": AT}
                                         for n, p in enumerate(made) if n % 100 >= 100 - BARRED or n == len(made) - 1])
        conn.execute(insert(substitution), [{"person_id": p, "deputy_id": made[-1 - n], "unit_id": unit_id, "duty": "handle", "reason": "外出", **window}
                                            for n, p in enumerate(made[:LENT])])
        act.record("person.entered", count=count)
        act.done()


def _counted(engine, ask) -> int:
    sent: list[str] = []

    def note(_conn, _cursor, statement, *_rest) -> None:
        sent.append(statement)
    event.listen(engine.store.engine, "before_cursor_execute", note)
    ask()
    event.remove(engine.store.engine, "before_cursor_execute", note)
    return len(sent)


if __name__ == "__main__":
    report.end(report.main("eligibility", __doc__, measure, TARGETS))
