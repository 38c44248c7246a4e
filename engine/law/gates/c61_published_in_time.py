"""C-61: a decision is published in time, and one that was changed or revoked is withdrawn in time. The lengths are clocks."""
from __future__ import annotations

from datetime import date
from typing import Iterator

from engine.law.facts import Defect, Facts, Finding
from engine.law.file.dossier import Publication
from engine.law.time.milestones import day_of, last_day

ID = "C-61"
DEFECTS = ("late", "unpublished", "withdrawal")

_DECISIONS = ("penalty_decision", "on_spot_decision")


def check(facts: Facts) -> Finding | None:
    """Not publishing is an objection only where the clock runs: not every decision is published (第四十八条第一款)."""
    return facts.defective(ID, _defects(facts), "请立即公开或者撤回；已经超期的，在案卷中说明原因。")


def _defects(facts: Facts) -> Iterator[Defect]:
    due = _due(facts)
    published = facts.dossier.publications
    first = min((p.on for p in published), default=facts.day("published_on"))
    if due and first and first > due:
        yield Defect("late", f"处罚决定应在 {due.isoformat()} 前公开，实际于 {first.isoformat()} 公开")
    if due and not first and _running(facts) and facts.on > due:
        yield Defect("unpublished", f"处罚决定应在 {due.isoformat()} 前公开，至今没有公开")
    for one in published:
        yield from _withdrawn(facts, one)


def _due(facts: Facts) -> date | None:
    if _running(facts):
        return facts.clocks["publish"].due_on
    papers = facts.dossier.issued(*_DECISIONS)
    return last_day(facts, "publish", day_of(papers[-1].issued_at)) if papers else None


def _running(facts: Facts) -> bool:
    clock = facts.clocks.get("publish")
    return clock is not None and clock.state != "cancelled"


def _withdrawn(facts: Facts, one: Publication) -> Iterator[Defect]:
    since = one.withdraw_since
    due = last_day(facts, "withdraw_publication", since) if since else None
    if since is None or due is None:
        return
    if one.withdrawn_on is None and facts.on > due:
        yield Defect("withdrawal", f"决定于 {since.isoformat()} 变更或者撤销，应在 {due.isoformat()} 前撤回公开，至今没有撤回")
    elif one.withdrawn_on is not None and one.withdrawn_on > due:
        yield Defect("withdrawal", f"应在 {due.isoformat()} 前撤回公开，实际于 {one.withdrawn_on.isoformat()} 撤回")
