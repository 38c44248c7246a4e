from dataclasses import replace
from datetime import date

from engine.law.file.dossier import Dossier
from engine.law.gates.c62_reporter_answered import check

# Filed Thu 2026-04-30; 05-01 … 05-05 are off: 6, 7, 8, Sat 9 (worked), 11 → 05-11 (DOMAIN §3.1).
NAMED = {"reporter_real_name": True}


def test_a_named_reporter_is_answered_by_the_fifth_working_day(sound, only):
    assert check(sound(data={**NAMED, "reporter_answered_on": "2026-05-11"})) is None
    assert "2026-05-11" in only("dossier", sound(data={**NAMED, "reporter_answered_on": "2026-05-12"}), "C-62").message


def test_no_answer_is_an_objection_once_the_days_are_over(sound, only):
    assert check(sound(data=NAMED, on=date(2026, 5, 11))) is None
    assert "没有答复记录" in only("dossier", sound(data=NAMED), "C-62").message


def test_a_decision_not_to_file_is_told_as_well(sound):
    assert check(sound(data={**NAMED, "educated_on": "2026-04-30"}, without=("filed_on",))) is not None


def test_nobody_is_owed_an_answer_without_a_name_or_before_a_decision(sound):
    assert check(sound()) is None
    assert check(sound(data=NAMED, without=("filed_on",))) is None
    assert check(replace(sound(), dossier=Dossier(), data={})) is None


def test_days_before_the_rules_are_left_alone(sound):
    assert check(sound(data={**NAMED, "filed_on": "2001-04-30"})) is None
