from dataclasses import replace
from datetime import date

from engine.law.file.dossier import Dossier, Publication
from engine.law.gates.c61_published_in_time import check
from engine.law.time import clock as clocks

MASKED = ("id_number", "address")


def published(sound, on, **changes):
    return sound(dossier={"publications": (Publication(on, MASKED, **changes),)}, data={"published_on": on.isoformat()},
                 clocks=changes.pop("clocks", {}))


def test_e2_is_published_by_the_seventh_working_day(sound, only):
    # Decided Thu 2026-05-14: 15, 18, 19, 20, 21, 22, 25.
    assert check(published(sound, date(2026, 5, 25))) is None
    assert "2026-05-25" in only("dossier", published(sound, date(2026, 5, 26)), "C-61").message


def test_e3_is_published_by_the_last_of_march(sound):
    # Decided 2026-03-20 (DOMAIN §8.2): publish by 03-31; counted from the decision's date where no clock runs.
    def out(on):
        return sound("hearing", dossier={"publications": (Publication(on, ("business_secret",)),)}, without=("publish",))
    assert check(out(date(2026, 3, 31))) is None
    assert "2026-03-31" in check(out(date(2026, 4, 1))).message


def test_a_decision_still_unpublished_after_the_last_day_is_found(sound, rules):
    running = {"publish": clocks.start(rules.clocks["publish"], date(2026, 5, 14), rules.calendar)}
    def unpublished(on):
        return check(sound(dossier={"publications": ()}, without=("published_on",), clocks=running, on=on))
    assert unpublished(date(2026, 5, 25)) is None
    assert unpublished(date(2026, 5, 26)).defects[0].code == "unpublished"


def test_a_decision_that_need_not_be_published_is_not_missed(sound):
    assert check(sound(dossier={"publications": ()}, without=("published_on", "publish"), on=date(2026, 12, 1))) is None


def test_a_revoked_decision_is_withdrawn_in_three_working_days(sound):
    # Revoked Thu 2026-04-30: 05-01 … 05-05 are off; 6, 7, 8 → 05-08.
    def withdrawn(on, today=date(2026, 5, 26)):
        facts = published(sound, date(2026, 5, 20), withdraw_since=date(2026, 4, 30), withdrawn_on=on)
        return check(replace(facts, on=today))
    assert withdrawn(date(2026, 5, 8)) is None
    assert "2026-05-08" in withdrawn(date(2026, 5, 11)).message
    assert withdrawn(None).defects[0].code == "withdrawal" and "至今" in withdrawn(None).message
    assert withdrawn(None, date(2026, 5, 8)) is None


def test_days_before_the_rules_are_left_alone(sound):
    facts = published(sound, date(2026, 5, 20), withdraw_since=date(2010, 4, 30))
    assert check(facts) is None


def test_an_empty_file_passes(sound):
    assert check(replace(sound(), dossier=Dossier(), data={}, clocks={})) is None
