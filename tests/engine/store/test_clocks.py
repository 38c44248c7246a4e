"""A clock's value in its row: what goes in comes out."""
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from engine import rulebook
from engine.law.time import clock as law
from engine.settings import ROOT
from engine.store.clocks import from_value, to_value
from engine.store.columns import decode, encode

#: fields that rows written before them do not have
LATER = {"kind", "started_by", "started_why", "ended_by", "ended_why"}
LATER_IN = {"suspensions": {"document", "by", "end_document", "end_by"}, "extensions": {"document", "by", "approver"}}


@pytest.fixture(scope="module")
def rules():
    return rulebook.load(ROOT / "processes" / "law")


def lived(rules) -> law.Clock:
    rule = rules.clocks["seizure"]
    clock = law.start(rule, date(2026, 3, 2), rules.calendar, by=1, why="扣押决定书")
    clock = law.resume(law.suspend(clock, date(2026, 3, 4), "testing", rule, document="检测委托书", by=2), date(2026, 3, 6), rules.calendar, by=3)
    return law.extend(clock, rule, rules.calendar, on=date(2026, 3, 9), reason="案情复杂", document="延长决定书", by=4)


def test_a_clock_survives_its_row(rules):
    hours = law.start(rules.clocks["emergency_approval"], datetime(2026, 1, 20, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai")), rules.calendar)
    for clock in (lived(rules), hours, law.meet(lived(rules), date(2026, 4, 1), by=5, why="解除扣押"), law.cancel(lived(rules))):
        assert from_value(decode(encode(to_value(clock)))) == clock


def test_a_row_written_before_the_newer_fields_can_still_be_read(rules):
    value = {k: v for k, v in to_value(lived(rules)).items() if k not in LATER}
    for key, later in LATER_IN.items():
        value[key] = [{k: v for k, v in one.items() if k not in later} for one in value[key]]
    old = from_value(decode(encode(value)))
    assert (old.kind, old.started_by, old.suspensions[0].document, old.extensions[0].by) == ("period", None, "", None)
    assert old.due_on == lived(rules).due_on
