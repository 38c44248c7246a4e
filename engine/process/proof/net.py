"""The net that is explored, made from the drawing: tokens on flows and in activities, calls expanded in place."""
from __future__ import annotations

from collections.abc import Mapping

from engine.process.bundle import Bundle
from engine.process.proof.answers import Memory, read
from engine.process.proof.bits import numbers
from engine.process.proof.expand import Node, everything, expand
from engine.process.proof.obligations import Book, Obligations
from engine.process.proof.shape import At, Marks, Move, Net
from engine.process.proof.wiring import Wiring


def build(bundles: Mapping[str, Bundle], root: str, obligations: Obligations, most: int) -> Net:
    """The net of a process with everything it calls.

    Args:
        bundles: process key → the version that is called.
        most: how many elements the expansion may have.
    Raises:
        DefinitionInvalid: a missing or recursive call.
        TooLarge: more elements or moves than can be looked at.
    """
    scope = expand(bundles, root, most)
    nodes = list(everything(scope))
    net = Net()
    marks = Marks(net, nodes)
    width = len(net.places)

    def bit(_name: tuple) -> int:
        nonlocal width
        width += 1
        return 1 << width - 1

    net.tokens = (1 << width) - 1
    net.book = Book(nodes, obligations, bit)
    net.owed = net.book.owed
    items = frozenset(name for node in nodes for name in node.scope.items)
    told = [one for node in nodes for one in net.book.questions(node) if not one.names & items]
    asked = [one for node in nodes for flow in node.outgoing if flow.condition for one in [read(flow.condition)] if one]
    memory = Memory(told, [one for one in asked if not one.names & items], bit)
    for node in nodes:
        net.elements[node.at] = node.element
        net.before.setdefault(node.at, []).extend(_before(node))
    wiring = Wiring(net, marks, memory, nodes)
    for node in nodes:
        wiring.wire(node)
    net.begin = marks.begin[scope]
    forget_what_nobody_asks(net, memory)
    return net


def _before(node: Node) -> list[At]:
    if node.host is not None:
        return [node.host.at]
    if node is node.scope.start and node.scope.host is not None:
        return [node.scope.host.at]
    return [flow.source.at for flow in node.incoming]


def forget_what_nobody_asks(net: Net, memory: Memory) -> None:
    """Let each move forget the answers that no gateway ahead of any token can ask for.

    Two states that differ in such an answer only have the same future; keeping it would double them for nothing.
    """
    if not memory.yes:
        return
    answers = {key: memory.both(key) for key in memory.yes}
    asked = 0
    for bits in answers.values():
        asked |= bits
    wanted = [0] * len(net.places)  # place → bits some gateway ahead may ask for
    ahead = [_ahead(move, net.tokens, asked) for move in net.moves]
    changed = True
    while changed:
        changed = False
        for before, after, reads, forgets in ahead:
            bits = reads
            for place in after:
                bits |= wanted[place] & ~forgets
            for place in before:
                if bits & ~wanted[place]:
                    wanted[place] |= bits
                    changed = True
    keep = {key: sum(1 << place for place, bits in enumerate(wanted) if bits & both) for key, both in answers.items()}
    for number, move in enumerate(net.moves):
        before, after, _, _ = ahead[number]
        had = move.put
        for place in before:
            had |= wanted[place]
        still = 0
        for place in after:
            still |= wanted[place]
        dead = tuple((both, keep[key]) for key, both in answers.items() if both & had and not both & still)
        if dead:
            net.moves[number] = Move(move.at, move.act, move.pre, move.clear, move.put, move.inhibit, move.barred,
                                     move.demands, move.also, move.flows, dead)


def _ahead(move: Move, tokens: int, asked: int) -> tuple[list[int], list[int], int, int]:
    reads = 0
    for mask in move.barred:
        reads |= mask
    return numbers((move.pre | move.clear) & tokens), numbers(move.put & tokens), reads & asked, move.clear & asked
