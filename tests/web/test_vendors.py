"""Files of other tools in the workbench: opened, shown, listed, kept as they are, and cleared at a press."""
from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import expect

from tests.web.test_browser import site  # noqa: F401
from tests.web.test_workbench import BENCH, desk, drawn, foreign  # noqa: F401

pytestmark = pytest.mark.browser
FOLDER = Path(__file__).resolve().parents[1] / "vendors"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
NODES = [f"{BPMN}{tag}" for tag in ("startEvent", "endEvent", "task", "userTask", "serviceTask", "manualTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask",
                                     "callActivity", "subProcess", "complexGateway", "intermediateThrowEvent", "sequenceFlow")]


def brought(page, path: Path) -> None:
    page.locator("[data-wb=bring]").set_input_files(path)
    known = re.search(r'<[\w:]*userTask id="([^"]+)"|<[\w:]*[tT]ask [^>]*id="([^"]+)"', path.read_text(encoding="utf-8"))
    page.wait_for_selector(f"[data-element-id='{known[1] or known[2]}']", state="attached")
    checked(page)


def checked(page) -> None:
    """Waits until the list of problems is that of the drawing as it stands."""
    for _ in range(100):
        if page.evaluate(f"(() => {{ const {{ bench }} = {BENCH}; return !bench.drawn && bench.checks.told === JSON.stringify(bench.texts); }})()"):
            return
        page.wait_for_timeout(100)
    raise AssertionError("the drawing was not checked")


@pytest.fixture
def opened(drawn):  # noqa: F811
    return drawn()


@pytest.mark.slow
def test_every_vendors_file_is_shown_listed_and_saved_with_all_it_brought(opened):
    for path in sorted(FOLDER.glob("*.bpmn")):
        brought(opened, path)
        given = etree.parse(path).getroot()
        shown = set(opened.evaluate(f"{BENCH}.bench.modeler.get('elementRegistry').getAll().map((one) => one.id)"))
        assert {node.get("id") for node in given.iter(*NODES)} <= shown, path.name
        assert opened.locator("[data-wb=problems] .wb-problem").count() > 0, path.name
        opened.evaluate(f"""(() => {{ const m = {BENCH}.bench.modeler, one = m.get('elementRegistry').find((e) => e.type.endsWith('Task'));
          m.get('modeling').moveElements([one], {{ x: 0, y: 40 }}); }})()""")
        saved = opened.evaluate(f"{BENCH}.bench.current().then((files) => files['ordinary_penalty.bpmn'])")
        before, after = foreign(path.read_text(encoding="utf-8")), foreign(saved)
        assert after == before, (path.name, {key: (before.get(key), after.get(key)) for key in {*before, *after} if before.get(key) != after.get(key)})


def test_what_a_tool_has_left_is_taken_out_at_a_press_and_put_back(opened):
    for name in ("kogito", "camunda8", "spiff"):
        brought(opened, FOLDER / f"{name}.bpmn")
        text = f"{BENCH}.bench.current().then((files) => files['ordinary_penalty.bpmn'])"
        before = opened.evaluate(text)
        opened.get_by_role("button", name="全部删去").click()
        expect(opened.locator("[data-wb=notice]")).to_contain_text("已删去其他工具的附加内容")
        expect(opened.locator(".wb-strange")).to_have_count(0)
        assert not re.search(r"扩展|办理人设定|数据类型|流程变量|外部关系", opened.locator("[data-wb=problems]").inner_text()), name
        assert [one for _, inside in foreign(opened.evaluate(text)).values() for one in inside] == []
        opened.get_by_role("button", name="恢复", exact=True).click()
        expect(opened.locator(".wb-strange")).to_have_count(1)
        checked(opened)
        assert foreign(opened.evaluate(text)) == foreign(before)
