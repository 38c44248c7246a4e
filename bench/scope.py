"""What it costs to ask who may see: an inbox and a list of cases at 100,000 tasks, 2,000 people and 300 units, with the filter and without."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bench import databases, report
from bench.county import AT, QUIET_TOWNS, Crowd
from engine.store import scope
from engine.store import tasks as rows
from engine.work import cases as files
from engine.work import inbox

TARGETS = {"inbox with the filter / without, 20 posts": report.Target(most=1.2), "inbox with the filter / without, nothing to do": report.Target(most=1.2)}
ASKED = {"q": None, "after": None, "limit": 51}


def measure(backend: databases.Backend, quick: bool) -> Mapping[str, float]:
    """All figures of one database."""
    towns, hands, count, times = (8, 40, 400, 3) if quick else (300 - QUIET_TOWNS, 2000, 100_000, 60)
    engine = databases.started(databases.county(backend))
    try:
        crowd, found = Crowd(engine, count, towns=towns, hands=hands), {}
        for who, code in (("20 posts", "busy"), ("nothing to do", "idle")):
            actor = crowd.person(code)
            without, with_it = report.compared(_inbox(engine, replace(actor, county_id=None)), _inbox(engine, actor), times)
            found |= {f"inbox without the filter, {who} ms": 1000 * without, f"inbox with it, {who} ms": 1000 * with_it,
                      f"inbox with the filter / without, {who}": with_it / without, f"inbox page, {who} ms": _typical(lambda a=actor: inbox.find(engine, a, at=AT), times),
                      f"cases, {who} ms": _typical(lambda a=actor: files.find(engine, a), times)}
        above = crowd.person("above")
        found["cases, reviewer over all units ms"] = _typical(lambda: files.find(engine, above), times)
        found["cases, search found nowhere ms"] = _typical(lambda: files.find(engine, crowd.person("busy"), q="没有这样的案件"), max(3, times // 10))
        found["one case, seen or not ms"] = _typical(lambda: _sees(engine, above, crowd.case_id), times)
        return found
    finally:
        engine.close()


def _inbox(engine, actor) -> Callable[[], Any]:
    def page() -> list[dict[str, Any]]:
        with engine.store.read() as conn:
            return rows.inbox(conn, actor, view="all", duty=None, due_before=None, **ASKED)
    return page


def _sees(engine, actor, case_id: int) -> bool:
    with engine.store.read() as conn:
        return scope.sees(conn, actor, case_id)


def _typical(act: Callable[[], Any], times: int) -> float:
    return 1000 * report.typical(act, times)


if __name__ == "__main__":
    report.end(report.main("scope", __doc__, measure, TARGETS))
