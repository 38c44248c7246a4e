"""What moving a running case to another version would change ahead of it: obligations, clocks, and holes that would open.

A case decides under the stricter of both versions: what the version it began by demands ahead may not be gone from the new
one, and what the new one demands must still be possible to meet from where the case stands. Conditions are free, as in the
proof; what a way really needs is asked once more when the task is completed.
"""
from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine.process.bpmn import BPMN, Element, flow_nodes, local, safe_root
from engine.process.definition import Definition
from engine.process.difference.change import Owed
from engine.process.difference.owed import demands
from engine.process.expressions import compile_expr
from engine.process.proof.obligations import Obligations
from engine.process.slots import slots
from engine.process.timers import is_literal

At = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a move would change ahead of a case.

    Attributes:
        reasons: why it may not be moved, in Chinese; empty when it may.
        owed: demands on elements still ahead that would come. clocks: (element name, what, code) that would change ahead.
    """

    reasons: tuple[str, ...]
    owed: tuple[Owed, ...]
    clocks: tuple[tuple[str, str, str], ...]


def prospect(old: Definition, new: Definition, live: Mapping[str, Collection[str]], met: Collection[str], running: Collection[str],
             law: Obligations) -> Prospect:
    """Looks ahead from where a case stands, on both versions.

    Args:
        live: process key → live element ids, as `Running.position`. met: obligations the case has met.
        running: codes of its running clocks.
    """
    before, after = _Map(old, law), _Map(new, law)
    ahead_then, ahead_now = before.ahead(live), after.ahead(live)
    reasons, owed = [], []
    for at in sorted(ahead_then | ahead_now):
        was = before.demands.get(at, {}) if at in ahead_then else {}
        now = after.demands.get(at, {}) if at in ahead_now else {}
        name = (after.elements.get(at) or before.elements[at]).name
        for code in sorted(set(was) - set(now)):
            if at in ahead_now or not after.demanded(code, ahead_now):
                reasons.append(f"新版本在“{name}”之前不再要求先有“{law_name(law, code)}”，本案按立案时的版本仍须具备")
        owed += [Owed(*at, name, "gained", code, law_name(law, code), now[code]) for code in sorted(set(now) - set(was))]
        for code in sorted(set(now) - set(met)):
            if after.hole(live, at, code) and not (code in was and before.hole(live, at, code)):
                reasons.append(f"新版本要求到达“{name}”之前先有“{law_name(law, code)}”，而本案从现在的位置出发可能不再经过办理它的环节")
    for code in sorted(running):
        if code in law.owed and before.stopped(code, ahead_then) and not after.stopped(code, ahead_now):
            reasons.append(f"正在计算的期限“{law.clock_names.get(code, code)}”在新版本中以后没有环节停止")
    return Prospect(tuple(dict.fromkeys(reasons)), tuple(owed), tuple(_clock_changes(before, after, ahead_then & ahead_now)))


def law_name(law: Obligations, code: str) -> str:
    """An obligation's Chinese name, its code for one that only a drawing knows."""
    return law.by_code[code].name if code in law.by_code else code


def _clock_changes(before: "_Map", after: "_Map", common: Iterable[At]) -> Iterable[tuple[str, str, str]]:
    words = {"starts": ("起算", "不再起算"), "stops": ("停止", "不再停止")}
    for at in sorted(common):
        one, other = before.elements[at], after.elements[at]
        for attribute, (added, dropped) in words.items():
            was, now = ({getattr(c, "code", c) for c in getattr(e, attribute)} for e in (one, other))
            yield from ((other.name, added, code) for code in sorted(now - was))
            yield from ((other.name, dropped, code) for code in sorted(was - now))


