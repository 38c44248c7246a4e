import pytest

from engine.errors import BadInput
from engine.law.penalty.remedy import remedy_fault

NAMES = {"reconsideration": "演示县人民政府", "court": "演示县人民法院"}


def test_an_order_to_demolish_under_land_law_has_fifteen_days_to_sue(rules):
    # 土地管理法第八十三条; reconsideration keeps the sixty days of 行政复议法第二十条.
    text = rules.remedy("demolition_order_land", **NAMES)
    assert "十五日内依法向演示县人民法院提起诉讼" in text and "六十日内向演示县人民政府申请行政复议" in text and "六个月" not in text
    assert "申请人民法院强制执行" in text and "土地管理法第八十三条" in text


@pytest.mark.parametrize("kind", ["on_spot_decision", "penalty_decision", "demolition_order_land", "seizure_decision"])
def test_electronic_service_names_an_online_channel_for_reconsideration(rules, kind):
    text = rules.remedy(kind, **NAMES, electronic=True, online="浙江省行政复议网上申请平台")
    assert text.startswith(rules.remedy(kind, **NAMES)) and "互联网渠道（浙江省行政复议网上申请平台）" in text and "行政复议法第二十二条" in text


@pytest.mark.parametrize("online", ["", "  "])
def test_without_a_channel_a_decision_is_not_served_electronically(rules, online):
    with pytest.raises(BadInput) as refused:
        rules.remedy("penalty_decision", **NAMES, electronic=True, online=online)
    assert refused.value.article == "行政复议法第二十二条"


def test_a_paper_without_remedies_needs_no_channel(rules):
    assert rules.remedy("prior_notice", **NAMES, electronic=True) == ""


def test_every_outward_decision_prints_a_remedy(rules):
    for kind in ("penalty_decision", "no_penalty_decision", "on_spot_decision", "seizure_decision", "surcharge_decision",
                 "enforcement_decision", "substitute_decision", "demolition_order_land"):
        assert rules.remedy(kind, **NAMES), kind


@pytest.mark.parametrize("key, text", [("ordinary", "向{authority}申请"), ("ordinary", "向{court"), ("online", "上网申请"),
                                       ("online", "{online}{court}")])
def test_a_text_with_wrong_names_is_reported(key, text):
    assert remedy_fault(key, text)


@pytest.mark.parametrize("key, text", [("ordinary", "向{reconsideration}申请，或者向{court}起诉"), ("online", "通过{online}提交")])
def test_a_sound_text_is_not(key, text):
    assert remedy_fault(key, text) is None
