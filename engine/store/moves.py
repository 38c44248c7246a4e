"""Rows of the moves of running cases to another version, and what a move reads and writes."""
from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from engine.store import scope
from engine.store.recounts import OPEN
from engine.store.tables import case_file, clock, definition, deployed, deployment, instance, move, moved_case, person, task
from engine.store.tasks import LIVE

_maker, _confirmer = person.alias("maker"), person.alias("confirmer")
_LISTED = select(*move.c, _maker.c.name.label("made_by_name"), _confirmer.c.name.label("confirmed_by_name")).select_from(
    move.join(_maker, _maker.c.id == move.c.made_by).outerjoin(_confirmer, _confirmer.c.id == move.c.confirmed_by))
#: verdicts of a case: as expected when the move was planned, or as it came about
EXPECTED, DONE = ("moves", "stays"), ("moved", "stayed", "ended", "already", "failed")
CHUNK = 2000


# -- versions ------------------------------------------------------------------------------------------------------
def versions(conn: Connection) -> dict[int, dict[str, tuple[int, str]]]:
    """What each deployment has in force: deployment → process key → (version, digest of the folder)."""
    found: dict[int, dict[str, tuple[int, str]]] = {}
    rows = conn.execute(select(deployed.c.deployment_id, deployed.c.key, definition.c.version, definition.c.digest)
                        .join(definition, definition.c.id == deployed.c.definition_id).order_by(deployed.c.deployment_id))
    for deployment_id, key, version, digest in rows:
        found.setdefault(deployment_id, {})[key] = (version, digest)
    return found


def deployed_at(conn: Connection) -> dict[int, datetime]:
    """When each deployment was made."""
    return {r.id: r.at for r in conn.execute(select(deployment.c.id, deployment.c.at))}


def running(conn: Connection, actor) -> dict[int, int]:
    """How many running cases of a person's county each deployment has; of all counties for None."""
    query = select(instance.c.deployment_id, func.count()).join(case_file, case_file.c.id == instance.c.case_id)
    return dict(conn.execute(_of_county(query.where(instance.c.completed.is_(False)), actor).group_by(instance.c.deployment_id)).all())


def _of_county(query: Select, actor) -> Select:
    return query if actor is None else query.where(scope.in_county(actor, case_file.c.unit_id))


# -- cases ---------------------------------------------------------------------------------------------------------
def cases(conn: Connection, actor, deployment_ids: Collection[int], after: int, limit: int, *, facts: bool = True) -> list[dict[str, Any]]:
    """The next running cases of some deployments in the order of their ids, with all that a verdict on them needs.

    Args:
        actor: of whose county; None for all. facts: False leaves the facts out.
    Returns:
        `{"case_id", "number", "deployment_id", "process", "state", "version", "met", "facts", "clocks" (codes of those that run), "tasks" (live rows)}` each.
    """
    query = select(instance.c.case_id, case_file.c.number, instance.c.deployment_id, instance.c.process, instance.c.state, instance.c.version, case_file.c.met,
                   *((case_file.c.facts,) if facts else ())).join(case_file, case_file.c.id == instance.c.case_id).where(
        instance.c.completed.is_(False), instance.c.deployment_id.in_(deployment_ids), instance.c.case_id > after)
    rows = [dict(r) for r in conn.execute(_of_county(query, actor).order_by(instance.c.case_id).limit(limit)).mappings()]
    ids = [row["case_id"] for row in rows]
    clocks, tasks = running_clocks(conn, ids), live_tasks(conn, ids)
    return [{**row, "clocks": clocks.get(row["case_id"], frozenset()), "tasks": tasks.get(row["case_id"], [])} for row in rows]


