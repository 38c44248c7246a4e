"""The help on checks and proof: every problem's link leads to a page, and the list names them all."""
from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from engine.process import checks
from tests.security.conftest import Browser, site  # noqa: F401  the whole application over one database


@pytest.fixture(scope="module")
def designer(site):  # noqa: F811
    return Browser(site.app).step_into("he_qing")


def test_every_rule_is_listed_and_its_page_opens(site, designer):  # noqa: F811
    page = BeautifulSoup(designer.client.get("/workbench/help").text, "html.parser")
    links = {one["href"] for one in page.select("table.list a")}
    assert links == {f"/workbench/help/{rule}" for rule in site.engine.help}
    for address in sorted(links):
        answer = designer.client.get(address)
        assert answer.status_code == 200 and "怎样改正" in answer.text, address


def test_a_page_shows_what_is_wrong_what_is_right_and_how_grave_it_is(designer):
    page = BeautifulSoup(designer.client.get("/workbench/help/gateways").text, "html.parser")
    assert [one.get_text() for one in page.select(".example h2")] == ["错误的例子", "正确的例子"]
    assert "不能部署" in page.get_text() and "exclusiveGateway" in page.select_one("pre").get_text()
    assert "提醒" in designer.client.get("/workbench/help/unset_names").text


def test_what_another_name_is_told_by_has_the_same_page(designer):
    assert designer.client.get("/workbench/help/decisions").text.count("决策表缺少或者不能计算") >= 1


def test_an_unknown_rule_is_not_found(designer):
    answer = designer.client.get("/workbench/help/nothing")
    assert answer.status_code == 404 and "没有名为 nothing" in answer.text


def test_the_interface_gives_every_rule_with_its_severity(site, designer):  # noqa: F811
    items = designer.client.get("/api/v1/definitions/checks").json["items"]
    assert {one["rule"] for one in items} == set(site.engine.help)
    grave = {one["rule"]: one["severity"] for one in items}
    assert all(grave[rule.RULE] == ("warning" if rule.RULE in checks.ADJUSTABLE else "error") for rule in checks.RULES)
    assert all(one["examples"] for one in items if one["rule"] not in ("limits", "parse"))
