"""A locked case on its way through one act: what it was, what it is becoming, what has to be written."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.process import instance, kept
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
    def context(self) -> instance.Context:
        """The time and the clocks' ends, as the diagram's timers see them; a clock that stands still has no end."""
        return instance.Context(at=self.act.at, clocks={
            code: None if c.state in ("suspended", "met", "cancelled") else c.due_at for code, c in self.clocks.items()})


def begin(engine, act: Act, held: Locked, standing: Standing) -> Step:
    """A step on a locked case."""
    return Step(engine, act, held, standing, data=dict(held.case["facts"]), clocks=dict(standing.clocks))
