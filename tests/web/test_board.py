"""The drawing board by mouse and keys, as a designer uses it: minimap, search, align, undo, copies between drafts, files without a layout."""
from __future__ import annotations

import re
from html import unescape

import pytest
from playwright.sync_api import expect

from tests.web.test_browser import site  # noqa: F401
from tests.web.test_workbench import BENCH, desk, drawn, entry  # noqa: F401

pytestmark = pytest.mark.browser
MIDDLES = f"['decide', 'legal_review'].map((id) => {BENCH}.bench.modeler.get('elementRegistry').get(id)).map((one) => one.y + one.height / 2)"
VIEW = f"JSON.stringify({BENCH}.bench.modeler.get('canvas').viewbox())"
#: attributes and lists of ours, and the tags of the fields that may stand for them
OURS = ("duty", "unit", "officers", "form", "paper", "stage", "starts", "stops", "suspends", "resumes", "meets", "voids", "needs", "gates")
HAND = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:e="urn:bihuan:enforcement:1" id="d" targetNamespace="urn:x"><process id="p" name="手写" isExecutable="true">
  <startEvent id="s"/><userTask id="t" name="核查" e:duty="handle"/><exclusiveGateway id="g" default="c"/><userTask id="u" name="办结" e:duty="decide"/><endEvent id="z"/>
  <sequenceFlow id="a" sourceRef="s" targetRef="t"/><sequenceFlow id="b" sourceRef="t" targetRef="g"/><sequenceFlow id="c" sourceRef="g" targetRef="u"/>
  <sequenceFlow id="f" sourceRef="u" targetRef="z"/></process></definitions>"""


def free(page) -> None:
    """Puts the pointer on an empty place of the board, which then has the keys."""
    page.evaluate(f"{BENCH}.bench.modeler.get('canvas').focus()")


def test_codes_are_chosen_never_typed(drawn):  # noqa: F811
    page = drawn()
    page.evaluate(f"{BENCH}.bench.point('legal_review')")
    page.evaluate("document.querySelectorAll('.wb-panel .bio-properties-panel-group-header:not(.open)').forEach((one) => one.click())")
    for name in OURS:
        fields = entry(page, name).locator("input, textarea, select")
        expect(fields.first).to_be_attached()
        assert set(fields.evaluate_all("(all) => all.map((one) => one.tagName)")) == {"SELECT"}, name


def test_the_minimap_moves_the_board_and_a_chinese_word_finds_a_step(drawn):  # noqa: F811
    page = drawn()
    page.locator(".djs-minimap .toggle").click()
    before, box = page.evaluate(VIEW), page.locator(".djs-minimap .map").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.8)
    assert page.evaluate(VIEW) != before
    free(page)
    page.keyboard.press("Control+f")
    page.keyboard.insert_text("法制")  # as an input method puts it in: no key of its own
    expect(page.locator(".djs-search-result").first).to_contain_text("法制审核")
    page.keyboard.press("Enter")
    assert page.evaluate(f"{BENCH}.bench.modeler.get('selection').get().map((one) => one.id)") == ["legal_review"]


def test_facts_are_offered_by_their_chinese_names_as_long_as_they_are_read(drawn):  # noqa: F811
    page = drawn()
    page.evaluate(f"{BENCH}.bench.point('filing_route_to_not_filed')")
    field = entry(page, "conditionExpression").locator("textarea")
    field.fill("")
    field.press_sequentially("意见")
    page.wait_for_timeout(900)  # longer than it takes until what is written stands in the drawing
    expect(page.locator(".wb-offers li").first).to_contain_text("意见")
    field.press("Enter")
    expect(page.locator(".wb-said")).to_contain_text("可以使用，读取")
    assert field.input_value().isascii()


def test_two_steps_are_aligned_and_it_is_undone(drawn):  # noqa: F811
    page = drawn()
    page.evaluate(f"""(() => {{ const m = {BENCH}.bench.modeler, all = ['decide', 'legal_review'].map((id) => m.get('elementRegistry').get(id));
      {BENCH}.bench.point('decide'); m.get('modeling').moveElements([all[0]], {{ x: 0, y: 33 }}); m.get('canvas').zoom('fit-viewport'); m.get('selection').select(all); }})()""")
    apart = page.evaluate(MIDDLES)
    assert apart[0] != apart[1]
    page.locator(".djs-context-pad [data-action=align-elements]").click()
    page.locator(".djs-popup [data-id=align-elements-middle]").click()
    assert len(set(page.evaluate(MIDDLES))) == 1
    free(page)
    page.keyboard.press("Control+z")
    assert page.evaluate(MIDDLES) == apart
    page.keyboard.press("Control+y")
    assert len(set(page.evaluate(MIDDLES))) == 1


def test_a_step_is_copied_by_keys_from_one_draft_into_another_with_all_it_says(drawn, site):  # noqa: F811
    page = drawn()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(f"{BENCH}.bench.point('legal_review')")
    free(page)
    page.keyboard.press("Control+c")
    other = page.context.new_page()
    other.goto(f"{site}/workbench")
    other.locator("tr", has_text="当场处罚").get_by_role("button", name="起草修改").click()
    other.wait_for_selector("[data-workbench][data-ready]")
    board = other.locator(".wb-canvas").bounding_box()
    other.mouse.move(board["x"] + board["width"] / 2, board["y"] + board["height"] - 60)
    free(other)
    other.keyboard.press("Control+v")
    other.mouse.move(board["x"] + board["width"] / 2 + 8, board["y"] + board["height"] - 70)
    other.wait_for_timeout(200)
    other.mouse.click(board["x"] + board["width"] / 2 + 8, board["y"] + board["height"] - 70)
    expect(other.locator(".djs-element", has_text="法制审核").first).to_be_attached()
    original, copied = (unescape(re.search(r'<bpmn:userTask [^>]*name="法制审核"[^>]*>', one.evaluate(f"{BENCH}.bench.current().then((all) => all[{BENCH}.bench.path])"))[0])
                        for one in (page, other))
    assert sorted(re.findall(r'e:\w+="[^"]*"', copied)) == sorted(re.findall(r'e:\w+="[^"]*"', original)) != []


def test_a_file_written_by_hand_is_laid_out_without_one_step_on_another(drawn):  # noqa: F811
    page = drawn()
    page.locator("[data-wb=bring]").set_input_files({"name": "x.bpmn", "mimeType": "application/xml", "buffer": HAND.encode()})
    expect(page.locator("[data-wb=notice]")).to_contain_text("已自动排版")
    boxes = page.evaluate(f"['s', 't', 'g', 'u', 'z'].map((id) => {BENCH}.bench.modeler.get('elementRegistry').get(id)).map((one) => [one.x, one.x + one.width])")
    assert all(left[1] < right[0] for left, right in zip(boxes, boxes[1:]))
