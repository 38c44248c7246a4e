"""A running case moved to another version 案件迁移: whether it may be, and the move itself.

Nothing a person relies on changes: open tasks keep their ids, drafts, holders and due dates, clocks run on. A case decides
under the stricter of both versions: what the older one demands ahead may not be gone, and what the newer one demands must
still be possible to meet (engine.process.prospect).
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine import errors
from engine.process.bpmn import Element
from engine.process.definition import Definition
from engine.process.proof import Obligations
from engine.process.prospect import Outlook, Prospect
from engine.process.relink import relink
from engine.process.whereabouts import Whereabouts, whereabouts
from engine.store import cases, crash, moves
from engine.store.act import Act
from engine.store.cases import Locked

At = tuple[str, str]


@dataclass(frozen=True)
class Verdict:
    """What a move would mean for a case.

    Attributes:
        reasons: why it stays, in Chinese; empty when it can move.
        owed: demands that would come ahead of it. clocks: what would change about its clocks ahead. Both as sentences.
        live: names of the elements it stands at.
    """

    reasons: tuple[str, ...]
    owed: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()
    live: tuple[str, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether it can be moved."""
        return not self.reasons

    def value(self) -> dict[str, Any]:
        """Plain values for the report."""
        return {"reasons": list(self.reasons), "owed": list(self.owed), "clocks": list(self.clocks), "live": list(self.live)}


class Judge:
    """Tells of any case whether it can be moved to one version. Cases that stand alike are judged once.

    Args:
        to_id: the deployment they would go on by.
    """

    def __init__(self, engine, conn, to_id: int):
        self._engine, self._law = engine, Obligations.of(engine.rules)
        self.to_id, self.target = to_id, engine.definition(conn, to_id)
        self._outlooks: dict[int, Outlook] = {}
        self._linked: dict[Any, tuple[str, ...]] = {}
        self._ahead: dict[Any, Prospect] = {}

    def of(self, conn, row: Mapping[str, Any]) -> Verdict:
        """One case.

        Args:
            row: as `engine.store.moves.cases` gives it.
        """
        old = self._engine.definition(conn, row["deployment_id"])
        try:
            stands = whereabouts(old, row["state"])
        except errors.Incident as fault:
            return Verdict((fault.detail,))
        live = _named(old, stands)
        linked = self._linked.get((row["deployment_id"], stands.shape))
        if linked is None:
            linked = self._linked[row["deployment_id"], stands.shape] = self._relinked(old, row)
        ahead = self._prospect(old, row, stands)
        signing = tuple(_signed(old, self.target, task) for task in row["tasks"] if task["state"] == "signing")
        reasons = (*linked, *filter(None, signing), *ahead.reasons)
        return Verdict(tuple(dict.fromkeys(reasons)), tuple(dict.fromkeys(one.message for one in ahead.owed)),
                       tuple(f"“{name}”{what}期限“{self._law.clock_names.get(code, code)}”" for name, what, code in ahead.clocks), live)

    def _relinked(self, old: Definition, row: Mapping[str, Any]) -> tuple[str, ...]:
        try:
            relink(old, row["state"], self.target, row["facts"])
        except errors.Refusal as refused:
            return tuple(getattr(refused, "reasons", None) or [refused.detail])
        return ()

    def _prospect(self, old: Definition, row: Mapping[str, Any], stands: Whereabouts) -> Prospect:
        outlook = self._outlooks.get(row["deployment_id"])
        if outlook is None:
            outlook = self._outlooks[row["deployment_id"]] = Outlook(old, self.target, self._law)
        known = outlook.asked & (stands.names | row["facts"].keys())
        key = (row["deployment_id"], frozenset(stands.live), frozenset(row["met"]), row["clocks"], known)
        if key not in self._ahead:
            self._ahead[key] = outlook.look(stands.by_process(), row["met"], row["clocks"], known)
        return self._ahead[key]


def _named(old: Definition, stands: Whereabouts) -> tuple[str, ...]:
    """Where a case stands, in words; what only contains it is left out."""
    places = [old.elements.get(at) or Element(at[1], at[1], "", at[0]) for at in sorted(stands.live)]
    return tuple(dict.fromkeys(one.name for one in places if one.kind not in ("call", "subprocess") or len(places) == 1))


def _signed(old: Definition, new: Definition, task: Mapping[str, Any]) -> str | None:
    """Whether what somebody has signed already would become something else under their signature."""
    return f"“{task['name']}”已有人签名，新版本改动了它的表单或者办结的效果" if _differs(old, new, (task["process"], task["element"])) else None


def _differs(old: Definition, new: Definition, at: At) -> bool:
    """Whether a person who has a task before them would see or do something else."""
    one, other = old.elements[at], new.elements.get(at)
    if other is None or replace(one, name=other.name) != other:
        return True
    forms = [version.forms.get((at[0], one.form)) if one.form else None for version in (old, new)]
    return forms[0] != forms[1]


def carry(engine, act: Act, held: Locked, judge: Judge, move_id: int) -> tuple[str, dict[str, Any]]:
    """Moves a locked case if it may be moved as it stands now; all of it or nothing. The caller commits.

    Returns:
        Its verdict of `engine.store.moves.DONE`, and what was found.
    """
    case, running = held.case, held.instance
    if running["completed"] or running["state"] is None:
        return "ended", Verdict(()).value()
    if running["deployment_id"] == judge.to_id:
        return "already", Verdict(()).value()
    tasks = moves.live_tasks(act.conn, [case["id"]]).get(case["id"], [])
    clocks = moves.running_clocks(act.conn, [case["id"]]).get(case["id"], frozenset())
    found = judge.of(act.conn, {**{k: case[k] for k in ("met", "facts", "number")}, **{k: running[k] for k in ("deployment_id", "process", "state")},
                                "case_id": case["id"], "clocks": clocks, "tasks": tasks})
    old = engine.definition(act.conn, running["deployment_id"])
    if not found.moves:
        return "stayed", found.value()
    try:
        moved = relink(old, running["state"], judge.target, case["facts"])
    except errors.Refusal as refused:  # the twin that was judged had other facts
        return "stayed", {**found.value(), "reasons": getattr(refused, "reasons", None) or [refused.detail]}
    crash.point("engine_moved")
    changed = []
    for task in tasks:
        at = (task["process"], task["element"])
        name = judge.target.elements[at].name
        if name != task["name"] or _differs(old, judge.target, at):
            moves.rename(act.conn, task, name)
            changed.append(task["id"])
    # the case has not been worked on: it keeps its place in people's lists
    cases.write(act.conn, held, case["updated_at"], {}, {
        "deployment_id": judge.to_id, "state": moved.dump(), "waiting_clocks": sorted(moved.waiting_clocks), "next_at": moved.next_at})
    crash.point("case_written")
    act.record("case.moved", case_id=case["id"], move_id=move_id, before=running["deployment_id"], after=judge.to_id, old=old.digest,
               new=judge.target.digest, tasks=[task["id"] for task in tasks], changed=changed, effect=f"move:{move_id}:{case['id']}")
    return "moved", found.value()
