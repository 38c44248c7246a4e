"""Work that failed is tried again with growing pauses and closed when it went well."""
from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from engine.store import incidents, tables
from tests.course import moment

AT = moment("2026-05-12T09:00:00+08:00")


def note(engine, at) -> tuple[int, timedelta]:
    """Notes a failure; returns its count and the pause."""
    with engine.store.act(None, at) as act:
        tries = incidents.note(act.conn, "firing", "1", None, "坏了", at)
        act.record("incident.opened", kind="firing")
        act.done()
    with engine.store.read() as conn:
        return tries, conn.execute(select(tables.incident.c.retry_at)).scalar_one() - at


def test_pauses_double_up_to_an_hour(engine):
    told = [note(engine, AT) for _ in range(12)]
    assert [tries for tries, _ in told] == list(range(1, 13))
    assert [pause.total_seconds() for _, pause in told] == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600]


def test_an_incident_that_was_closed_begins_anew(engine):
    note(engine, AT)
    note(engine, AT)
    with engine.store.act(None, AT) as act:
        assert incidents.close(act.conn, "firing", "1", AT)
        assert not incidents.close(act.conn, "firing", "1", AT)
        assert incidents.open_count(act.conn) == 0
        act.record("incident.closed", kind="firing")
        act.done()
    later = AT + timedelta(days=1)
    assert note(engine, later) == (1, timedelta(seconds=10))
    with engine.store.read() as conn:
        assert conn.execute(select(tables.incident.c.opened_at)).scalar_one() == later
        assert incidents.open_count(conn) == 1
