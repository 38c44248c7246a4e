"""What every page owes its reader, whoever it is."""
from __future__ import annotations

import re

import pytest

PAGES = ("/inbox", "/inbox?view=mine", "/inbox?view=pool&due=soon&duty=handle&q=x", "/leads", "/leads/new", "/leads?status=filed",
         "/calendars", "/calendars?year=2027", "/cases", "/cases?stage=review&status=filed&q=x")
#: somebody of each kind: officer, dispatcher, reviewer, decider, supervisor
PEOPLE = ("wang_qiang", "xu_min", "qian_yu", "gao_jun", "jiang_hong")


@pytest.mark.parametrize("code", PEOPLE)
def test_every_page_is_a_whole_chinese_page_without_inline_style_or_script(reader, code):
    someone = reader(code)
    for path in PAGES:
        page = someone.open(path)
        assert page.html["lang"] == "zh-CN" and len(page.find_all("h1")) == 1 and page.title.text.endswith("· 闭环")
        assert "演示模式" in page.find(class_="strip").text
        assert not page.find(style=True) and not page.find("style")
        assert not [s for s in page.find_all("script") if not s.get("src")]
        assert not re.search(r"\son\w+=", someone.answer.text)
        assert all(s["src"].startswith("/static/") for s in page.find_all("script"))


@pytest.mark.parametrize("code", PEOPLE)
def test_every_form_that_changes_something_carries_its_token_and_every_input_its_label(reader, code):
    someone = reader(code)
    for path in PAGES:
        page = someone.open(path)
        assert all(f.find("input", {"name": "csrf"})["value"] for f in page.find_all("form", method="post"))
        for one in page.select("input:not([type=hidden]), select, textarea"):
            assert one.find_parent("label") or page.find("label", {"for": one.get("id")}), f"{path}: {one.get('name')} has no label"


def test_a_form_without_its_token_is_refused_with_a_page(reader):
    someone = reader("wang_qiang")
    answer = someone.client.post("/leads", data={"source": "patrol"})
    assert answer.status_code == 403 and answer.mimetype == "text/html" and "刷新页面后重新提交" in answer.text


def test_a_form_from_another_site_is_refused(reader):
    someone = reader("wang_qiang")
    someone.open("/leads/new")
    token = someone.page.find("input", {"name": "csrf"})["value"]
    for headers in ({"Origin": "https://example.org"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        assert someone.client.post("/leads", data={"csrf": token}, headers=headers).status_code == 403


def test_our_own_pages_may_say_where_a_form_comes_from(reader):
    someone = reader("wang_qiang")
    for path, status in (("/inbox", 200), ("/no-such-page", 404)):
        someone.open(path, status)
        assert someone.answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/no-such-page", "/cases/999999", "/tasks/999999", "/leads/999999", "/cases/1/clocks/999999",
                                  "/cases/99999999999999999999"])
def test_what_is_not_there_is_a_chinese_page_with_a_way_on(reader, path):
    page = reader("wang_qiang").open(path, status=404)
    assert "没有找到" in page.h1.text and page.find("a", href="/inbox")


def test_programs_still_get_problem_json(reader):
    answer = reader("wang_qiang").client.get("/api/v1/cases/999999")
    assert answer.status_code == 404 and answer.mimetype == "application/problem+json"


def test_an_unforeseen_error_is_a_page_that_names_its_incident(reader, monkeypatch):
    someone = reader("wang_qiang")
    monkeypatch.setattr("web.inbox.inbox.find", lambda *a, **k: 1 / 0)
    page = someone.open("/inbox", status=500)
    assert "事件编号" in page.text and "ZeroDivisionError" not in page.text


def test_files_carry_their_digest_and_may_be_kept_for_a_year(reader):
    someone = reader("wang_qiang")
    sheets = [s["href"] for s in someone.open("/inbox").find_all("link", rel="stylesheet")]
    assert sheets and all("?v=" in s for s in sheets)
    with someone.client.get(sheets[0]) as answer:
        assert answer.status_code == 200 and "max-age=31536000" in answer.headers["Cache-Control"]


def test_pages_about_cases_are_never_kept_by_a_cache(reader):
    someone = reader("wang_qiang")
    someone.open("/inbox")
    assert someone.answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("query", ["view=<script>", "duty=root", "due=never", "after=garbage", "q=%00", "after=" + "A" * 5000])
def test_nonsense_in_the_address_is_answered_calmly(reader, query):
    someone = reader("wang_qiang")
    answer = someone.client.get(f"/inbox?{query}")
    assert answer.status_code in (200, 400) and "<script>" not in answer.text.replace('<script type="module"', "")
