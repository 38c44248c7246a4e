from dataclasses import replace

from engine.law.file.dossier import Dossier
from engine.law.gates.c63_regulator_told import check
from engine.law.power.authority import Power


def test_a_penalty_pushed_to_the_regulator_passes(sound):
    assert check(sound()) is None and check(sound("on_spot")) is None


def test_a_penalty_that_nobody_told_the_regulator_of_is_found(sound, only):
    assert "监管部门" in only("dossier", sound(without=("regulator_told_on",)), "C-63").message


def test_a_power_of_ones_own_has_no_other_regulator(sound):
    facts = sound(without=("regulator_told_on",))
    for mode in ("own", "stationed"):
        assert check(replace(facts, power=Power(replace(facts.power.entry, mode=mode)))) is None
    for mode in ("conferred", "entrusted", "authorised"):
        assert check(replace(facts, power=Power(replace(facts.power.entry, mode=mode)))) is not None


def test_asked_only_of_a_penalty_decided(sound):
    assert check(sound(without=("regulator_told_on",), dossier={"papers": ()})) is None
    assert check(sound(without=("regulator_told_on",), data={"conclusion": "no_penalty"})) is None
    assert check(replace(sound(), dossier=Dossier(), data={})) is None
