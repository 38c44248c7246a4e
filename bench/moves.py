"""What moving running cases to a new version costs: a dry run over 10,000 of them, the inbox meanwhile, and the move itself."""
from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import insert, select, update

from bench import databases, report
from bench.county import Crowd
from bench.course import Course
from engine.jobs import moving as jobs
from engine.process import bundle
from engine.settings import ROOT
from engine.store.tables import case_file, clock, instance
from engine.work import county, definitions, inbox, moves, people

TARGETS = {"dry run of 10,000 cases s": report.Target(most=60), "first page meanwhile / quiet": report.Target(most=4)}
CASES, PAGES = 10_000, 200
AT = datetime(2026, 7, 1, 2, tzinfo=timezone.utc)
ROOT_KEY, KEY = "closed_loop", "ordinary_penalty"
#: where real cases are brought to; the others are made after them in turn
PLACES = ("register", "verify", "apply_filing", "investigate", "conclude", "legal_review", "decide", "issue_decision")
#: one more duty before the decision, met between two tasks: some cases can still meet it, others are past it
SWAPS = (('<bpmn:sequenceFlow id="investigate_to_conclude" sourceRef="investigate" targetRef="conclude"/>',
          '<bpmn:userTask id="second_look" name="复核" e:duty="handle" e:form="conclude" e:changes="nothing" e:meets="second_look"/>'
          '<bpmn:sequenceFlow id="investigate_to_conclude" sourceRef="investigate" targetRef="second_look"/>'
          '<bpmn:sequenceFlow id="second_look_on" sourceRef="second_look" targetRef="conclude"/>'),
         ('e:needs="notice legal_review" e:gates="decide"', 'e:needs="second_look notice legal_review" e:gates="decide"'))
#: cases that the move itself is timed over, of those that can move
MOVED = 400
#: somebody opens the inbox thirty times a second
LOOK_S = 0.03


def measure(backend: databases.Backend, quick: bool) -> Mapping[str, float]:
    """All figures of one database."""
    engine = databases.started(databases.county(backend))
    try:
        models = _models(engine)
        crowd = Crowd(engine, 40 if quick else CASES)
        count = _spread(engine, models)
        definitions.deploy(engine, None, {KEY: _changed()}, at=AT)
        actor = crowd.person("busy")
        figures = _dry(engine, lambda: inbox.find(engine, actor, at=AT), count, 3 if quick else PAGES)
        return {**figures, **_walked(engine, 10 if quick else MOVED)}
    finally:
        engine.close()


def _dry(engine, page: Callable[[], Any], count: int, pages: int) -> dict[str, float]:
    moves.dry_run(engine, None, ROOT_KEY, most=0)  # what is compiled once and kept
    quiet, meanwhile, took, told = report.typical(page, pages), [], [], {}

    def dry() -> None:
        began = time.perf_counter()
        told.update(moves.dry_run(engine, None, ROOT_KEY))
        took.append(time.perf_counter() - began)
    alone = report.timed(dry)
    thread = threading.Thread(target=dry)
    thread.start()
    while thread.is_alive():
        meanwhile.append(report.timed(page))
        time.sleep(LOOK_S)
    thread.join()
    busy = sorted(meanwhile)
    return {"dry run of 10,000 cases s": alone * 10_000 / count, "the same while people work s": took[-1] * 10_000 / count, "cases": told["total"],
            "can move": told["moves"], "groups": len(told["groups"]), "first page quiet ms": 1000 * quiet,
            "first page meanwhile ms": 1000 * busy[len(busy) // 2], "slowest of a hundred meanwhile ms": 1000 * busy[-1 - len(busy) // 100],
            "first page meanwhile / quiet": busy[len(busy) // 2] / quiet}


def _walked(engine, count: int) -> dict[str, float]:
    designer, leader = (people.actor(engine, county.account_of(engine, code), AT) for code in ("he_qing", "luo_cheng"))
    with engine.store.read() as conn:
        rest = list(conn.execute(select(instance.c.case_id).where(instance.c.completed.is_(False)).order_by(instance.c.case_id).offset(count)).scalars())
    with engine.store.engine.begin() as conn:  # the others are left out of it
        for begun in range(0, len(rest), 500):
            conn.execute(update(instance).where(instance.c.case_id.in_(rest[begun:begun + 500])).values(completed=True))
        conn.execute(update(case_file).values(unit_id=designer.unit_id))
    move = moves.plan(engine, designer, ROOT_KEY, "测量", at=AT)
    moves.confirm(engine, leader, move["id"], at=AT)
    began = time.perf_counter()
    jobs.walk(engine, lambda: AT)
    took = time.perf_counter() - began
    done = moves.get(engine, designer, move["id"])
    moved = next((one["count"] for one in done["counts"] if one["verdict"] == "moved"), 0)
    return {"cases met a second": done["done"] / took, "of them moved": moved}


def _changed() -> bundle.Bundle:
    one = bundle.read(ROOT / "processes" / KEY)
    path = next(p for p in one.files if p.endswith(".bpmn"))
    text = one.files[path].decode()
    for old, new in SWAPS:
        if old not in text:
            raise SystemExit(f"the shipped drawing has changed: {old}")
        text = text.replace(old, new, 1)
    return bundle.from_files({**one.files, path: text.encode()})


def _models(engine) -> list[int]:
    """A real case at each of the places."""
    found = []
    for place in PLACES:
        course = Course(engine)
        for deed in course.deeds(until=place):
            deed.do()
        found.append(course.case_id)
    return found


def _spread(engine, models: list[int]) -> int:
    """Lets the made cases stand where real ones do; returns how many running cases there are."""
    with engine.store.act(None, AT) as act:
        ids = list(act.conn.execute(select(instance.c.case_id).where(instance.c.completed.is_(False), instance.c.case_id.not_in(models))
                                    .order_by(instance.c.case_id)).scalars())
        for number, model in enumerate(models):
            mine = ids[number::len(models)]
            stands = act.conn.execute(select(instance.c.state, instance.c.waiting_clocks, instance.c.next_at).where(instance.c.case_id == model)).one()
            file = act.conn.execute(select(case_file.c.met, case_file.c.facts).where(case_file.c.id == model)).one()
            ticking = [dict(r) for r in act.conn.execute(select(clock).where(clock.c.case_id == model)).mappings()]
            for begun in range(0, len(mine), 500):
                some = mine[begun:begun + 500]
                act.conn.execute(update(instance).where(instance.c.case_id.in_(some)).values(**stands._mapping))
                act.conn.execute(update(case_file).where(case_file.c.id.in_(some)).values(**file._mapping))
                rows = [{**{k: v for k, v in one.items() if k != "id"}, "case_id": case_id} for one in ticking for case_id in some]
                if rows:
                    act.conn.execute(insert(clock), rows)
        act.done(traced=False)
    return len(ids) + len(models)


if __name__ == "__main__":
    report.end(report.main("moves", __doc__, measure, TARGETS))
