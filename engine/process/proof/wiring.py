"""How each drawn element moves tokens, as SpiffWorkflow 3.2 executes what the publish checks let through."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product

from engine.process.proof.answers import Memory, Question, read
from engine.process.proof.bits import union
from engine.process.proof.expand import Flow, Node, TooLarge, everything
from engine.process.proof.joins import inclusive_join
from engine.process.proof.shape import At, Marks, Move, Net, Refused
from engine.process.proof.throws import Throws, automatic_flows, gateway_before

MOST_MOVES = 40_000
MOST_BRANCHES = 10

#: boundary and catching events that something outside sets off, whenever it likes
FREE = ("timer", "message", "conditional")


class Wiring:
    """Makes the moves of one net, element by element."""

    def __init__(self, net: Net, marks: Marks, memory: Memory, nodes: list[Node]):
        self.net, self.marks, self.memory = net, marks, memory
        self.throws = Throws(marks, nodes)
        self.demands: tuple = ()
        self.answers = union(memory.both(key) for key in memory.yes)

    def wire(self, node: Node) -> None:
        """Add the moves of an element.

        Raises:
            TooLarge: more moves than can be looked at.
        """
        self.demands = self.net.book.demands(node)
        if node.tag == "startEvent":
            self._add(node, "start", self.marks.begin[node.scope], put=self._out(node), flows=node.outgoing)
        elif node.tag == "endEvent":
            self._end(node)
        elif node.tag == "intermediateThrowEvent":
            self._throw(node, "pass")
        elif node.tag in ("exclusiveGateway", "parallelGateway", "inclusiveGateway"):
            getattr(self, f"_{node.tag[:-7]}")(node)
        elif node.tag == "boundaryEvent":
            self._boundary(node)
        elif node in self.marks.live:
            self._activity(node)
        elif gateway_before(node) is not None:
            self._chosen(node)
        else:
            self.net.refused.append(Refused(node.at, "不在证明所能处理的元素之列"))
        if len(self.net.moves) > MOST_MOVES:
            raise TooLarge("moves", len(self.net.moves))

    def _add(self, node: Node, act: str, pre: int, *, put: int = 0, clear: int = 0, inhibit: int = 0,
             barred: Iterable[int] = (), flows: Iterable[Flow] = (), also: Iterable[Node] = ()) -> None:
        self.net.moves.append(Move(
            node.at, act, pre, pre | clear | put & ~self.net.tokens, put, inhibit, tuple(barred),
            () if act in ("finish", "again") else self.demands, tuple(one.at for one in also), tuple(_named(flows))))

    def _out(self, node: Node) -> int:
        return union(self.marks.flow.get(flow, 0) for flow in node.outgoing)  # behind an event gateway there is no place

    # -- activities -------------------------------------------------------------------------------------
    def _activity(self, node: Node) -> None:
        opened, live, out = self.marks.opened(node), self.marks.live[node], self._out(node)
        for flow in node.incoming:
            self._add(node, "enter", self.marks.flow[flow], put=opened)
            if node.loop is not None and node.loop.none:
                self._add(node, "pass", self.marks.flow[flow], put=out, flows=node.outgoing)
        self._at_once(node)
        if node.tag == "eventBasedGateway":
            awaited = [flow.target.event for flow in node.outgoing if flow.target.event.kind != "timer"]
            if len(set(awaited)) < len(awaited):  # the engine takes the first of them twice (measured)
                self.net.refused.append(Refused(node.at, "有两个分支等待同一个消息或信号"))
            return
        if node.tag in ("intermediateCatchEvent", "receiveTask"):
            self._caught(node, live, self.marks.whole(node), must_run=True)
            return
        inside = self.marks.within(node.inner)
        again = node.loop is not None and node.loop.again
        if node.inner is not None:
            if again and node.loop.together and self._has_effects(node):
                self.net.refused.append(Refused(node.at, "几份同时办理，里面的环节又会改变全案的义务或者期限"))
            if again:
                self._add(node, "again", live, put=live | self.marks.begin[node.inner], inhibit=inside)
        for cleared, put in self.net.book.outcomes(node, self.memory):
            self._add(node, "finish", live, clear=self.marks.whole(node) | cleared, put=out | put, inhibit=inside,
                      flows=node.outgoing)
            if again and node.inner is None and (cleared or put):
                self._add(node, "again", live, clear=cleared, put=live | put)

    def _has_effects(self, node: Node) -> bool:
        """Whether anything inside changes or asks more than tokens."""
        return any(self.net.book.demands(one) or self.net.book.outcomes(one, self.memory) != [(0, 0)]
                   for one in everything(node.inner))

    # -- events -----------------------------------------------------------------------------------------
    def _caught(self, node: Node, waits: int, clear: int, *, must_run: bool, also: Iterable[Node] = ()) -> None:
        """The moves of an event that something outside sets off.

        Args:
            waits: the bit set while it listens. clear: the places it leaves.
            must_run: a timer whose clock has been stopped is never due, so that its clock must run.
        """
        event, out = node.event, self._out(node)
        if event is None or event.kind not in FREE:
            return  # errors, escalations and signals are caught when they are thrown
        if event.times > 1 and must_run:
            self.net.refused.append(Refused(node.at, "重复的定时只能用在不中断的边界事件上"))
        if event.kind == "message":
            self._add(node, "strike", waits, clear=clear | self.answers, put=out, flows=node.outgoing, also=also)
            return
        clocks = [self.net.book.running[code] for code in event.clocks]
        cleared, put = self.net.book.elapsed(event)
        if not clocks or not must_run and not put:
            self._add(node, "strike", waits, clear=clear, put=out, flows=node.outgoing, also=also)
            return
        for running in clocks:
            self._add(node, "strike", waits | running, clear=clear | cleared, put=out | put | running, flows=node.outgoing,
                      also=also)
        if not must_run:
            self._add(node, "strike", waits, clear=clear, put=out, inhibit=union(clocks), flows=node.outgoing, also=also)

    def _chosen(self, node: Node) -> None:
        """An event behind an event gateway; the token waits in the gateway."""
        if node.boundaries or node.loop is not None:
            self.net.refused.append(Refused(node.at, "在事件网关之后，又带有边界事件或者多人办理"))
            return
        waits = self.marks.live[gateway_before(node)]
        self._caught(node, waits, waits, must_run=True)

    def _boundary(self, node: Node) -> None:
        host = node.host
        if not node.interrupting:
            armed = self.marks.armed[node]
            if node.event.times > 1:  # it may strike again as soon as what it set off waits for somebody
                self._repeated(node, armed)
            else:
                self._caught(node, armed, armed, must_run=False)
            return
        if node.event.kind in FREE:
            self._caught(node, self.marks.live[host], self.marks.whole(host), must_run=False)

    def _repeated(self, node: Node, armed: int) -> None:
        self._add(node, "strike", armed, put=armed | self._out(node), inhibit=automatic_flows(node, self.marks),
                  flows=node.outgoing)

    def _at_once(self, host: Node) -> None:
        """Interrupting events of one activity that one tick or one message sets off together: both go on (measured)."""
        groups: dict[object, list[Node]] = {}
        for one in host.boundaries:
            if one.interrupting and one.event.kind in FREE:
                groups.setdefault(one.event.code if one.event.kind == "message" else FREE, []).append(one)
        for group in groups.values():
            written = self.answers if group[0].event.kind == "message" else 0
            for size in range(2, len(group) + 1) if len(group) <= 4 else (2,):
                for together in combinations(group, size):
                    self._add(together[0], "strike", self.marks.live[host], clear=self.marks.whole(host) | written,
                              put=union(self._out(one) for one in together), also=together[1:],
                              flows=[flow for one in together for flow in one.outgoing])

    def _end(self, node: Node) -> None:
        kind = node.event.kind if node.event is not None else None
        if kind in ("error", "escalation"):
            self._throw(node, "end")
            return
        gone = 0
        if kind == "terminate":
            gone = self.marks.within(node.scope)
        for flow in node.incoming:
            self._add(node, "end", self.marks.flow[flow], clear=gone)

    def _throw(self, node: Node, act: str) -> None:
        out, kind = self._out(node), node.event.kind if node.event is not None else None
        ways = self.throws.ways(node) if kind in ("error", "escalation", "signal") else None
        if kind in ("error", "escalation", "signal"):
            if ways is None:
                self.net.refused.append(Refused(node.at, "可能同时接到它的事件过多"))
                return
            if act == "pass" and self.throws.runs_on(node):
                self.net.refused.append(Refused(node.at, "它会中断自己所在的活动，其后却紧接着又抛出事件"))
        for flow in node.incoming:
            if ways is None:
                self._add(node, act, self.marks.flow[flow], put=out, flows=node.outgoing)
            for way in ways or ():
                self._add(node, act, self.marks.flow[flow] | way.pre, clear=way.clear, inhibit=way.inhibit,
                          put=out & ~way.gone | way.put, also=way.by,
                          flows=[*node.outgoing, *(flow for one in way.by for flow in one.outgoing)])

    # -- gateways ---------------------------------------------------------------------------------------
    def _exclusive(self, node: Node) -> None:
        earlier: list[Question] = []
        ordered = sorted(node.outgoing, key=lambda flow: flow.id == node.default)
        for out in ordered:
            question = read(out.condition) if out.condition else None
            barred = [mask for one in earlier for mask in self.memory.certain(one, True)]
            if question is not None:
                barred += self.memory.certain(question, False)
                earlier.append(question)
            for flow in node.incoming:
                self._add(node, "pass", self.marks.flow[flow], put=self.marks.flow[out], barred=barred, flows=[out])

    def _parallel(self, node: Node) -> None:
        self._add(node, "pass", union(self.marks.flow[flow] for flow in node.incoming), put=self._out(node), flows=node.outgoing)

    def _inclusive(self, node: Node) -> None:
        if len(node.incoming) > 1:
            moves, alarms = inclusive_join(node, self.marks)
            for pre, inhibit in moves:
                self._add(node, "pass", pre, put=self._out(node), inhibit=inhibit, flows=node.outgoing)
            self.net.alarms += alarms
            return
        if len(node.outgoing) > MOST_BRANCHES:
            raise TooLarge("branches", 2 ** len(node.outgoing))
        questions = {flow: read(flow.condition) for flow in node.outgoing if flow.condition}
        for taken in product((True, False), repeat=len(node.outgoing)):
            flows = [flow for flow, yes in zip(node.outgoing, taken) if yes]
            if flows:
                barred = [mask for flow, yes in zip(node.outgoing, taken) if questions.get(flow) is not None
                          for mask in self.memory.certain(questions[flow], not yes)]
                self._add(node, "pass", self.marks.flow[node.incoming[0]], put=union(self.marks.flow[f] for f in flows),
                          barred=barred, flows=flows)


def _named(flows: Iterable[Flow]) -> Iterator[At]:
    return ((flow.source.element.process, flow.id) for flow in flows)
