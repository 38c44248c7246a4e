"""One sound ordinary case (modelled on E2 of DOMAIN §8.2), from which each test takes one thing away.

`case` and `on_the_spot` have flat data only (what the running product knows); `sound` (see sound.py) has a full dossier.
"""
from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone

import pytest

from engine.law.facts import Facts
from engine.law.people.separation import Held
from engine.law.power.authority import may_act
from engine.law.time import clock as clocks
from tests.engine.law.gates import sound as sound_case

DATA = {
    "found_on": "2026-04-27", "act_on": "2026-04-27", "party_type": "individual_business", "item_code": "SR-002",
    "correction": "ordered", "correction_ordered_on": "2026-04-27", "correction_due_on": "2026-04-29",
    "recheck_result": "not_corrected", "recheck_on": "2026-04-30", "procedure": "ordinary",
    "conclusion": "penalty", "penalty_kind": "fine", "penalty_fen": 300_00, "hearing_offered": False,
    "discretion_reason": "初次违法，危害轻微", "notice_served_on": "2026-05-08", "statement_outcome": "statement",
    "review_outcome": "agree",
}
MET = {
    "filing": {"at": "2026-04-30T06:00:00+00:00", "by": "d1"},
    "notice": {"at": "2026-05-08T06:00:00+00:00", "by": "h1", "penalty_fen": 300_00},
    "legal_review": {"at": "2026-05-13T06:00:00+00:00", "by": "r1"},
}
DUTIES = (Held("h1", "handle"), Held("h2", "handle"), Held("r1", "review"), Held("d1", "decide"))


@pytest.fixture
def case(rules):
    """Build the case: `case(data={…}, met={…}, without=(…), on=…)`; given keys replace, `without` removes."""
    def build(*, data=(), met=(), without=(), on=date(2026, 5, 14), duties=DUTIES, item="SR-002", unit="qingxi", clock=(),
              rulebook=rules) -> Facts:
        started = {"statement": clocks.start(rules.clocks["statement"], date(2026, 5, 8), rules.calendar),
                   "decide": clocks.start(rules.clocks["decide"], date(2026, 4, 30), rules.calendar)}
        keep = {k: v for k, v in {**DATA, **dict(data)}.items() if k not in without}
        done = {k: v for k, v in {**MET, **dict(met)}.items() if k not in without}
        running = {k: v for k, v in {**started, **dict(clock)}.items() if k not in without}
        return Facts(at=datetime(on.year, on.month, on.day, 2, tzinfo=timezone.utc), on=on, rules=rulebook, data=keep,
                     clocks=running, met=done, duties=duties, item=rules.items.get(item), unit_code=unit,
                     power=may_act(rules.lists, unit, item, on))
    return build


@pytest.fixture
def on_the_spot(case):
    """E1: a street stall fined 50 yuan on the spot."""
    def build(**changes) -> Facts:
        data = {"found_on": "2026-03-09", "act_on": "2026-03-10", "party_type": "citizen", "correction_ordered_on": "2026-03-09",
                "correction_due_on": "", "recheck_on": "2026-03-10", "procedure": "summary", "penalty_fen": 50_00,
                **changes.pop("data", {})}
        gone = ("filing", "notice", "legal_review", "statement", "decide", "notice_served_on", "conclusion",
                *changes.pop("without", ()))
        return case(data=data, without=gone, on=changes.pop("on", date(2026, 3, 10)), item=changes.pop("item", "SR-001"),
                    duties=changes.pop("duties", DUTIES[:2]), **changes)
    return build


@pytest.fixture
def sound(rules):
    """A complete sound case: `sound(variant, **changes)`; its API stands at the top of sound.py."""
    def build(variant: str = "fine", **changes) -> Facts:
        return sound_case.sound(rules, variant, **changes)
    return build


@pytest.fixture
def only():
    """Assert that exactly this gate objects to the act, so that nothing else stands between the actor and it."""
    from engine.law.gates import run

    def check(act: str, facts: Facts, gate: str):
        found = run(act, facts)
        assert [f.gate for f in found] == [gate], [f.message for f in found]
        assert found[0].article and found[0].message and found[0].next and found[0].name
        return found[0]
    return check


def with_threshold(rules, **changes):
    """The rulebook with other thresholds."""
    return replace(rules, thresholds=replace(rules.thresholds, **changes))
