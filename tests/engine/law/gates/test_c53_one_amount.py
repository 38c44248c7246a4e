from dataclasses import replace

import pytest

from engine.law.file.dossier import Dossier
from engine.law.gates.c53_one_amount import check
from tests.engine.law.gates.sound_print import reprinted


def test_one_amount_throughout(sound):
    assert check(sound()) is None and check(sound("on_spot")) is None and check(sound("hearing")) is None


@pytest.mark.parametrize("kind, name", [("penalty_approval", "案件处理审批表"), ("fine_receipt", "罚款收据登记表")])
def test_another_amount_beside_the_decision_is_found(sound, only, kind, name):
    changed = reprinted(sound(), kind, says={"penalty_fen": 500_00, "penalty_words": ""})
    found = only("dossier", sound(dossier=changed), "C-53")
    assert name in found.message and "500 元" in found.message and "300 元" in found.message


def test_words_must_say_what_the_figures_say(sound, only):
    found = only("dossier", sound(dossier=reprinted(sound(), "penalty_decision", says={"penalty_words": "叁仟元整"})), "C-53")
    assert "叁佰元整" in found.message and [d.code for d in found.defects] == ["words"]


@pytest.mark.parametrize("words", ["叁佰元整", "叁佰元正", "叁佰圆整", "人民币叁佰圆正"])
def test_words_in_good_usage_pass(sound, words):
    assert check(sound(dossier=reprinted(sound(), "penalty_decision", says={"penalty_words": words}))) is None


def test_an_approval_sent_back_is_replaced_by_the_next(sound):
    papers = sound().dossier.papers
    first = next(p for p in papers if p.kind == "penalty_approval")
    refused = replace(first, says={**first.says, "penalty_fen": 800_00}, issued_at=first.issued_at.replace(hour=9))
    assert check(sound(dossier={"papers": (refused, *papers)})) is None


def test_silent_without_an_amount(sound):
    assert check(replace(sound(), dossier=Dossier())) is None
    assert check(sound("demolition")) is None
    assert check(sound(dossier=reprinted(sound(), "fine_receipt", says={"penalty_fen": "三百"}))) is None
