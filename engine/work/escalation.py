"""Tasks that nobody is left for: found as they open, when something in a pool changes, and on a slow walk over all of them."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.case.flow import escalating
from engine.store import chain, escalations

#: tasks looked at in one go
BATCH = 400
#: events after which a task may have lost its people: those of single tasks, and those that speak of a person
OF_TASKS = ("task.opened", "task.released", "task.put_back", "task.repooled", "task.signed")
#: the words with which events about a person's posts, papers, presence and service begin
OF_PERSONS = ("absence.", "substitution.", "post.", "person.", "qualification.", "administrator.", "staff.", "certificate.", "licence.")


def head(engine) -> int:
    """Where the events stand now, for `changed`."""
    with engine.store.read() as conn:
        return chain.head_seq(conn)


def changed(engine, seq: int, *, at: datetime) -> tuple[int, int]:
    """Looks at what has happened since an event, and at the tasks it may have left without people.

    Returns:
        The last event seen, and how many tasks were raised or found stranded.
    """
    with engine.store.read() as conn:
        events = chain.after(conn, seq, BATCH)
        tasks = {e["task_id"] for e in events if e["action"] in OF_TASKS}
        persons = {p for e in events if e["action"].startswith(OF_PERSONS) for p in (e["data"].get("subject"), e["data"].get("bearer")) if p}
        rows = [*(escalations.of_tasks(conn, tasks) if tasks else ()), *(escalations.of_people(conn, persons, BATCH) if persons else ())]
    raised = escalating.look(engine, {r["id"]: r for r in rows}.values(), at) if rows else 0
    return (events[-1]["seq"] if events else seq), raised


def walk(engine, place: tuple[Any, ...] | None, *, at: datetime) -> tuple[tuple[Any, ...] | None, int]:
    """Looks at the next tasks on the walk over all that are live.

    Args:
        place: what the call before returned; None begins anew.
    Returns:
        Where the walk stands, None when it has come round, and how many tasks were raised or found stranded.
    """
    with engine.store.read() as conn:
        rows, place = escalations.walk(conn, place, BATCH)
    return place, escalating.look(engine, rows, at) if rows else 0
