import pytest

from engine.errors import BadInput
from engine.law.numbering import format_number, template_fault


def test_the_number_of_the_example_case(rules):
    paper, unit = rules.papers["on_spot_decision"], rules.units["qingxi"]
    assert format_number(rules.numbering, unit.prefix, paper.word, 2026, 3) == "青溪镇综执当罚字〔2026〕第3号"


@pytest.mark.parametrize("year, serial, agency, kind", [(2026, 0, "甲", "罚"), (26, 1, "甲", "罚"), (2026, 1, "", "罚"), (2026, 1, "甲", "")])
def test_an_incomplete_number_is_refused(rules, year, serial, agency, kind):
    with pytest.raises(BadInput):
        format_number(rules.numbering, agency, kind, year, serial)


@pytest.mark.parametrize("template", ["{agency}{kind}〔{year}〕", "{agency}{kind}[{year}]{serial}", "{agency", "{0}{agency}{kind}〔{year}〕{serial}"])
def test_a_template_that_could_not_number_is_reported(template):
    assert template_fault(template)


def test_no_two_kinds_of_paper_share_a_word(rules):
    words = [paper.word for paper in rules.papers.values()]
    assert len(set(words)) == len(words)


def test_an_on_the_spot_decision_says_reconsideration_comes_first(rules):
    text = rules.remedy("on_spot_decision", reconsideration="演示县人民政府", court="演示县人民法院")
    assert "先向演示县人民政府申请行政复议" in text and "第二十三条" in text and "六个月" not in text


def test_an_ordinary_decision_names_sixty_days_and_six_months(rules):
    text = rules.remedy("penalty_decision", reconsideration="演示县人民政府", court="演示县人民法院")
    assert "六十日内" in text and "六个月内" in text and "演示县人民法院" in text


def test_an_internal_paper_prints_no_remedy(rules):
    assert rules.remedy("legal_review_opinion") == ""
