import pytest

from engine.law.file.dossier import Staff
from engine.law.gates.c08_reviewer_ratio import check


def test_one_reviewer_for_more_than_twenty_officers_is_too_few(sound, only):
    found = only("decide", sound(dossier={"staff": Staff(21, 1)}), "C-08")
    assert found.severity == "deducts" and "5%" in found.message


@pytest.mark.parametrize("staff", [Staff(20, 1), Staff(40, 2), Staff(0, 0), None])
def test_five_in_a_hundred_are_enough(sound, staff):
    assert check(sound(dossier={"staff": staff})) is None
