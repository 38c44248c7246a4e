import pytest

from engine.law.gates.g22_measure_approved import check
from tests.engine.law.gates.sound import moment, swap

# E3: the lorry was seized on 01-20 at 23:10 without waiting; the approval is due on 01-21 at 23:10.


def lorry(sound, **changes):
    return sound("hearing", dossier={"measures": swap(sound("hearing").dossier.measures, 0, **changes)})


@pytest.mark.parametrize("when, enough", [("01-21 23:10", True), ("01-21 23:11", False), ("01-20 23:30", True)])
def test_an_emergency_measure_is_approved_within_24_hours(sound, when, enough):
    assert (check(lorry(sound, approved_at=moment(when))) is None) is enough


def test_a_late_approval_of_what_was_given_back_is_recorded(sound, only):
    found = only("close", lorry(sound, approved_at=moment("01-22 08:00")), "G-22")
    assert found.severity == "deducts" and "2026-01-21 23:10 前补办批准" in found.message


def test_what_was_never_approved_must_be_given_up(sound):
    found = check(lorry(sound, approved_at=None, resolved_at=None))
    assert found.severity == "blocks" and "没有批准" in found.message and "解除" in found.next


def test_what_was_given_up_within_the_24_hours_needs_no_approval(sound):
    assert check(lorry(sound, approved_at=None, resolved_at=moment("01-21 20:00"))) is None


def test_an_ordinary_measure_is_approved_beforehand(sound, only):
    measures = sound("seizure").dossier.measures
    after = swap(measures, "seizure", approved_at=moment("05-06 09:51"), resolved_at=None)
    found = only("measure", sound("seizure", dossier={"measures": after}), "G-22")
    assert found.severity == "blocks" and "前，没有经行政机关负责人批准" in found.message
    assert check(sound("seizure", dossier={"measures": swap(measures, "registration_hold", approved_at=None)})) is not None
    assert check(sound("seizure")) is None


def test_without_measures_nothing_is_asked(case):
    assert check(case()) is None
