from datetime import date

import pytest

from engine.law.time.limitation import last_day, limitation_for


@pytest.fixture
def rule(rules):
    def find(ended_on, *, source="ZJ", domain="市容", harm="", harm_to=""):
        return limitation_for(rules.thresholds.limitations, ended_on, source=source, domain=domain, harm=harm, harm_to=harm_to)
    return find


@pytest.mark.parametrize("given, ended_on, last_on", [
    # 行政处罚法第三十六条: two years
    ({}, date(2024, 5, 14), date(2026, 5, 14)), ({}, date(2024, 2, 29), date(2026, 2, 28)),
    # five for life, health and finance, but only with harm, and only under the law of 2021-07-15
    ({"harm": "serious", "harm_to": "life_health"}, date(2022, 3, 1), date(2027, 3, 1)),
    ({"harm": "minor", "harm_to": "finance"}, date(2022, 3, 1), date(2027, 3, 1)),
    ({"harm": "none", "harm_to": "life_health"}, date(2022, 3, 1), date(2024, 3, 1)),
    ({"harm_to": "life_health"}, date(2022, 3, 1), date(2024, 3, 1)),
    ({"harm": "serious", "harm_to": "life_health"}, date(2021, 7, 14), date(2023, 7, 14)),
    # 生态环境法典第一千零五十四条: five with harm to the environment, else two
    ({"source": "CODE", "harm": "serious", "harm_to": "environment"}, date(2026, 8, 15), date(2031, 8, 15)),
    ({"source": "CODE"}, date(2026, 8, 15), date(2028, 8, 15)),
    ({"source": "LAW", "harm": "serious", "harm_to": "environment"}, date(2026, 8, 14), date(2028, 8, 14)),
    ({"source": "ZJ", "harm": "serious", "harm_to": "environment"}, date(2026, 8, 15), date(2028, 8, 15)),
    # 治安管理处罚法第二十五条: six months
    ({"domain": "治安"}, date(2026, 8, 31), date(2027, 2, 28)),
])
def test_until_when_an_act_may_be_punished(rule, given, ended_on, last_on):
    assert last_day(rule(ended_on, **given), ended_on) == last_on


def test_the_codes_own_article_is_cited_for_its_items(rule):
    assert rule(date(2026, 9, 1), source="CODE").basis == "生态环境法典第一千零五十四条第一款"
    assert rule(date(2026, 9, 1)).basis == "行政处罚法第三十六条第一款"


def test_before_the_first_rule_there_is_none(rule):
    assert rule(date(1990, 1, 1)) is None
