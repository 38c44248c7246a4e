import ast
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import BadInput
from engine.law.gates import CHECKS, run
from tests.engine.law.gates.sound import VARIANTS

ACTS = ("file", "notice", "hearing", "submit_review", "collective", "decide", "no_penalty", "on_spot_decision", "measure", "serve", "publish",
        "collect", "demolish", "court", "transfer", "close", "archive", "dossier", "report")


@pytest.mark.parametrize("act", ["file", "submit_review", "decide", "close"])
def test_a_sound_ordinary_case_passes_every_act(case, act):
    assert run(act, case()) == []


def test_a_sound_on_the_spot_decision_passes(on_the_spot):
    assert run("on_spot_decision", on_the_spot()) == []


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("act", ACTS)
def test_a_complete_sound_file_passes_every_act(sound, variant, act):
    assert [(f.gate, f.message) for f in run(act, sound(variant))] == []


@pytest.mark.parametrize("act", ACTS)
def test_a_case_of_which_nothing_is_recorded_yet_does_not_break_a_gate(case, act):
    keys = case()
    run(act, case(without=(*keys.data, *keys.met, *keys.clocks), duties=(), item="none"))


@pytest.mark.parametrize("variant", VARIANTS)
def test_empty_fields_do_not_break_a_gate(sound, variant):
    facts = sound(variant)
    for empty in ("", None):
        run("dossier", sound(variant, data=dict.fromkeys(facts.data, empty)))


@pytest.mark.parametrize("variant", VARIANTS)
def test_days_to_which_the_rules_do_not_reach_back_break_no_gate(sound, variant):
    facts = sound(variant)
    long_ago = {key: "1998-03-02" for key in facts.data if key.endswith("_on")}
    run("dossier", sound(variant, data=long_ago, without=tuple(facts.clocks)))
    old = tuple(replace(m, executed_at=m.executed_at.replace(year=1998)) for m in facts.dossier.measures)
    paid = tuple(replace(p, on=p.on.replace(year=1998)) for p in facts.dossier.payments)
    run("dossier", sound(variant, dossier={"measures": old, "payments": paid}))


def test_blocking_findings_come_first(case):
    found = run("decide", case(data={"discretion_reason": "", "penalty_fen": 20_00}))
    assert [(f.gate, f.severity) for f in found] == [("G-31", "blocks"), ("G-38", "deducts")]
    assert found[1].points and found[0].as_dict()["gate"] == "G-31"


def test_an_unknown_act_is_refused(case):
    with pytest.raises(BadInput):
        run("paint", case())


def test_the_acts_are_those_of_the_procedure(rules):
    assert set(rules.acts) == set(ACTS)


def test_every_gate_has_its_data_and_guards_an_act(rules):
    assert set(rules.gates) == set(CHECKS) == set(rules.acts["dossier"])
    guarding = {gate for act, gates in rules.acts.items() if act != "dossier" for gate in gates}
    # A check may look at the closed file alone; a gate that guards no act before it stops nobody.
    assert {gate for gate in CHECKS if gate.startswith("G")} - guarding == set()


def test_every_gate_is_shown_to_stand_alone_between_the_actor_and_the_act():
    shown = {call.args[2].value for path in Path(__file__).parent.glob("test_*.py") for call in _calls(path)
             if len(call.args) == 3 and isinstance(call.args[2], ast.Constant)}
    assert set(CHECKS) - shown == set()


def _calls(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "only"]


def test_a_decision_not_to_punish_asks_for_no_notice_or_fine(case):
    facts = case(data={"conclusion": "no_penalty"}, without=("notice", "legal_review", "correction", "penalty_fen"))
    assert run("decide", facts) == []
