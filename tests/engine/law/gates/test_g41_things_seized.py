from dataclasses import replace

import pytest

from engine.law.file.dossier import Dossier
from engine.law.gates.g41_things_seized import check


def holding(facts, kind, *, still=False, **changes):
    """The sound measures with other things held; `still` held today, else given back in the end."""
    return {"measures": tuple(
        replace(m, objects=tuple(replace(o, **changes) for o in m.objects), **({"resolved_at": None} if still else {}))
        if m.kind == kind else m for m in facts.dossier.measures)}


def test_what_served_the_violation_may_be_seized(sound):
    assert check(sound("seizure")) is None and check(sound("hearing")) is None


@pytest.mark.parametrize("changes, code, said", [
    ({"linked": False}, "unlinked", "与违法行为无关"), ({"necessity": True}, "necessity", "生活必需品"),
    ({"third_party": True}, "third_party", "案外人")])
def test_other_things_may_not(sound, only, changes, code, said):
    found = only("dossier", sound("seizure", dossier=holding(sound("seizure"), "seizure", **changes)), "G-41")
    assert said in found.message and [d.code for d in found.defects] == [code]


def test_what_is_still_held_bars_the_way_what_was_given_back_is_remembered(sound):
    held = check(sound("seizure", dossier=holding(sound("seizure"), "seizure", still=True, necessity=True)))
    assert held.severity == "blocks" and "解除" in held.next
    returned = check(sound("seizure", dossier=holding(sound("seizure"), "seizure", necessity=True)))
    assert returned.severity == "deducts" and "已经解除" in returned.next


def test_a_registration_hold_must_keep_evidence_of_this_case(sound, only):
    only("dossier", sound("seizure", dossier=holding(sound("seizure"), "registration_hold", linked=False)), "G-41")
    # It restrains, but takes nothing away: what binds seizure only (行政强制法第二十三条) does not bind it.
    assert check(sound("seizure", dossier=holding(sound("seizure"), "registration_hold", third_party=True))) is None


def test_no_measure_no_objection(sound):
    assert check(replace(sound(), dossier=Dossier())) is None
