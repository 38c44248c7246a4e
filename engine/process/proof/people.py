"""Separability: the duties of every path can be borne by different people, by the law's pairs and by the people there are."""
from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import combinations

from engine.process.proof.explore import Limits, reach
from engine.process.proof.obligations import Obligations
from engine.process.proof.report import Finding, Teller, path
from engine.process.proof.shape import Net


def together(net: Net, obligations: Obligations) -> list[Finding]:
    """Duties the law keeps apart that the rules of separation would let one person bear."""
    drawn = {element.duty for element in net.elements.values() if element.kind == "task"}
    found = []
    for apart in obligations.national.apart:
        for one, other in combinations([duty for duty in apart.duties if duty in drawn], 2):
            if (one, other) not in obligations.separation and (other, one) not in obligations.separation:
                names = "”和“".join(obligations.duty_names.get(duty, duty) for duty in (one, other))
                found.append(Finding("apart", None, None, f"“{names}”应由不同的人承担，但分离规则没有把它们分开。依据：{apart.article}。",
                                     apart.article))
    return list(dict.fromkeys(found))


def short_of(net: Net, obligations: Obligations, people: Collection[Collection[str]], limits: Limits, began: float,
             teller: Teller) -> list[Finding]:
    """Paths whose duties the people there are cannot bear without one person bearing two that exclude each other."""
    needed: dict[str, int] = {}
    for element in net.elements.values():
        if element.kind == "task" and element.duty:
            needed[element.duty] = max(needed.get(element.duty, 0), element.officers)
    apart = frozenset(frozenset(pair) for pair in obligations.separation)
    found, lacking = [], []
    for size in range(1, len(needed) + 1):
        for duties in combinations(sorted(needed), size):
            if any(set(fewer) <= set(duties) for fewer in lacking) or enough({d: needed[d] for d in duties}, people, apart):
                continue
            lacking.append(duties)
            run, whole = reach(*_doing(net, duties), limits, began)
            if run is not None or not whole:
                names = "、".join(obligations.duty_names.get(duty, duty) + (f"（{needed[duty]} 人）" if needed[duty] > 1 else "")
                                 for duty in duties)
                route = path(run or ())
                last = route[-1] if route else (None, None)
                until = f"到{teller.name(last)}为止" if route else ""
                found.append(Finding("people", *last, f"现有人员不够：{until}须由不同的人分别承担{names}，无法安排。", path=route,
                                     flows=tuple(flow for move in run or () for flow in move.flows)))
    return found


def _doing(net: Net, duties: tuple[str, ...]) -> tuple[Net, int]:
    """The net with one more bit for each duty, set when somebody has done it; and all of these bits."""
    width = max(move.put | move.clear | move.inhibit for move in net.moves).bit_length() + 1
    bits = {duty: 1 << width + number for number, duty in enumerate(duties)}
    moves = [replace(move, put=move.put | bits[net.elements[move.at].duty])
             if move.act in ("finish", "again") and net.elements[move.at].duty in bits else move for move in net.moves]
    return Net(net.places, moves, net.begin, net.tokens), sum(bits.values())


def enough(needed: Mapping[str, int], people: Collection[Collection[str]], apart: frozenset[frozenset[str]]) -> bool:
    """Whether so many persons for each duty can be found that nobody bears two duties that exclude each other.

    Args:
        needed: duty → how many persons.
        people: the duties each person may bear.
        apart: pairs that exclude each other.
    """
    duties, most = sorted(needed), sum(needed.values())
    kinds: dict[frozenset[str], int] = {}
    for person in people:
        able = frozenset(person) & frozenset(duties)
        kinds[able] = min(kinds.get(able, 0) + 1, most)
    ready = [able for able, count in sorted(kinds.items(), key=lambda kind: sorted(kind[0])) for _ in range(count) if able]
    ways = {able: _roles(able, apart) for able in kinds}

    @lru_cache(None)
    def fill(person: int, left: tuple[int, ...]) -> bool:
        if not any(left):
            return True
        if person == len(ready):
            return False
        return any(fill(person + 1, tuple(count - (duty in role and count > 0) for duty, count in zip(duties, left)))
                   for role in ways[ready[person]])

    return fill(0, tuple(needed[duty] for duty in duties))


def _roles(able: frozenset[str], apart: frozenset[frozenset[str]]) -> list[frozenset[str]]:
    """The largest sets of duties one person may bear together."""
    found: list[frozenset[str]] = []
    for size in range(len(able), 0, -1):
        for role in map(frozenset, combinations(sorted(able), size)):
            if not any(role <= larger for larger in found) and not any(
                    frozenset(pair) in apart for pair in combinations(sorted(role), 2)):
                found.append(role)
    return found
