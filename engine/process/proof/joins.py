"""Inclusive joins: when they go on, and where the engine would not wait for a branch that is still under way.

A join goes on when it has a token and no other token can still come to one of its empty inputs without passing it.
SpiffWorkflow 3.2 looks for such tokens in two ways, by what it has predicted and by walking back from the empty input;
the first sees only branches without a choice, the second does not see an open sub-process or call and follows a single
way back where branches met (measured). A state in which neither sees the token is an alarm: the drawing cannot be
trusted to wait there.
"""
from __future__ import annotations

from itertools import product

from engine.process.proof.bits import union
from engine.process.proof.expand import Flow, Node, TooLarge
from engine.process.proof.shape import Alarm, Marks

MOST_INPUTS = 6


def inclusive_join(join: Node, marks: Marks) -> tuple[list[tuple[int, int]], list[Alarm]]:
    """(bits needed, bits forbidden) of each way it goes on, and its alarms."""
    inputs = join.incoming
    if len(inputs) > MOST_INPUTS:
        raise TooLarge("inputs", 2 ** len(inputs))
    coming = {flow: _behind(flow, join, marks) for flow in inputs}
    places = {flow: union(coming[flow]) for flow in inputs}
    overlooked = {flow: union(place for place, node in coming[flow].items() if not _seen(place, node, flow, join, marks))
                  for flow in inputs}
    moves, alarms = [], []
    for here in product((True, False), repeat=len(inputs)):
        marked = [flow for flow, yes in zip(inputs, here) if yes]
        empty = [flow for flow, yes in zip(inputs, here) if not yes]
        if not marked:
            continue
        pre, none = (union(marks.flow[flow] for flow in flows) for flows in (marked, empty))
        moves.append((pre, none | union(places[flow] for flow in empty)))
        # a token that can come to a marked input as well as to an empty one: BPMN does not wait for it, the engine may
        either = union(places[flow] for flow in empty) & union(places[flow] for flow in marked)
        if danger := either | union(overlooked[flow] for flow in empty):
            alarms.append(Alarm(join.at, pre, none, danger))
    return moves, alarms


def _behind(flow: Flow, join: Node, marks: Marks) -> dict[int, Node]:
    """Place → element of every place from which a token can come to this input without passing the join."""
    found: dict[int, Node] = {}
    seen: set[Node] = {join}
    waiting = [flow.source]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if node.host is not None:
            waiting.append(node.host)
            if node in marks.armed:
                found[marks.armed[node]] = node.host
            continue
        if node in marks.live:
            found[marks.live[node]] = node
        if node is node.scope.start:
            found[marks.begin[node.scope]] = node
        for one in node.incoming:
            if one in marks.flow:
                found[marks.flow[one]] = node
            waiting.append(one.source)
    return found


def _seen(place: int, node: Node, flow: Flow, join: Node, marks: Marks) -> bool:
    """Whether the engine notices that a token at `node` will come to this input."""
    return _certain(node, flow, join) or not _started(node) and _straight_back(flow.source, node)


def _certain(node: Node, flow: Flow, join: Node) -> bool:
    seen: set[Node] = set()
    while node is not join and node not in seen:
        seen.add(node)
        if len(node.outgoing) != 1 or node.tag == "eventBasedGateway":
            return False
        if node.outgoing[0] is flow:
            return True
        node = node.outgoing[0].target
    return False


def _straight_back(node: Node, wanted: Node) -> bool:
    seen: set[Node] = set()
    while node is not wanted and node not in seen:
        seen.add(node)
        if node.host is not None:
            node = node.host
        elif len(node.incoming) != 1:
            return False
        else:
            node = node.incoming[0].source
    return node is wanted


def _started(node: Node) -> bool:
    """Activities the engine calls started while something goes on inside them."""
    return node.inner is not None or node.loop is not None
