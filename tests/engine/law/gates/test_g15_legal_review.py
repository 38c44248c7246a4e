import pytest


@pytest.mark.parametrize("change", [
    {"without": ("legal_review",)},
    {"data": {"review_outcome": "send_back"}},
    {"met": {"legal_review": {"at": "2026-05-13T06:00:00+00:00", "voided": True}}},
    {"met": {"legal_review": {"at": "2026-05-07T06:00:00+00:00"}}},
    {"met": {"hearing": {"at": "2026-05-13T07:00:00+00:00"}}},
])
def test_no_decision_without_a_valid_review_after_notice_and_hearing(case, only, change):
    only("decide", case(**change), "G-15")
