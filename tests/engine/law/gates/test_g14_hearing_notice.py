import pytest

from engine.law.gates.g14_hearing_notice import check
from tests.engine.law.gates.sound import swap

# DOMAIN §3.1: for a hearing on 2026-03-20 the notice is served by 03-11 counted inclusively, by 03-10 with seven clear days.


@pytest.mark.parametrize("served_on, enough", [("2026-03-10", True), ("2026-03-11", False), ("2026-03-12", False)])
def test_seven_clear_working_days_lie_between_notice_and_hearing(case, served_on, enough):
    facts = case(data={"hearing_notice_served_on": served_on, "hearing_held_on": "2026-03-20"})
    assert (check(facts) is None) is enough


def test_a_hearing_at_too_short_notice_is_refused(sound, only):
    # E3: served on 02-28; 2, 3, 4, 5, 6, 9 and 10 March lie between, so 03-10 is too early and 03-11 is not.
    found = only("hearing", sound("hearing", data={"hearing_held_on": "2026-03-10"}), "G-14")
    assert "最早应在 2026-03-10 之后" in found.message
    assert check(sound("hearing", data={"hearing_held_on": "2026-03-11"})) is None


def test_the_day_set_is_looked_at_before_the_hearing_takes_place(case):
    assert check(case(data={"hearing_notice_served_on": "2026-03-11", "hearing_set_on": "2026-03-20"})) is not None


def test_the_service_record_counts_where_the_form_is_silent(sound):
    services = swap(sound("hearing").dossier.services, "hearing_notice", on=sound("hearing").day("hearing_held_on"))
    assert check(sound("hearing", without=("hearing_notice_served_on",))) is None
    assert check(sound("hearing", without=("hearing_notice_served_on",), dossier={"services": services})) is not None


def test_a_hearing_without_any_notice_on_file(sound):
    services = tuple(s for s in sound("hearing").dossier.services if s.paper != "hearing_notice")
    facts = sound("hearing", without=("hearing_notice_served_on",), dossier={"services": services})
    assert "没有听证通知书的送达回证" in check(facts).message


def test_no_investigator_presides(sound, only):
    assert "王强是本案调查人员" in only("hearing", sound("hearing", data={"hearing_host": "h1"}), "G-14").message


def test_nor_somebody_who_only_signed_a_record(sound):
    records = swap(sound("hearing").dossier.records, "inquiry", officers=("h1", "h2", "n1"))
    assert check(sound("hearing", data={"hearing_host": "n1"}, dossier={"records": records})) is not None


def test_a_case_without_hearing_is_not_asked(case, sound):
    assert check(case()) is None and check(sound()) is None
