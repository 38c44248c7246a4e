"""A locked case on its way through one act: what it was, what it is becoming, what has to be written."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine import errors
from engine.case import dossier, permit
from engine.law.dossier import Dossier
from engine.process import instance, kept
from engine.process.bpmn import Element
from engine.process.forms import Form
from engine.store import cases
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
            self._file = dossier.build(self.standing.file, self.engine.rules_for(self.conn), self.clocks, self.standing.recused)
        elif self._file is None:
            self._file = dossier.read(self.engine, self.conn, self.held.case, self.data, self.clocks)
        return self._file

    @property
    def context(self) -> instance.Context:
        """The time and the clocks' ends, as the diagram's timers see them; a clock that stands still has no end."""
        return instance.Context(at=self.act.at, clocks={
            code: None if c.state in ("suspended", "met", "cancelled") else c.due_at for code, c in self.clocks.items()})


def take(engine, act: Act, case_id: int) -> Step:
    """Locks a case for an act that no task stands for.

    Raises:
        errors.NotFound: it does not exist, or not for this person; the two answer alike.
    """
    held = cases.lock(act.conn, case_id)
    seen = held and standings.read(act.conn, case_id, act.person_id)
    if held is None or not permit.sees(engine.unit(act.conn, held.case["unit_id"]), seen, act.person_id, None,
                                                      over=held.case["status"] in cases.OVER):
        raise errors.NotFound(f"没有找到编号为 {case_id} 的案件。")
    return begin(engine, act, held, seen)


def drawn(engine, conn, held: Locked) -> tuple[Element, Form]:
    """What the diagram says of the locked task, and its form, of the version the case runs by."""
    definition = engine.definition(conn, held.instance["deployment_id"])
    element = definition.elements[(held.task["process"], held.task["element"])]
    return element, definition.form(held.task["process"], element.form)


def begin(engine, act: Act, held: Locked, standing: Standing) -> Step:
    """A step on a locked case."""
    return Step(engine, act, held, standing, data=dict(held.case["facts"]), clocks=dict(standing.clocks))
