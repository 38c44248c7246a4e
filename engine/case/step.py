"""A locked case on its way through one act: what it was, what it is becoming, what has to be written."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.process import instance
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
    running: instance.Running | None = None
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
    def context(self) -> instance.Context:
        """The time and the clocks' ends, as the diagram's timers see them; a clock that stands still has no end."""
        return instance.Context(at=self.act.at, clocks={
            code: None if c.state in ("suspended", "met", "cancelled") else c.due_at for code, c in self.clocks.items()})


def begin(engine, act: Act, held: Locked, standing: Standing) -> Step:
    """A step on a locked case, with its running workflow restored."""
    step = Step(engine, act, held, standing, data=dict(held.case["facts"]), clocks=dict(standing.clocks))
    definition = engine.definition(act.conn, held.instance["deployment_id"])
    if held.instance["state"] is not None:
        step.running = instance.restore(definition, held.instance["state"])
    return step
