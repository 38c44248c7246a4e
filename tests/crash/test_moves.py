"""Kill -9 in the middle of a move: each case is wholly on the one version or on the other, and moved once."""
from __future__ import annotations

from functools import cache

import pytest
from sqlalchemy import select

from engine.jobs.moving import walk
from engine.store import tables
from engine.work import moves, moving
from tests.conftest import open_engine
from tests.course import PARKED, actor, effects, moment, with_cases
from tests.crash import worker
from tests.invariants import check_invariants
from tests.versions import RENAMED, changed, deploy

AT = moment("2026-08-20T10:00:00+08:00")


def with_a_move(url: str) -> None:
    """The county with parked cases, a newer version in force, and a confirmed move to it."""
    with_cases(url)
    engine = open_engine(url)
    try:
        deploy(engine, changed(RENAMED))
        move = moves.plan(engine, actor(engine, "he_qing", AT), "closed_loop", "统一环节名称", at=AT)
        moves.confirm(engine, actor(engine, "luo_cheng", AT), move["id"], at=AT)
    finally:
        engine.close()


def standing(engine) -> tuple[list, list, dict]:
    """Deployments of the cases, what was entered of each, and what was recorded."""
    with engine.store.read() as conn:
        rows = conn.execute(select(tables.instance.c.case_id, tables.instance.c.deployment_id, tables.instance.c.version).order_by(tables.instance.c.case_id)).all()
        told = conn.execute(select(tables.moved_case.c.case_id, tables.moved_case.c.verdict).order_by(tables.moved_case.c.case_id)).all()
    return [tuple(r) for r in rows], [tuple(r) for r in told], {k: n for k, n in effects(engine).items() if k.startswith("move:")}


@cache
def undisturbed(backend) -> tuple:
    """How it ends when nobody kills anything."""
    url = backend.fresh(with_a_move)
    engine = open_engine(url)
    walk(engine, lambda: AT)
    found = standing(engine)
    engine.close()
    backend.drop(url)
    return found


@pytest.mark.parametrize("where", ["engine_moved:1", "case_written:3", "before_events:4", "before_commit:4", "after_commit:5", "before_commit:12"])
def test_a_move_killed_anywhere_is_finished_by_the_next(backend, where):
    url = backend.fresh(with_a_move)
    worker.killed(worker.move, url, where, AT)
    engine = open_engine(url)
    check_invariants(engine)
    assert walk(engine, lambda: AT) == 0  # the dead one may still seem to be at it
    later = AT + moving.LEASE
    assert walk(engine, lambda: later) == 1
    assert standing(engine) == undisturbed(backend)
    assert len(standing(engine)[2]) == len(PARKED) and set(standing(engine)[2].values()) == {1}
    check_invariants(engine)
    engine.close()
    backend.drop(url)
