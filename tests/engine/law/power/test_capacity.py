"""In whose name, and against whom: 行政处罚法第二十条、第二十四条; 行政复议法第十九条; 行政诉讼法第二十六条."""
from dataclasses import replace
from datetime import date

import pytest

from engine.errors import BadInput
from engine.law.power.authority import Power, may_act
from engine.law.power.capacity import code_on_papers, defendant, name_on_papers, respondent
from engine.law.power.succession import Recall

ON = date(2026, 3, 10)
COUNTY, GOVERNMENT = "示范县综合行政执法局", "示范县人民政府"


def power(rules, unit: str, item: str, **changes) -> Power:
    found = may_act(rules.lists, unit, item, ON)
    return Power(replace(found.entry, **changes))


@pytest.mark.parametrize("unit, item, name", [
    ("qingxi", "SR-001", "青溪镇人民政府"),              # 赋权: the town's own name (第二十四条)
    ("qingxi", "GH-003", "青溪镇人民政府"),              # 法定职权
    ("yunling", "SR-012", COUNTY),                      # 委托: the entrusting agency's (第二十条第四款)
    ("demo_county", "SL-001", COUNTY),
])
def test_the_title_decides_the_name_on_papers(rules, unit, item, name):
    assert name_on_papers(power(rules, unit, item), rules.agencies) == name


def test_a_stationed_team_acts_in_the_name_that_the_grant_says(rules):
    stationed = power(rules, "qingxi", "SR-001", mode="stationed", in_name_of="market")
    assert name_on_papers(stationed, rules.agencies) == "示范县市场监督管理局"
    assert respondent(stationed, rules.agencies, (), ON, ON).agencies == ("示范县市场监督管理局",)


def test_an_authorised_body_acts_in_its_own_name(rules):
    assert name_on_papers(power(rules, "qingxi", "SR-001", mode="authorised"), rules.agencies) == "青溪镇人民政府"


def test_the_internal_team_never_stands_on_a_paper(rules):
    assert not any("执法队" in agency.agency for agency in rules.agencies.values())


@pytest.mark.parametrize("changes", [{"in_name_of": None}, {"in_name_of": "moon"}])
def test_an_entrusted_power_without_its_agency_names_nobody(rules, changes):
    with pytest.raises(BadInput):
        name_on_papers(power(rules, "yunling", "SR-012", **changes), rules.agencies)


@pytest.mark.parametrize("unit, item, agency, article", [
    ("qingxi", "SR-001", "青溪镇人民政府", "行政复议法第十九条第一款"), ("yunling", "SR-012", COUNTY, "行政复议法第十九条第三款"),
])
def test_the_respondent_is_whoever_stands_on_the_papers(rules, unit, item, agency, article):
    found = respondent(power(rules, unit, item), rules.agencies, rules.recalls, ON, ON)
    assert (found.agencies, found.article) == ((agency,), article)


def test_after_a_recall_the_agency_that_now_has_the_power_is_the_respondent(rules):
    decided = Power(may_act(rules.lists, "shiqiao", "SR-010", date(2025, 11, 3)).entry)
    found = respondent(decided, rules.agencies, rules.recalls, date(2025, 11, 3), date(2026, 1, 5))
    assert (found.agencies, found.article) == ((COUNTY,), "行政复议法第十九条第四款")
    before = respondent(decided, rules.agencies, rules.recalls, date(2025, 11, 3), date(2025, 12, 31))
    assert before.agencies == ("石桥镇人民政府",)


def test_taking_an_entrusted_item_back_leaves_the_entrusting_agency_answerable(rules):
    recall = Recall("yunling", ("SR-012",), date(2026, 4, 1), "解除委托公告", "successor", "qingxi")
    found = defendant(power(rules, "yunling", "SR-012"), rules.agencies, [recall], ON, date(2026, 5, 6))
    assert (found.agencies, found.article) == ((COUNTY,), "行政诉讼法第二十六条第五款")


@pytest.mark.parametrize("outcome, agencies, article", [
    ("none", ("青溪镇人民政府",), "行政诉讼法第二十六条第一款"), ("upheld", ("青溪镇人民政府", GOVERNMENT), "行政诉讼法第二十六条第二款"),
    ("changed", (GOVERNMENT,), "行政诉讼法第二十六条第二款"), ("silent", ("青溪镇人民政府",), "行政诉讼法第二十六条第三款"),
    ("inaction", (GOVERNMENT,), "行政诉讼法第二十六条第三款"),
])
def test_the_defendant_depends_on_what_came_of_reconsideration(rules, outcome, agencies, article):
    found = defendant(power(rules, "qingxi", "SR-001"), rules.agencies, (), ON, ON, reconsidered=outcome, authority=GOVERNMENT)
    assert (found.agencies, found.article) == (agencies, article)


def test_the_defendant_after_a_recall_is_the_successor(rules):
    decided = Power(may_act(rules.lists, "shiqiao", "SR-010", date(2025, 11, 3)).entry)
    found = defendant(decided, rules.agencies, rules.recalls, date(2025, 11, 3), date(2026, 2, 2))
    assert (found.agencies, found.article) == ((COUNTY,), "行政诉讼法第二十六条第六款")


@pytest.mark.parametrize("outcome, authority", [("lost", GOVERNMENT), ("upheld", "")])
def test_an_unknown_outcome_or_a_nameless_authority_is_refused(rules, outcome, authority):
    with pytest.raises(BadInput):
        defendant(power(rules, "qingxi", "SR-001"), rules.agencies, (), ON, ON, reconsidered=outcome, authority=authority)


def test_a_power_of_its_own_needs_no_other_name(rules):
    assert code_on_papers(power(rules, "qingxi", "SR-001")) == "qingxi"
