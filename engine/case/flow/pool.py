"""Everybody who could be asked for a task, and what stands against each: two statements however many they are."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.case.access import permit
from engine.case.access.permit import Verdict
from engine.now import shanghai_date
from engine.store import standing
from engine.store.standing import Holder


def asked(engine, conn, task: Mapping[str, Any], at: datetime) -> list[tuple[Holder, Verdict]]:
    """Who holds the duty at the task's unit, or stands in for somebody who does, each with what the law says of them.

    Args:
        task: a task as lists have it: `case_id`, `unit_id`, `duty`, `name`, `item_code`.
    """
    pair, on = (task["unit_id"], task["duty"]), shanghai_date(at)
    holders, past = standing.pools(conn, [pair], at)[pair], standing.histories(conn, [task["case_id"]])[task["case_id"]]
    return list(permit.judged_pool(engine, holders, past, task, on))


def listed(engine, conn, task: Mapping[str, Any], at: datetime, but: int | None = None) -> list[dict[str, Any]]:
    """The same as people choose from it: `{"id", "name", "for_id", "for_name", "barred"}`, each person once, at their best.

    Args:
        but: whom to leave out.
    """
    found: dict[int, dict[str, Any]] = {}
    for holder, verdict in asked(engine, conn, task, at):
        one, other, why = holder.person, holder.principal, verdict.refusal
        if one.id == but or (one.id in found and (why is not None or found[one.id]["barred"] is None)):
            continue
        found[one.id] = {"id": one.id, "name": one.name, "for_id": other.id if other else None, "for_name": other.name if other else None,
                         "barred": why and {"reason": why.detail, "article": why.article}}
    return sorted(found.values(), key=lambda row: row["id"])
