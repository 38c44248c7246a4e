import pytest

from engine.law.gates.g15_legal_review import check


@pytest.mark.parametrize("change", [
    {"without": ("legal_review",)},
    {"data": {"review_outcome": "send_back"}},
    {"met": {"legal_review": {"at": "2026-05-13T06:00:00+00:00", "voided": True}}},
    {"met": {"legal_review": {"at": "2026-05-07T06:00:00+00:00"}}},
    {"met": {"hearing": {"at": "2026-05-13T07:00:00+00:00"}}},
])
def test_no_decision_without_a_valid_review_after_notice_and_hearing(case, only, change):
    only("decide", case(**change), "G-15")


def test_a_review_after_the_decision_is_none(sound, only):
    # Decided on 05-14 at 15:00.
    found = only("decide", sound(met={"legal_review": {"at": "2026-05-15T02:00:00+00:00"}}), "G-15")
    assert "晚于处罚决定" in found.message
    assert check(sound()) is None


def test_an_on_the_spot_decision_needs_none(sound):
    assert check(sound("on_spot")) is None
