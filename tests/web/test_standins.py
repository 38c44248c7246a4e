"""Recusal on the case page, and the page of who is away and who stands in."""
from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.store.tables import case_file
from tests.invariants import check_invariants


@pytest.fixture
def case_page(engine, reader) -> str:
    """The address of a case that 王强 has just reported."""
    wang = reader("wang_qiang")
    wang.open("/leads/new")
    wang.press("/leads", {"source": "patrol", "found_on": "2026-03-09", "place": "青溪镇人民路 12 号门前", "description": "占道摆摊卖水果"})
    with engine.store.read() as conn:
        return f"/cases/{conn.execute(select(case_file.c.id)).scalar_one()}"


def test_a_recusal_is_brought_up_on_the_case_page_and_decided_by_the_head(engine, reader, case_page):
    xu, gao = reader("xu_min"), reader("gao_jun")
    xu.open(f"{case_page}?tab=recusals")
    assert "没有人回避" in xu.page.text
    xu.press("/recusals", {"by": "self", "ground": "relation", "reason": ""}, 422)
    assert "处需要更正" in xu.page.text
    xu.press("/recusals", {"by": "self", "ground": "relation", "reason": "与当事人系邻居"})
    assert "待决定" in xu.follow().text and not xu.page.find("summary", string="决定是否回避")
    gao.open(f"{case_page}?tab=recusals")
    form = gao.page.find("summary", string="决定是否回避").parent.find("form")["action"]
    gao.press(form, {"granted": "yes", "opinion": "情况属实"})
    assert "决定回避" in gao.follow().text
    told = gao.open(case_page).text
    assert "决定徐敏回避" in told and "转入上级单位的任务池" in told
    zou = reader("zou_li")
    assert "由青溪镇转来" in zou.open("/inbox").text and "徐敏已回避" in zou.page.text
    check_invariants(engine)


def test_somebody_goes_away_and_a_deputy_takes_over(engine, reader, case_page):
    xu, zou, wang = reader("xu_min"), reader("zou_li"), reader("wang_qiang")
    xu.open("/inbox")
    task = next(a["href"] for a in xu.page.find_all("a", attrs={"data-row-link": True}))
    xu.open(task)
    xu.press("/claim")
    xu.open("/presence")
    assert "没有代理" in xu.page.text
    window = {"from_at": "2026-03-09T09:00", "until_at": "2026-03-12T18:00"}
    xu.press("/presence/absences", {"kind": "", **window}, 422)
    post = next(o["value"] for o in xu.page.select("select[name=post] option") if o["value"].endswith("-dispatch"))
    deputy = next(o["value"] for o in xu.page.select("select[name=deputy_id] option") if o.text == "邹丽")
    xu.press("/presence/substitutions", {"post": post, "deputy_id": deputy, "reason": "参加培训", **window})
    assert "邹丽（代徐敏）" in xu.follow().text
    xu.press("/presence/absences", {"kind": "training", **window})
    assert "有 1 件任务" in xu.open("/inbox").text and "有 1 件任务" not in wang.open("/inbox").text
    assert "可代徐敏办理" in zou.open("/inbox").text
    assert "接手后办结的，各处写明“邹丽（代徐敏）”" in zou.open(task).text
    zou.press("/claim")
    assert "由您代徐敏办理" in zou.follow().text
    zou.press("/complete", {"urgency": "normal"})
    assert "邹丽（代徐敏）" in zou.open(case_page).text
    absent = xu.open("/presence").find("button", string=lambda s: s and "销假" in s) or xu.page.find_all("form")
    assert absent
    check_invariants(engine)


def test_a_refused_substitution_comes_back_as_it_was_typed_with_the_reason(reader):
    wang = reader("wang_qiang")
    wang.open("/presence")
    post = next(o["value"] for o in wang.page.select("input[name=post]") if o["value"].endswith("-handle"))
    sun = next(o["value"] for o in wang.page.select("select[name=deputy_id] option") if o.text == "孙涛")
    wang.press("/presence/substitutions", {"post": post, "deputy_id": sun, "reason": "培训", "from_at": "2026-03-09T09:00", "until_at": "2026-03-12T18:00"}, 403)
    assert "示执010006" in wang.page.text and "已于 2025-12-31 到期" in wang.page.text
    assert wang.page.find("option", value=sun, selected=True)


def test_an_address_left_by_a_refused_act_leads_back_to_the_page(reader, case_page):
    wang = reader("wang_qiang")
    assert "在岗与代理" in wang.open("/presence/substitutions").text
    wang.open(f"{case_page}/recusals", 302)
