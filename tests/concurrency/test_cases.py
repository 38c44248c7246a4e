"""Different cases at the same time: nobody waits in vain, the chain does not fork, numbers have no gaps."""
from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select

from engine.store import tables
from engine.store.act import RequestKey
from engine.work import leads
from tests.concurrency.race import parted, race
from tests.course import Course, actor, example, moment
from tests.invariants import check_invariants

EIGHT = 8


def test_eight_people_report_and_handle_eight_cases_at_once(engine):
    def whole(n: int):
        course = Course.begin(engine).to("apply_filing")
        course.take(key=RequestKey(f"filing-{n}", "f" * 64))
        return course.to("conclude").case_id

    done, refused = parted(race([lambda n=n: whole(n) for n in range(EIGHT)]))
    assert not refused and len(set(done)) == EIGHT
    with engine.store.read() as conn:
        numbers = defaultdict(list)
        for row in conn.execute(select(tables.paper.c.kind, tables.paper.c.serial)):
            numbers[row.kind].append(row.serial)
        events = conn.execute(select(tables.event.c.prev)).scalars().all()
    # One inspection record when the violation is found, one when it is looked at again.
    assert sorted(numbers["inspection_record"]) == list(range(1, 2 * EIGHT + 1))
    assert sorted(numbers["filing_approval"]) == list(range(1, EIGHT + 1))
    assert len(events) == len(set(events)), "two events follow the same one: the chain forked"
    check_invariants(engine)


def test_leads_reported_at_once_are_numbered_without_gaps(engine):
    lead = example()["lead"]
    who, at = actor(engine, lead["who"]), moment(lead["at"])
    done, refused = parted(race([lambda: [leads.report(engine, who, lead["form"], at=at)["number"] for _ in range(4)]] * EIGHT))
    assert not refused
    numbers = {number for some in done for number in some}
    with engine.store.read() as conn:
        assert conn.execute(select(tables.serial.c.last).where(tables.serial.c.kind == "lead")).scalar_one() == len(numbers) == 4 * EIGHT
    check_invariants(engine)
