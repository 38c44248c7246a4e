"""Who has borne which duty in a case: history, never changed, and checked by the database itself."""
from __future__ import annotations

from typing import Any, Iterable

from sqlalchemy import Connection, delete, insert, select

from engine.law.people.separation import Held
from engine.store import walls
from engine.store.statement import Statement
from engine.store.tables import case_duty, event_head, person, recusal, separated

_BEAR = Statement(insert(case_duty))
_principal = person.alias("principal")


def bear(conn: Connection, case_id: int, borne: Iterable[Held]) -> None:
    """Notes duties taken on.

    Raises:
        errors.DutyConflict, errors.NotEligible: the database's own walls refused one (engine.store.walls).
    """
    rows = [{"case_id": case_id, "person_id": h.person_id, "duty": h.duty, "task_name": h.task_name, "at": h.at, "reason": h.reason, "for_id": h.for_id}
            for h in borne]
    if not rows:
        return
    try:
        _BEAR.run(conn, rows)
    except walls.FAULTS as fault:
        refusal = walls.refusal_of(fault)
        if refusal is None:
            raise
        refusal.data["case_id"] = case_id
        raise refusal from fault


def of_case(conn: Connection, case_id: int) -> list[dict[str, Any]]:
    """Every duty borne in a case, with names, the earliest first."""
    query = select(case_duty, person.c.name.label("person_name"), _principal.c.name.label("for_name")).join(
        person, person.c.id == case_duty.c.person_id).outerjoin(_principal, _principal.c.id == case_duty.c.for_id)
    return [dict(r) for r in conn.execute(query.where(case_duty.c.case_id == case_id).order_by(case_duty.c.at, case_duty.c.id)).mappings()]


def mine_in(conn: Connection, person_id: int, case_ids: Iterable[int]) -> dict[int, list[Held]]:
    """One person's duties in several cases, for marking a list."""
    found: dict[int, list[Held]] = {}
    for r in conn.execute(select(case_duty).where(case_duty.c.person_id == person_id, case_duty.c.case_id.in_(set(case_ids)))):
        found.setdefault(r.case_id, []).append(Held(r.person_id, r.duty, r.at, r.task_name))
    return found


def recuse(conn: Connection, case_id: int, person_id: int, reason: str, at) -> None:
    """Notes a recusal 回避."""
    conn.execute(insert(recusal).values(case_id=case_id, person_id=person_id, reason=reason, at=at))


def keep_pairs(conn: Connection, hard: Iterable[tuple[str, str]], soft: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Makes the database's own wall follow the rule pack.

    Args:
        hard, soft: pairs in both orders.
    Returns:
        The pairs that were added, changed or taken away, sorted.
    """
    wanted = {**dict.fromkeys(soft, "soft"), **dict.fromkeys(hard, "hard")}
    if _pairs(conn) == wanted:
        return []
    conn.execute(select(event_head.c.seq).with_for_update())  # two programs that start together follow one after the other
    there = _pairs(conn)
    changed = sorted(pair for pair in {*there, *wanted} if there.get(pair) != wanted.get(pair))
    for held, other in changed:
        if (held, other) in there:
            conn.execute(delete(separated).where(separated.c.held == held, separated.c.wanted == other))
        if (held, other) in wanted:
            conn.execute(insert(separated).values(held=held, wanted=other, force=wanted[held, other]))
    return changed


def _pairs(conn: Connection) -> dict[tuple[str, str], str]:
    return {(r.held, r.wanted): r.force for r in conn.execute(select(separated))}
