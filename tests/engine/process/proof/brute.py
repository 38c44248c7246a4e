"""A token game played by hand, to check the proof against: it shares no code with engine.process.proof.

It reads the XML with the standard library, keeps tokens, obligations, clocks and remembered answers as sets of tuples,
tries every move of every token in every order, and knows no bits, no partial order and no forgetting. It is slow and
plain on purpose. The rules are those of DESIGN §5 with what SpiffWorkflow 3.2 does about errors, and nothing else:

* one step is a start event, an entered activity, a finished one, an element passed, an event that strikes, or an end;
* a second token in a place ends the run there;
* an obligation, clock or answer changes when a user task is finished.
"""
from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import deque
from itertools import chain, combinations

B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
E = "{urn:bihuan:enforcement:1}"
ACTIVITIES = {"userTask", "scriptTask", "sendTask", "receiveTask", "subProcess", "callActivity"}
TOO_MANY = 600


class TooMany(Exception):
    pass


class Game:
    """One drawing with the drawings it calls."""

    def __init__(self, files: dict[str, bytes], root: str, owed: set[str], voided: dict[str, set[str]]):
        """
        Args:
            files: process key → BPMN. owed: clocks that must be stopped. voided: obligation → duties that undo it.
        """
        self.processes = {key: ET.fromstring(data).find(f"{B}process") for key, data in files.items()}
        self.errors = {one.get("id"): one.get("errorCode") for data in files.values() for one in ET.fromstring(data)
                       .iter(f"{B}error")}
        self.root, self.owed, self.voided = root, owed, voided
        self.nodes: dict[tuple, dict] = {}
        self.flows: dict[tuple, dict] = {}
        self.open(self.processes[root], root, ())

    def open(self, container, process: str, path: tuple) -> None:
        for child in container:
            tag = child.tag.removeprefix(B)
            if tag == "sequenceFlow":
                text = child.find(f"{B}conditionExpression")
                self.flows[path, child.get("id")] = {
                    "from": (path, child.get("sourceRef")), "to": (path, child.get("targetRef")),
                    "if": text.text if text is not None else None, "id": child.get("id")}
            elif tag.endswith(("Task", "Event", "Gateway")) or tag in ("subProcess", "callActivity"):
                here = (path, child.get("id"))
                event = next((d.tag.removeprefix(B).removesuffix("EventDefinition") for d in child
                              if d.tag.endswith("EventDefinition")), None)
                code = next((self.errors.get(d.get("errorRef")) for d in child if d.tag.endswith("errorEventDefinition")), None)
                loop = child.find(f"{B}multiInstanceLoopCharacteristics")
                self.nodes[here] = {
                    "tag": tag, "at": (process, child.get("id")), "xml": child, "event": event, "code": code, "path": path,
                    "host": (path, child.get("attachedToRef")), "cuts": child.get("cancelActivity") != "false",
                    "default": child.get("default"), "many": loop.find(f"{B}loopCardinality").text if loop is not None else None,
                    **{name: (child.get(E + name) or "").split() for name in ("meets", "voids", "needs", "starts", "stops")},
                    "duty": child.get(E + "duty"), "changes": child.get(E + "changes"), "when": child.get(E + "when")}
                if tag == "subProcess":
                    self.open(child, process, (*path, child.get("id")))
                if tag == "callActivity":
                    called = child.get("calledElement")
                    self.open(self.processes[called], called, (*path, child.get("id")))

    # -- the drawing ------------------------------------------------------------------------------------
    def out(self, node) -> list:
        return [key for key, flow in self.flows.items() if flow["from"] == node]

    def into(self, node) -> list:
        return [key for key, flow in self.flows.items() if flow["to"] == node]

    def boundaries(self, node) -> list:
        return [key for key, one in self.nodes.items() if one["tag"] == "boundaryEvent" and one["host"] == node]

    def starts_of(self, path) -> tuple:
        return next(key for key, one in self.nodes.items() if one["tag"] == "startEvent" and key[0] == path)

    def after_gateway(self, node):
        sources = [self.flows[flow]["from"] for flow in self.into(node)]
        return next((one for one in sources if self.nodes[one]["tag"] == "eventBasedGateway"), None)

    def entering(self, node) -> set:
        tokens = {("in", node)} | {("armed", one) for one in self.boundaries(node) if not self.nodes[one]["cuts"]}
        if self.nodes[node]["tag"] in ("subProcess", "callActivity"):
            tokens.add(("begin", self.starts_of((*node[0], node[1]))))
        return tokens

    def inside(self, tokens, node) -> set:
        """The tokens within a sub-process or call."""
        scope = (*node[0], node[1])
        return {token for token in tokens if token[1][0][:len(scope)] == scope}

    def leave(self, tokens, node) -> set:
        gone = {("in", node)} | {("armed", one) for one in self.boundaries(node)} | self.inside(tokens, node)
        return set(tokens) - gone

    def place(self, token) -> tuple:
        kind, where = token
        if kind == "flow":
            return self.nodes[self.flows[where]["to"]]["at"]
        return self.nodes[self.nodes[where]["host"] if kind == "armed" else where]["at"]

    # -- answers ----------------------------------------------------------------------------------------
    def told(self, text: str, yes: bool) -> set:
        variable, sign, value = re.fullmatch(r"(\w+) (==|!=) '(\w+)'", text).groups()
        return {(variable, value, yes == (sign == "=="))}

    def truth(self, text: str, known) -> bool | None:
        match = re.fullmatch(r"(\w+) (==|!=) '(\w+)'", text)
        if match is None:
            return None
        variable, sign, value = match.groups()
        for name, constant, yes in known:
            if name == variable and (yes or constant == value):
                equal = yes and constant == value
                return equal == (sign == "==")
        return None

    # -- moves ------------------------------------------------------------------------------------------
    def moves(self, state):
        """Every (element, act, tokens taken from the state's set, tokens added, met, running, known)."""
        tokens, met, running, known = state
        for node, one in self.nodes.items():
            tag = one["tag"]
            same = (met, running, known)
            here = [("flow", flow) for flow in self.into(node) if ("flow", flow) in tokens]
            outgoing = {("flow", flow) for flow in self.out(node)}
            if tag == "startEvent" and ("begin", node) in tokens:
                yield node, "start", tokens - {("begin", node)}, outgoing, *same
            elif tag == "endEvent":
                for token in here:
                    if one["event"] == "terminate":
                        yield node, "end", frozenset(t for t in tokens if t[1][0][:len(node[0])] != node[0]), set(), *same
                    elif one["event"] == "error":
                        yield from self.thrown(node, tokens - {token}, same)
                    else:
                        yield node, "end", tokens - {token}, set(), *same
            elif tag == "exclusiveGateway":
                for token in here:
                    for flow in self.chosen(node, known):
                        yield node, "pass", tokens - {token}, {("flow", flow)}, *same
            elif tag == "parallelGateway":
                if len(here) == len(self.into(node)):
                    yield node, "pass", tokens - set(here), outgoing, *same
            elif tag == "inclusiveGateway" and len(self.into(node)) == 1:
                for token in here:
                    for some in self.some(node, known):
                        yield node, "pass", tokens - {token}, {("flow", flow) for flow in some}, *same
            elif tag == "inclusiveGateway":
                if here and not self.still_coming(node, tokens):
                    yield node, "pass", tokens - set(here), outgoing, *same
            elif tag in ACTIVITIES or tag in ("eventBasedGateway", "intermediateCatchEvent") and self.after_gateway(node) is None:
                yield from self.activity(node, state, here, outgoing)
            elif tag == "intermediateCatchEvent":
                waits = ("in", self.after_gateway(node))
                if waits in tokens:
                    yield node, "strike", tokens - {waits}, outgoing, *self.struck(one, same)
            elif tag == "boundaryEvent" and one["event"] in ("timer", "message"):
                if one["cuts"] and ("in", one["host"]) in tokens:
                    yield node, "strike", frozenset(self.leave(tokens, one["host"])), outgoing, *self.struck(one, same)
                elif not one["cuts"] and ("armed", node) in tokens:
                    yield node, "strike", tokens - {("armed", node)}, outgoing, *self.struck(one, same)

    @staticmethod
    def struck(one, same) -> tuple:
        met, running, known = same
        return met, running, frozenset() if one["event"] == "message" else known

    def activity(self, node, state, here, outgoing):
        tokens, met, running, known = state
        one = self.nodes[node]
        for token in here:
            yield node, "enter", tokens - {token}, self.entering(node), met, running, known
            if one["many"] == "n":
                yield node, "pass", tokens - {token}, outgoing, met, running, known
        if ("in", node) not in tokens or one["tag"] == "eventBasedGateway":
            return
        if one["tag"] in ("intermediateCatchEvent", "receiveTask"):
            event = {"event": "message"} if one["tag"] == "receiveTask" else one
            yield node, "strike", frozenset(self.leave(tokens, node)), outgoing, *self.struck(event, (met, running, known))
            return
        if one["tag"] in ("subProcess", "callActivity"):
            if self.inside(tokens, node):
                return
            if one["many"] is not None:
                yield node, "again", tokens, {("begin", self.starts_of((*node[0], node[1])))}, met, running, known
        for change in self.effects(node, met, running, known):
            yield node, "finish", frozenset(self.leave(tokens, node)), outgoing, *change
            if one["many"] is not None and one["tag"] == "userTask":
                yield node, "again", tokens - {("in", node)}, {("in", node)}, *change

    def effects(self, node, met, running, known):
        one = self.nodes[node]
        if one["tag"] != "userTask":
            yield met, running, known
            return
        kept = set(met)
        if one["changes"] != "nothing":
            kept -= {code for code, duties in self.voided.items() if one["duty"] in duties}
        for yes in (True, False) if one["when"] else (True,):
            learnt = set(known)
            if one["when"]:
                learnt = {fact for fact in known if fact[0] != one["when"].split()[0]} | self.told(one["when"], yes)
            if yes:
                yield (frozenset(kept - set(one["voids"]) | set(one["meets"])),
                       frozenset(set(running) - set(one["stops"]) | set(one["starts"])), frozenset(learnt))
            else:
                yield frozenset(kept), running, frozenset(learnt)

    def chosen(self, node, known):
        default = self.nodes[node]["default"]
        flows = sorted(self.out(node), key=lambda flow: flow[1] == default)
        for number, flow in enumerate(flows):
            texts = [self.flows[one]["if"] for one in flows[:number]]
            if any(text and self.truth(text, known) is True for text in texts):
                return
            text = self.flows[flow]["if"]
            if not text or self.truth(text, known) is not False:
                yield flow

    def some(self, node, known):
        flows = self.out(node)
        for some in chain.from_iterable(combinations(flows, size) for size in range(1, len(flows) + 1)):
            values = {flow: self.truth(self.flows[flow]["if"], known) if self.flows[flow]["if"] else None for flow in flows}
            if all(value is None or value == (flow in some) for flow, value in values.items()):
                yield some

    def still_coming(self, join, tokens) -> bool:
        """Whether a token elsewhere can still come to an empty input of an inclusive join without passing it."""
        empty = [flow for flow in self.into(join) if ("flow", flow) not in tokens]
        seen, waiting = {join}, [self.flows[flow]["from"] for flow in empty]
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            if self.nodes[node]["tag"] == "boundaryEvent":
                if ("armed", node) in tokens:
                    return True
                waiting.append(self.nodes[node]["host"])
                continue
            if ("in", node) in tokens or ("begin", node) in tokens or any(("flow", flow) in tokens for flow in self.into(node)):
                return True
            waiting += [self.flows[flow]["from"] for flow in self.into(node)]
        return False

    def thrown(self, node, tokens, same):
        """An error: the boundary events of the scope, then of each scope around it, then all of them."""
        code, path = self.nodes[node]["code"], node[0]
        waiting = [key for key, one in self.nodes.items() if one["tag"] == "boundaryEvent" and one["event"] == "error"
                   and one["code"] in (None, code) and (("in", one["host"]) in tokens
                                                        if one["cuts"] else ("armed", key) in tokens)]
        level = list(path)
        catching: list = []
        while not catching:
            catching = [key for key in waiting if key[0] == tuple(level)]
            if not level:
                break
            level.pop()
        catching = catching or waiting
        left, added = set(tokens), set()
        for key in catching:
            host = self.nodes[key]["host"]
            left = self.leave(left, host) if self.nodes[key]["cuts"] else left - {("armed", key)}
            added |= {("flow", flow) for flow in self.out(key)}
        cut = [(*self.nodes[key]["host"][0], self.nodes[key]["host"][1]) for key in catching if self.nodes[key]["cuts"]]
        added = {token for token in added if not any(token[1][0][:len(scope)] == scope for scope in cut)}
        yield node, "end", frozenset(left), added, *same, catching

    # -- the whole --------------------------------------------------------------------------------------
    def play(self) -> dict:
        """Everything there is to find.

        Returns:
            `needs`, `tokens`, `clock`: what → length of the shortest run; `stuck`: whether some run can never end;
            `never`: elements never reached; `cut`: whether a second token was met; `states`: how many were visited.
        """
        first = (frozenset({("begin", self.starts_of(()))}), frozenset(), frozenset(), frozenset())
        depth, onward, ends = {first: 0}, {}, set()
        found: dict[str, dict] = {"needs": {}, "tokens": {}, "clock": {}}
        reached: set = set()
        waiting = deque([first])
        doubled: set = set()
        while waiting:
            state = waiting.popleft()
            if len(depth) > TOO_MANY:
                raise TooMany
            far, onward[state] = depth[state], []
            if not state[0]:
                ends.add(state)
                for code in state[2] & self.owed:
                    found["clock"].setdefault(code, far)
            for node, act, rest, added, met, running, known, *more in self.moves(state):
                at = self.nodes[node]["at"]
                reached.add(at)
                reached.update(self.nodes[one]["at"] for one in (more[0] if more else ()))
                if act not in ("finish", "again"):
                    for code in set(self.nodes[node]["needs"]) - state[1]:
                        found["needs"].setdefault((at, code), far + 1)
                if twice := rest & added:
                    for token in twice:
                        found["tokens"].setdefault(self.place(token), far + 1)
                    doubled.add(state)
                    continue
                after = (frozenset(rest | added), met, running, known)
                onward[state].append(after)
                if after not in depth:
                    depth[after] = far + 1
                    waiting.append(after)
        return {**found, "stuck": self.stuck(onward, ends | doubled), "cut": bool(doubled), "states": len(depth),
                "never": {one["at"] for one in self.nodes.values()} - reached}

    @staticmethod
    def stuck(onward, fine) -> bool:
        back: dict = {}
        for state, successors in onward.items():
            for after in successors:
                back.setdefault(after, []).append(state)
        good, waiting = set(fine), list(fine)
        while waiting:
            for before in back.get(waiting.pop(), ()):
                if before not in good:
                    good.add(before)
                    waiting.append(before)
        return len(good) < len(onward)
