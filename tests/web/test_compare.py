"""The compare page: the change in what is owed first, both drawings side by side, and approval by a second person."""
from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from engine.play import acts
from engine.work import definitions, drafts
from tests.invariants import check_invariants
from tests.web.conftest import MORNING
from tests.web.served import served, step_in


def drawn(engine, key: str, *changes: tuple[str, str]) -> int:
    """A draft of 何晴's with these changes in the drawing."""
    me = acts.actor(engine, "he_qing", MORNING)
    base = next(one for one in definitions.listed(engine, me) if one["key"] == key)
    draft_id = drafts.begin(engine, me, key="", name="", base_id=base["id"], at=MORNING)["id"]
    files = drafts.get(engine, me, draft_id)["files"]
    for old, new in changes:
        assert old in files[f"{key}.bpmn"]
        files[f"{key}.bpmn"] = files[f"{key}.bpmn"].replace(old, new)
    drafts.save(engine, me, draft_id, files, version=None, at=MORNING)
    return draft_id


@pytest.fixture
def renamed(engine) -> int:
    """A draft that harms nothing."""
    return drawn(engine, "summary_penalty", ('name="归档"', 'name="立卷归档"'))


def test_a_draft_is_submitted_by_its_designer_and_approved_and_deployed_by_another(engine, reader, renamed):
    designer, leader, here = reader("he_qing"), reader("luo_cheng"), f"/workbench/drafts/{renamed}/compare"
    page = designer.open(here)
    assert "立卷归档" in page.get_text() and "没有变化" in page.find(id="owed").parent.get_text()
    designer.press("/submit")
    assert "不能由您审核" in designer.follow().get_text()
    assert not designer.page.find("form", action=re.compile("/approve$"))
    leader.open(here)
    leader.press("/approve")
    leader.follow()
    leader.press("/deploy")
    assert "已部署" in leader.follow().get_text()
    me = acts.actor(engine, "he_qing", MORNING)
    assert max(one["version"] for one in definitions.listed(engine, me) if one["key"] == "summary_penalty") == 2
    check_invariants(engine)


def test_a_return_says_why_and_an_approval_of_what_has_changed_meanwhile_is_refused(engine, reader, renamed):
    designer, leader, here = reader("he_qing"), reader("luo_cheng"), f"/workbench/drafts/{renamed}/compare"
    designer.open(here)
    designer.press("/submit")
    leader.open(here)
    leader.press("/return", {"reason": ""}, status=422)
    leader.press("/return", {"reason": "名称不妥"})
    assert "名称不妥" in leader.follow().get_text()
    designer.open(here)
    designer.press("/submit")
    leader.open(here)
    me = acts.actor(engine, "he_qing", MORNING)
    files = drafts.get(engine, me, renamed)["files"]
    drafts.save(engine, me, renamed, {**files, "papers/x.txt": "x"}, version=None, at=MORNING)
    leader.press("/approve", status=412)
    check_invariants(engine)


def test_what_a_bypass_takes_away_stands_at_the_top_and_is_not_taken_in(engine, reader):
    draft_id = drawn(engine, "ordinary_penalty", ('e:meets="legal_review"', ""))
    designer = reader("he_qing")
    page = designer.open(f"/workbench/drafts/{draft_id}/compare")
    assert page.find(class_="compare-list")
    designer.press("/submit", status=422)
    assert designer.page.find(role="alert")


def test_any_deployed_version_may_be_the_other_side(engine, reader, renamed):
    designer = reader("he_qing")
    version = next(one for one in definitions.listed(engine, acts.actor(engine, "he_qing", MORNING)) if one["key"] == "summary_penalty")
    assert "第 1 版" in designer.open(f"/workbench/drafts/{renamed}/compare?against={version['id']}").find("figcaption").get_text()
    other = next(one for one in definitions.listed(engine, acts.actor(engine, "he_qing", MORNING)) if one["key"] == "closed_loop")
    designer.open(f"/workbench/drafts/{renamed}/compare?against={other['id']}", 404)
    reader("wang_qiang").open(f"/workbench/drafts/{renamed}/compare", 403)


@pytest.mark.browser
def test_both_drawings_move_together_and_the_list_leads_to_the_element(engine, app, new_page):
    draft_id = drawn(engine, "summary_penalty", ('name="归档"', 'name="立卷归档"'), ('sourceRef="amend_file" targetRef="close_case"', 'sourceRef="amend_file" targetRef="archive"'))
    with served(app) as site:
        page = new_page(viewport={"width": 1400, "height": 900})
        broken = step_in(page, site, "何晴")
        page.goto(f"{site}/workbench/drafts/{draft_id}/compare")
        page.wait_for_selector("[data-compare][data-ready]")
        for side in ("before", "after"):
            expect(page.locator(f"[data-compare-side={side}] [data-element-id=archive].is-changed")).to_have_count(1)
            expect(page.locator(f"[data-compare-side={side}] .compare-sign", has_text="⇄")).to_have_count(1)
            assert page.locator(f"[data-compare-side={side}] .bjs-powered-by").is_visible()
        page.get_by_role("button", name="立卷归档").first.click()
        expect(page.locator("[data-element-id=archive].is-pointed")).to_have_count(2)
        views = page.evaluate("[...document.querySelectorAll('[data-compare-side] .viewport')].map((one) => one.getAttribute('transform'))")
        left, right = ([round(float(number), 1) for number in re.findall(r"-?[\d.]+", view)] for view in views)
        assert left == right != [1, 0, 0, 1, 0, 0]
        page.goto("about:blank")
    assert not broken
