"""Who catches what is thrown, as SpiffWorkflow 3.2 does it (measured; see tests/engine/process/proof/test_engine.py).

An error or escalation is looked for in the scope it is thrown in (the boundary events of its neighbours there), then
in each scope around that one, and at last everywhere; where the first are found, all of them catch it. A signal is
caught everywhere at once. Nobody catching is not an accident: the thrower goes on as if nothing had been thrown.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from engine.process.proof.bits import union
from engine.process.proof.expand import Node, Scope
from engine.process.proof.shape import Marks

MOST_CATCHERS = 6


@dataclass(frozen=True, slots=True)
class Caught:
    """One way a throw may end: who waits, who does not, and what follows.

    Attributes:
        pre, inhibit: bits of those that wait and of those that must not.
        clear, put: what follows; `gone` are places inside activities that were cut off.
    """

    pre: int
    inhibit: int
    clear: int
    put: int
    gone: int
    by: tuple[Node, ...]


class Throws:
    """The catching events of one net."""

    def __init__(self, marks: Marks, nodes: list[Node]):
        self.marks = marks
        self.catchers: dict[str, list[Node]] = {}
        for node in nodes:
            if node.event is not None and node.tag in ("boundaryEvent", "intermediateCatchEvent"):
                self.catchers.setdefault(node.event.kind, []).append(node)

    def ways(self, thrower: Node) -> list[Caught] | None:
        """Every way the throw may be caught, nobody included; None when there are too many to tell apart."""
        event = thrower.event
        heard = [one for one in self.catchers.get(event.kind, ())
                 if one.event.code == event.code or one.event.code is None and event.kind != "signal"]
        if event.kind == "signal":
            levels = [heard]
        else:
            levels, scope, near = [], thrower.scope, set()
            while scope is not None:
                levels.append([one for one in heard if one.scope is scope])
                near.add(scope)
                scope = scope.parent
            levels.append([one for one in heard if one.scope not in near])
        found, silent = [], 0
        for level in levels:
            waiting: dict[int, list[Node]] = {}
            for one in level:
                waiting.setdefault(self.waits(one), []).append(one)
            if len(waiting) > MOST_CATCHERS:
                return None
            for size in range(1, len(waiting) + 1):
                for chosen in combinations(waiting, size):
                    found.append(self._caught(chosen, waiting, silent))
            silent |= union(waiting)
        return [*found, Caught(0, silent, 0, 0, 0, ())]

    def waits(self, catcher: Node) -> int:
        """The bit that is set while a catching event listens."""
        if catcher.host is not None:
            return self.marks.live[catcher.host] if catcher.interrupting else self.marks.armed[catcher]
        gateway = gateway_before(catcher)
        return self.marks.live[gateway if gateway is not None else catcher]

    def _caught(self, chosen: tuple[int, ...], waiting: dict[int, list[Node]], silent: int) -> Caught:
        by: list[Node] = []
        for bit in chosen:
            listening = waiting[bit]
            # behind one event gateway the first branch takes it; two events on one activity both do
            by += listening if listening[0].host is not None else listening[:1]
        pre, clear, put, gone = union(chosen), 0, 0, 0
        for one in by:
            if one.host is not None and one.interrupting:
                gone |= self.marks.whole(one.host)
            clear |= self.waits(one)
            for flow in one.outgoing:
                put |= self.marks.flow[flow]
        inhibit = silent | union(bit for bit in waiting if bit not in chosen)
        return Caught(pre, inhibit, clear | gone, put & ~gone, gone, tuple(by))

    def runs_on(self, thrower: Node) -> bool:
        """Whether a throw that may cut off its own thrower is followed, without anybody waiting, by another throw.

        The engine lets the thrower run on until it waits before it is cut off; what it throws then is not modelled.
        """
        around: set[Scope] = set()
        scope: Scope | None = thrower.scope
        while scope is not None:
            around.add(scope)
            scope = scope.parent
        heard = [one for one in self.catchers.get(thrower.event.kind, ())
                 if one.interrupting and one.host is not None and one.host.inner in around]
        return bool(heard) and any(one is not thrower and one.event is not None and one.tag != "sendTask"
                                   for one in _automatic(thrower))


def gateway_before(node: Node) -> Node | None:
    """The event gateway a catching event stands behind, or None."""
    return next((flow.source for flow in node.incoming if flow.source.tag == "eventBasedGateway"), None)


#: elements the engine passes through without waiting
_WAITS = ("userTask", "receiveTask", "callActivity", "subProcess", "intermediateCatchEvent", "eventBasedGateway")


def _automatic(node: Node) -> Iterator[Node]:
    """Everything reached from a node before anybody is waited for, the node included."""
    seen, waiting = {node}, [node]
    while waiting:
        one = waiting.pop()
        yield one
        for flow in one.outgoing:
            if flow.target not in seen and flow.target.tag not in _WAITS:
                seen.add(flow.target)
                waiting.append(flow.target)


def automatic_flows(node: Node, marks: Marks) -> int:
    """The flow places a token leaving `node` may stand in before anybody is waited for."""
    return union(marks.flow[flow] | marks.live.get(flow.target, 0) * (flow.target.tag not in _WAITS)
                for one in _automatic(node) for flow in one.outgoing if flow in marks.flow)
