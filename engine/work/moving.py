"""The walk of a confirmed move 迁移执行: case by case, each in a transaction of its own that never waits for a person.

A case that somebody works on is passed over and met again later; whatever fails leaves the case as it was. How far the walk has
come is in the rows, so that whoever goes on after a crash begins there, and a case met twice is not moved twice.
"""
from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from engine import errors
from engine.case.flow import moving
from engine.case.flow.moving import Judge, Verdict
from engine.store import cases, moves

log = logging.getLogger(__name__)
#: cases read at a time
BATCH = 100
#: how long a walker may be silent before another takes its place; how long it leaves cases alone that people work on
LEASE, LATER = timedelta(seconds=20), timedelta(seconds=5)


def waiting(engine, *, at: datetime) -> bool:
    """Whether there is a move that nobody walks."""
    with engine.store.read() as conn:
        return moves.waiting(conn, at) is not None


def take(engine, *, at: datetime) -> int | None:
    """Takes up a move, begun or not; None when there is none, or somebody else is at it."""
    with engine.store.act(None, at) as act:
        found = moves.take(act.conn, at, at + LEASE)
        return act.done(found, traced=False) if found is not None else None


def walk(engine, move_id: int, *, at: datetime) -> Iterator[bool]:
    """Moves the next cases; yields after each transaction, so that people's acts come in between.

    Yields:
        True, at last whether there is more to do now.
    """
    with engine.store.read() as conn:
        row = moves.one(conn, move_id)
        ids = moves.pending(conn, move_id, row["reached"], BATCH) if row["state"] == "running" else []
        judge = Judge(engine, conn, row["to_id"])
    for case_id, version in ids:
        if not _one(engine, judge, move_id, case_id, version, at):
            yield False
            return
        yield True
    yield _advance(engine, move_id, max((case_id for case_id, _ in ids), default=0), at)


def _one(engine, judge: Judge, move_id: int, case_id: int, version: int | None, at: datetime) -> bool:
    """Meets one case; False when the move was stopped or somebody else walks it."""
    try:
        with engine.store.act(None, at) as act:
            held = cases.lock(act.conn, case_id, wait=False)
            if held is None:  # somebody works on it: met again in the next round
                return True
            verdict, value = moving.carry(engine, act, held, judge, move_id)
            told = moves.tell(act.conn, move_id, case_id, verdict, {**value, "version": version}, at, at + LEASE)
            if told:
                act.done(traced=verdict == "moved")
            return told
    except errors.Busy:
        return True
    except Exception:  # whatever one case holds, the others must go on
        log.exception("case %s could not be moved", case_id)
    with engine.store.act(None, at) as act:
        told = moves.tell(act.conn, move_id, case_id, "failed", _failed(version), at, at + LEASE)
        if told:
            act.done(traced=False)
        return told


def _failed(version: int | None) -> dict[str, Any]:
    return {**Verdict(("迁移时系统异常，案件没有改动，仍按原版本办理",)).value(), "version": version}


def _advance(engine, move_id: int, reached: int, at: datetime) -> bool:
    """Notes how far the walk has come, begins another round for what was passed over, or ends it."""
    with engine.store.act(None, at) as act:
        row = moves.one(act.conn, move_id)
        if row["state"] != "running":
            return False
        if reached:
            return act.done(moves.reach(act.conn, move_id, reached, at + LEASE), traced=False)
        if moves.pending(act.conn, move_id, 0, 1):
            moves.reach(act.conn, move_id, 0, at + LATER)
        elif moves.finish(act.conn, move_id, at):
            act.record("move.finished", move_id=move_id, **moves.counts(act.conn, move_id))
        return act.done(False, traced=False)
