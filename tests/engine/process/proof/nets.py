"""Random small drawings: blocks of every kind, then a few jumps and changed gateways that break them."""
from __future__ import annotations

import random

from engine.process import bundle
from tests.engine.process.diagrams import HEAD

CODES, CLOCKS, DUTIES = ("r1", "r2"), ("k1", "k2"), ("handle", "review", "decide")
CONDITIONS = ("v == 'a'", "v == 'b'", "v != 'a'", "n > 3", "n > 5")


class Drawing:
    """One random process; `xml` is its BPMN, `calls` the keys it calls."""

    def __init__(self, key: str, seed: random.Random, size: int, callable: tuple[str, ...] = (), broken: float = 0.5):
        self.key, self.random, self.callable = key, seed, callable
        self.count, self.left = 0, size
        body = self.container(0)
        if seed.random() < broken:
            for _ in range(seed.randint(1, 2)):
                self.jump(body)
        self.xml = (f'{HEAD}<bpmn:error id="{key}_e1" errorCode="E1"/><bpmn:error id="{key}_e2" errorCode="E2"/>'
                    f'<bpmn:message id="{key}_m" name="m"/>'
                    f'<bpmn:process id="{key}" isExecutable="true">{self.written(body)}</bpmn:process>'
                    "</bpmn:definitions>").encode()

    def bundle(self) -> bundle.Bundle:
        """The drawing as a process folder."""
        return bundle.from_files({"process.toml": f'key = "{self.key}"\nname = "{self.key}"\n'.encode(),
                                  f"{self.key}.bpmn": self.xml})

    # -- a container is {"nodes": {id: [tag, attributes, inner]}, "flows": [[id, source, target, condition]]} ----
    def name(self, kind: str) -> str:
        self.count += 1
        return f"{self.key}_{kind}{self.count}"

    def add(self, box: dict, tag: str, inner: str | dict = "", **attributes: str) -> str:
        made = self.name(tag[:2])
        box["nodes"][made] = [tag, attributes, inner]
        return made

    def link(self, box: dict, source: str, target: str, condition: str | None = None) -> str:
        made = self.name("f")
        box["flows"].append([made, source, target, condition])
        return made

    def container(self, depth: int) -> dict:
        box: dict = {"nodes": {}, "flows": []}
        start = self.add(box, "startEvent")
        head, tail = self.sequence(box, depth, self.random.randint(1, 3))
        end = self.add(box, "endEvent", self.ending(depth))
        self.link(box, start, head)
        self.link(box, tail, end)
        return box

    def ending(self, depth: int) -> str:
        chance = self.random.random()
        if chance < 0.06:
            return f"<bpmn:terminateEventDefinition id='{self.name('d')}'/>"
        if chance < (0.3 if depth else 0.1):
            return f"<bpmn:errorEventDefinition id='{self.name('d')}' errorRef='{self.key}_{self.random.choice(('e1', 'e2'))}'/>"
        return ""

    def sequence(self, box: dict, depth: int, length: int) -> tuple[str, str]:
        parts = [self.block(box, depth) for _ in range(length)]
        for (_, tail), (head, _) in zip(parts, parts[1:]):
            self.link(box, tail, head)
        return parts[0][0], parts[-1][1]

    def block(self, box: dict, depth: int) -> tuple[str, str]:
        self.left -= 1
        kinds = ["task"] * 6 + ["script", "catch"]
        if self.left > 0 and depth < 3:
            kinds += ["choice"] * 3 + ["fork"] * 3 + ["loop", "sub", "sub", "either", "wait", "guarded", "guarded", "many"]
            kinds += ["call"] * 2 if self.callable else []
        return getattr(self, f"on_{self.random.choice(kinds)}")(box, depth)

    def task(self) -> dict[str, str]:
        given, pick = {"e:duty": self.random.choice(DUTIES)}, self.random.random
        for name, codes, chance in (("e:meets", CODES, 0.35), ("e:voids", CODES, 0.1), ("e:needs", CODES, 0.15),
                                    ("e:starts", CLOCKS, 0.15), ("e:stops", CLOCKS, 0.15)):
            if pick() < chance:
                given[name] = self.random.choice(codes)
        if pick() < 0.2:
            given["e:changes"] = "nothing"
        if pick() < 0.2 and set(given) & {"e:meets", "e:voids", "e:starts", "e:stops"}:
            given["e:when"] = self.random.choice(CONDITIONS[:3])
        return given

    def on_task(self, box: dict, depth: int) -> tuple[str, str]:
        one = self.add(box, "userTask", **self.task())
        return one, one

    def on_script(self, box: dict, depth: int) -> tuple[str, str]:
        one = self.add(box, "scriptTask", "<bpmn:script>z = 1</bpmn:script>")
        return one, one

    def on_catch(self, box: dict, depth: int) -> tuple[str, str]:
        one = (self.add(box, "intermediateCatchEvent", self.event()) if self.random.random() < 0.7
               else self.add(box, "receiveTask", messageRef=f"{self.key}_m"))
        return one, one

    def on_many(self, box: dict, depth: int) -> tuple[str, str]:
        loop = (f"<bpmn:multiInstanceLoopCharacteristics id='{self.name('mi')}' isSequential='true'>"
                f"<bpmn:loopCardinality>{self.random.choice(('n', '3'))}</bpmn:loopCardinality>"
                "</bpmn:multiInstanceLoopCharacteristics>")
        if self.random.random() < 0.5:
            one = self.add(box, "userTask", loop, **self.task())
        else:
            one = self.add(box, "subProcess", {**self.container(depth + 1), "first": loop})
        return one, one

    def event(self) -> str:
        made = self.name("d")
        if self.random.random() < 0.5:
            return f"<bpmn:messageEventDefinition id='{made}' messageRef='{self.key}_m'/>"
        return f"<bpmn:timerEventDefinition id='{made}'><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"

    def on_choice(self, box: dict, depth: int) -> tuple[str, str]:
        return self.fan(box, depth, "exclusiveGateway", self.random.choice(("exclusiveGateway",) * 5 + ("parallelGateway",)))

    def on_fork(self, box: dict, depth: int) -> tuple[str, str]:
        return self.fan(box, depth, "parallelGateway", self.random.choice(("parallelGateway",) * 5 + ("exclusiveGateway",)))

    def on_either(self, box: dict, depth: int) -> tuple[str, str]:
        """Inclusive: its branches hold single elements, so that the engine sees every one that is under way."""
        fork, join = self.add(box, "inclusiveGateway"), self.add(box, "inclusiveGateway")
        for number in range(self.random.randint(2, 3)):
            one = self.random.choice((self.on_task, self.on_script))(box, depth)[0]
            flow = self.link(box, fork, one, self.random.choice(CONDITIONS) if number else None)
            if not number:
                box["nodes"][fork][1]["default"] = flow
            self.link(box, one, join)
        return fork, join

    def fan(self, box: dict, depth: int, opens: str, shuts: str) -> tuple[str, str]:
        fork, join = self.add(box, opens), self.add(box, shuts)
        for number in range(self.random.randint(2, 3)):
            head, tail = self.sequence(box, depth + 1, self.random.randint(1, 2))
            conditional = opens == "exclusiveGateway" and number
            flow = self.link(box, fork, head, self.random.choice(CONDITIONS) if conditional else None)
            if opens == "exclusiveGateway" and not number:
                box["nodes"][fork][1]["default"] = flow
            self.link(box, tail, join)
        return fork, join

    def on_loop(self, box: dict, depth: int) -> tuple[str, str]:
        back, choice = self.add(box, "exclusiveGateway"), self.add(box, "exclusiveGateway")
        head, tail = self.sequence(box, depth + 1, 1)
        out = self.add(box, "scriptTask", "<bpmn:script>z = 1</bpmn:script>")
        self.link(box, back, head)
        self.link(box, tail, choice)
        box["nodes"][choice][1]["default"] = self.link(box, choice, back)
        self.link(box, choice, out, self.random.choice(CONDITIONS))
        return back, out

    def on_sub(self, box: dict, depth: int) -> tuple[str, str]:
        one = self.add(box, "subProcess", self.container(depth + 1))
        return one, one

    def on_call(self, box: dict, depth: int) -> tuple[str, str]:
        one = self.add(box, "callActivity", calledElement=self.random.choice(self.callable))
        return one, one

    def on_wait(self, box: dict, depth: int) -> tuple[str, str]:
        gateway, join = self.add(box, "eventBasedGateway"), self.add(box, "exclusiveGateway")
        for _ in range(2):
            one = self.add(box, "intermediateCatchEvent", self.event())
            self.link(box, gateway, one)
            self.link(box, one, join)
        return gateway, join

    def on_guarded(self, box: dict, depth: int) -> tuple[str, str]:
        """An activity with a boundary event whose branch ends by itself or comes back behind it."""
        head, host = self.random.choice((self.on_task, self.on_task, self.on_sub, self.on_script))(box, depth)
        join = self.add(box, "exclusiveGateway")
        self.link(box, host, join)
        for _ in range(self.random.choice((1, 1, 2))):
            kind = self.random.random()
            cuts = self.random.random() < 0.6 and not any(
                one[1].get("attachedToRef") == host and one[1]["cancelActivity"] == "true" for one in box["nodes"].values())
            inner = self.event() if kind < 0.7 else (
                f"<bpmn:errorEventDefinition id='{self.name('d')}'" + (f" errorRef='{self.key}_e1'"
                    if kind < 0.85 else "") + "/>")
            event = self.add(box, "boundaryEvent", inner, attachedToRef=host, cancelActivity=str(cuts).lower())
            first, last = self.sequence(box, depth + 2, 1)
            self.link(box, event, first)
            self.link(box, last, join if cuts and self.random.random() < 0.8 else self.add(box, "endEvent"))
        return head, join

    # -- breaking ---------------------------------------------------------------------------------------
    def jump(self, box: dict) -> None:
        """From one flow of a container to another: the way in may skip, repeat, or leave a fork."""
        while (inner := [node[2] for node in box["nodes"].values() if isinstance(node[2], dict)]) and self.random.random() < 0.4:
            box = self.random.choice(inner)
        waiting = {one for one, node in box["nodes"].items() if node[0] == "eventBasedGateway"}
        flows = [flow for flow in box["flows"] if flow[1] not in waiting]
        if len(flows) < 2:
            return
        leave, enter = self.random.sample(flows, 2)
        choice, join = self.add(box, "exclusiveGateway"), self.add(box, "exclusiveGateway")
        onward, into = leave[2], enter[2]
        leave[2], enter[2] = choice, join
        box["nodes"][choice][1]["default"] = self.link(box, choice, onward)
        self.link(box, choice, join, self.random.choice(CONDITIONS))
        self.link(box, join, into)

    def written(self, box: dict) -> str:
        parts = [box.get("first", "")]
        for made, (tag, attributes, inner) in box["nodes"].items():
            given = "".join(f' {name}="{value}"' for name, value in attributes.items())
            body = self.written(inner) if isinstance(inner, dict) else inner
            parts.append(f'<bpmn:{tag} id="{made}"{given}>{body}</bpmn:{tag}>')
        for made, source, target, condition in box["flows"]:
            text = f"<bpmn:conditionExpression>{condition.replace('>', '&gt;')}</bpmn:conditionExpression>" if condition else ""
            parts.append(f'<bpmn:sequenceFlow id="{made}" sourceRef="{source}" targetRef="{target}">{text}</bpmn:sequenceFlow>')
        return "".join(parts)


def drawings(seed: int) -> dict[str, Drawing]:
    """The drawings of one seed: the root `p`, sometimes with a process `q` it may call."""
    dice = random.Random(seed)
    found: dict[str, Drawing] = {}
    if dice.random() < 0.3:
        found["q"] = Drawing("q", dice, 3, broken=0.2)
    found["p"] = Drawing("p", dice, dice.randint(2, 7), tuple(found))
    return found
