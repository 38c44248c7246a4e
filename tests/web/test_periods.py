"""A period on its page: its heading, its days, and what a person may do about it."""
from __future__ import annotations

from engine.store import clocks as rows
from engine.work import clocks
from tests.course import Course, actor, moment
from tests.invariants import check_invariants

AT = moment("2026-05-08T16:00:00+08:00")


def address(course, code: str) -> str:
    with course.engine.store.read() as conn:
        found = next(i for i, one in rows.of_case(conn, course.case_id) if one.code == code)
    return f"/cases/{course.case_id}/clocks/{found}"


def test_a_period_says_from_when_how_long_on_what_article_and_whom_it_binds(engine, reader, clock):
    course = Course.begin(engine).to("investigate")
    clock(AT)
    page = reader("wang_qiang").open(address(course, "decide"))
    told = {dt.text: dt.find_next_sibling("dd").text for dt in page.select("dl.facts dt")}
    assert "行政处罚法 第六十条" in told["依据"] and "2026年4月30日" in told["起算"] and "2026年7月29日" in told["届满"]
    assert told["对谁有约束"] == "约束办理机关"
    assert len(page.select("table.days tbody tr")) >= 90


def test_nobody_is_offered_an_extension_that_no_rule_allows(engine, reader, clock):
    course = Course.begin(engine).to("investigate")
    clock(AT)
    for who in ("wang_qiang", "gao_jun"):
        page = reader(who).open(address(course, "decide"))
        assert not page.find("input", {"value": "extend"}) and not page.find("input", {"value": "suspend"})


def test_a_period_is_begun_and_noted_as_done_by_the_page(engine, reader, clock):
    course = Course.begin(engine).to("investigate")
    clock(AT)
    someone = reader("wang_qiang")
    page = someone.open(f"/cases/{course.case_id}/clocks/new")
    assert page.find("option", {"value": "crime_transfer"})
    someone.press(f"/cases/{course.case_id}/clocks/new", {"code": "crime_transfer", "day0": "2026-05-08", "why": "移送涉嫌犯罪案件报告"})
    someone.open(address(course, "crime_transfer"))
    someone.press(address(course, "crime_transfer"), {"act": "stop", "on": "2026-05-08", "why": "批准移送"})
    found = clocks.of_case(course.engine, actor(course.engine, "wang_qiang"), course.case_id, at=AT)
    assert next(c["state"] for c in found if c["code"] == "crime_transfer") == "met"
    check_invariants(course.engine)


def test_what_is_refused_comes_back_with_the_reason_and_what_was_typed(engine, reader, clock):
    course = Course.begin(engine).to("investigate")
    clock(AT)
    someone = reader("wang_qiang")
    someone.open(f"/cases/{course.case_id}/clocks/new")
    page = someone.press(f"/cases/{course.case_id}/clocks/new", {"code": "crime_transfer", "day0": "2026-05-09", "why": "明天的报告"}, status=422)
    assert "不能晚于今天" in page.find(role="alert").text and page.find("textarea", {"name": "why"}).text == "明天的报告"
