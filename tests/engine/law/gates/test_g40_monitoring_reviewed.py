from dataclasses import replace
from datetime import date

import pytest

from engine.law.file.dossier import Dossier
from engine.law.gates.g40_monitoring_reviewed import check

#: E12 of DOMAIN §8.2: a high-point camera, reviewed both ways, its place published, the farmer told by text message
REVIEWED = {"legal_review_id": "法审〔2026〕3号", "technical_review_id": "检测〔2026〕12号", "public_location": "县政府网站2026年第4号公告",
            "informed_on": date(2026, 5, 6)}


def filmed(facts, **monitoring):
    """The sound case with its photographs taken by a camera."""
    return {"evidence": tuple(replace(e, monitoring={**REVIEWED, **monitoring}) if e.kind == "audiovisual" else e
                              for e in facts.dossier.evidence)}


def test_a_camera_reviewed_and_published_is_evidence(sound):
    assert check(sound(dossier=filmed(sound()), data={"source": "device"})) is None


@pytest.mark.parametrize("key, said", [("legal_review_id", "法制审核"), ("technical_review_id", "技术审核"), ("public_location", "公布"),
                                       ("informed_on", "告知当事人")])
def test_each_of_the_four_is_needed(sound, only, key, said):
    found = only("dossier", sound(dossier=filmed(sound(), **{key: ""})), "G-40")
    assert said in found.message and found.defects[0].code == key and found.severity == "blocks"


def test_a_case_that_a_device_found_does_not_rest_on_records_nobody_reviewed(sound, only):
    assert "没有审核记载" in only("dossier", sound(data={"source": "device"}), "G-40").message


def test_a_photograph_taken_by_officers_needs_no_review(sound):
    assert check(sound()) is None


def test_a_record_not_relied_on_needs_no_review(sound):
    unused = filmed(sound(), legal_review_id="")
    assert check(sound(dossier={"evidence": tuple(replace(e, verified=not e.monitoring) for e in unused["evidence"])})) is None


def test_no_evidence_no_objection(sound):
    assert check(sound(dossier={"evidence": ()}, data={"source": "device"})) is None
    assert check(replace(sound(), dossier=Dossier(), data={})) is None
