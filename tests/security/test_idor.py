"""S10: each request of a whole case by HTTP is sent first by everybody whom the case does not concern, at the very moment it would be good."""
from __future__ import annotations

import re
from collections import Counter

import pytest
from sqlalchemy import func, literal, select, union_all

from engine.store import tables
from tests.api.conftest import Visitor
from tests.api.test_flow import Play
from tests.applications import interface
from tests.conftest import open_engine
from tests.course import actor
from tests.invariants import _nobody_bears_separated_duties
from tests.security.world import with_two_counties

#: who tries, and what they are told: as if there were nothing; no such permission; sign in first
STRANGERS = {"zhou_kai": 404, "song_ping": 404, "b_wang_qiang": 404, "b_luo_cheng": 404, "he_qing": 404, "adm_system": 403, "adm_security": 403,
             "adm_audit": 403, None: 401}
#: what is noted of somebody who was turned away
NOTED = {"access.refused"}
_OF_A_CASE = re.compile(r"/(cases|tasks|leads|clocks|measures|sheets|papers|evidence|transcripts|uploads)/\d+")
_READS = ("", "/papers", "/records", "/timeline", "/diagram", "/clocks", "/evidence", "/transcripts", "/measures", "/findings", "/protected", "/sheets")

_DONE = select(tables.event.c.action, func.count()).group_by(tables.event.c.action)
_ROWS = union_all(*(select(literal(t.name), func.count()).select_from(t) for t in tables.metadata.sorted_tables if "case_id" in t.c and t.name != "event"),
                  *(select(literal(f"{t.name}.version"), func.sum(t.c.version)) for t in (tables.case_file, tables.task, tables.instance)))


class Watched(Visitor):
    """Somebody at work; before each of their requests everybody else tries it."""

    attack = None

    def send(self, method, path, body=None, **how):
        if Watched.attack is not None and _OF_A_CASE.match(path):
            Watched.attack(method, path, body, how.get("headers"))
        return super().send(method, path, body, **how)

    def get(self, path, **how):
        if Watched.attack is not None and _OF_A_CASE.match(path):
            Watched.attack("GET", path, None, None)
        return super().get(path, **how)


@pytest.fixture
def stage(sqlite, monkeypatch):
    """Engine, clock and people of a county beside another."""
    url = sqlite.fresh(with_two_counties)
    engine = open_engine(url)
    app = interface(engine)

    def clock(at):
        monkeypatch.setattr(engine, "now", lambda: at)

    def person(code, kind=Watched):
        return kind(app).step_into(actor(engine, code, None).person_id) if code else kind(app)
    yield engine, clock, person
    Watched.attack = None
    engine.close()
    sqlite.drop(url)


def state(engine) -> tuple[Counter, dict[str, int]]:
    """What has happened, by kind, and how many rows each table of cases has with which versions."""
    with engine.store.read() as conn:
        return Counter({action: n for action, n in conn.execute(_DONE)}), {what: n for what, n in conn.execute(_ROWS)}


def test_a_whole_case_by_http_is_nobody_elses_at_any_moment(stage):
    engine, clock, person = stage
    tried, wrong, sent, inside = Counter(), [], set(), {}

    def attack(method, path, body, headers):
        seen = (method, path, str(body))
        if method == "GET" and seen in sent:
            return
        sent.add(seen)
        before = state(engine)
        for who, status in STRANGERS.items():
            # Whoever is signed in stays so while the clock does not move: a session is not what is tried here.
            at = engine.now()
            if inside.get(who, (None,))[0] != at:
                inside[who] = at, person(who, Visitor)
            answer = inside[who][1].send(method, path, body, headers=headers)
            tried[method] += 1
            if answer.status_code != status:
                wrong.append(f"{who} {method} {path}: {answer.status_code}, not {status}: {answer.text[:160]}")
        after = state(engine)
        fresh = {k for k, n in (after[0] - before[0]).items() if n} - NOTED - {"session.opened"}
        if fresh or after[1] != before[1]:
            wrong.append(f"{method} {path} left {fresh or after[1]}")

    Watched.attack = None
    play = Play(engine, clock, person, "ordinary_penalty/scenarios/e2")
    Watched.attack = attack
    assert play.run() == []
    for part in _READS:
        assert play.person(play.watcher).get(f"/cases/{play.case_id}{part}").status_code == 200, part
    assert not wrong, "\n".join(wrong)
    assert tried["POST"] >= 200 and tried["GET"] >= 100, tried
    with engine.store.read() as conn:
        _nobody_bears_separated_duties(engine, conn)
