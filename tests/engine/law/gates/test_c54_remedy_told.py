from dataclasses import replace

import pytest

from engine.law.file.dossier import Dossier, PaperIssued
from engine.law.gates.c54_remedy_told import check
from tests.engine.law.gates.sound_print import reprinted

SUE_OR_RECONSIDER = "可以自收到本决定书之日起60日内向示范县人民政府申请行政复议，也可以在6个月内向示范县人民法院提起行政诉讼。"


@pytest.mark.parametrize("variant", ["fine", "on_spot", "seizure", "hearing", "court", "demolition"])
def test_the_shipped_texts_are_right(sound, variant):
    assert check(sound(variant)) is None


def test_figures_are_as_good_as_characters(sound):
    assert check(sound(dossier=reprinted(sound(), "penalty_decision", remedy=SUE_OR_RECONSIDER))) is None


@pytest.mark.parametrize("text, code, said", [
    ("", "none", "没有告知"),
    # old 市容 rules: fifteen days for both (DOMAIN §10.6)
    ("可以在15日内向示范县人民政府申请复议，也可以在15日内向示范县人民法院起诉。", "period", "60日"),
    (SUE_OR_RECONSIDER.replace("6个月", "三个月"), "period", "6个月"),
    (SUE_OR_RECONSIDER.replace("示范县人民政府", "上级机关"), "names", "上级机关"),
    (SUE_OR_RECONSIDER.replace("示范县人民政府", "县人民政府"), "names", "县人民政府"),
    (SUE_OR_RECONSIDER.replace("示范县人民法院", "有管辖权的人民法院"), "names", "有管辖权的人民法院"),
    (SUE_OR_RECONSIDER.replace("示范县人民法院", "人民法院"), "names", "人民法院的规范全称"),
])
def test_a_wrong_text_of_an_ordinary_decision_is_found(sound, only, text, code, said):
    changed = reprinted(sound(), "penalty_decision", remedy=text)
    if not text:   # a decision without any remedy lacks the field, too
        assert check(sound(dossier=changed)).defects[0].code == "none"
        return
    found = only("dossier", sound(dossier=changed), "C-54")
    assert said in found.message and code in {d.code for d in found.defects}


def test_on_the_spot_reconsideration_comes_first(sound, only):
    # 行政复议法第二十三条: a form that offers the court at once is defective (DOMAIN §10.2).
    offered = reprinted(sound("on_spot"), "on_spot_decision", remedy=SUE_OR_RECONSIDER)
    found = only("dossier", sound("on_spot", dossier=offered), "C-54")
    assert "先申请行政复议" in found.message and [d.code for d in found.defects] == ["order"]


def test_on_the_spot_the_court_of_later_need_not_be_named(sound):
    text = "不服本决定的，应当自收到本决定书之日起六十日内先向示范县人民政府申请行政复议；对复议决定不服的，可以依法提起行政诉讼。"
    assert check(sound("on_spot", dossier=reprinted(sound("on_spot"), "on_spot_decision", remedy=text))) is None


def land(sound, text):
    file = sound().dossier
    order = PaperIssued("demolition_order_land", "责令限期拆除决定书（土地）", "青溪镇综执限拆字〔2026〕第1号", file.papers[-1].issued_at, "d1",
                        "青溪镇人民政府", True, text)
    return replace(sound(), dossier=replace(file, papers=(*file.papers, order)))


def test_a_land_demolition_is_sued_within_fifteen_days(sound, rules):
    assert check(land(sound, rules.remedy("demolition_order_land", reconsideration="示范县人民政府", court="示范县人民法院"))) is None
    general = "可以自知道本决定之日起六十日内向示范县人民政府申请行政复议，也可以自收到本决定书之日起六个月内向示范县人民法院提起行政诉讼。"
    assert "15日" in check(land(sound, general)).message and "六个月" in check(land(sound, general)).message
    # 五 of 二十五日 is not fifteen days
    assert check(land(sound, "可以自收到之日起二十五日内向示范县人民法院起诉。")) is not None


def test_electronic_service_offers_an_online_channel(sound, rules):
    # 行政复议法第二十二条
    services = {"services": tuple(replace(s, mode="electronic", consented=True) for s in sound().dossier.services)}
    assert [d.code for d in check(sound(dossier=services)).defects] == ["online"]
    text = rules.remedy("penalty_decision", reconsideration="示范县人民政府", court="示范县人民法院", electronic=True, online="示范省复议平台")
    assert check(sound(dossier={**services, **reprinted(sound(), "penalty_decision", remedy=text)})) is None


def test_silent_for_papers_that_owe_no_remedy(sound):
    assert check(replace(sound(), dossier=Dossier())) is None
    assert check(sound(dossier=reprinted(sound(), "correction_order", remedy=""))) is None
