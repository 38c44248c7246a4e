import pytest

from engine.errors import BadInput
from engine.law.file.numbering import format_number, next_serial, read_number, series_faults, template_fault


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


def test_a_printed_number_is_taken_apart_again(rules):
    words = [paper.word for paper in rules.papers.values()]
    for unit in rules.units.values():
        for word in words:
            number = read_number(rules.numbering, format_number(rules.numbering, unit.prefix, word, 2026, 12), words)
            assert (number.agency, number.kind, number.year, number.serial) == (unit.prefix, word, 2026, 12)


@pytest.mark.parametrize("text", ["青溪镇综执罚决字[2026]第3号", "青溪镇综执罚决字〔2026〕第03号", "青溪镇综执罚决字〔2026〕第3号补",
                                  "青溪镇综执无此字〔2026〕第3号", ""])
def test_another_agencys_form_is_not_taken_for_ours(rules, text):
    with pytest.raises(BadInput):
        read_number(rules.numbering, text, ["罚决", "当罚"])


@pytest.mark.parametrize("issued, voided, serial", [((), (), 1), ((1, 2, 3), (), 4), ((1, 2), (3,), 4), ((), (1,), 2), ((2, 1), (), 3)])
def test_a_void_number_is_never_used_again(issued, voided, serial):
    assert next_serial(issued, voided) == serial


def test_a_series_without_gaps_is_sound():
    assert series_faults([3, 1, 2, 5], {4: "打印错误，作废重开"}) == []
    assert series_faults([], {}) == []


def test_every_fault_of_a_series_is_named():
    found = series_faults([1, 1, 3, 6], {3: "写错", 4: " "})
    assert found == ["第 1 号使用了 2 次", "第 3 号已经作废，又重新使用", "第 4 号作废没有写明理由",
                     "第 2 号空缺，没有文书，也没有作废记录", "第 5 号空缺，没有文书，也没有作废记录"]