def running_clocks(conn: Connection, case_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Codes of the clocks that run or are suspended, by case."""
    found: dict[int, set[str]] = {}
    for case_id, code in conn.execute(select(clock.c.case_id, clock.c.code).where(OPEN, clock.c.case_id.in_(case_ids))):
        found.setdefault(case_id, set()).add(code)
    return {case_id: frozenset(codes) for case_id, codes in found.items()}


_TASK = tuple(task.c[name] for name in ("id", "case_id", "process", "element", "name", "state", "version"))


def live_tasks(conn: Connection, case_ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The live tasks of some cases, by case."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in conn.execute(select(*_TASK).where(LIVE, task.c.case_id.in_(case_ids)).order_by(task.c.id)).mappings():
        found.setdefault(row["case_id"], []).append(dict(row))
    return found


def rename(conn: Connection, row: Mapping[str, Any], name: str) -> None:
    """Gives a task of a locked case another name and counts its version up: what people saw of it has changed."""
    conn.execute(update(task).where(task.c.id == row["id"]).values(name=name, version=task.c.version + 1))


def seen(conn: Connection, actor, case_ids: Iterable[int]) -> dict[int, str | None]:
    """The numbers of those of some cases that exist for a person; of all for None."""
    ids, found = list(case_ids), {}
    for begun in range(0, len(ids), CHUNK):
        some = ids[begun:begun + CHUNK]
        known = set(some) if actor is None else scope.cases(conn, actor, some)
        found.update({r.id: r.number for r in conn.execute(select(case_file.c.id, case_file.c.number).where(case_file.c.id.in_(known)))})
    return found


# -- moves ---------------------------------------------------------------------------------------------------------
def listed(conn: Connection, actor, limit: int) -> list[dict[str, Any]]:
    """The moves that people of a person's county have made, the newest first."""
    query = _LISTED.where(scope.in_county(actor, _maker.c.unit_id)).order_by(move.c.id.desc()).limit(limit)
    return [dict(r) for r in conn.execute(query).mappings()]


def one(conn: Connection, move_id: int, actor=None, *, hold: bool = False) -> dict[str, Any] | None:
    """A move.

    Args:
        actor: only if people of this person's county have made it.
        hold: lock it for a change; first and alone, as its joins would lose a row that another has changed meanwhile.
    """
    if hold:
        conn.execute(select(move.c.id).where(move.c.id == move_id).with_for_update())
    query = _LISTED.where(move.c.id == move_id)
    row = conn.execute(query if actor is None else query.where(scope.in_county(actor, _maker.c.unit_id))).mappings().one_or_none()
    return dict(row) if row else None


def add(conn: Connection, expected: Iterable[tuple[int, str, Mapping[str, Any]]], **values: Any) -> int:
    """Plans a move; returns its id.

    Args:
        expected: (case, verdict of EXPECTED, what was found) each.
    """
    rows = list(expected)
    move_id = conn.execute(insert(move).values(state="planned", total=len(rows), done=0, reached=0, **values)).inserted_primary_key[0]
    for begun in range(0, len(rows), CHUNK):
        conn.execute(insert(moved_case), [{"move_id": move_id, "case_id": case_id, "verdict": verdict, "value": value, "at": None}
                                          for case_id, verdict, value in rows[begun:begun + CHUNK]])
    return move_id


def change(conn: Connection, move_id: int, **values: Any) -> None:
    """Changes a move that is held."""
    conn.execute(update(move).where(move.c.id == move_id).values(**values))


def counts(conn: Connection, move_id: int) -> dict[str, int]:
    """How many cases of a move have each verdict."""
    return dict(conn.execute(select(moved_case.c.verdict, func.count()).where(moved_case.c.move_id == move_id).group_by(moved_case.c.verdict)).all())


def report(conn: Connection, move_id: int, *, verdict: str | None, after: int, limit: int) -> list[dict[str, Any]]:
    """The cases of a move in the order of their ids."""
    query = select(moved_case.c.case_id, moved_case.c.verdict, moved_case.c.value, moved_case.c.at).where(
        moved_case.c.move_id == move_id, moved_case.c.case_id > after)
    query = query if verdict is None else query.where(moved_case.c.verdict == verdict)
    return [dict(r) for r in conn.execute(query.order_by(moved_case.c.case_id).limit(limit)).mappings()]


# -- the walk ------------------------------------------------------------------------------------------------------
def waiting(conn: Connection, at: datetime) -> int | None:
    """A move that is running and that nobody walks."""
    return conn.execute(select(func.min(move.c.id)).where(_free(at))).scalar()


def take(conn: Connection, at: datetime, until: datetime) -> int | None:
    """Takes such a move; None when there is none or somebody else was faster."""
    found = waiting(conn, at)
    taken = update(move).where(move.c.id == found, _free(at)).values(held_until=until)
    return found if found is not None and conn.execute(taken).rowcount == 1 else None


def _free(at: datetime) -> Any:
    return (move.c.state == "running") & (move.c.held_until.is_(None) | (move.c.held_until <= at))


def pending(conn: Connection, move_id: int, after: int, limit: int) -> list[tuple[int, int | None]]:
    """The next cases of a move that have not been met, each with the version it was planned from."""
    query = select(moved_case.c.case_id, moved_case.c.value).where(moved_case.c.move_id == move_id, moved_case.c.case_id > after, moved_case.c.at.is_(None))
    return [(r.case_id, r.value.get("version")) for r in conn.execute(query.order_by(moved_case.c.case_id).limit(limit))]


def tell(conn: Connection, move_id: int, case_id: int, verdict: str, value: Mapping[str, Any], at: datetime, until: datetime) -> bool:
    """Enters what came of a case, within the transaction that moves it.

    Returns:
        False when the move was stopped meanwhile or somebody else has met the case: nothing may be committed then.
    """
    alive = update(move).where(move.c.id == move_id, move.c.state == "running").values(done=move.c.done + 1, held_until=until)
    mine = update(moved_case).where(moved_case.c.move_id == move_id, moved_case.c.case_id == case_id, moved_case.c.at.is_(None))
    return conn.execute(alive).rowcount == 1 and conn.execute(mine.values(verdict=verdict, value=value, at=at)).rowcount == 1


def reach(conn: Connection, move_id: int, reached: int, until: datetime) -> bool:
    """Notes how far a walk has come; False when the move is not running any more."""
    query = update(move).where(move.c.id == move_id, move.c.state == "running").values(reached=reached, held_until=until)
    return conn.execute(query).rowcount == 1


def finish(conn: Connection, move_id: int, at: datetime) -> bool:
    """Notes that every case was met; False when somebody else has, or the move was stopped."""
    query = update(move).where(move.c.id == move_id, move.c.state == "running").values(state="done", finished_at=at, held_until=None)
    return conn.execute(query).rowcount == 1
