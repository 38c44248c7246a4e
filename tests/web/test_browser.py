"""The pages in a real Chromium, served as `bihuan serve` serves them."""
from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.browser
LEAD = {"地点": "青溪镇人民路 12 号门前", "情况描述": "占道摆摊卖水果<script>alert(1)</script>"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The address of a server with the demo county."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    database = tmp_path_factory.mktemp("site") / "x.sqlite"
    running = subprocess.Popen([sys.executable, "-m", "engine.cli", "serve", "--port", str(port)], cwd=ROOT, text=True,
                               env={**os.environ, "DATABASE_URL": f"sqlite:///{database}"}, stdout=subprocess.PIPE)
    try:
        assert str(port) in running.stdout.readline()
        yield f"http://127.0.0.1:{port}"
    finally:
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=30)


@pytest.fixture
def sit(new_page, site):
    """`sit(name)` is a page on which a person has stepped in; nothing may break the content security policy."""
    broken = []

    def open_page(name: str, **context):
        page = new_page(**{"viewport": {"width": 1280, "height": 800}, **context})
        page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(f"{site}/demo")
        page.get_by_role("button", name=f"以{name}的身份进入", exact=True).click()
        page.wait_for_url(re.compile("/inbox"))
        return page
    yield open_page
    assert not broken


def report(page, site) -> None:
    page.goto(f"{site}/leads/new")
    page.get_by_label("线索来源").select_option("patrol")
    for label, text in LEAD.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="登记线索").click()
    page.get_by_role("link", name="查看办理进度").click()


def test_a_new_task_is_announced_without_moving_what_is_read_and_is_claimed_in_place(sit, site):
    dispatcher, patrol = sit("徐敏"), sit("赵磊")
    dispatcher.wait_for_selector("body[data-live]")
    before = dispatcher.locator("#rows tr, .empty").first.bounding_box()
    report(patrol, site)
    bar = dispatcher.locator("[data-arrivals]")
    expect(bar).to_be_visible()
    expect(bar).to_have_text("有 1 件新任务")
    assert dispatcher.locator("#rows tr, .empty").first.bounding_box() == before
    bar.click()
    row = dispatcher.locator("#rows tr", has_text="占道摆摊卖水果").last
    row.get_by_role("button", name="认领").click()
    expect(row).to_contain_text("我")
    assert dispatcher.url.endswith("/inbox") or "/inbox?" in dispatcher.url


def test_a_task_opens_by_keyboard_and_what_is_typed_is_kept(sit, site):
    report(sit("赵磊"), site)
    page = sit("徐敏")
    page.goto(f"{site}/inbox?view=pool")
    page.locator("[data-row-link]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/tasks/\d+$"))
    page.get_by_role("button", name="认领任务").click()
    note = page.locator("[name=register_note]")
    note.fill("与上月一条线索重复")
    note.blur()
    expect(page.locator("[data-draft-state]")).to_contain_text("草稿已保存")
    page.goto(page.url)
    expect(note).to_have_value("与上月一条线索重复")


def test_a_mistake_is_shown_beside_its_field_which_has_the_focus(sit, site):
    page = sit("赵磊")
    page.goto(f"{site}/leads/new")
    page.get_by_label("情况描述").fill("只写了情况")
    page.get_by_role("button", name="登记线索").click()
    expect(page.get_by_role("alert")).to_contain_text("需要更正")
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    expect(page.get_by_label("情况描述")).to_have_value("只写了情况")


def test_the_diagram_shows_where_the_case_is_and_leaves_the_mark_of_bpmn_io_free(sit, site):
    page = sit("赵磊")
    report(page, site)
    page.get_by_role("link", name="流程图").click()
    page.wait_for_selector("[data-ready]")
    expect(page.locator("[data-diagram-trail] li")).to_have_count(1)
    assert page.locator(".djs-element.is-live").count() >= 1
    mark = page.locator(".bjs-powered-by")
    expect(mark).to_be_visible()
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).closest('.bjs-powered-by') !== null",
                         [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])
    called = page.locator(".djs-element.calls").first
    called.scroll_into_view_if_needed()
    name = called.get_attribute("data-element-id")
    page.locator(f"[data-element-id={name}]").first.dblclick()
    expect(page.locator("[data-diagram-trail] li")).to_have_count(2)
    page.locator("[data-diagram-trail] button").first.click()
    expect(page.locator("[data-diagram-trail] li")).to_have_count(1)


@pytest.mark.parametrize("width", [320, 390, 640])
def test_no_page_is_wider_than_the_screen(sit, site, width):
    page = sit("王强", viewport={"width": width, "height": 720})
    found = [link.get_attribute("href") for link in page.locator("[data-row-link]").all()[:3]]
    page.goto(f"{site}/cases")
    found += [f"{link.get_attribute('href')}?tab={tab}" for link in page.locator("[data-row-link]").all()[:1]
              for tab in ("timeline", "evidence", "measures", "gates", "papers", "clocks", "diagram", "log")]
    for path in ("/demo", "/inbox", "/leads", "/leads/new", "/cases", "/cases/999999", *found):
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_pages_work_without_scripts(sit, site):
    page = sit("赵磊", java_script_enabled=False)
    report(page, site)
    assert page.get_by_role("heading", level=1).inner_text().startswith("占道摆摊卖水果<script>")


def test_a_designer_publishes_a_calendar_and_sees_the_recount_end_without_a_reload(sit, site):
    page = sit("何晴")
    page.goto(f"{site}/calendars?year=2027")
    page.get_by_role("link", name="公布 2027 年正式安排").click()
    page.get_by_label("依据的通知").fill("（测试虚构，非正式文件）关于2027年部分节假日安排的通知")
    page.get_by_label("第 2 行放假末日").fill("2027-02-11")
    page.get_by_label("第 2 行调休上班").fill("2027-01-31、2027-02-20")
    page.get_by_role("button", name="查看变化").click()
    expect(page.locator(".day-changes li")).to_have_count(3)
    page.get_by_role("button", name="公布第 1 版").click()
    expect(page.locator("#recount")).to_contain_text("期限已按 2027 年放假安排重算", timeout=60_000)
    phone = sit("何晴", viewport={"width": 360, "height": 740})
    for path in ("/calendars?year=2027", "/calendars/notice?year=2027"):
        phone.goto(site + path)
        assert phone.evaluate("document.documentElement.scrollWidth") == 360


def test_each_page_of_a_case_file_fits_its_sheet_of_paper(sit, site):
    page = sit("高军")
    page.goto(f"{site}/cases?status=closed")
    page.goto(page.locator("a[href*='/cases/']").first.evaluate("a => a.href.split('?')[0]") + "/dossier")
    page.emulate_media(media="print")
    sheets = page.locator(".sheet[id]").evaluate_all("all => all.map(s => [s.scrollHeight <= s.clientHeight + 1, s.querySelector('.page-number').innerText])")
    assert len(sheets) > 10 and all(fits for fits, _ in sheets)
    assert page.locator(".tools").is_hidden()


def test_the_drawing_in_force_bears_the_numbers_and_leads_to_the_cases_one_may_see(sit, site):
    for name, sees in (("何晴", False), ("罗诚", True)):
        page = sit(name)
        page.goto(f"{site}/workbench/observe/ordinary_penalty")
        page.wait_for_selector("[data-ready=yes]")
        expect(page.locator(".djs-overlay .count").first).to_be_visible()
        assert page.locator(".djs-shape.heat-5").count() >= 1
        page.locator(".djs-overlay .count").first.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("停在")
        assert (page.locator("a[href^='/cases/']").count() > 0) is sees
