import pytest

from engine.errors import BadInput
from engine.law.gates import CHECKS, run


@pytest.mark.parametrize("act", ["file", "submit_review", "decide", "close"])
def test_a_sound_ordinary_case_passes_every_act(case, act):
    assert run(act, case()) == []


def test_a_sound_on_the_spot_decision_passes(on_the_spot):
    assert run("on_spot_decision", on_the_spot()) == []


def test_blocking_findings_come_first(case):
    found = run("decide", case(data={"discretion_reason": "", "penalty_fen": 20_00}))
    assert [(f.gate, f.severity) for f in found] == [("G-31", "blocks"), ("G-38", "deducts")]
    assert found[1].points == 3 and found[0].as_dict()["gate"] == "G-31"


def test_an_unknown_act_is_refused(case):
    with pytest.raises(BadInput):
        run("paint", case())


def test_every_gate_has_its_data_and_guards_something(rules):
    assert set(rules.gates) == set(CHECKS)
    assert set(CHECKS) == {gate for gates in rules.acts.values() for gate in gates}


def test_a_decision_not_to_punish_asks_for_no_notice_or_fine(case):
    facts = case(data={"conclusion": "no_penalty"}, without=("notice", "legal_review", "correction", "penalty_fen"))
    assert run("decide", facts) == []
