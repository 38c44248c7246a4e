"""Recounting 重算: after a calendar was published, every running clock that it touches is worked out anew.

The walk goes case by case in the order of their ids, in short transactions that never wait for a person while they hold
anything. It notes how far it has come, so that whoever goes on after a crash begins there; a case met twice is not changed
twice. What has come due stays as it was: nobody's past changes.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from engine.case.flow import motion
from engine.law.time import clock as law
from engine.law.time.calendar import Calendar
from engine.store import clocks, incidents, recounts, tasks
from engine.store.columns import decode, encode

#: clocks read at a time; cases written in one transaction
BATCH, PIECE = 1000, 20
#: how long a walker may be silent before another takes its place
LEASE = timedelta(seconds=20)
#: cases tried again at a time
AGAIN = 20


class Moved(NamedTuple):
    """A clock that a new calendar changes, with its row's text as it was read and as it will be."""

    clock_id: int
    text: str
    before: law.Clock
    after: law.Clock
    new_text: str


def waiting(engine, *, at: datetime) -> bool:
    """Whether there is a walk that nobody walks."""
    with engine.store.read() as conn:
        return recounts.waiting(conn, at) is not None


def take(engine, *, at: datetime) -> int | None:
    """Takes up a walk, begun or not; None when there is none, or somebody else is at it."""
    with engine.store.act(None, at) as act:
        found = recounts.take(act.conn, at, at + LEASE)
        return act.done(found, traced=False) if found is not None else None


def batch(engine, recount_id: int, *, at: datetime) -> Iterator[bool]:
    """Walks the next cases; yields after each transaction, so that people's acts come in between.

    Yields:
        True, at last whether there is more to do.
    """
    with engine.store.read() as conn:
        walk, calendar = recounts.newest(conn, recount_id), engine.rules_for(conn).calendar
        found = recounts.following(conn, walk, BATCH) if walk["finished_at"] is None else None
    if found is None:  # a newer calendar's walk has taken its place
        yield False
        return
    moved, left = {}, []
    for case_id, rows in found.items():
        try:
            if changed := _renewed(rows, calendar):
                moved[case_id] = changed
        except Exception as error:  # whatever one case holds, the others must be recounted
            _note(engine, case_id, error, at)
    ids = list(moved)
    for begun in range(0, len(ids), PIECE):
        piece = {case_id: moved[case_id] for case_id in ids[begun:begun + PIECE]}
        try:
            left += _write(engine, walk, piece, calendar, at)
        except Exception:  # one of them is at fault, or a newer calendar came: each by itself will show
            left += list(piece)
        yield True
    for case_id in left:
        _alone(engine, walk, case_id, at)
        yield True
    yield _advance(engine, walk, found, at)


def again(engine, *, at: datetime) -> int:
    """Tries those cases again that could not be recounted; returns how many went well."""
    with engine.store.read() as conn:
        due = incidents.to_retry(conn, "recount", at, AGAIN)
        walk = recounts.newest(conn) if due else {}
    return sum(_alone(engine, walk, case_id, at) for case_id in due)


def _renewed(rows: list[tuple[int, str]], calendar: Calendar) -> list[Moved]:
    found = []
    for clock_id, text in rows:
        value = decode(text)
        before = clocks.from_value(value)
        after = law.renewed(before, calendar, before.due_at)  # the instant matters only to what has come due
        if after != before:
            found.append(Moved(clock_id, text, before, after, encode({**value, **clocks.differences(before, after)})))
    return found


def _write(engine, walk: Mapping[str, Any], moved: dict[int, list[Moved]], calendar: Calendar, at: datetime) -> list[int]:
    """Writes cases in one transaction; returns those that somebody is working on."""
    with engine.store.act(None, at) as act:
        held = recounts.lock(act.conn, list(moved), wait=False)
        now = recounts.open_of(act.conn, held)
        same = engine.rules_for(act.conn).calendar is calendar
        for case_id in held:
            seen = {one.clock_id: one for one in moved[case_id]}
            rows = [(clock_id, text) for clock_id, text in now.get(case_id, ()) if clock_id in seen]
            if not same or any(seen[clock_id].text != text for clock_id, text in rows):
                moved[case_id] = _renewed(rows, engine.rules_for(act.conn).calendar)
            else:
                moved[case_id] = [seen[clock_id] for clock_id, _ in rows]
        _change(act, walk, {case_id: moved[case_id] for case_id in held})
    return [case_id for case_id in moved if case_id not in set(held)]


def _alone(engine, walk: Mapping[str, Any], case_id: int, at: datetime) -> bool:
    """Recounts one case, waiting for whoever works on it; a failure is kept for a later try."""
    try:
        with engine.store.act(None, at) as act:
            recounts.lock(act.conn, [case_id], wait=True)
            rows = recounts.open_of(act.conn, [case_id]).get(case_id, [])
            moved = _renewed(rows, engine.rules_for(act.conn).calendar)
            if incidents.close(act.conn, "recount", str(case_id), at):
                act.record("incident.closed", case_id=case_id, kind="recount")
            _change(act, walk, {case_id: moved})
        return True
    except Exception as error:
        _note(engine, case_id, error, at)
        return False


def _change(act, walk: Mapping[str, Any], moved: Mapping[int, list[Moved]]) -> None:
    """Writes the clocks, lets their tasks follow, records each, and commits."""
    every = [(case_id, one) for case_id, ones in moved.items() for one in ones]
    if every:
        recounts.write(act.conn, [(one.clock_id, one.after, one.new_text) for _, one in every])
        tasks.follow(act.conn, [(case_id, one.after.code, one.after.due_at) for case_id, one in every if one.before.due_at != one.after.due_at])
        recounts.keep(act.conn, walk["id"], len(every), act.at + LEASE)
    for case_id, one in every:
        act.record("clock.recounted", case_id=case_id, code=one.after.code, gen=one.after.gen, due_on=one.after.due_on.isoformat(),
                   old=motion.recounted(one.before), new=motion.recounted(one.after), year=walk["year"], version=walk["version"],
                   effect=f"recount:{walk['id']}:{one.clock_id}")
    act.done(traced=False)


def _advance(engine, walk: Mapping[str, Any], found: Mapping[int, list[Any]], at: datetime) -> bool:
    with engine.store.act(None, at) as act:
        if not found and recounts.finish(act.conn, walk, at):
            act.record("calendar.recounted", recount=walk["id"], year=walk["year"], version=walk["version"], done=walk["done"], changed=walk["changed"])
        ours = bool(found) and recounts.advance(act.conn, walk, max(found), sum(map(len, found.values())), at + LEASE)
        return act.done(ours, traced=False)


def _note(engine, case_id: int, error: BaseException, at: datetime) -> None:
    with engine.store.act(None, at) as act:
        tries = incidents.note(act.conn, "recount", str(case_id), case_id, f"{type(error).__name__}: {error}"[:2000], at)
        act.record("incident.opened", case_id=case_id, kind="recount", tries=tries)
        act.done()
