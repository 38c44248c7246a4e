"""Moving running cases to a newer version 案件迁移: the dry run over all of them, a move planned by one person and confirmed by another, its report.

A deployment never touches running cases; only a confirmed move does, case by case (engine.work.moving), and a case that cannot
be moved goes on by the version it has.
"""
from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import errors
from engine.case import desk
from engine.case.access import fresh
from engine.case.access.permission import holds
from engine.case.flow.moving import Judge, Verdict
from engine.process import bundle as bundles
from engine.process import definition as compiled
from engine.store import definitions, moves
from engine.store.act import Act, RequestKey

STATES = {"planned": "待他人确认", "running": "正在迁移", "paused": "已暂停", "done": "已完成", "dropped": "已撤销"}
VERDICTS = {"moves": "可以迁移", "stays": "保留原版本", "moved": "已迁移", "stayed": "保留原版本", "ended": "案件已办结", "already": "已在新版本", "failed": "系统异常，未改动"}
#: cases read at a time, and the seconds between two readings in which other requests get in
BATCH, BREATH_S = 100, 0.01
MOST_LISTED, PAGE = 100, 200


@dataclass(frozen=True)
class Course:
    """From which deployments to which.

    Attributes:
        process, name: the process that has changed. to_id: the deployment to go on by; in_force: whether it is the newest.
        versions: deployment → version of the process, of `to_id` and of every deployment with cases to move.
        old: deployments with running cases that have other contents.
    """

    process: str
    name: str
    to_id: int
    in_force: bool
    versions: Mapping[int, int]
    old: tuple[int, ...]


def dry_run(engine, actor, process: str, version: int | None = None, *, most: int = PAGE) -> dict[str, Any]:
    """What a move of every running case would do; nothing is changed.

    Args:
        actor: None at the machine itself. process: its key. version: of it; default the one in force. most: cases to list one by one.
    Returns:
        `{"process", "name", "version", "in_force", "total", "moves", "stays", "groups", "cases"}`; a group is cases with the same verdict:
        `{"verdict", "verdict_name", "version", "count", "live", "reasons", "owed", "clocks"}`; a case `{"case_id", "number", "group"}`, its
        number only where the person may see the case.
    Raises:
        errors.NotFound: no such process or version. errors.Forbidden.
    """
    _may(engine, actor, desk.PUBLISHES)
    with engine.store.read() as conn:
        course = _course(engine, conn, actor, process, version)
    groups: dict[Any, dict[str, Any]] = {}
    listed: list[dict[str, Any]] = []
    for row, found in _judged(engine, actor, course):
        key = (row["deployment_id"], found)
        group = groups.setdefault(key, {"verdict": "moves" if found.moves else "stays", "version": course.versions[row["deployment_id"]], "count": 0,
                                        **found.value(), "place": len(groups)})
        group["count"] += 1
        if len(listed) < most:
            listed.append({"case_id": row["case_id"], "number": row["number"], "group": group["place"]})
    with engine.store.read() as conn:
        known = moves.seen(conn, actor, [one["case_id"] for one in listed])
    every = list(groups.values())
    return {"process": process, "name": course.name, "version": course.versions[course.to_id], "in_force": course.in_force,
            "total": sum(g["count"] for g in every), "moves": sum(g["count"] for g in every if g["verdict"] == "moves"),
            "stays": sum(g["count"] for g in every if g["verdict"] == "stays"),
            "groups": [{**{k: v for k, v in g.items() if k != "place"}, "verdict_name": VERDICTS[g["verdict"]]} for g in every],
            "cases": [{**one, "number": known.get(one["case_id"])} for one in listed]}


