"""What moving a running case to another version would change ahead of it: obligations, clocks, and holes that would open.

A case decides under the stricter of both versions: what the version it began by demands ahead may not be gone from the new
one, and what the new one demands must still be possible to meet from where the case stands. Conditions are free, as in the
proof; what a way really needs is asked once more when the task is completed.
"""
from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine.process import decisions
from engine.process.bpmn import BPMN, Element, flow_nodes, local, safe_root
from engine.process.definition import Definition
from engine.process.difference.change import Owed
from engine.process.difference.owed import demands
from engine.process.expressions import compile_expr, compile_script
from engine.process.proof.obligations import Obligations
from engine.process.slots import item_names, slots
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
             law: Obligations, known: Collection[str] | None = None) -> Prospect:
    """Looks ahead from where one case stands, on both versions; see `Outlook.look`."""
    return Outlook(old, new, law).look(live, met, running, known)


class Outlook:
    """Two versions side by side, read once for however many cases stand on the older one."""

    def __init__(self, old: Definition, new: Definition, law: Obligations):
        self._law, self._before, self._after = law, _Map(old, law), _Map(new, law)
        #: what the new version reads of a case and the old one does not
        self.asked = frozenset(new.routing - old.routing)

    def look(self, live: Mapping[str, Collection[str]], met: Collection[str], running: Collection[str],
             known: Collection[str] | None = None) -> Prospect:
        """Looks ahead from where a case stands, on both versions.

        Args:
            live: process key → live element ids, as `Running.position`. met: obligations the case has met.
            running: codes of its running clocks. known: names of the facts it has; None asks for none.
        """
        before, after, law = self._before.seen_from(live), self._after.seen_from(live), self._law
        reasons, owed = [], []
        for at in sorted(before.ahead() | after.ahead()):
            was = before.map.demands.get(at, {}) if at in before.ahead() else {}
            now = after.map.demands.get(at, {}) if at in after.ahead() else {}
            name = (after.map.elements.get(at) or before.map.elements.get(at) or Element(at[1], at[1], "", at[0])).name
            for code in sorted(set(was) - set(now)):
                if at in after.ahead() or not after.demanded(code):
                    reasons.append(f"新版本在“{name}”之前不再要求先有“{self._called(code)}”，本案按立案时的版本仍须具备")
            owed += [Owed(*at, name, "gained", code, self._called(code), now[code]) for code in sorted(set(now) - set(was))]
            for code in sorted(set(now) - set(met)):
                if after.hole(at, code) and not (code in was and before.hole(at, code)):
                    reasons.append(f"新版本要求到达“{name}”之前先有“{self._called(code)}”，而本案从现在的位置出发可能不再经过办理它的环节")
            reasons += _laxer(before, after, at)
        for code in sorted(running):
            if code in law.owed and before.stopped(code) and not after.stopped(code):
                reasons.append(f"正在计算的期限“{law.clock_names.get(code, code)}”在新版本中以后没有环节停止")
        if known is not None:
            reasons += after.unfilled(self.asked - set(known))
        return Prospect(tuple(dict.fromkeys(reasons)), tuple(owed), tuple(_clock_changes(before.map, after.map, before.ahead() & after.ahead())))

    def _called(self, code: str) -> str:
        """An obligation as people know it: by the law's name, else by the name of the drawn task that meets it."""
        drawn = (one.name for side in (self._after, self._before) for one in side.elements.values() if code in one.meets)
        return self._law.by_code[code].name if code in self._law.by_code else next(drawn, code)


def _clock_changes(before: "_Map", after: "_Map", common: Iterable[At]) -> Iterable[tuple[str, str, str]]:
    words = {"starts": ("起算", "不再起算"), "stops": ("停止", "不再停止")}
    for at in sorted(common):
        one, other = before.elements[at], after.elements[at]
        for attribute, (added, dropped) in words.items():
            was, now = ({getattr(c, "code", c) for c in getattr(e, attribute)} for e in (one, other))
            yield from ((other.name, added, code) for code in sorted(now - was))
            yield from ((other.name, dropped, code) for code in sorted(was - now))


