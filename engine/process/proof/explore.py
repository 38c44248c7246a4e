"""Breadth-first through every state a net can reach, so that what is found first is found by a shortest run.

First all states are visited in full. When they are too many, only those moves are followed from each state that can
matter together (stubborn sets: moves of branches sharing nothing commute). What is then found is the same, since
every move left out stays possible until it is made, and no circle of states is left closed while it leaves one out
for ever; only a run may be longer than it need be, and is shortened by leaving out steps.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from engine.process.proof.bits import numbers
from engine.process.proof.reduce import Stubborn
from engine.process.proof.shape import At, Move, Net

_LOOK_AT_THE_TIME = 256
_TIME_TO_SHORTEN = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be explored.

    Attributes:
        elements: in the drawing with its calls.
        full: states visited in full before moves are left out.
        states, seconds: in all.
    """

    elements: int = 5_000
    full: int = 20_000
    states: int = 200_000
    seconds: float = 8.0


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: a rule, where, about what, and the run that shows it."""

    rule: str
    at: At
    code: str
    run: tuple[Move, ...]
    article: str | None = None
    others: tuple[At, ...] = ()


@dataclass
class Explored:
    """What an exploration saw.

    Attributes:
        markings: states visited. steps: moves made. seconds: it took.
        whole: True when nothing reachable was left out for want of room or time.
        reduced: moves of independent branches were followed in one order only.
        hits: findings, each with its run.
    """

    markings: int = 0
    steps: int = 0
    seconds: float = 0.0
    whole: bool = True
    reduced: bool = False
    hits: list[Hit] = field(default_factory=list)


def explore(net: Net, limits: Limits, began: float | None = None) -> Explored:
    """Everything there is to find in a net.

    Args:
        began: `perf_counter()` when the proof began; its limit of seconds counts from there.
    """
    began = perf_counter() if began is None else began
    until = began + limits.seconds
    first = _Search(net, min(limits.full, limits.states), until, None)
    found, search = first.run(), first
    # a drawing in which tokens double grows without end: it is refused already, the rest would only be more of it
    if not found and not first.cut and limits.states > limits.full and perf_counter() < until:
        search = _Search(net, limits.states, until, Stubborn(net))
        search.steps = first.steps
        found = search.run()
    explored = Explored(len(search.states) + (len(first.states) if search is not first else 0), search.steps,
                        0.0, found, search is not first)
    explored.hits = search.hits(found)
    explored.seconds = perf_counter() - began
    return explored


def reach(net: Net, goal: int, limits: Limits, began: float) -> tuple[tuple[Move, ...] | None, bool]:
    """A shortest run to a state that has all bits of `goal`, or None; and whether everything was looked at for it."""
    search = _Search(net, limits.states, began + limits.seconds, None)
    run = search.first(goal)
    return run, run is not None or len(search.next) == len(search.states)


class _Search:
    def __init__(self, net: Net, most: int, until: float, stubborn: Stubborn | None):
        self.net, self.most, self.until, self.stubborn = net, most, until, stubborn
        self.states = [net.begin]
        self.number = {net.begin: 0}
        self.parent, self.by = [-1], [-1]
        self.next: list[list[int]] = []
        self.left_out: dict[int, tuple[int, ...]] = {}
        self.steps, self.cut = 0, False
        self.found: dict[tuple, tuple[int, int]] = {}
        self.seen_moves = [False] * len(net.moves)
        self.from_place: dict[int, list[tuple[int, Move]]] = {}
        for index, move in enumerate(net.moves):
            self.from_place.setdefault(_trigger(net, move), []).append((index, move))

    def run(self) -> bool:
        """Visit; False when there was more than may be visited."""
        at = 0
        while True:
            while at < len(self.states):
                if len(self.states) > self.most or not at % _LOOK_AT_THE_TIME and perf_counter() > self.until:
                    return False
                self._expand(at)
                at += 1
            ignored = self._ignored() if self.left_out else []
            if not ignored:
                return True
            for number in ignored:
                for index in self.left_out.pop(number):
                    self._arrive(number, self.next[number], index, self._make(number, self.states[number], index))

    def _ignored(self) -> list[int]:
        """One state of each closed circle of states in which a move was possible all along and never made."""
        found = []
        for circle in closed_circles(self.next):
            skipped = {index for number in circle for index in self.left_out.get(number, ())}
            made = {index for number in circle for index in self.enabled(self.states[number])
                    if index not in self.left_out.get(number, ())}
            if skipped - made:
                found.append(min(number for number in circle if set(self.left_out.get(number, ())) - made))
        return found

    def first(self, goal: int) -> tuple[Move, ...] | None:
        """The run to the first state with all bits of `goal`."""
        at = 0
        while at < len(self.states) <= self.most and (at % _LOOK_AT_THE_TIME or perf_counter() < self.until):
            if self.states[at] & goal == goal:
                return self._run_to(at, -1, lambda state, move: True)
            self._expand(at)
            at += 1
        return None

    def _expand(self, at: int) -> None:
        state = self.states[at]
        onward: list[int] = []
        self.next.append(onward)
        enabled = self.enabled(state)
        for alarm in self.net.alarms:
            if state & alarm.marked == alarm.marked and not state & alarm.empty and state & alarm.overlooked:
                self.found.setdefault(("inclusive", alarm.at, ""), (at, -1))
        if self.stubborn is not None and len(enabled) > 1:
            chosen = self.stubborn.choose(state, enabled)
            if len(chosen) < len(enabled):
                self.left_out[at] = tuple(index for index in enabled if index not in chosen)
                enabled = chosen
        for index in enabled:
            self._arrive(at, onward, index, self._make(at, state, index))

    def enabled(self, state: int) -> list[int]:
        """The moves that can be made."""
        found = []
        marked = state & self.net.tokens
        while marked:
            low = marked & -marked
            marked ^= low
            for index, move in self.from_place.get(low, ()):
                if (state & move.pre == move.pre and not state & move.inhibit
                        and not any(state & mask == mask for mask in move.barred)):
                    found.append(index)
        return found

    def _make(self, at: int, state: int, index: int) -> int | None:
        """The state after a move; None when it would put a second token in a place."""
        move = self.net.moves[index]
        self.steps += 1
        if not self.seen_moves[index]:
            self.seen_moves[index] = True
            self.found.setdefault(("seen", move.at, ""), (at, index))
            for other in move.also:
                self.found.setdefault(("seen", other, ""), (at, index))
        for demand in move.demands:
            if state & demand.only_if == demand.only_if and not state & demand.any_of:
                self.found.setdefault((demand.rule, move.at, demand.code), (at, index))
        after = state & ~move.clear
        if twice := after & move.put & self.net.tokens:
            self.cut = True
            for place in numbers(twice):
                self.found.setdefault(("tokens", self.net.places[place], ""), (at, index))
            return None
        return settle(after | move.put, move)

    def _arrive(self, at: int, onward: list[int], index: int, after: int | None) -> None:
        if after is None:
            onward.append(-1)
            return
        number = self.number.get(after)
        if number is None:
            number = self.number[after] = len(self.states)
            self.states.append(after)
            self.parent.append(at)
            self.by.append(index)
        onward.append(number)

    # -- what it means ----------------------------------------------------------------------------------
    def hits(self, whole: bool) -> list[Hit]:
        """The findings; those that only a whole exploration can tell are left out of another."""
        articles = {(demand.rule, move.at, demand.code): demand.article for move in self.net.moves for demand in move.demands}
        hits = [Hit(rule, at, code, self._run_to(number, index, self._shows(rule, at, code)), articles.get((rule, at, code)))
                for (rule, at, code), (number, index) in self.found.items() if rule != "seen"]
        hits += self._clocks()
        if whole:
            stuck = self._stuck()
            hits += stuck
            hits += [] if self.cut else self._never({at for hit in stuck for at in hit.others})
        return hits

    def _clocks(self) -> list[Hit]:
        found: dict[str, int] = {}
        for number, state in enumerate(self.states):
            if not state & self.net.tokens:
                for code, bit in self.net.owed.items():
                    if state & bit:
                        found.setdefault(code, number)
        hits = []
        for code, number in found.items():
            bit = self.net.owed[code]
            run = self._run_to(number, -1, lambda state, move: move is None and not state & self.net.tokens and bool(state & bit))
            starter = next(move.at for move in reversed(run) if move.put & bit)
            hits.append(Hit("clock", starter, code, run))
        return hits

    def _stuck(self) -> list[Hit]:
        """Where every run that comes there stays: circles of states that no step leaves and that are no end.

        From any state without a way to an end one comes to such a circle, so that these show all there are. One with a
        step that puts a second token somewhere does not count: what lies behind that was not looked at.
        """
        hits: dict[At, Hit] = {}
        for circle in sorted(closed_circles(self.next), key=min):
            first = min(circle)
            if self.states[first] & self.net.tokens and not any(after < 0 for number in circle for after in self.next[number]):
                there = self.net.marked(self.states[first])
                stay = {self.states[number] for number in circle}
                run = self._run_to(first, -1, lambda state, move: move is None and state in stay)
                hits.setdefault(there[0], Hit("stuck", there[0], "", run, None, tuple(there)))
        return list(hits.values())

    def _never(self, stuck: set[At]) -> list[Hit]:
        """Elements no run comes to, though it comes to one that leads there, and does not stay in it for ever."""
        seen = {at: where for (rule, at, _), where in self.found.items() if rule == "seen"}
        hits = []
        for at in self.net.elements:
            before = [one for one in self.net.before.get(at, ()) if one in seen]
            if at not in seen and at not in stuck and before and not set(before) <= stuck:
                number, index = min(seen[one] for one in before)
                hits.append(Hit("never", at, "", self._run_to(number, index, lambda state, move: False)))
        return hits

    def _shows(self, rule: str, at: At, code: str) -> Callable[[int, Move | None], bool]:
        """Whether making a move in a state (or being in it) is what was found."""
        def shows(state: int, move: Move | None) -> bool:
            if rule == "inclusive":
                return move is None and any(
                    alarm.at == at and state & alarm.marked == alarm.marked and not state & alarm.empty
                    and bool(state & alarm.overlooked) for alarm in self.net.alarms)
            if move is None:
                return False
            if rule == "tokens":
                twice = state & ~move.clear & move.put & self.net.tokens
                return any(self.net.places[place] == at for place in numbers(twice))
            return move.at == at and any(
                (demand.rule, demand.code) == (rule, code) and state & demand.only_if == demand.only_if
                and not state & demand.any_of for demand in move.demands)
        return shows

    def _run_to(self, number: int, index: int, shows: Callable[[int, Move | None], bool]) -> tuple[Move, ...]:
        """The moves from the start to a state, and one more if `index` is one."""
        run = [index] if index >= 0 else []
        while self.parent[number] >= 0:
            run.append(self.by[number])
            number = self.parent[number]
        moves = [self.net.moves[index] for index in reversed(run)]
        in_time = perf_counter() < self.until + _TIME_TO_SHORTEN
        return tuple(shorten(self.net, moves, shows) if self.stubborn is not None and in_time else moves)


def shorten(net: Net, run: list[Move], shows: Callable[[int, Move | None], bool]) -> list[Move]:
    """The run without steps that can be left out while it still shows what it showed."""
    at = len(run) - 1
    while at >= 0:
        shorter = run[:at] + run[at + 1:]
        kept = _replay(net, shorter, shows)
        if kept is not None and len(kept) < len(run):
            run = kept
            at = min(at, len(run)) - 1
        else:
            at -= 1
    return run


def _replay(net: Net, run: list[Move], shows: Callable[[int, Move | None], bool]) -> list[Move] | None:
    """As many of the moves as can be made, in order, up to where they show it; None when they do not."""
    state, kept = net.begin, []
    for move in run:
        if state & move.pre != move.pre or state & move.inhibit or any(state & mask == mask for mask in move.barred):
            continue
        if shows(state, move):
            return [*kept, move]
        after = state & ~move.clear
        if after & move.put & net.tokens:
            return None
        state = settle(after | move.put, move)
        kept.append(move)
        if shows(state, None):
            return kept
    return None


def closed_circles(onward: list[list[int]]) -> list[list[int]]:
    """The strongly connected components that no step leaves (Tarjan's algorithm, without recursion)."""
    order, low, on_stack = [0] * len(onward), [0] * len(onward), [False] * len(onward)
    stack: list[int] = []
    closed, clock = [], 0
    leaves = [False] * len(onward)
    for root in range(len(onward)):
        if order[root]:
            continue
        walk = [(root, iter(onward[root]))]
        clock += 1
        order[root] = low[root] = clock
        stack.append(root)
        on_stack[root] = True
        while walk:
            number, ways = walk[-1]
            for after in ways:
                if after < 0:
                    continue
                if not order[after]:
                    clock += 1
                    order[after] = low[after] = clock
                    stack.append(after)
                    on_stack[after] = True
                    walk.append((after, iter(onward[after])))
                    break
                if on_stack[after]:
                    low[number] = min(low[number], order[after])
                else:
                    leaves[number] = True
            else:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[number])
                if low[number] == order[number]:
                    circle = []
                    while not circle or circle[-1] != number:
                        circle.append(stack.pop())
                        on_stack[circle[-1]] = False
                    if not any(leaves[one] for one in circle):
                        closed.append(circle)
                    if walk:
                        leaves[walk[-1][0]] = True
    return closed


def settle(state: int, move: Move) -> int:
    """The state without answers nobody can ask for any more."""
    for bits, places in move.dead:
        if not state & places:
            state &= ~bits
    return state


def _trigger(net: Net, move: Move) -> int:
    """One place whose token the move needs."""
    places = move.pre & net.tokens
    return places & -places
