"""What publishing a calendar costs: 100,000 running clocks recounted, and the inbox meanwhile."""
from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import func, insert, select, update

from bench import databases, report
from bench.county import Crowd
from engine.jobs.recounting import Walker
from engine.law.time import clock as law
from engine.settings import ROOT
from engine.store.clocks import to_value
from engine.store.tables import case_file, clock, task
from engine.work import calendars, inbox

TARGETS = {"recount of 100,000 clocks s": report.Target(most=60), "first page meanwhile / quiet": report.Target(most=2)}
CASES, PAGES = 10_000, 200
#: ten clocks a case, in natural and working days, of the agency and of the party
CODES = ("decide", "pay", "publish", "statement", "hearing_request", "serve_decision", "seizure", "reconsider", "close", "archive")
#: what they count from, so that they end between December 2026, as 2027 is published, and the summer
FIRST, DAYS = date(2026, 12, 1), 150
PUBLISHED = datetime(2026, 11, 30, 2, tzinfo=timezone.utc)
CHUNK = 2000
#: somebody opens the inbox thirty times a second
LOOK_S = 0.03


def measure(backend: databases.Backend, quick: bool) -> Mapping[str, float]:
    """All figures of one database."""
    engine = databases.started(databases.county(backend))
    try:
        crowd = Crowd(engine, 40 if quick else CASES)
        count = _wind(engine)
        actor = crowd.person("busy")
        return _recounted(engine, lambda: inbox.find(engine, actor, at=PUBLISHED), count, 3 if quick else PAGES)
    finally:
        engine.close()


def _recounted(engine, page: Callable[[], Any], count: int, pages: int) -> dict[str, float]:
    quiet, meanwhile, walker = report.typical(page, pages), [], Walker(engine)
    before = _ends(engine)
    calendars.publish(engine, None, notice(), at=engine.now())
    began = time.perf_counter()
    walker.look()
    while (told := calendars.progress(engine, None))["finished_at"] is None:
        meanwhile.append(report.timed(page))
        time.sleep(LOOK_S)
    took, after = time.perf_counter() - began, _ends(engine)
    walker.stop()
    busy = sorted(meanwhile)
    return {"recount of 100,000 clocks s": took * 100_000 / count, "clocks": count, "clocks changed": told["changed"],
            "of them moved": sum(after[key] != end for key, end in before.items()), "first page quiet ms": 1000 * quiet,
            "first page meanwhile ms": 1000 * busy[len(busy) // 2], "slowest of a hundred meanwhile ms": 1000 * busy[-1 - len(busy) // 100],
            "first page meanwhile / quiet": busy[len(busy) // 2] / quiet}


def notice() -> str:
    """The shipped provisional 2027 as if it were the notice, with a longer Spring Festival: INVENTED, for measuring only."""
    text = (ROOT / "processes" / "law" / "calendars" / "2027.toml").read_text(encoding="utf-8")
    for old, new in (('status = "provisional"', 'status = "official"'), ("to = 2027-02-10", "to = 2027-02-12\nwork = [2027-01-31, 2027-02-20]")):
        text = text.replace(old, new)
    return text


def _wind(engine) -> int:
    """Gives every case its clocks and binds its open task to one of them; returns how many clocks there are."""
    kinds: dict[tuple[str, int], dict[str, Any]] = {}
    with engine.store.act(None, PUBLISHED) as act:
        rules = engine.rules_for(act.conn)
        for code in CODES:
            for number in range(DAYS):
                rule = rules.clocks[code]
                one = law.start(rule, FIRST + timedelta(number) - timedelta({"decide": 90, "reconsider": 60}.get(code, 0)), rules.calendar)
                kinds[code, number] = {"code": code, "gen": 1, "state": one.state, "next_at": one.next_at, "due_at": one.due_at, "value": to_value(one)}
        ids = list(act.conn.execute(select(case_file.c.id).order_by(case_file.c.id)).scalars())
        for begun in range(0, len(ids), CHUNK):
            rows = [_of(kinds[code, (place * 7 + n * 13) % DAYS], case_id)
                    for place, case_id in enumerate(ids[begun:begun + CHUNK]) for n, code in enumerate(CODES) if case_id != ids[0]]
            act.conn.execute(insert(clock), rows)
        bound = select(func.max(clock.c.due_at)).where(clock.c.case_id == task.c.case_id, clock.c.code == CODES[1]).scalar_subquery()
        act.conn.execute(update(task).where(task.c.state == "open", task.c.case_id != ids[0]).values(due_clock=CODES[1], due_at=bound))
        count = act.conn.execute(select(func.count()).select_from(clock).where(clock.c.state == "running")).scalar_one()
        act.done(traced=False)
    return count


def _of(kind: dict[str, Any], case_id: int) -> dict[str, Any]:
    return {**kind, "case_id": case_id, "value": {**kind["value"], "started_by": case_id}}  # no two clocks alike


def _ends(engine) -> dict[int, datetime]:
    with engine.store.read() as conn:
        return {row.id: row.due_at for row in conn.execute(select(clock.c.id, clock.c.due_at))}


if __name__ == "__main__":
    report.end(report.main("recount", __doc__, measure, TARGETS))