def plan(engine, actor, process: str, reason: str, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Plans the move of every running case to the version in force; a second person confirms it.

    Args:
        actor: a design post of the county. reason: why.
    Returns:
        as `get`.
    Raises:
        errors.WrongState: no case to move, or another move of this process is not over. errors.FormInvalid, errors.NotFound, errors.Forbidden.
    """
    _may(engine, actor, desk.PREPARES)
    if not reason.strip():
        raise errors.FormInvalid({"reason": ["请写明迁移的理由"]})
    with engine.store.read() as conn:
        course = _course(engine, conn, actor, process, None)
    expected = [(row["case_id"], "moves" if found.moves else "stays", {**found.value(), "version": course.versions[row["deployment_id"]]})
                for row, found in _judged(engine, actor, course)]
    with engine.store.act(actor, at, key) as act:
        answer = act.earlier()
        if answer is not None:
            return answer
        if not expected:
            raise errors.WrongState("没有需要迁移的案件：运行中的案件都已按现行版本办理。")
        if any(one["process"] == process and one["state"] in ("planned", "running", "paused") for one in moves.listed(act.conn, actor, MOST_LISTED)):
            raise errors.WrongState("这个流程还有一次迁移没有完成。", next="请先完成或者撤销那一次迁移。")
        move_id = moves.add(act.conn, expected, process=process, from_id=course.old[0] if len(course.old) == 1 else None, to_id=course.to_id,
                            reason=reason.strip()[:500], made_at=at, made_by=actor.person_id)
        act.record("move.planned", move_id=move_id, process=process, to=course.to_id, total=len(expected))
        return act.done(_shown(engine, act.conn, actor, moves.one(act.conn, move_id)))


def confirm(engine, actor, move_id: int, *, agree: bool = True, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Lets a planned move begin, or drops it.

    Args:
        actor: the county's leader or design post, never the natural person who planned it.
    Raises:
        errors.Forbidden, errors.ProofNeeded, errors.NotFound. errors.WrongState: decided already, or another version is in force by now.
    """
    _may(engine, actor, desk.PUBLISHES)
    fresh.asked(engine, actor, "确认案件迁移", at)
    with engine.store.act(actor, at, key) as act:
        row = _held(act, actor, move_id)
        answer = act.earlier()
        if answer is not None:
            return answer
        if row["state"] != "planned":
            raise errors.WrongState(f"这次迁移{STATES[row['state']]}。")
        if agree and row["made_by"] == actor.person_id:
            raise errors.Forbidden("迁移由您提出，不能再由您确认：提出与确认须由不同的人承担。", next="请由县级负责人或者另一名流程设计人员确认。")
        if agree and definitions.current(act.conn) != row["to_id"]:
            raise errors.WrongState("提出以后又部署了新的版本。", next="请撤销后按现行版本重新提出。")
        if agree:
            return _turned(engine, act, actor, row, "running", "move.confirmed", confirmed_by=actor.person_id)
        return _turned(engine, act, actor, row, "dropped", "move.dropped", finished_at=at)


def pause(engine, actor, move_id: int, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Stops a move between two cases; what is moved stays moved."""
    return _step(engine, actor, move_id, ("running",), "paused", "move.paused", at, key)


def resume(engine, actor, move_id: int, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Goes on with a paused move."""
    return _step(engine, actor, move_id, ("paused",), "running", "move.resumed", at, key)


def drop(engine, actor, move_id: int, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Takes back a planned move, or ends a paused one; the cases it has not met keep their version."""
    return _step(engine, actor, move_id, ("planned", "paused"), "dropped", "move.dropped", at, key, finished_at=at)


def listed(engine, actor) -> list[dict[str, Any]]:
    """The county's moves, the newest first, as `get` without the report."""
    _may(engine, actor, desk.PUBLISHES)
    with engine.store.read() as conn:
        return [_shown(engine, conn, actor, row) for row in moves.listed(conn, actor, MOST_LISTED)]


def get(engine, actor, move_id: int) -> dict[str, Any]:
    """A move with its progress.

    Returns:
        Its row with `name`, `version`, `state_name`, `percent`, `counts` (`{"verdict", "verdict_name", "count"}` each) and `may`.
    Raises:
        errors.NotFound, errors.Forbidden.
    """
    _may(engine, actor, desk.PUBLISHES)
    with engine.store.read() as conn:
        return _shown(engine, conn, actor, _visible(conn, actor, move_id))


def report(engine, actor, move_id: int, *, verdict: str | None = None, after: int = 0, limit: int = PAGE) -> dict[str, Any]:
    """What came of every case of a move, or is expected to, in the order of their ids.

    Args:
        verdict: of VERDICTS, only these. after: the last case of the page before.
    Returns:
        `{"items": [{"case_id", "number", "verdict", "verdict_name", "version", "live", "reasons", "owed", "clocks", "at"}], "next"}`.
    """
    _may(engine, actor, desk.PUBLISHES)
    with engine.store.read() as conn:
        _visible(conn, actor, move_id)
        rows = moves.report(conn, move_id, verdict=verdict, after=after, limit=limit + 1)
        known = moves.seen(conn, actor, [row["case_id"] for row in rows[:limit]])
    items = [{**row["value"], "case_id": row["case_id"], "number": known.get(row["case_id"]), "verdict": row["verdict"],
              "verdict_name": VERDICTS[row["verdict"]], "at": row["at"]} for row in rows[:limit]]
    return {"items": items, "next": items[-1]["case_id"] if len(rows) > limit else None}


# -- inside --------------------------------------------------------------------------------------------------------
def _course(engine, conn, actor, process: str, version: int | None) -> Course:
    every, current = moves.versions(conn), definitions.current(conn)
    found = [d for d, keys in every.items() if process in keys and (keys[process][0] == version or version is None and d == current)]
    if not found:
        raise errors.NotFound("没有找到这个流程。" if version is None else f"没有找到这个流程的第 {version} 版。")
    to_id = max(found)
    unpacked = {k: bundles.unpack(packed) for k, packed in definitions.bundles(conn, to_id).items()}
    wanted = {k: every[to_id][k] for k in compiled.compile(unpacked, process).bundles}
    used = process in engine.definition(conn, to_id).bundles
    old = [d for d in sorted(moves.running(conn, actor)) if used and d != to_id and any(every[d].get(k) != one for k, one in wanted.items())]
    return Course(process, unpacked[process].name, to_id, to_id == current, {d: every[d].get(process, (0, ""))[0] for d in (*old, to_id)}, tuple(old))


def _judged(engine, actor, course: Course) -> Any:
    """Every case with its verdict, read a batch at a time in transactions of their own."""
    reached, judge = 0, None
    while course.old:
        with engine.store.read() as conn:
            judge = judge or Judge(engine, conn, course.to_id)
            rows = moves.cases(conn, actor, course.old, reached, BATCH)
            found: list[tuple[dict[str, Any], Verdict]] = [(row, judge.of(conn, row)) for row in rows]
        yield from found
        if len(rows) < BATCH:
            return
        reached = rows[-1]["case_id"]
        time.sleep(BREATH_S)


def _may(engine, actor, duties: Collection[str]) -> None:
    if actor is None:
        return
    with engine.store.read() as conn:
        able = holds(actor, "rules.change") and desk.holds(engine, conn, actor, duties)
    if not able:
        raise errors.Forbidden("案件迁移由县级单位的流程设计岗位提出，由另一名流程设计人员或者负责人确认。", next="请与县级流程设计人员联系。")


def _visible(conn, actor, move_id: int) -> dict[str, Any]:
    return _there(moves.one(conn, move_id, actor))


def _held(act: Act, actor, move_id: int) -> dict[str, Any]:
    return _there(moves.one(act.conn, move_id, actor, hold=True))


def _there(row: dict[str, Any] | None) -> dict[str, Any]:
    if row is None:
        raise errors.NotFound("没有找到这次迁移。")
    return row


def _step(engine, actor, move_id: int, before: Collection[str], after: str, action: str, at: datetime, key: RequestKey | None, **values: Any) -> dict[str, Any]:
    _may(engine, actor, desk.PUBLISHES)
    with engine.store.act(actor, at, key) as act:
        row = _held(act, actor, move_id)
        answer = act.earlier()
        if answer is not None:
            return answer
        if row["state"] not in before:
            raise errors.WrongState(f"这次迁移{STATES[row['state']]}。", next="请刷新后查看最新状态。")
        return _turned(engine, act, actor, row, after, action, **values)


def _turned(engine, act: Act, actor, row: Mapping[str, Any], state: str, action: str, **values: Any) -> dict[str, Any]:
    moves.change(act.conn, row["id"], state=state, held_until=None, **values)
    act.record(action, move_id=row["id"], process=row["process"])
    return act.done(_shown(engine, act.conn, actor, moves.one(act.conn, row["id"])))


def _shown(engine, conn, actor, row: Mapping[str, Any]) -> dict[str, Any]:
    counts = moves.counts(conn, row["id"])
    may = {"planned": ["confirm", "drop"], "running": ["pause"], "paused": ["resume", "drop"]}.get(row["state"], [])
    target = engine.definition(conn, row["to_id"]).bundles.get(row["process"])
    return {**{k: row[k] for k in ("id", "process", "to_id", "state", "total", "done", "reason", "made_at", "made_by", "made_by_name", "confirmed_by",
                                   "confirmed_by_name", "finished_at")},
            "name": target.name if target else row["process"], "version": moves.versions(conn)[row["to_id"]][row["process"]][0],
            "state_name": STATES[row["state"]], "percent": 100 * row["done"] // row["total"] if row["total"] else 100,
            "counts": [{"verdict": v, "verdict_name": VERDICTS[v], "count": counts[v]} for v in VERDICTS if v in counts],
            "may": [one for one in may if one != "confirm" or row["made_by"] != actor.person_id]}
