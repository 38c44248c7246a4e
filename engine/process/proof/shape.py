"""The values a net is made of: places, moves, the alarms of inclusive joins, and which bit stands for what.

A state is one integer. Its low bits are places, each marked or not (a second token in a place is a finding, so nothing
more is needed); the others are obligations met, clocks running and the few answers remembered.
"""
from __future__ import annotations

from dataclasses import dataclass, field

from engine.process.bpmn import Element
from engine.process.proof.expand import Node, Scope
from engine.process.proof.obligations import Book, Demand

#: (process key, element id)
At = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a token.

    It can be made when all bits of `pre` are set, none of `inhibit`, and no mask of `barred` is set whole. It clears
    `clear`, then sets `put`.

    Attributes:
        at: the element it happens at.
        act: start, enter, finish, pass, strike or end.
        demands: what must hold when it is made.
        also: other elements it touches (those that catch what it throws).
        flows: (process key, flow id) of the sequence flows taken.
        dead: (bits, places): forget the bits unless one of the places is marked.
    """

    at: At
    act: str
    pre: int
    clear: int
    put: int
    inhibit: int = 0
    barred: tuple[int, ...] = ()
    demands: tuple[Demand, ...] = ()
    also: tuple[At, ...] = ()
    flows: tuple[At, ...] = ()
    dead: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Alarm:
    """A state in which an inclusive join would go on too early: marked inputs, unmarked ones, tokens it overlooks."""

    at: At
    marked: int
    empty: int
    overlooked: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Something the proof cannot model, so it says so."""

    at: At
    why: str


@dataclass(eq=False, repr=False)
class Net:
    """Everything the exploration needs.

    Attributes:
        places: what stands in each place, by bit number.
        begin: the state at the start. tokens: the bits that are places.
        owed: clock code → the bit that must not be set at the end.
        before: element → elements that lead to it.
    """

    places: list[At] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    begin: int = 0
    tokens: int = 0
    owed: dict[str, int] = field(default_factory=dict)
    alarms: list[Alarm] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    elements: dict[At, Element] = field(default_factory=dict)
    before: dict[At, list[At]] = field(default_factory=dict)
    book: Book | None = None

    def marked(self, state: int) -> list[At]:
        """The elements where a state has tokens, without doubles."""
        return list(dict.fromkeys(at for number, at in enumerate(self.places) if state >> number & 1))


#: elements in which a token stays: somebody or something has to finish them
STAYS = ("userTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask", "callActivity", "subProcess",
         "intermediateCatchEvent", "eventBasedGateway")


class Marks:
    """Which bit stands for which place."""

    def __init__(self, net: Net, nodes: list[Node]):
        self.net = net
        self.flow = {flow: self._place(flow.target.at) for node in nodes for flow in node.outgoing
                     if node.tag != "eventBasedGateway"}
        self.live = {node: self._place(node.at) for node in nodes if node.tag in STAYS
                     and not any(flow.source.tag == "eventBasedGateway" for flow in node.incoming)}
        self.armed = {node: self._place(node.host.at) for node in nodes if node.host is not None and not node.interrupting}
        self.begin = {node.scope: self._place(node.at) for node in nodes if node is node.scope.start}
        self.inside: dict[Scope, int] = {}

    def _place(self, at: At) -> int:
        self.net.places.append(at)
        return 1 << len(self.net.places) - 1

    def within(self, scope: Scope | None) -> int:
        """Every place inside a scope and the scopes in it."""
        if scope is None:
            return 0
        if scope not in self.inside:
            bits = self.begin.get(scope, 0)
            for node in scope.nodes:
                bits |= self.live.get(node, 0) | self.armed.get(node, 0) | self.within(node.inner)
                for flow in node.outgoing:
                    bits |= self.flow.get(flow, 0)
            self.inside[scope] = bits
        return self.inside[scope]

    def whole(self, node: Node) -> int:
        """The places of an activity: itself, its waiting boundary events, everything inside."""
        bits = self.live[node] | self.within(node.inner)
        for event in node.boundaries:
            bits |= self.armed.get(event, 0)
        return bits

    def opened(self, node: Node) -> int:
        """The places marked when an activity begins."""
        bits = self.live[node]
        for event in node.boundaries:
            bits |= self.armed.get(event, 0)
        return bits | (self.begin[node.inner] if node.inner is not None else 0)
