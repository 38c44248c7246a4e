"""A locked case on its way through one act: what it was, what it is becoming, what has to be written."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine import errors
from engine.case.access import permit
from engine.case.file import dossier
from engine.law.file.dossier import Dossier
from engine.process import instance, kept
from engine.process.bpmn import Element
from engine.process.forms import Form
from engine.store import cases, crash
from engine.store import standing as standings
from engine.store.act import Act
from engine.store.cases import Locked
from engine.store.standing import Standing


@dataclass
class Step:
    """A locked case on its way through one act."""

    engine: Any
    act: Act
    held: Locked
    standing: Standing
    _running: instance.Running | None = None
    _file: Dossier | None = None
    data: dict[str, Any] = field(default_factory=dict)
    clocks: dict[str, Any] = field(default_factory=dict)
    changed: dict[str, Any] = field(default_factory=dict)
    #: clocks of an earlier generation that this act replaced
    superseded: list[Any] = field(default_factory=list)
    #: persons that the form in hand names, by id
    names: dict[int, str] = field(default_factory=dict)
    #: duties that the form in hand puts on those it names: (person, duty)
    bearing: list[tuple[int, str]] = field(default_factory=list)
    #: serials taken along with another: (unit, kind of paper, year) → serial
    serials: dict[tuple[int, str, int], int] = field(default_factory=dict)
    #: who acts as whose substitute 代理人: person → principal
    acting_for: dict[int, int] = field(default_factory=dict)

    @property
    def conn(self):
        """The transaction's connection."""
        return self.act.conn

    @property
    def case_id(self) -> int:
        """The locked case."""
        return self.held.case["id"]

    @property
    def running(self) -> instance.Running | None:
        """The running workflow, built when first asked for; None when the process has ended."""
        if self._running is None and self.held.instance["state"] is not None:
            definition = self.engine.definition(self.conn, self.held.instance["deployment_id"])
            self._running = kept.take(definition, self.held.instance["state"])
        return self._running

    @running.setter
    def running(self, started: instance.Running) -> None:
        self._running = started

    @property
    def file(self) -> Dossier:
        """What lies in the case's file, for the gates; read now where it was not read with the standing."""
        if self._file is None and self.standing.file is not None:
            self._file = dossier.build(self.standing.file, self.engine.rules_for(self.conn), self.clocks, self.standing.recused_at,
                                       self.standing.recusal_asked)
        elif self._file is None:
            self._file = dossier.read(self.engine, self.conn, self.held.case, self.data, self.clocks)
        return self._file

    @property
    def context(self) -> instance.Context:
        """The time and the clocks' ends, as the diagram's timers see them; a clock that stands still has no end."""
        return instance.Context(at=self.act.at, clocks={
            code: None if c.state in ("suspended", "met", "cancelled") else c.due_at for code, c in self.clocks.items()})


def take(engine, act: Act, case_id: int, missing: str | None = None) -> Step:
    """Locks a case for an act that no task stands for.

    Args:
        missing: what to say when it is not there, where somebody asked for a thing of the case and not for the case.
    Raises:
        errors.NotFound: it does not exist, or not for this person; the two answer alike.
    """
    held = cases.lock(act.conn, case_id)
    seen = held and standings.read(act.conn, case_id, act.person_id, at=act.at)
    if held is None or not permit.sees(engine, act.conn, act.actor, seen, held.case):
        raise errors.NotFound(missing or f"没有找到编号为 {case_id} 的案件。")
    return begin(engine, act, held, seen)


def take_task(engine, act: Act, task_id: int, version: int | None, *, closed: bool = False, judged: bool = False) -> tuple[Step, Any]:
    """Locks the case of a task for an act on it.

    Args:
        version: the one the person saw, None where it does not matter. closed: whether a task that is over will do.
        judged: whether gates will be asked, and the file is read along.
    Returns:
        The step, and what was answered to the same request before, if it came before.
    Raises:
        errors.NotFound: it does not exist, or not for this person. errors.TaskClosed, errors.StaleVersion.
    """
    held = cases.lock_by_task(act.conn, task_id)
    if held is None:
        raise errors.NotFound("没有找到这项任务。")
    crash.point("case_locked")
    file = dossier.of(engine, act.conn, held.case, held.case["facts"]) if judged and drawn(engine, act.conn, held)[0].gates else None
    seen = standings.read(act.conn, held.case["id"], act.person_id, file, at=act.at, beside=next(iter(held.task["signers"]), None))
    if not permit.sees(engine, act.conn, act.actor, seen, held.case, held.task):
        raise errors.NotFound("没有找到这项任务。")
    step = begin(engine, act, held, seen)
    answer = act.earlier()
    if answer is None and not closed:
        if held.task["state"] in ("done", "cancelled"):
            raise errors.TaskClosed(f"“{held.task['name']}”已经办结或取消。", task_id=task_id)
        if version is not None and version != held.task["version"]:
            raise errors.StaleVersion(f"“{held.task['name']}”已有更新（现为第 {held.task['version']} 版）。", task_id=task_id,
                                      version=held.task["version"])
    return step, answer


def drawn(engine, conn, held: Locked) -> tuple[Element, Form]:
    """What the diagram says of the locked task, and its form, of the version the case runs by."""
    definition = engine.definition(conn, held.instance["deployment_id"])
    element = definition.elements[(held.task["process"], held.task["element"])]
    return element, definition.form(held.task["process"], element.form)


def begin(engine, act: Act, held: Locked, standing: Standing) -> Step:
    """A step on a locked case."""
    return Step(engine, act, held, standing, data=dict(held.case["facts"]), clocks=dict(standing.clocks))