def _laxer(before: "_View", after: "_View", at: At) -> Iterable[str]:
    """What an element that stays on the way no longer checks or asks for."""
    one, other = before.map.elements.get(at), after.map.elements.get(at)
    if one is None or other is None or at not in before.ahead() or at not in after.ahead():
        return
    for code in sorted(set(one.gates) - set(other.gates)):
        if not any(code in after.map.elements[place].gates for place in after.ahead() if place in after.map.elements):
            yield f"新版本办理“{other.name}”时少了原有的程序关口"
    if other.officers < one.officers:
        yield f"“{other.name}”须签名的人数由 {one.officers} 人减为 {other.officers} 人"


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
        #: names of the facts that an element reads to go on, and those it fills in
        self.reads: dict[At, set[str]] = {}
        self.writes: dict[At, set[str]] = {}
        #: what a fact is called on the form that fills it in
        self.labels = {field.key: field.label for form in definition.forms.values() for field in form.fields}
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
        tables = {one.id: one for one in (decisions.parse(data, file) for file, data in self.definition.bundles[key].under("decisions", ".dmn").items())}
        for at, element in self.elements.items():
            if at[0] != key:
                continue
            if element.called:
                self.holds[at] = [("", element.called)]
            form = self.definition.forms.get((key, element.form)) if element.form else None
            self.writes.setdefault(at, set()).update(form.keys if form else ())
            if element.decision in tables:
                self.reads.setdefault(at, set()).update(tables[element.decision].names)
                self.writes[at].update(tables[element.decision].outputs)
        self._names(key, root)

    def _names(self, key: str, root: Any) -> None:
        sources = {flow.get("id"): flow.get("sourceRef") for flow in root.iter(f"{{{BPMN}}}sequenceFlow")}
        own = item_names(root)
        for slot in slots(root):
            at = (key, sources.get(slot.element, slot.element))
            if slot.kind == "script":
                for name, expression in compile_script(slot.text):
                    self.reads.setdefault(at, set()).update(expression.names - own)
                    self.writes.setdefault(at, set()).add(name)
            elif slot.text and not (slot.kind == "timer" and is_literal(slot.text)):
                self.reads.setdefault(at, set()).update(compile_expr(slot.text).names - own)

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
            return known is None or not known.duties or element.duty in known.duties
        return bool(known is not None and known.elapsed and self.timed.get(at, frozenset()) & set(known.elapsed))

    def seen_from(self, live: Mapping[str, Collection[str]]) -> "_View":
        """The map as it lies before a case."""
        return _View(self, live)

    def reached(self, live: Mapping[str, Collection[str]], wall: Callable[[At], bool] | None = None) -> set[At]:
        """Every element that can still be reached, the live ones included.

        Args:
            wall: where a way ends, as if the element could not be left.
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
            if wall is not None and wall(at):
                continue
            if at not in entered:
                waiting += self.inside(at)
            if wall is None or at in entered or not self.holds.get(at) or self._passable(at, wall, frozenset()):
                waiting += self.onward.get(at, ())
        return seen

    def _passable(self, at: At, wall: Callable[[At], bool], trail: frozenset[At]) -> bool:
        """Whether a call or sub-process can be gone through without coming to a wall."""
        seen: set[At] = set()
        waiting = self.inside(at)
        if not waiting or at in trail:
            return True
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            if wall(one) or (self.holds.get(one) and not self._passable(one, wall, trail | {at})):
                continue
            onward = self.onward.get(one, [])
            if not onward:
                return True
            waiting += onward
        return False


class _View:
    """One version as it lies before a case that stands somewhere on it."""

    def __init__(self, map_: _Map, live: Mapping[str, Collection[str]]):
        self.map, self._live = map_, live
        self._ahead: set[At] | None = None
        self._without: dict[str, set[At]] = {}

    def ahead(self) -> set[At]:
        """Every element that can still be reached, the live ones included."""
        if self._ahead is None:
            self._ahead = self.map.reached(self._live)
        return self._ahead

    def hole(self, target: At, code: str) -> bool:
        """Whether an element can be reached from here without the obligation."""
        if code not in self._without:
            self._without[code] = self.map.reached(self._live, lambda at: self.map.meets(at, code))
        return target in self._without[code]

    def demanded(self, code: str) -> bool:
        """Whether any element ahead demands it."""
        return any(code in self.map.demands.get(at, ()) for at in self.ahead())

    def stopped(self, code: str) -> bool:
        """Whether any element ahead stops a clock."""
        return any(code in self.map.elements[at].stops for at in self.ahead() if at in self.map.elements)

    def unfilled(self, names: Collection[str]) -> Iterable[str]:
        """Where a fact that the case has not got would be read before any step fills it in."""
        for name in sorted(names):
            bare = self.map.reached(self._live, lambda at, name=name: name in self.map.writes.get(at, ()))
            for at in sorted(bare):
                # what an element itself fills in, a form or a table, is there by the time its own ways out are read
                if name in self.map.reads.get(at, ()) and name not in self.map.writes.get(at, ()):
                    element = self.map.elements.get(at)
                    yield f"新版本在“{element.name if element else at[1]}”要用到“{self.map.labels.get(name, name)}”，本案没有填写过，以后也不一定填写"
