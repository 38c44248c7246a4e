import pytest

from engine.law.gates.g19_served_in_time import check
from tests.engine.law.gates.sound import day

# Decided on Thu 05-14: seven working days are 15, 18, 19, 20, 21, 22, 25.


def served(sound, on: str, **more):
    return sound(data={"decision_served_on": on, **more})


def test_late_service_is_recorded_and_not_refused(sound, only):
    facts = sound(at=sound().at.replace(month=6), data={"decision_served_on": "2026-05-26"})
    found = only("serve", facts, "G-19")
    assert found.severity == "deducts" and found.points and "超过期限（2026-05-25）1 日" in found.message


@pytest.mark.parametrize("on", ["2026-05-14", "2026-05-25"])
def test_up_to_the_seventh_working_day_it_is_in_time(sound, on):
    assert check(served(sound, on)) is None


def test_an_announcement_adds_its_thirty_days(sound):
    # 05-25 and thirty days: 06-24.
    assert check(sound(on=day("07-01"), data={"decision_served_on": "2026-06-24", "decision_serve_mode": "publish"})) is None
    assert check(sound(on=day("07-01"), data={"decision_served_on": "2026-06-25", "decision_serve_mode": "publish"})) is not None


def test_a_decision_never_served_stops_what_would_follow(sound, only):
    services = tuple(s for s in sound().dossier.services if s.paper != "penalty_decision")
    facts = sound(without=("decision_served_on",), dossier={"services": services})
    found = only("serve", facts, "G-19")
    assert found.severity == "blocks" and "至今没有送达" in found.message


def test_it_may_still_be_served(sound):
    assert check(sound(on=day("05-25"), without=("decision_served_on",), dossier={"services": ()})) is None


def test_nothing_is_served_before_it_is_decided(sound):
    assert "早于作出决定之日" in check(served(sound, "2026-05-13")).message


def test_on_the_spot_it_is_handed_over_at_once(sound):
    assert check(sound("on_spot")) is None
    assert check(sound("on_spot", data={"decision_served_on": "2026-03-11"})) is not None


def test_before_the_decision_nothing_is_due(case):
    assert check(case()) is None
