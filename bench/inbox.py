"""Whether the inbox stays quick when the county is busy: its first page with 1,000 and with 100,000 open tasks."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bench import databases, report
from bench.county import AT, Crowd
from engine.work import inbox

TARGETS = {"first page 100,000 / 1,000, 20 posts": report.Target(most=2), "first page 100,000 / 1,000, nothing to do": report.Target(most=2)}
PAGES = 50


def measure(backend: databases.Backend, quick: bool) -> Mapping[str, float]:
    """All figures of one database."""
    few, many, times = (200, 400, 3) if quick else (1000, 100_000, 60)
    small, large = (databases.started(databases.county(backend)) for _ in range(2))
    try:
        crowds = [Crowd(engine, size) for engine, size in ((small, few), (large, many))]
        found: dict[str, float] = {}
        for who, code in (("20 posts", "busy"), ("nothing to do", "idle")):
            before, after = report.compared(*(_first_page(crowd, code) for crowd in crowds), times)
            found |= {f"{who}, {few:,} tasks ms": 1000 * before, f"{who}, {many:,} tasks ms": 1000 * after,
                      f"first page 100,000 / 1,000, {who}": after / before}
        return found | _further(large, crowds[1].person("busy"), 3 if quick else PAGES, times)
    finally:
        small.close()
        large.close()


def _first_page(crowd: Crowd, code: str) -> Callable[[], Any]:
    actor = crowd.person(code)
    return lambda: inbox.find(crowd.engine, actor, at=AT)


def _further(engine, actor, pages: int, times: int) -> dict[str, float]:
    """Pages far down, one duty only, and searches: found at once, found nowhere."""
    def page(**asked: Any) -> float:
        return 1000 * report.typical(lambda: inbox.find(engine, actor, at=AT, **asked), max(3, times // 4))

    after = None
    for _ in range(pages - 1):
        after = inbox.find(engine, actor, after=after, at=AT)["next"]
    return {"page 50 ms": page(after=after), "in hand only ms": page(view="mine"), "one duty ms": page(duty="handle"),
            "overdue ms": page(due="overdue"), "search, common word ms": page(q="水果店"), "search, found nowhere ms": page(q="没有这样的案件")}


if __name__ == "__main__":
    report.end(report.main("inbox", __doc__, measure, TARGETS))
