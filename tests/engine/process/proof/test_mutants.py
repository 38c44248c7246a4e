"""Every wrong drawing is refused with a path that shows why, every right one is accepted."""
from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from engine import rulebook
from engine.engine import known
from engine.process.proof import Limits, Obligations, prove
from tests.engine.process.proof.changes import B, PROCESSES, SHIPPED
from tests.engine.process.proof.mutants import Mutant, mutants

RULES = rulebook.load(Path(PROCESSES) / "law")
LAW, KNOWN = Obligations.of(RULES), known(RULES)
MUTANTS = list(mutants())


def test_there_are_at_least_two_hundred_mutants_and_no_two_are_alike():
    assert len(MUTANTS) >= 200
    assert len({tuple(sorted(one.digest for one in mutant.changed.values())) for mutant in MUTANTS}) == len(MUTANTS)


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_a_wrong_drawing_is_refused_with_a_path(mutant: Mutant):
    bundles = {**SHIPPED, **mutant.changed}
    proof = prove(bundles, mutant.root, KNOWN, obligations=LAW, limits=Limits(full=4_000))
    assert not proof.ok
    found = [one for one in proof.findings if one.rule in mutant.rules and one.element in mutant.elements]
    assert found, [(one.rule, one.element, one.message) for one in proof.findings]
    if mutant.rules == ("recursion",):
        return
    shown = found[0]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in shown.message) and shown.message.endswith("。")
    follows_the_drawing(shown.path, mutant, bundles)
    if shown.rule in ("national", "needs", "duty", "guard"):
        assert shown.path[-1][1] == shown.element and not {at for _, at in shown.path} & set(mutant.avoids)


def follows_the_drawing(path: tuple, mutant: Mutant, bundles: dict) -> None:
    """Each station of a path is led to from one before it: by a flow, an event on it, a start inside it, or an end within it."""
    assert path and path[0][0] == mutant.root
    before: dict[tuple, set] = {}
    for key, bundle in bundles.items():
        root = etree.fromstring(bundle.diagram)
        for one in root.iter(f"{B}sequenceFlow"):
            before.setdefault((key, one.get("targetRef")), set()).add((key, one.get("sourceRef")))
        for one in root.iter(f"{B}boundaryEvent"):
            before.setdefault((key, one.get("id")), set()).add((key, one.get("attachedToRef")))
        for one in root.iter(f"{B}subProcess"):
            before.setdefault((key, one.find(f"{B}startEvent").get("id")), set()).add((key, one.get("id")))
        for one in root.iter(f"{B}callActivity"):
            called = one.get("calledElement")
            if called in bundles:
                start = etree.fromstring(bundles[called].diagram).find(f"{B}process").find(f"{B}startEvent").get("id")
                before.setdefault((called, start), set()).add((key, one.get("id")))
    for number, at in enumerate(path[1:], 1):
        assert set(path[:number]) & before[at], f"nothing on the path leads to {at}"


def test_the_shipped_processes_are_proven_within_two_seconds():
    proofs = [prove(SHIPPED, key, KNOWN, obligations=LAW) for key in SHIPPED]
    assert [proof.findings for proof in proofs] == [()] * len(SHIPPED) and all(proof.ok for proof in proofs)
    assert sum(proof.explored["seconds"] for proof in proofs) < 2
