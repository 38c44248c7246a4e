"""The trials and rehearsals going on in this process: few for each person, few in all, closed when nobody looks at them any more."""
from __future__ import annotations

import os
import shutil
import time
import uuid
import weakref
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Iterator

from engine import errors
from engine.play import rehearsal, scratch
from engine.play import trial as one
from engine.play.trial import PEOPLE, Trial
from engine.process import bundle as bundles
from engine.process.bundle import Bundle
from engine.process.proof.expand import called
from engine.work import drafts

#: trials of one person and of everybody, rehearsals of everybody; seconds until one that nobody looks at is closed
MOST_EACH, MOST, MOST_REHEARSALS, IDLE_S = 3, 20, 2, 2 * 3600


@dataclass
class Room:
    """What is going on in one process over one database."""

    folder: Path
    trials: dict[str, Trial] = field(default_factory=dict)
    rehearsals: dict[str, dict[str, Any]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


_ROOMS: weakref.WeakKeyDictionary[Any, Room] = weakref.WeakKeyDictionary()
_lock = Lock()


def begin(engine, actor, draft_id: int, *, source: str, on: date) -> dict[str, Any]:
    """Begins a trial of a draft as it is now, together with everything else in force.

    Args:
        source: `demo` or `ours`, see PEOPLE. on: the day on which its clock begins.
    Returns:
        As `engine.play.trial.state`.
    Raises:
        errors.DefinitionInvalid: the drawing fails the checks. errors.BadInput: no process that a lead begins with leads to it.
        errors.WrongState: too many trials already.
    """
    if source not in PEOPLE:
        raise errors.BadInput(f"人员应为 {'、'.join(PEOPLE)} 之一。")
    if not date(2024, 2, 1) <= on <= date(2100, 1, 1):
        raise errors.FormInvalid({"on": ["请填写 2024 年 2 月 1 日以后的日期"]})
    row, given = drafts.together(engine, actor, draft_id)
    _reached(given, row["key"])
    room, trial_id = _room(engine), uuid.uuid4().hex
    with room.lock:
        _sweep(room)
        _spare(room, actor)
    folder = room.folder / trial_id
    folder.mkdir(parents=True)
    try:
        scratched = scratch.made(folder, engine.settings.processes, given, people_of=engine if source == "ours" else None)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    made = Trial(trial_id, actor.person_id, draft_id, row["version"], row["key"], given, source, scratched, folder, one.opens_on(on), seen=time.monotonic())
    with room.lock:
        try:
            _spare(room, actor)  # once more: making one takes seconds, and others are not kept waiting meanwhile
        except errors.WrongState:
            made.close()
            raise
        room.trials[trial_id] = made
    return one.state(made)


@contextmanager
def opened(engine, actor, trial_id: str) -> Iterator[Trial]:
    """One of the actor's own trials, held while something is done with it.

    Raises:
        errors.NotFound: it has ended, or is somebody else's.
    """
    room = _room(engine)
    with room.lock:
        _sweep(room)
        found = room.trials.get(trial_id)
        if found is None or found.owner_id != actor.person_id:
            raise errors.NotFound("没有找到这次试办，它可能已经结束。", next="请重新开始试办。")
        found.seen = time.monotonic()
    with one.held(found):
        yield found


def mine(engine, actor, draft_id: int) -> list[dict[str, Any]]:
    """The actor's own trials of a draft: `{"id", "at", "source_name", "steps"}`."""
    room = _room(engine)
    with room.lock:
        _sweep(room)
        return [{"id": t.id, "at": t.at, "source_name": PEOPLE[t.source], "draft_version": t.draft_version, "steps": len(t.steps)}
                for t in room.trials.values() if t.owner_id == actor.person_id and t.draft_id == draft_id]


def end(engine, actor, trial_id: str) -> None:
    """Ends a trial and forgets it.

    Raises:
        errors.NotFound.
    """
    with opened(engine, actor, trial_id) as found, _room(engine).lock:
        _room(engine).trials.pop(trial_id, None)
        found.close()


def keep(engine, actor, trial_id: str, name: str, title: str, *, refusals: bool = False, at) -> dict[str, Any]:
    """Records a trial and adds the scenario to its draft, which thereby is a draft again.

    Args:
        name: of the file, without suffix.
    Returns:
        `{"path", "text", "draft"}`.
    Raises:
        errors.WrongState: the draft has a scenario of this name, or is out of hand.
    """
    with opened(engine, actor, trial_id) as found:
        text, path = one.recorded(found, title, refusals=refusals), f"scenarios/{name}.toml"
        draft = drafts.get(engine, actor, found.draft_id)
        if path in draft["files"]:
            raise errors.FormInvalid({"name": ["草稿中已有这个场景，请换一个名称"]})
        saved = drafts.save(engine, actor, found.draft_id, {**draft["files"], path: text}, version=draft["version"], at=at)
        return {"path": path, "text": text, "draft": saved}


def rehearse(engine, actor, draft_id: int) -> dict[str, Any]:
    """Begins to play all scenarios of a draft; the answer of `rehearsed` grows meanwhile.

    Raises:
        errors.WrongState: as many are going on as may.
    """
    row, given = drafts.together(engine, actor, draft_id)
    room, processes = _room(engine), engine.settings.processes
    with room.lock:
        if sum(r["running"] for r in room.rehearsals.values()) >= MOST_REHEARSALS:
            raise errors.WrongState("有别的场景正在演练。", next="请等其结束后再试。")
        for old in [n for n, r in room.rehearsals.items() if not r["running"] and (r["owner_id"] == actor.person_id or time.monotonic() - r["seen"] > IDLE_S)]:
            del room.rehearsals[old]
        run = {"id": uuid.uuid4().hex, "draft_id": draft_id, "draft_version": row["version"], "key": row["key"], "owner_id": actor.person_id,
               "running": True, "ok": None, "total": len(given[row["key"]].under("scenarios", ".toml")), "scenarios": [], "coverage": {},
               "error": None, "seen": time.monotonic()}
        room.rehearsals[run["id"]] = run
    Thread(target=_rehearse, args=(run, processes, given), name="rehearsal", daemon=True).start()
    return dict(run)


def rehearsed(engine, actor, run_id: str | None, draft_id: int | None = None) -> dict[str, Any] | None:
    """How far one of the actor's rehearsals is; without an id the last one of a draft, or None.

    Raises:
        errors.NotFound.
    """
    mine = [r for r in _room(engine).rehearsals.values() if r["owner_id"] == actor.person_id and (
        r["id"] == run_id if run_id else r["draft_id"] == draft_id)]
    if not mine and run_id:
        raise errors.NotFound("没有找到这次演练。", next="请重新演练。")
    return dict(mine[-1]) if mine else None


def _rehearse(run: dict[str, Any], processes: Path, given: dict[str, Bundle]) -> None:
    try:
        outcome = rehearsal.run(processes, given, [run["key"]], seconds=rehearsal.MOST_S, told=lambda one, _: run["scenarios"].append(one))
        run.update(ok=outcome["ok"], coverage=outcome["coverage"])
    except errors.DefinitionInvalid as refused:
        run.update(ok=False, error="；".join(p["message"] for p in refused.problems[:5]))
    except errors.Refusal as refused:
        run.update(ok=False, error=refused.detail)
    except Exception:
        run.update(ok=False, error="演练因系统异常中断，请联系系统管理员。")
        raise
    finally:
        run["running"] = False


def _spare(room: Room, actor) -> None:
    """Refuses one more trial than may be."""
    mine = sum(t.owner_id == actor.person_id for t in room.trials.values())
    if mine >= MOST_EACH or len(room.trials) >= MOST:
        raise errors.WrongState(f"您有 {mine} 次试办没有结束。" if mine >= MOST_EACH else "同时进行的试办太多。", next="请先结束一次试办。")


def _reached(given: dict[str, Bundle], key: str) -> None:
    """Refuses a drawing that no lead would ever come to."""
    root = min(((one.order, k) for k, one in given.items() if one.root), default=(0, None))[1]
    if root is None or key not in called(given, root):
        raise errors.BadInput("现在没有流程会走到这份草稿：线索由“%s”开始，它没有调用这个流程。" % (given[root].name if root else "（没有）"),
                              next="请先在上级流程中加入调用环节，再来试办。")


def _room(engine) -> Room:
    with _lock:
        if engine not in _ROOMS:
            beside = engine.settings.files_folder
            whole = beside.with_name(beside.name + "-trials")
            _clean(whole)
            folder = whole / f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
            _ROOMS[engine] = Room(folder)
            weakref.finalize(engine, shutil.rmtree, folder, ignore_errors=True)
        return _ROOMS[engine]


def _clean(whole: Path) -> None:
    """Removes what processes left behind that are no more."""
    for old in whole.glob("*-*") if whole.is_dir() else ():
        number = old.name.partition("-")[0]
        if not (number.isdigit() and Path(f"/proc/{number}").exists()):
            shutil.rmtree(old, ignore_errors=True)


def _sweep(room: Room) -> None:
    for found in [t for t in room.trials.values() if time.monotonic() - t.seen > IDLE_S and not t.lock.locked()]:
        del room.trials[found.id]
        found.close()
