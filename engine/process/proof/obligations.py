"""What the law demands of every drawing, laid over the drawn tasks: which bits a task sets, clears and asks for."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from engine.law.obligation import National, Obligation
from engine.law.rules import Rulebook
from engine.process.bpmn import Element
from engine.process.proof.answers import Memory, Question, read
from engine.process.proof.bits import union
from engine.process.proof.expand import Event, Node

#: codes that take effect when a person completes a task, and nowhere else
_EFFECTS = {"meets": "完成义务", "voids": "撤销义务", "starts": "起算期限", "stops": "停止期限", "suspends": "中止期限",
            "resumes": "恢复期限", "gates": "检查", "paper": "文书"}
_UNCERTAIN_KINDS = ("date", "time", "datetime")


@dataclass(frozen=True)
class Obligations:
    """What the proof demands besides what the drawing itself names.

    Attributes:
        national: obligations, acts and duties to be kept apart, from obligations.toml.
        owed: clocks that must have been stopped when the process ends: those that do not bind the party.
        separation: pairs of duties that exclude each other → article.
        clock_names, duty_names: code → Chinese name.
    """

    national: National = National()
    owed: frozenset[str] = frozenset()
    separation: Mapping[tuple[str, str], str] = field(default_factory=dict)
    clock_names: Mapping[str, str] = field(default_factory=dict)
    duty_names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Rulebook) -> "Obligations":
        """Those of the law in force."""
        return cls(rules.national, frozenset(code for code, rule in rules.clocks.items() if rule.binds != "party"),
                   rules.separation, MappingProxyType({code: rule.name for code, rule in rules.clocks.items()}), rules.duties)

    @cached_property
    def by_code(self) -> dict[str, Obligation]:
        """Obligation code → obligation."""
        return {one.code: one for one in self.national.obligations}


@dataclass(frozen=True, slots=True)
class Demand:
    """What must hold when an element is reached.

    Attributes:
        rule: the finding it makes when it does not.
        code: the obligation, clock, duty or attribute it is about.
        any_of: bits one of which must be set; 0 when it can never hold.
        only_if: bits that must all be set for it to be asked.
        article: behind it, or None.
    """

    rule: str
    code: str
    any_of: int = 0
    only_if: int = 0
    article: str | None = None


class Book:
    """Obligations and clocks of one net as bits of its state.

    Only what something asks for has a bit: the state space doubles with every one.
    """

    def __init__(self, nodes: Iterable[Node], obligations: Obligations, bit: Callable[[tuple], int]):
        self.law = obligations
        nodes = list(nodes)
        wanted: set[str] = set()
        for node in nodes:
            wanted.update(node.element.needs)
            for act in self._acts(node.element):
                wanted.update(act.needs)
        wanted |= {code for one in list(wanted) if one in self.law.by_code for code in self.law.by_code[one].once}
        self.met = {code: bit(("met", code)) for code in sorted(wanted)}
        self.asked = {code: bit(("asked", code)) for code in sorted(wanted)
                      if code in self.law.by_code and self.law.by_code[code].asked}
        started = {start.code for node in nodes for start in node.element.starts}
        timed = {code for node in nodes if node.event is not None for code in node.event.clocks}
        self.running = {code: bit(("running", code)) for code in sorted(started & self.law.owed | timed)}
        self.begun = {code: bit(("begun", code)) for code in sorted(timed)}
        self.owed = {code: self.running[code] for code in sorted(started & self.law.owed)}

    # -- what an element asks for -----------------------------------------------------------------------
    def demands(self, node: Node) -> tuple[Demand, ...]:
        """What must hold when the element is reached."""
        element = node.element
        found = {code: Demand("needs", code, self.met[code]) for code in element.needs}
        for act in self._acts(element):
            for code in act.needs:
                owed = self.law.by_code[code]
                only_if = self.asked.get(code, 0)
                for earlier in owed.once:
                    only_if |= self.met[earlier]
                found[code] = Demand("national", code, self.met[code], only_if, owed.article)
        return (*found.values(), *self._never(node), *self._clocks(node))

    def _never(self, node: Node) -> Iterable[Demand]:
        """What is wrong with the element wherever it stands, told with a run that reaches it."""
        element = node.element
        if node.tag != "userTask":
            for attribute in _EFFECTS:
                if getattr(element, attribute):
                    yield Demand("effect", attribute)
            return
        for act in self._acts(element):
            if act.duty is not None and element.duty != act.duty:
                yield Demand("duty", act.duty, article=act.article)
            if act.guarded_by and not set(element.gates) & set(act.guarded_by):
                yield Demand("guard", act.guarded_by[0], article=act.article)
        for code in element.meets:
            owed = self.law.by_code.get(code)
            if owed is not None and owed.duties and element.duty not in owed.duties:
                yield Demand("duty", owed.duties[0], article=owed.article)

    def _clocks(self, node: Node) -> Iterable[Demand]:
        """A timer whose clock was never started stops the case the moment it begins to wait (an incident, measured)."""
        waits = [node, *node.boundaries]
        if node.tag == "eventBasedGateway":
            waits += [flow.target for flow in node.outgoing]
        if node.tag == "boundaryEvent" or any(flow.source.tag == "eventBasedGateway" for flow in node.incoming):
            return
        for one in waits:
            if one.event is not None and one.event.clocks:
                begun = 0
                for code in one.event.clocks:
                    begun |= self.begun[code]
                yield Demand("clock_not_started", one.event.clocks[0], begun)

    def _acts(self, element: Element) -> Iterable:
        papers = tuple((element.paper or "").split())
        return [act for act in self.law.national.acts if act.covers(element.meets, element.gates, papers)]

    # -- what completing a task does --------------------------------------------------------------------
    def questions(self, node: Node) -> list[Question]:
        """What completing this task settles that gateways may ask again."""
        if node.tag != "userTask":
            return []
        texts = [node.element.when] if node.element.when else []
        texts += [f"{field} == {answer!r}" for _, (field, answer) in self._requests(node)]
        return [question for question in map(read, texts) if question is not None]

    def outcomes(self, node: Node, memory: Memory) -> list[tuple[int, int]]:
        """Every way completing the element may change the bits: (cleared, set)."""
        forgotten = memory.about(node.writes)
        if node.tag != "userTask":
            return [(forgotten, 0)]
        element, trusted = node.element, _certain(node)
        void = self._voided(element)
        question = read(element.when) if element.when else None
        ways = [(0, 0, True)]
        if element.when:
            forgotten |= memory.about(question.names) if question is not None else 0
            ways = [(0, memory.learn(question, outcome, trusted) if question is not None else 0, outcome)
                    for outcome in (True, False)]
        for code, (name, answer) in self._requests(node):
            asks = read(f"{name} == {answer!r}")
            ways = [(clear | (self.met[code] if yes else 0), put | known | (self.asked[code] if yes else 0), applies)
                    for clear, put, applies in ways for yes in (True, False)
                    for known in [memory.learn(asks, yes, None if yes else trusted)]]
        found = []
        for clear, put, applies in ways:
            if not memory.contradicts(put):
                cleared, set_ = self._effect(element) if applies else (0, 0)
                change = (forgotten | void | clear | cleared | put | set_, put | set_)
                found.append(change) if change not in found else None
        return found

    def elapsed(self, event: Event) -> tuple[int, int]:
        """What the end of the clocks a timer waits for changes: (cleared, set)."""
        codes = [one.code for one in self.law.national.obligations
                 if event.clocks and set(event.clocks) <= set(one.elapsed) and one.code in self.met]
        return self._meet(codes)

    def _requests(self, node: Node) -> list[tuple[str, tuple[str, str]]]:
        fields = {one.key: one for one in node.form.fields} if node.form is not None else {}
        return [(code, asked) for code in self.asked for asked in [self.law.by_code[code].asked]
                if asked[0] in fields and (not fields[asked[0]].options or asked[1] in fields[asked[0]].options)]

    def _effect(self, element: Element) -> tuple[int, int]:
        """(cleared, set) by the codes of a task that takes effect, as engine.case carries them out."""
        clear = union(self.met.get(code, 0) for code in element.voids)
        clear |= union(self.running.get(code, 0) for code in element.stops)
        allowed = [code for code in element.meets
                   if code not in self.law.by_code or not self.law.by_code[code].duties
                   or element.duty in self.law.by_code[code].duties]
        reset, put = self._meet(allowed)
        for start in element.starts:
            put |= self.running.get(start.code, 0) | self.begun.get(start.code, 0)
        return (clear | reset) & ~put, put

    def _meet(self, codes: Iterable[str]) -> tuple[int, int]:
        codes = set(codes)
        reset = union(self.met.get(one.code, 0) for one in self.law.national.obligations if codes & set(one.after))
        put = union(self.met.get(code, 0) for code in codes)
        return reset & ~put, put

    def _voided(self, element: Element) -> int:
        if element.changes == "nothing":
            return 0
        return union(self.met.get(one.code, 0) for one in self.law.national.obligations if element.duty in one.voided_by)


def _certain(node: Node) -> frozenset[str] | None:
    """Variables that completing the task certainly writes as its `e:when` read them; None when there is no form to tell."""
    if node.form is None:
        return None
    return frozenset(one.key for one in node.form.fields if one.required and one.kind not in _UNCERTAIN_KINDS)
