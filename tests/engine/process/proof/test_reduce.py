"""Leaving out the order of steps that do not concern each other leaves out no finding."""
from __future__ import annotations

import pytest

from engine.process.proof import Limits, Obligations
from engine.process.proof.explore import Explored, closed_circles, explore, settle
from engine.process.proof.net import build
from engine.process.proof.shape import Net
from tests.engine.process.diagrams import Diagram
from tests.engine.process.proof.nets import drawings
from tests.engine.process.proof.test_brute import LAW

FULL, REDUCED = Limits(states=6_000), Limits(full=0, states=6_000)
SOON = 200


def net_of(seed: int) -> Net:
    return build({key: one.bundle() for key, one in drawings(seed).items()}, "p", LAW, 5_000)


def told(explored: Explored) -> set[tuple]:
    """What was found; where tokens double nobody looked on, and what waits or never comes may differ there."""
    cut = any(hit.rule == "tokens" for hit in explored.hits)
    return {(hit.rule, "" if hit.rule in ("stuck", "clock") else hit.at, hit.code) for hit in explored.hits
            if not cut or hit.rule not in ("stuck", "never")}


def shows(net: Net, hit) -> bool:
    """Whether the run can be made and ends in what was found."""
    state = net.begin
    for number, move in enumerate(hit.run):
        assert state & move.pre == move.pre and not state & move.inhibit and not any(state & mask == mask for mask in move.barred)
        after = state & ~move.clear
        last = number == len(hit.run) - 1
        if last and hit.rule == "tokens":
            return bool(after & move.put & net.tokens)
        if last and hit.rule == "needs":
            return move.at == hit.at and not state & net.book.met[hit.code]
        assert not after & move.put & net.tokens
        state = settle(after | move.put, move)
    return not state & net.tokens and bool(state & net.owed[hit.code]) if hit.rule == "clock" else True


def agree(seed: int) -> str | None:
    net = net_of(seed)
    full, reduced = explore(net, FULL), explore(net, REDUCED)
    if not full.whole or not reduced.whole:
        return None
    assert reduced.reduced and not full.reduced
    if told(full) != told(reduced):
        return f"{seed}: {told(full) ^ told(reduced)}"
    if not all(shows(net, hit) for hit in (*full.hits, *reduced.hits)):
        return f"{seed}: a run shows nothing"
    shortest = {(hit.rule, hit.at, hit.code): len(hit.run) for hit in full.hits}
    longer = [hit for hit in reduced.hits if hit.rule == "needs" and len(hit.run) < shortest[hit.rule, hit.at, hit.code]]
    return f"{seed}: a run shorter than the shortest" if longer else None


def test_the_reduced_exploration_finds_what_the_full_one_finds():
    assert [one for seed in range(SOON) if (one := agree(seed))] == []


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_the_reduced_exploration_finds_it_on_many_more_nets():
    assert [one for seed in range(SOON, 5_000) if (one := agree(seed))] == []


def branches(count: int, length: int, back: bool = False, shared: int = 0) -> Diagram:
    """So many branches of so many tasks; they may repeat, and some may meet one obligation."""
    drawing = Diagram("p").start().node("parallelGateway", "f").node("parallelGateway", "j").user("z", e_duty="decide").end()
    drawing.chain("start", "f").chain("j", "z", "end")
    for branch in range(count):
        tasks = [f"b{branch}_{number}" for number in range(length)]
        for task in tasks:
            drawing.user(task, e_duty="review", **({"e_meets": "r"} if branch < shared else {}))
        if back:
            drawing.xor(f"m{branch}").xor(f"x{branch}", f"d{branch}").chain("f", f"m{branch}", *tasks, f"x{branch}")
            drawing.flow(f"x{branch}", "j", "n > 1").flow(f"x{branch}", f"m{branch}", id=f"d{branch}")
        else:
            drawing.chain("f", *tasks, "j")
    return drawing


@pytest.mark.parametrize(("count", "length", "back"), [(10, 10, False), (20, 20, False), (8, 5, True), (12, 6, True)])
def test_independent_branches_add_up_instead_of_multiplying(count, length, back):
    net = build({"p": branches(count, length, back).bundle()}, "p", Obligations(), 5_000)
    explored = explore(net, REDUCED)
    assert explored.whole and not explored.hits and explored.markings < 4 * len(net.moves)


def test_branches_that_meet_and_need_the_same_are_still_looked_at_in_every_order():
    drawing = branches(3, 2)
    text = drawing.data().replace(b'id="b0_1"', b'id="b0_1" e:meets="r"', 1).replace(b'id="b1_1"', b'id="b1_1" e:needs="r"', 1)
    drawing.data = lambda: text
    net = build({"p": drawing.bundle()}, "p", Obligations(), 5_000)
    for limits in (Limits(), REDUCED):
        (hit,) = explore(net, limits).hits
        # start, fork, the two tasks of the branch begun and finished: nothing of the other branches
        assert hit.at == ("p", "b1_1") and [move.at[1] for move in hit.run] == ["start", "f", "b1_0", "b1_0", "b1_1"]


@pytest.mark.parametrize(("onward", "circles"), [
    ([[1], [2], []], [{2}]), ([[1], [0]], [{0, 1}]), ([[1, 2], [1], [3], [2]], [{1}, {2, 3}]), ([[1], [0, 2], []], [{2}]),
    ([[0]], [{0}]), ([[1], [2], [0, 3], [4], [3]], [{3, 4}])])
def test_circles_no_step_leaves_are_found(onward, circles):
    assert sorted(map(sorted, closed_circles(onward))) == sorted(map(sorted, circles))
