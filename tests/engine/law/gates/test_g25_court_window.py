from dataclasses import replace
from datetime import date

import pytest

from engine.law.gates.g25_court_window import check
from tests.engine.law.gates.sound import day

# Served 05-14: the suit period ends on 11-14 (Sat), rolled to 11-16; three months from then end on 2027-02-16. Urged on 11-17:
# ten working days are 18, 19, 20, 23, 24, 25, 26, 27, 30 and 12-01.


def applied(sound, on: str, **data):
    """The case as of March 2027."""
    return sound("court", on=date(2027, 3, 1), data={"court_applied_on": on, **data})


def test_no_application_before_the_suit_period_is_over(sound, only):
    facts = sound("court", data={"court_applied_on": "2026-11-16", "urge_served_on": "2026-10-01"})
    assert "2026年11月16日" in only("court", facts, "G-25").next
    assert check(sound("court", data={"court_applied_on": "2026-11-17", "urge_served_on": "2026-10-09"})) is None


@pytest.mark.parametrize("on, enough", [("2026-12-01", False), ("2026-12-02", True)])
def test_ten_working_days_after_urging_have_passed(sound, on, enough):
    found = check(applied(sound, on))
    assert (found is None) is enough and (enough or "2026年12月2日起方可申请" in found.message)


@pytest.mark.parametrize("on, enough", [("2027-02-16", True), ("2027-02-17", False)])
def test_three_months_and_no_more(sound, on, enough):
    found = check(applied(sound, on))
    assert (found is None) is enough and (enough or "不予受理" in found.message)


def test_the_suit_period_is_counted_where_nobody_noted_its_end(sound):
    assert check(sound("court", without=("suit_ended_on",))) is None
    assert check(sound("court", without=("suit_ended_on",), data={"court_applied_on": "2026-11-16"})) is not None


def test_after_instalments_the_window_opens_when_they_end(sound):
    # 行政处罚法第七十二条第二款: instalments to 2026-12-31, so the window runs to 2027-03-31.
    late = {"instalment_until": "2026-12-31"}
    assert "2026年12月31日之后" in check(applied(sound, "2026-12-31", **late)).next
    assert check(replace(applied(sound, "2027-02-20", **late), on=date(2027, 4, 1))) is None
    assert check(replace(applied(sound, "2027-04-01", **late), on=date(2027, 4, 1))) is not None


def test_no_application_without_urging(sound):
    services = tuple(s for s in sound("court").dossier.services if s.paper != "urge_notice")
    assert "尚未送达催告书" in check(sound("court", without=("urge_served_on",), dossier={"services": services})).message
    assert check(sound("court", without=("urge_served_on",))) is None          # the service record says when


def test_a_decision_not_served_cannot_be_enforced(sound):
    facts = sound("court", without=("suit_ended_on", "decision_served_on"), dossier={"services": ()})
    assert "尚未送达" in check(facts).message


def test_land_cases_have_fifteen_days_to_sue(sound):
    # 土地管理法第八十三条: served 05-14, so the suit period ends on 05-29.
    papers = (*sound("court").dossier.papers, replace(sound("court").dossier.papers[0], kind="demolition_order_land"))
    facts = sound("court", on=day("07-01"), without=("suit_ended_on",), dossier={"papers": papers},
                  data={"court_applied_on": "2026-06-30", "urge_served_on": "2026-06-01"})
    assert check(facts) is None


def test_without_an_application_nothing_is_asked(case):
    assert check(case()) is None
