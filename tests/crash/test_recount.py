"""Kill -9 in the middle of a recount: whoever goes on begins where it stopped, and each clock is changed and put on record once."""
from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest
from sqlalchemy import select

from engine.jobs.recounting import walk
from engine.law.time import clock as law
from engine.store import clocks, tables
from engine.work import calendars, recount
from tests.conftest import open_engine, with_county
from tests.course import Course, effects, moment
from tests.crash import worker
from tests.invariants import check_invariants
from tests.notices import NOTICE_2027

AT = moment("2026-11-25T10:00:00+08:00")
CASES, CODES = 23, ("decide", "pay", "publish", "statement")


def with_clocks(url: str) -> None:
    """The county and cases whose clocks end around the Spring Festival of 2027; the notice is published, nothing is recounted yet."""
    with_county(url)
    engine = open_engine(url)
    try:
        for number in range(CASES):
            case_id = Course.begin(engine).to("verify").case_id
            with engine.store.act(None, AT) as act:
                rules, day0 = engine.rules_for(act.conn), date(2027, 1, 25) + timedelta(days=number % 9)
                clocks.write(act.conn, case_id, [law.start(rules.clock(code, day0), day0 - timedelta(days=70 * (code == "decide")), rules.calendar)
                                                 for code in CODES])
                act.done(traced=False)
        calendars.publish(engine, None, NOTICE_2027, at=AT)
    finally:
        engine.close()


def standing(engine) -> tuple[list, set[str], dict]:
    """The clocks, what was recounted, and the walk without its times."""
    with engine.store.read() as conn:
        rows = conn.execute(select(tables.clock.c.case_id, tables.clock.c.code, tables.clock.c.value).order_by(tables.clock.c.id)).all()
    walked = calendars.progress(engine, None)
    return [tuple(r) for r in rows], {e for e in effects(engine) if e.startswith("recount")}, {k: walked[k] for k in ("total", "done", "changed", "percent")}


@cache
def undisturbed(backend) -> tuple:
    """How it ends when nobody kills anything."""
    url = backend.fresh(with_clocks)
    engine = open_engine(url)
    walk(engine, lambda: AT)
    found = standing(engine)
    engine.close()
    backend.drop(url)
    return found


@pytest.mark.parametrize("where", ["before_commit:1", "before_commit:2", "after_commit:2", "before_commit:3", "after_commit:3", "after_commit:4",
                                   "before_commit:5"])
def test_a_recount_killed_anywhere_is_finished_by_the_next(backend, monkeypatch, where):
    """Every batch and piece is a transaction of its own; the worker dies in one of the first."""
    url = backend.fresh(with_clocks)
    worker.killed(worker.recount, url, where, AT)
    engine = open_engine(url)
    check_invariants(engine)
    assert calendars.progress(engine, None)["finished_at"] is None
    # the dead one may still seem to be at it: another waits until it has been silent for a while
    later = AT + recount.LEASE
    assert walk(engine, lambda: later) == 1
    assert standing(engine) == undisturbed(backend)
    assert {k: v for k, v in standing(engine)[2].items() if k != "changed"} == {"total": CASES * len(CODES), "done": CASES * len(CODES), "percent": 100}
    check_invariants(engine)
    engine.close()
    backend.drop(url)
