"""The proof agrees with a token game played by hand on random nets: the same findings, and runs no longer."""
from __future__ import annotations

import pytest

from engine.law.obligation import National, Obligation
from engine.process.proof import Limits, Obligations
from engine.process.proof.explore import Explored, explore
from engine.process.proof.net import build
from tests.engine.process.proof.brute import Game, TooMany
from tests.engine.process.proof.nets import CLOCKS, drawings

LAW = Obligations(National((Obligation("r1", "一", "第一条", voided_by=("handle",)),)), frozenset(CLOCKS[:1]))
VOIDED = {"r1": {"handle"}}
SOON = 500


def proved(seed: int, limits: Limits = Limits()) -> Explored:
    return explore(build({key: one.bundle() for key, one in drawings(seed).items()}, "p", LAW, 5_000), limits)


def played(seed: int) -> dict:
    return Game({key: one.xml for key, one in drawings(seed).items()}, "p", {CLOCKS[0]}, VOIDED).play()


def compare(seeds: range) -> tuple[int, list[str]]:
    """How many nets both explored, and what they said differently; nets too large for the game are left out."""
    compared, wrong = 0, []
    for seed in seeds:
        try:
            game = played(seed)
        except TooMany:
            continue
        compared += 1
        wrong += disagreements(seed, game, proved(seed))
    return compared, wrong


def disagreements(seed: int, game: dict, proof: Explored) -> list[str]:
    """Where the two differ; `never` is told only of the first elements behind what is reached, so there it is a part."""
    assert proof.whole and not proof.reduced
    said = {rule: {_about(hit): len(hit.run) for hit in proof.hits if hit.rule == rule} for rule in ("needs", "tokens", "clock")}
    stuck = any(hit.rule == "stuck" for hit in proof.hits)
    never = {hit.at for hit in proof.hits if hit.rule == "never"}
    told = [rule for rule in said if said[rule] != game[rule]]
    told += ["stuck"] if stuck != game["stuck"] else []
    if not game["cut"]:
        told += ["never"] if not never <= game["never"] or not stuck and bool(never) != bool(game["never"]) else []
    return [f"net {seed}, {rule}: proof {said.get(rule)}, game {game[rule]}" for rule in told]


def _about(hit) -> object:
    return {"tokens": hit.at, "clock": hit.code}.get(hit.rule, (hit.at, hit.code))


def test_the_proof_and_the_game_agree_on_random_nets():
    compared, wrong = compare(range(SOON))
    assert wrong == [] and compared > 400


def test_the_random_nets_are_of_every_kind():
    """Agreement says nothing unless the nets hold what there is to agree on."""
    rules = {hit.rule for seed in range(120) for hit in proved(seed).hits}
    assert rules >= {"needs", "tokens", "clock", "stuck", "never"} and any(not proved(seed).hits for seed in range(20))
    tags = b"".join(one.xml for seed in range(120) for one in drawings(seed).values())
    assert all(tag in tags for tag in (b"boundaryEvent", b"callActivity", b"subProcess", b"inclusiveGateway",
                                       b"eventBasedGateway",
                                       b"multiInstance", b"terminateEvent", b"errorEvent", b"e:when", b"e:voids",
                                       b'cancelActivity="false"'))


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_the_proof_and_the_game_agree_on_ten_thousand_random_nets():
    compared, wrong = compare(range(SOON, 12_500))
    assert wrong == [] and compared >= 10_000
