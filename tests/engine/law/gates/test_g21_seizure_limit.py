from dataclasses import replace

import pytest

from engine.law.gates.g21_seizure_limit import check
from engine.law.time import clock as clocks
from tests.engine.law.gates.sound import day, moment, swap

# E3: seized on 01-20; thirty days end on 02-19, in the Spring Festival, and do not roll; extended on 02-13 to 03-21.


def lorry(sound, **changes):
    return {"measures": swap(sound("hearing").dossier.measures, 0, **changes)}


def test_a_seizure_past_its_last_day_must_be_lifted(sound, only):
    # The extension falls away: on 03-20 the lorry has been held since 02-19 without title.
    file = lorry(sound, extended_on=None, due_on=day("02-19"), resolved_at=None)
    found = only("submit_review", sound("hearing", dossier=file, without=("decision",)), "G-21")
    assert found.severity == "blocks" and "2026-02-19 届满" in found.message


def test_one_lifted_late_is_recorded(sound, only):
    found = only("close", sound("hearing", dossier=lorry(sound, resolved_at=moment("03-22 09:00"))), "G-21")
    assert found.severity == "deducts" and "2026-03-21" in found.message


def test_the_extended_last_day_is_the_last(sound):
    assert check(sound("hearing", dossier=lorry(sound, resolved_at=moment("03-21 17:00")))) is None


def test_what_is_still_held_when_the_case_is_decided_is_decided_about(sound, only):
    file = {"measures": swap(sound("seizure").dossier.measures, "seizure", resolved_at=None, resolution="")}
    assert "尚未处理" in only("archive", sound("seizure", dossier=file), "G-21").message


def test_before_the_decision_it_may_stand(sound):
    file = {"measures": swap(sound("seizure").dossier.measures, "seizure", resolved_at=None), "papers": ()}
    assert check(sound("seizure", on=day("06-05"), dossier=file, without=("decision",))) is None
    assert check(sound("seizure", on=day("06-06"), dossier=file, without=("decision",))) is not None


def test_an_extension_after_the_last_day_extends_nothing(sound):
    assert "延长决定作出时" in check(sound("hearing", dossier=lorry(sound, extended_on=day("02-20")))).message


def test_a_term_longer_than_the_law_allows_is_refused(sound):
    file = lorry(sound, extended_on=None, due_on=day("03-21"), resolved_at=None)
    assert "超过法定期限（2026-02-19）" in check(sound("hearing", on=day("02-01"), dossier=file)).message


def test_a_shorter_term_binds(sound):
    file = {"measures": swap(sound("seizure").dossier.measures, "seizure", due_on=day("05-13"))}
    assert check(sound("seizure", dossier=file)).severity == "deducts"        # lifted on 05-14


def test_time_for_testing_counts_only_as_the_clock_has_it(sound, rules):
    rule = rules.clocks["seizure"]
    clock = clocks.start(rule, day("01-20"), rules.calendar)
    longer = replace(clock, due_on=day("03-01"))
    file = lorry(sound, extended_on=None, due_on=day("03-01"), resolved_at=moment("02-28 09:00"))
    assert check(sound("hearing", clocks={"seizure": longer}, dossier=file)) is None
    assert check(sound("hearing", clocks={"seizure": clock}, dossier=file)) is not None


@pytest.mark.parametrize("variant", ["fine", "court", "on_spot", "demolition"])
def test_without_a_seizure_nothing_is_asked(sound, variant):
    assert check(sound(variant)) is None
