"""The trial page: begun, acted in as chosen people, moved through time, recorded and rehearsed."""
from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from engine.play import acts, scenario, trial, trials
from engine.work import drafts
from tests.conftest import ROOT
from tests.web.conftest import MORNING
from tests.web.served import served, step_in
from tests.web.test_compare import drawn

E1 = ROOT / "processes" / "summary_penalty" / "scenarios" / "e1.toml"
LEAD = {"source": "grid", "found_on": "2026-03-09", "place": "青溪镇人民路口", "description": "占道摆摊卖水果<script>", "grid_code": "QX-01"}


@pytest.fixture
def draft_id(engine) -> int:
    """A draft that harms nothing."""
    return drawn(engine, "summary_penalty", ('name="归档"', 'name="立卷归档"'))


def begun(reader, draft_id: int):
    """何晴 with a trial that has just begun."""
    designer = reader("he_qing")
    page = designer.open(f"/workbench/drafts/{draft_id}/try")
    assert "没有经过证明" in page.get_text()
    designer.press("/try", {"on": "2026-03-09", "source": "demo"})
    designer.follow()
    return designer


def ended(engine, draft_id: int) -> None:
    me = acts.actor(engine, "he_qing", MORNING)
    for one in trials.mine(engine, me, draft_id):
        trials.end(engine, me, one["id"])


def test_a_lead_is_reported_a_task_done_and_what_is_refused_says_why(engine, reader, draft_id):
    designer = begun(reader, draft_id)
    assert "登记线索" in designer.page.find(id="todo").get_text()
    address = designer.answer.request.path + "?" + designer.answer.request.query_string.decode()
    designer.open(f"{address}&who=ma_li")
    designer.press("/try/act", {**LEAD, "description": ""}, status=422, by="act")
    assert designer.page.find(class_="wrong")
    designer.press("/try/act", LEAD, by="act")
    page = designer.follow()
    assert "登记" in page.find(id="todo").get_text() and page.find(id="try-who").find("option", selected=True)["value"] in ("xu_min", "ma_li")
    page = designer.open(f"{address}&task=register&who=gao_jun")
    assert "此人不能办理" in page.get_text() and not [b for b in page.find_all("button") if b.get("value") == "complete"]
    designer.open(f"{address}&task=register&who=xu_min")
    designer.press("/try/act", {"urgency": "normal"}, by="act")
    assert "研判分派" in designer.follow().find(id="todo").get_text()
    designer.press("/try/clock", {"days": "3"})
    assert "2026-03-12 09:00" in designer.follow().find(id="now").get_text()
    designer.press("/try/record", {"title": "一半", "name": "Bad Name"}, status=422)
    designer.open(address)
    designer.press("/try/record", {"title": "一半", "name": "half"})
    assert "已录制为场景" in designer.follow().get_text()
    assert "scenarios/half.toml" in drafts.get(engine, acts.actor(engine, "he_qing", MORNING), draft_id)["files"]
    designer.press("/try/end")
    assert "开始一次试办" in designer.follow().get_text()
    designer.open(address, 404)


def test_a_trial_is_nobody_elses(engine, reader, draft_id):
    designer = begun(reader, draft_id)
    address = designer.answer.request.path + "?" + designer.answer.request.query_string.decode()
    reader("luo_cheng").open(address, 404)
    reader("wang_qiang").open(address, 403)
    ended(engine, draft_id)


@pytest.mark.browser
def test_the_drawing_shows_the_way_taken_tokens_play_beside_it_and_scenarios_paint_their_coverage(engine, app, new_page, draft_id):
    me = acts.actor(engine, "he_qing", MORNING)
    files = drafts.get(engine, me, draft_id)["files"]
    kept = {k: v for k, v in files.items() if not k.startswith("scenarios/") or k.endswith(("e1.toml", "warning_only.toml"))}
    drafts.save(engine, me, draft_id, kept, version=None, at=MORNING)
    with served(app) as site:
        page = new_page(viewport={"width": 1400, "height": 900})
        broken = step_in(page, site, "何晴")
        page.goto(f"{site}/workbench/drafts/{draft_id}/try")
        page.fill("#try-on", "2026-03-09")
        page.get_by_role("button", name="开始试办").click()
        page.wait_for_url(re.compile("trial="))
        written = scenario.read(E1)
        with trials.opened(engine, me, trials.mine(engine, me, draft_id)[0]["id"]) as one:  # the long way by hand is walked by the test above
            one.at = acts.instant(written["lead"]["at"])
            trial.act(one, {"act": "report", **{k: v for k, v in written["lead"].items() if k != "at"}})
            for step in written["step"]:
                if step.get("task") == "collect_cash":
                    break
                one.at = acts.instant(step["at"])
                trial.act(one, {k: v for k, v in step.items() if k != "at"})
        page.reload()
        page.wait_for_selector("[data-try][data-ready=live]")
        expect(page.locator("[data-element-id=collect_cash].is-live")).to_have_count(1)
        expect(page.locator("[data-element-id=payment_route_to_collect_cash].is-done")).to_have_count(1)
        expect(page.locator("[data-element-id=payment_route_to_payment_done].is-done")).to_have_count(0)
        before = page.locator("#now").text_content()
        page.get_by_role("button", name="前进到下一个期限").click()
        expect(page.locator("#now")).not_to_have_text(before)
        page.wait_for_selector("[data-try][data-ready=live]")
        page.get_by_role("button", name="推演").click()
        page.wait_for_selector("[data-try][data-ready=tokens]")
        page.locator("[data-try-canvas] .bts-context-pad").first.click()
        expect(page.locator("[data-try-canvas] .bts-token, [data-try-canvas] .bts-token-count").first).to_be_attached()
        page.get_by_role("button", name="演练全部场景").click()
        page.wait_for_selector("#rehearsal table", timeout=60_000)
        expect(page.locator("#rehearsal")).to_contain_text("2 个场景全部通过")
        page.get_by_role("link", name="在图上看").click()
        page.wait_for_selector("[data-try][data-ready=live]")
        expect(page.locator("[data-element-id=amend_file].is-missed")).to_have_count(1)
        expect(page.locator("[data-element-id=decide_on_spot].is-done")).to_have_count(1)
        page.goto("about:blank")
        time.sleep(0.1)
    ended(engine, draft_id)
    assert not broken, broken
