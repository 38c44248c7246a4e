from datetime import date

from engine.law.gates import run
from engine.law.gates.g16_collective import check
from engine.law.penalty.penalty import COLLECTIVE_TESTS
from engine.law.time import clock as clocks


def grave(rules, **data):
    """A fine of 5,000 yuan on a citizen, hearing offered and not asked for in time."""
    asked = clocks.start(rules.clocks["hearing_request"], date(2026, 5, 6), rules.calendar)
    return {"item": "LJ-002", "clock": {"hearing_request": asked},
            "data": {"penalty_fen": 5000_00, "hearing_offered": True, **data},
            "met": {"notice": {"at": "2026-05-08T06:00:00+00:00", "penalty_fen": 5000_00}}}


def test_a_fine_of_hearing_size_goes_to_the_leaders_together(case, rules, only):
    assert "听证标准" in only("decide", case(**grave(rules)), "G-16").message


def test_a_case_flagged_as_grave_goes_there_too(case, only):
    only("decide", case(data={"collective_required": True}), "G-16")


def test_after_the_discussion_the_decision_may_be_made(case, rules):
    facts = grave(rules, collective_result="agree")
    facts["met"]["collective"] = {"at": "2026-05-13T08:00:00+00:00"}
    assert run("decide", case(**facts)) == []


def test_leaders_who_sent_it_back_did_not_agree(case, rules, only):
    facts = grave(rules, collective_result="send_back")
    facts["met"]["collective"] = {"at": "2026-05-13T08:00:00+00:00"}
    only("decide", case(**facts), "G-16")


def test_a_case_that_was_heard_goes_there(case, only):
    only("decide", case(data={"hearing_result": "held"}), "G-16")


def test_leaders_who_met_after_the_decision_did_not_decide(sound, only):
    # E3 was decided on 03-20 at 10:00.
    found = only("decide", sound("hearing", met={"collective": {"at": "2026-03-20T06:00:00+00:00"}}), "G-16")
    assert "晚于处罚决定" in found.message


def test_a_plain_case_needs_no_discussion(sound):
    assert check(sound()) is None and check(sound("on_spot", data={"collective_required": True})) is None


def test_a_grave_kind_of_penalty_goes_there_whatever_the_amount(case):
    assert "较重的处罚" in check(case(data={"penalty_kind": "revoke_licence", "hearing_offered": True})).message
    assert check(case(data={"penalty_kind": "warning"})) is None


def test_every_trigger_the_data_may_name_is_known(rules):
    for when in COLLECTIVE_TESTS:
        assert any(t.when == when for t in rules.thresholds.collective)
