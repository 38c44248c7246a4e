"""A paper seen while its process is drawn: printed as a real one, filled with sample facts, its gaps marked; and nothing kept of it."""
from __future__ import annotations

import json
from io import BytesIO

import pytest
from playwright.sync_api import expect

from tests.web.test_browser import ROOT, site  # noqa: F401
from tests.web.test_workbench import BENCH, desk, drawn, entry  # noqa: F401

FOLDER = ROOT / "processes" / "ordinary_penalty"
MARK = "预览，不是正式文书"


@pytest.fixture
def files() -> dict[str, str]:
    return {str(path.relative_to(FOLDER)): path.read_text(encoding="utf-8") for path in FOLDER.rglob("*") if path.is_file()}


def packed(text: str) -> tuple[BytesIO, str]:
    return BytesIO(text.encode()), "files.json"


def asked(designer, files: dict[str, str], status: int = 200, **more: str):
    if not getattr(designer, "carrier", None):
        designer.carrier = designer.open("/workbench").find("input", attrs={"name": "csrf"})["value"]
    answer = designer.client.post("/workbench/paper", data={"csrf": designer.carrier, "files": packed(json.dumps(files)), **more})
    assert answer.status_code == status, answer.text
    return answer.text


def test_the_dialog_shows_the_paper_its_facts_and_what_is_wrong_with_them(reader, files):
    designer = reader("he_qing")
    seen = asked(designer, files, kind="filing_approval", element="approve_filing", scenario="e2.toml")
    assert MARK in seen and "立案审批表" in seen and "李某水果店（经营者李某）" in seen and "第×号" in seen
    assert "应当载明的事项都已载明" in seen
    typed = {"kind": "penalty_decision", "element": "issue_decision", "scenario": "", "typed": "1"}
    wrong = asked(designer, files, **typed, payment_days="许多")
    assert "需要更正" in wrong and MARK in wrong
    empty = asked(designer, files, **typed, penalty_fen="300", party_name="")
    assert "没有载明当事人姓名或者名称" in empty and "叁佰元整" in empty


def test_whoever_may_not_draw_sees_no_preview_and_nonsense_is_refused(reader, files):
    designer = reader("he_qing")
    for sent in ("", "[]", "{", '{"a": 5}', "[" * 100_000):
        answer = designer.client.post("/workbench/paper", data={"csrf": designer.open("/workbench").find("input", attrs={"name": "csrf"})["value"],
                                                                "files": packed(sent), "kind": "filing_approval"})
        assert 400 <= answer.status_code < 500, answer.text
    asked(designer, files, 404, kind="no_such_paper")
    asked(designer, files, 404, kind="filing_approval", element="nowhere")
    asked(designer, files, 404, kind="filing_approval", scenario="../../etc/passwd")


@pytest.mark.browser
def test_a_designer_looks_at_a_paper_changes_its_facts_and_sees_what_is_missing(drawn):
    page = drawn()
    page.evaluate(f"{BENCH}.bench.point('approve_filing')")
    entry(page, "paperShown").get_by_role("button", name="预览这份文书").click()
    dialog = page.locator("dialog.wb-paper")
    expect(dialog.locator(".sheet h2").first).to_contain_text("立案审批表")
    expect(dialog.locator(".sheet .mark").first).to_have_text(MARK)
    expect(dialog.locator(".sheet .number").first).to_contain_text("第×号")
    dialog.get_by_label("事实取自").select_option(label="示例事实")
    name = dialog.locator("#in-paper-party_name")
    expect(name).to_have_value("示例当事人")
    name.fill("某某小吃店")
    expect(dialog.locator(".sheet").first).to_contain_text("某某小吃店")
    name.fill("")
    expect(dialog.locator(".sheet .left-out").first).to_contain_text("没有载明当事人姓名或者名称")
    expect(dialog.locator(".notice")).to_contain_text("C-50")
    dialog.get_by_role("button", name="关闭").click()
    expect(dialog).not_to_be_visible()
    page.evaluate(f"{BENCH}.bench.modeler.get('selection').select([])")
    every = entry(page, "papers").locator("li")
    expect(every.filter(has_text="制发决定书").first).to_contain_text("行政处罚决定书")
    every.filter(has_text="制发决定书").first.get_by_role("button", name="预览").click()
    expect(dialog.locator(".sheet h2").first).to_contain_text("行政处罚决定书")
    page.emulate_media(media="print")
    expect(dialog.locator(".wb-paper-facts")).not_to_be_visible()
    assert "已保存" in page.locator("[data-wb=state]").inner_text()
