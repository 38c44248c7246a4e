from dataclasses import replace

from engine.law.file.dossier import Deed
from engine.law.gates.g05_recusal import check
from tests.engine.law.gates.sound import moment


def test_who_was_taken_off_the_case_may_not_have_reviewed_it(sound, only):
    assert "郑律" in only("decide", sound(dossier={"recused": frozenset({"r1"})}), "G-05").message


def test_an_actor_outside_the_list_is_free(sound):
    assert check(sound(dossier={"recused": frozenset({"x9"})})) is None


def recused_from(sound, when: str):
    """h2 was taken off the case by a decision of that time."""
    facts = sound(dossier={"recused": frozenset({"h2"})})
    decided = Deed("decide_recusal", "决定回避", "decide", moment(when), ("d1",), {"recusal_decided": True})
    deeds = tuple(sorted((*facts.dossier.deeds, decided), key=lambda d: d.at))
    return replace(facts, dossier=replace(facts.dossier, deeds=deeds))


def test_what_was_done_before_the_recusal_was_decided_stands(sound):
    # h2 last signed on 05-06.
    assert check(recused_from(sound, "05-06 15:00")) is None


def test_what_was_done_after_it_does_not(sound):
    found = check(recused_from(sound, "05-05 15:00"))
    assert "李娜" in found.message and "2026-05-06" in found.message


def test_no_decision_while_an_application_is_unanswered(sound, only):
    assert "尚未作出决定" in only("decide", sound(data={"recused_applied": True}), "G-05").message
    assert check(sound(data={"recused_applied": True, "recusal_decided": True})) is None


def test_the_investigation_goes_on_meanwhile(sound):
    # 第四十三条第三款: 决定作出之前，不停止调查.
    assert check(sound(data={"recused_applied": True}, without=("investigation",))) is None


def test_an_on_the_spot_decision_waits_for_the_answer(on_the_spot, only):
    only("on_spot_decision", on_the_spot(data={"recused_applied": True}), "G-05")
