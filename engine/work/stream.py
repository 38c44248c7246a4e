"""The stream of changes, for pages and programs that wait for work.

Sequence numbers come from the chain, in commit order and without gaps, so `after` misses nothing.
"""
from __future__ import annotations

from typing import Any, Mapping

from engine.store import chain, people, scope

#: what a waiting inbox needs to know about
ACTIONS = ("task.opened", "task.repooled", "task.claimed", "task.released", "task.delegated", "task.transferred", "task.reassigned", "task.resolved", "task.signed", "task.unsigned",
           "task.done", "task.cancelled", "clock.warned", "clock.due")


def head(engine) -> int:
    """The number of the newest event."""
    with engine.store.read() as conn:
        return chain.head_seq(conn)


def after(engine, actor, last: int, limit: int = 200) -> dict[str, Any]:
    """The events behind `last` that this person may see.

    Returns:
        `{"events": [{"id", "event", "data"} …], "last": number read up to}`; `last` moves on even when nothing was
        for this person.
    """
    with engine.store.read() as conn:
        top = chain.head_seq(conn)  # first: an event that commits between the two reads must not be passed over
        rows = [r for r in chain.after(conn, last, limit, ACTIONS) if r["seq"] <= top]
        newest = rows[-1]["seq"] if len(rows) == limit else top
        cases_of_mine = people.cases_in_hand(conn, actor.person_id, {r["case_id"] for r in rows}) if rows else set()
        rows = [r for r in rows if _for(r, actor, cases_of_mine)]
        there = scope.cases(conn, actor, {r["case_id"] for r in rows})
    events = [{"id": r["seq"], "event": r["action"], "data": _shown(r)} for r in rows if r["case_id"] in there]
    return {"events": events, "last": max(last, newest)}


def _for(row: Mapping[str, Any], actor, cases_of_mine: set[int]) -> bool:
    data = row["data"]
    if actor.person_id in (data.get("assignee_id"), data.get("owner_id")):
        return True
    if row["action"].startswith("clock."):
        return row["case_id"] in cases_of_mine
    return (data.get("unit_id"), data.get("duty")) in actor.reach


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"case_id": row["case_id"], "task_id": row["task_id"], "at": row["at"],
            **{k: row["data"].get(k) for k in ("element", "duty", "code", "mark") if k in row["data"]}}
