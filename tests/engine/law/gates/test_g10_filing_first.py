from dataclasses import replace

from engine.law.gates.g10_filing_first import check
from tests.engine.law.gates.sound import moment, swap

# The sound case was filed on 04-30 at 16:00.


def test_questioning_waits_for_the_filing(sound, only):
    records = swap(sound().dossier.records, "inquiry", began_at=moment("04-30 10:00"), ended_at=moment("04-30 10:30"))
    found = only("submit_review", sound(dossier={"records": records}), "G-10")
    assert "询问笔录早于立案（2026-04-30）" in found.message


def test_so_does_an_appraisal(sound, only):
    evidence = swap(sound().dossier.evidence, "statement", kind="appraisal", name="检测报告", obtained_at=moment("04-29 10:00"))
    assert "检测报告" in only("notice", sound(dossier={"evidence": evidence}), "G-10").message


def test_and_holding_things(sound):
    measures = swap(sound("seizure").dossier.measures, "registration_hold", executed_at=moment("04-30 09:00"))
    assert "先行登记保存" in check(sound("seizure", dossier={"measures": measures})).message


def test_a_note_of_the_urgency_is_an_answer(sound):
    records = swap(sound().dossier.records, "inquiry", began_at=moment("04-30 10:00"))
    facts = sound(dossier={"records": records}, data={"urgent_evidence_note": "当事人即将离开本地。"})
    assert check(facts) is None
    assert check(replace(facts, data={**facts.data, "urgent_evidence_note": "  "})) is not None


def test_verifying_the_lead_comes_first(sound):
    # Inspections of 04-27 and 04-30 and the photographs of the morning precede the filing.
    assert check(sound()) is None


def test_an_emergency_seizure_comes_first(sound):
    # E3: the lorry was stopped on 01-20, the case filed on 01-21.
    assert check(sound("hearing", without=("urgent_evidence_note",))) is None
