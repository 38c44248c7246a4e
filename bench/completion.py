"""What completing one task costs: against bare SQL, against itself 200 send-backs later, against stock SpiffWorkflow."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from statistics import median
from typing import Any

from bench import databases, report
from bench.course import Course, Deed
from bench.stock import Stock
from bench.writes import Bare, noted
from engine.play import demo
from engine.process import definition, instance
from engine.settings import ROOT
from engine.work import audit

TARGETS = {"completion / bare SQL": report.Target(most=2.5), "send-back 200 / first": report.Target(most=1.3),
           "stock JSON / our state, 50 send-backs": report.Target(least=5), "statements, most of any task": report.Target(most=12)}
#: how many neighbouring send-backs are taken together, since one alone is mostly the disk's mood
WINDOW = 10
AT = datetime(2026, 6, 1, tzinfo=timezone.utc)


def measure(backend: databases.Backend, quick: bool) -> Mapping[str, float]:
    """All figures of one database."""
    url = databases.county(backend)
    return {**against_sql(backend, url, cases=2 if quick else 12), **send_backs(backend.twin(url), cases=1 if quick else 4, times=20 if quick else 200),
            **state(send_backs_before=5 if quick else 50, times=3 if quick else 30)}


# -- against bare SQL ---------------------------------------------------------------------------------------
def against_sql(backend: databases.Backend, url: str, cases: int) -> dict[str, float]:
    """Whole cases through the engine; after each act the same row writes in bare SQL on a twin of the database, and on another all it sent.

    Both sides send the same statements with the same values in as many transactions, on connections set alike, and wait for the disk at every
    commit. What the engine reads, checks and computes is on its side only; the third figure says how much of it is the reading.

    Raises:
        AssertionError: a twin differs in the end, so the writes were not the same.
    """
    twins = [backend.twin(url), backend.twin(url)]
    engine, (bare, reading) = databases.started(url), (Bare(backend.bare(one), backend.kind) for one in twins)
    ours, theirs, floor, statements = defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list)
    try:
        for number in range(cases + 1):
            for deed in Course(engine).deeds():
                with noted(engine) as notes:
                    spent = report.spent(deed.do)
                writes, whole = notes.committed, notes.whole
                again, all_again = report.spent(lambda: bare.again(writes)), report.spent(lambda: reading.again(whole))
                if number and deed.kind.startswith("complete"):  # the first case fills the caches
                    ours[deed.kind].append(spent)
                    theirs[deed.kind].append(again)
                    floor[deed.kind].append(all_again)
                    statements[deed.kind].append(len(notes.sent))
    finally:
        engine.close()
        bare.connection.close()
        reading.connection.close()
    assert all(_head(url) == _head(twin) for twin in twins)
    ratios = {kind: median(one.wall for one in ours[kind]) / median(one.wall for one in theirs[kind]) for kind in ours}
    one, other, least = _middle(ours), _middle(theirs), _middle(floor)
    return {"completion ms": one.wall * 1000, "the same writes in bare SQL ms": other.wall * 1000, "the same writes and reads in bare SQL ms": least.wall * 1000,
            "completion, beyond the writes ms": (one.wall - other.wall) * 1000,
            "completion / bare SQL": one.wall / other.wall, "completion / bare SQL, worst task": max(ratios.values()),
            "completion / bare SQL with the reads": one.wall / least.wall,
            "completion, own computing ms": one.cpu * 1000, "the same writes, own computing ms": other.cpu * 1000,
            "the same writes and reads, own computing ms": least.cpu * 1000,
            "statements, middle task": median(max(n) for n in statements.values()),
            "statements, most of any task": max(max(n) for n in statements.values())}


def _middle(by_kind: Mapping[str, list[report.Spent]]) -> report.Spent:
    every = [one for some in by_kind.values() for one in some]
    return report.Spent(median(one.wall for one in every), median(one.cpu for one in every))


def _head(url: str) -> Any:
    engine = databases.started(url)
    try:
        return audit.verify(engine)
    finally:
        engine.close()


# -- against itself, later ----------------------------------------------------------------------------------
def send_backs(url: str, cases: int, times: int) -> dict[str, float]:
    """Cases sent back for the first times, turn and turn about with cases sent back for the `times`th."""
    engine, first, last = databases.started(url), [], []
    try:
        for number in range(cases + 1):
            old, new = _at_review(engine), _at_review(engine)
            late, early = old.send_backs(times), new.send_backs(WINDOW)
            for _ in range(times - WINDOW):
                _round(late)
            spent = [(_round(early), _round(late)) for _ in range(WINDOW)]
            if number:  # the first fill the caches
                first += [one for one, _ in spent]
                last += [other for _, other in spent]
    finally:
        engine.close()
    return {"send-back, first ms": median(first) * 1000, f"send-back, {times}th ms": median(last) * 1000,
            "send-back 200 / first": median(last) / median(first)}


def _at_review(engine) -> Course:
    course = Course(engine)
    for deed in course.deeds(until="legal_review"):
        deed.do()
    return course


def _round(deeds: Iterator[Deed]) -> float:
    """Seconds of one round: sent back, then put right."""
    return sum(report.timed(next(deeds).do) for _ in range(2))


# -- against stock SpiffWorkflow ----------------------------------------------------------------------------
#: from the report of a lead to legal review, as form data
COURSE = (("register", {"urgency": "normal"}), ("triage", {"triage": "ours", "item_code": "SR-007"}),
          ("verify", {"verify_result": "violation", "correction": "ordered", "procedure": "none", "party_type": "organisation"}),
          ("order_correction", {"correction_days": 10}), ("recheck", {"recheck_result": "not_corrected", "procedure": "ordinary"}),
          ("apply_filing", {"item_code": "SR-007"}), ("approve_filing", {"filing_decision": "approve"}), ("investigate", {}),
          ("conclude", {"conclusion": "penalty", "penalty_kind": "fine", "penalty_fen": 6000000, "hearing_offered": False,
                        "collective_required": False, "statement_days": 5}),
          ("issue_notice", {}), ("serve_notice", {}), ("await_statement", {"statement_outcome": "waived"}))
SEND_BACK = ("legal_review", {"review_outcome": "send_back"})
REVISE = ("revise", {"conclusion": "penalty", "penalty_kind": "fine", "penalty_fen": 5000000, "hearing_offered": False,
                     "collective_required": False, "statement_days": 5})


def state(send_backs_before: int, times: int) -> dict[str, float]:
    """One step of the engine state alone, without a database: read it, complete a task, write it."""
    bundles = demo.bundles(ROOT / "processes")
    drawn = definition.compile(bundles, "closed_loop")
    context = instance.Context(at=AT, clocks={code: AT.replace(year=2999) for code in ("statement", "hearing_request", "correct", "verify", "decide")})
    running = instance.start(drawn, {}, context)
    stock, saved = Stock(bundles, "closed_loop"), running.dump()
    for element, form in [*COURSE, *([SEND_BACK, REVISE] * send_backs_before)]:
        saved = _step(drawn, saved, element, form, context)
        stock.complete(element, form)
    ours, theirs = report.compared(lambda: _step(drawn, saved, *SEND_BACK, context), lambda: stock.complete(*SEND_BACK, keep=False), times)
    warm = median(_warm(drawn, saved, *SEND_BACK, context) for _ in range(times))
    return {"our state, one step in memory ms": warm * 1000, "our state, one step ms": ours * 1000, "stock JSON, one step ms": theirs * 1000, "stock JSON / our state, 50 send-backs": theirs / ours,
            "our state KB": len(saved) / 1000, "stock JSON KB": len(stock.saved.encode()) / 1000}


def _step(drawn: definition.Definition, saved: bytes, element: str, form: Mapping[str, Any], context: instance.Context) -> bytes:
    return _moved(instance.restore(drawn, saved), element, form, context)


def _warm(drawn: definition.Definition, saved: bytes, element: str, form: Mapping[str, Any], context: instance.Context) -> float:
    """Seconds of a step on an instance that need not be read, as one that was worked on lately: SpiffWorkflow's own share of a completion."""
    running = instance.restore(drawn, saved)
    return report.timed(lambda: _moved(running, element, form, context))


def _moved(running: instance.Running, element: str, form: Mapping[str, Any], context: instance.Context) -> bytes:
    task = next(id for id, one in running.open_tasks().items() if one.element.id == element)
    running.complete(task, form, context)
    return running.dump()


if __name__ == "__main__":
    report.end(report.main("completion", __doc__, measure, TARGETS))
