from dataclasses import replace

from engine.law.file.dossier import Dossier
from engine.law.gates.c56_records_signed import check
from tests.engine.law.gates.sound_print import reprinted


def signed(sound, **changes):
    return sound(dossier={"records": tuple(replace(r, **changes) if r.kind == "inquiry" else r for r in sound().dossier.records)})


def test_signed_records_pass(sound):
    assert check(sound()) is None


def test_neither_signature_nor_refusal_is_found(sound, only):
    found = only("dossier", signed(sound, signed=""), "C-56")
    assert "2026-05-06 询问笔录" in found.message


def test_a_refusal_needs_a_witness(sound, only):
    assert "见证人" in only("dossier", signed(sound, signed="refused"), "C-56").message
    assert check(signed(sound, signed="refused", witness="村委会主任 沈某")) is None


def test_the_record_of_a_hearing_is_signed_or_the_host_notes_why_not(sound):
    # 第六十四条第八项
    def heard(signed):
        return check(sound("hearing", dossier=reprinted(sound("hearing"), "hearing_record", says={"signed": signed})))
    assert heard("signed") is None and heard("refused") is None
    assert "听证笔录" in heard("").message


def test_no_records_no_objection(sound):
    assert check(replace(sound(), dossier=Dossier())) is None
