from dataclasses import replace

import pytest

from engine.law.file.dossier import Dossier
from engine.law.gates.c55_outward_papers import check
from tests.engine.law.gates.sound_print import reprinted


@pytest.mark.parametrize("variant", ["fine", "on_spot", "seizure", "hearing", "court", "demolition"])
def test_numbered_sealed_and_served_passes(sound, variant):
    assert check(sound(variant)) is None


@pytest.mark.parametrize("number", ["", "青溪镇综执先告字[2026]第1号", "第1号"])
def test_a_number_is_needed_in_six_corner_brackets(sound, only, number):
    found = only("dossier", sound(dossier=reprinted(sound(), "prior_notice", number=number)), "C-55")
    assert "文号" in found.message and found.defects[0].code == "number"


def test_a_seal_is_needed(sound, only):
    found = only("dossier", sound(dossier=reprinted(sound(), "statement_reply", sealed=False)), "C-55")
    assert "印章" in found.message and found.defects[0].code == "seal"


def test_a_service_receipt_is_needed(sound):
    left = tuple(s for s in sound().dossier.services if s.paper != "statement_reply")
    assert [d.code for d in check(sound(dossier={"services": left})).defects] == ["receipt"]


def test_a_paper_issued_twice_is_served_twice(sound):
    papers = sound().dossier.papers
    again = next(p for p in papers if p.kind == "prior_notice")
    found = check(sound(dossier={"papers": (*papers, replace(again, number="青溪镇综执先告字〔2026〕第2号"))}))
    assert "制发 2 份" in found.message


@pytest.mark.parametrize("mode, said", [("leave", "见证人"), ("mail", "邮寄凭证"), ("publish", "公告文本"), ("entrust", "委托函")])
def test_each_mode_leaves_its_own_trace(sound, only, mode, said):
    services = tuple(replace(s, mode=mode, noted="") if s.paper == "prior_notice" else s for s in sound().dossier.services)
    found = only("dossier", sound(dossier={"services": services}), "C-55")
    assert said in found.message and found.defects[0].code == mode


def test_service_by_mail_with_its_receipt_passes(sound):
    services = tuple(replace(s, mode="mail", noted="EMS 1023，5 月 8 日签收") for s in sound().dossier.services)
    assert check(sound(dossier={"services": services})) is None


def test_electronic_service_needs_the_signed_confirmation(sound):
    def sent(consented):
        services = tuple(replace(s, mode="electronic", consented=consented) for s in sound().dossier.services)
        return sound(dossier={"services": services})
    assert check(sent(True)) is None
    assert "确认书" in check(sent(False)).message


def test_what_goes_to_another_organ_has_no_service_receipt(sound):
    letter = replace(sound().dossier.papers[0], kind="transfer_letter", name="案件移送函", outward=True)
    assert check(sound(dossier={"papers": (*sound().dossier.papers, letter)})) is None


def test_an_empty_file_passes(sound):
    assert check(replace(sound(), dossier=Dossier())) is None
