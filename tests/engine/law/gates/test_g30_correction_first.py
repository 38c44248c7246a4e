from datetime import date

import pytest

from engine.law.gates.g30_correction_first import check
from tests.engine.law.gates.sound import swap


@pytest.mark.parametrize("data", [
    {"correction": "none"}, {"correction_ordered_on": ""}, {"recheck_result": "corrected"}, {"recheck_on": ""},
    {"correction_due_on": "2026-05-02"},                                    # re-checked before the term had run out
    {"correction_ordered_on": "2026-05-01"},                                # ordered after the re-check
])
def test_a_fine_needs_the_order_and_the_failed_recheck_on_record(case, only, data):
    only("decide", case(data=data), "G-30")


def test_on_the_spot_too(on_the_spot, only):
    # E1's negative twin: no earlier order to correct.
    only("on_spot_decision", on_the_spot(data={"correction": "none"}, without=("correction_ordered_on",)), "G-30")


def test_where_the_order_alone_is_required_no_recheck_is_asked_for(case):
    assert check(case(item="SR-013", without=("recheck_on", "recheck_result"))) is None
    assert check(case(item="SR-013", data={"correction": "none"})) is not None


def test_where_nothing_is_required_nothing_is_asked_for(case):
    assert check(case(item="SR-012", without=("correction", "correction_ordered_on", "recheck_on"))) is None


def test_the_order_has_reached_the_party_before_the_recheck(sound, only):
    # Re-checked on 04-30.
    services = swap(sound().dossier.services, "correction_order", on=date(2026, 5, 1))
    assert "2026-05-01 才送达" in only("notice", sound(dossier={"services": services}), "G-30").message
    assert check(sound()) is None
