import pytest

from engine.law.gates.g20_registration_hold import check
from tests.engine.law.gates.sound import day, moment, swap

# Held on 05-06: seven working days are 7, 8, 9 (worked Saturday), 11, 12, 13, 14.


def held(sound, **changes):
    return swap(sound("seizure").dossier.measures, "registration_hold", **changes)


def test_a_hold_left_alone_stops_the_case(sound, only):
    found = only("close", sound("seizure", dossier={"measures": held(sound, resolved_at=None, resolution="")}), "G-20")
    assert found.severity == "blocks" and "2026-05-14" in found.message and "返还" in found.next


def test_one_decided_about_late_is_recorded(sound, only):
    found = only("submit_review", sound("seizure", dossier={"measures": held(sound, resolved_at=moment("05-15 09:00"))}), "G-20")
    assert found.severity == "deducts" and found.points


@pytest.mark.parametrize("when", ["05-06 10:00", "05-14 17:00"])
def test_up_to_the_seventh_working_day_it_stands(sound, when):
    assert check(sound("seizure", dossier={"measures": held(sound, resolved_at=moment(when))})) is None


def test_while_it_runs_nothing_is_said(sound):
    assert check(sound("seizure", on=day("05-14"), dossier={"measures": held(sound, resolved_at=None)})) is None


def test_e9_the_log_book_is_decided_about_by_14_september(sound):
    # Night of 09-03: 4, 7, 8, 9, 10, 11, 14.
    book = held(sound, executed_at=moment("09-03 23:00"), resolved_at=None)
    assert check(sound("seizure", on=day("09-14"), dossier={"measures": book})) is None
    assert check(sound("seizure", on=day("09-15"), dossier={"measures": book})) is not None


def test_without_a_hold_nothing_is_asked(case, sound):
    assert check(case()) is None and check(sound("hearing")) is None