class _Map:
    """The drawings of one version as a map of ways."""

    def __init__(self, definition: Definition, law: Obligations):
        self.definition, self.law = definition, law
        self.elements: Mapping[At, Element] = definition.elements
        self.onward: dict[At, list[At]] = {}
        self.entries: dict[str, list[At]] = {}
        #: where a node holds others: a call the called process, an embedded sub-process its own nodes
        self.holds: dict[At, list[At]] = {}
        self.timed: dict[At, frozenset[str]] = {}
        for key, bundle in definition.bundles.items():
            self._read(key, safe_root(bundle.diagram))

    def _read(self, key: str, root: Any) -> None:
        targets = {flow.get("targetRef") for flow in root.iter(f"{{{BPMN}}}sequenceFlow")}
        for node, _, scope in flow_nodes(root):
            at = (key, node.get("id"))
            self.onward.setdefault(at, [])
            if node.get("attachedToRef"):
                self.onward.setdefault((key, node.get("attachedToRef")), []).append(at)
            elif local(node) == "startEvent" or node.get("id") not in targets:
                (self.holds.setdefault((key, scope[-1]), []) if scope else self.entries.setdefault(key, [])).append(at)
            clocks = {code for slot in slots(node) if slot.kind == "timer" and not is_literal(slot.text) for code in compile_expr(slot.text).clocks}
            if clocks and local(node) not in ("subProcess", "callActivity"):
                self.timed[at] = frozenset(clocks)
        for flow in root.iter(f"{{{BPMN}}}sequenceFlow"):
            self.onward.setdefault((key, flow.get("sourceRef")), []).append((key, flow.get("targetRef")))
        for at, element in self.elements.items():
            if at[0] == key and element.called:
                self.holds[at] = [("", element.called)]

    @cached_property
    def demands(self) -> dict[At, dict[str, str | None]]:
        """What must be met before each element; what the law owes only sometimes is left to the moment itself."""
        found = {}
        for at, (_, asked) in demands(self.definition.bundles, self.law).items():
            found[at] = {code: article for code, article in asked.items() if not self._sometimes(code)}
        return found

    def _sometimes(self, code: str) -> bool:
        known = self.law.by_code.get(code)
        return known is not None and bool(known.asked or known.once)

    def inside(self, at: At) -> list[At]:
        """Where a call or a sub-process begins."""
        return [one for held in self.holds.get(at, ()) for one in (self.entries.get(held[1], []) if held[0] == "" else [held])]

    def meets(self, at: At, code: str) -> bool:
        """Whether passing an element meets an obligation."""
        element, known = self.elements.get(at), self.law.by_code.get(code)
        if element is not None and code in element.meets:
            return True
        return bool(known is not None and known.elapsed and self.timed.get(at, frozenset()) & set(known.elapsed))

    def ahead(self, live: Mapping[str, Collection[str]], code: str | None = None) -> set[At]:
        """Every element that can still be reached, the live ones included.

        Args:
            code: stop at elements that meet this obligation, as if they were walls.
        """
        begin = [(key, id) for key, ids in live.items() for id in ids]
        # A live call is entered already: what lies inside is known by its own live elements.
        entered = {at for at in begin if self.holds.get(at)}
        seen: set[At] = set()
        waiting = list(begin)
        while waiting:
            at = waiting.pop()
            if at in seen or (at not in self.elements and at not in self.onward):
                continue
            seen.add(at)
            if code is not None and self.meets(at, code):
                continue
            if at not in entered:
                waiting += self.inside(at)
            if code is None or at in entered or not self.holds.get(at) or self._passable(at, code, frozenset()):
                waiting += self.onward.get(at, ())
        return seen

    def _passable(self, at: At, code: str, trail: frozenset[At]) -> bool:
        """Whether a call or sub-process can be gone through without meeting an obligation."""
        seen: set[At] = set()
        waiting = self.inside(at)
        if not waiting or at in trail:
            return True
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            if self.meets(one, code) or (self.holds.get(one) and not self._passable(one, code, trail | {at})):
                continue
            onward = self.onward.get(one, [])
            if not onward:
                return True
            waiting += onward
        return False

    def hole(self, live: Mapping[str, Collection[str]], target: At, code: str) -> bool:
        """Whether an element can be reached from here without the obligation."""
        return target in self.ahead(live, code)

    def demanded(self, code: str, among: Iterable[At]) -> bool:
        """Whether any of these elements demands it."""
        return any(code in self.demands.get(at, ()) for at in among)

    def stopped(self, code: str, among: Iterable[At]) -> bool:
        """Whether any of these elements stops a clock."""
        return any(code in self.elements[at].stops for at in among if at in self.elements)
