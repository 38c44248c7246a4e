"""The case file on the screen, papers made void and served, and the report to the police, as pages without scripts."""
from __future__ import annotations

import re

import pytest

from engine.work import papers
from tests.course import Course, actor
from tests.engine.work.registers import officers


@pytest.fixture
def course(engine, clock) -> Course:
    """Example two when the notice is to be issued."""
    found = Course.begin(engine).to("issue_notice")
    clock(found.at)
    return found


def tab(someone, course, name: str):
    return someone.open(f"/cases/{course.case_id}?tab={name}")


def test_the_case_file_has_cover_contents_and_numbered_pages(course, reader):
    someone = reader("gao_jun")
    assert tab(someone, course, "papers").find("a", href=f"/cases/{course.case_id}/dossier")
    page = someone.open(f"/cases/{course.case_id}/dossier")
    assert [h.text for h in page.select(".cover .volume")] == ["正卷", "副卷"]
    lines = [[cell.text for cell in row.find_all("td")] for row in page.select("#main .contents tbody tr")]
    assert lines[0][:3] == ["1", "立案审批表", "青溪镇综执立字〔2026〕第1号"] and lines[0][4] == "1"
    numbers = [int(re.sub(r"\D", "", p.text)) for p in page.select("#inner .page-number")]
    assert numbers == list(range(1, len(numbers) + 1)) and "尚未办结" in page.select_one(".note").text
    assert not page.find_all(style=True) and not page.find("script")
    days = page.select("#inner .day")
    assert any("起算日，不计入" in one.text for one in days) and any("调休上班" in one.text for one in days)


def test_a_number_is_made_void_on_the_page_and_stays_struck_through(course, reader):
    someone = reader("gao_jun")
    tab(someone, course, "papers")
    one = next(p for p in papers.of_case(course.engine, actor(course.engine, "gao_jun"), course.case_id,
                                         at=course.at)["items"] if p["kind"] == "investigation_report")
    someone.press(f"/papers/{one['id']}/void", {"reason": "漏附目录<b>"}, by="anew")
    page = someone.follow()
    rows = [row for row in page.select("tbody tr") if "案件调查终结报告" in row.text]
    assert len(rows) == 2 and "is-void" in rows[1]["class"] and "漏附目录<b>" in rows[1].text and not rows[1].find("b")
    assert "作废《案件调查终结报告》" in someone.open(f"/cases/{course.case_id}").text


def test_without_a_reason_nothing_is_void(course, reader):
    someone = reader("gao_jun")
    tab(someone, course, "papers")
    one = next(p for p in papers.of_case(course.engine, actor(course.engine, "gao_jun"), course.case_id, at=course.at)["items"] if "void" in p["can"])
    page = someone.press(f"/papers/{one['id']}/void", {"reason": " "}, status=422)
    assert "请写明作废的理由" in page.text and not page.select("tr.is-void")


def test_an_officer_may_read_papers_and_make_none_void(course, reader):
    page = tab(reader("wang_qiang"), course, "papers")
    assert "案件调查终结报告" in page.text and not page.find("form", action=re.compile("/void$"))


def test_a_report_to_the_police_goes_through_its_pages(course, reader):
    officer, leader = reader("wang_qiang"), reader("gao_jun")
    assert "没有移送公安机关" in tab(officer, course, "transfer").text
    typed = {"charge": "非法采矿罪", "recipient": "示范县公安局", "summary": "夜间采砂。", "basis": "法释〔2016〕25号第三条", "value_fen": "120000",
             "officers": [str(n) for n in officers(course.engine)]}
    officer.press("/crime-transfers", typed)
    page = officer.follow()
    assert "待负责人决定是否移送" in page.text and "120,000" in page.text and not page.find("form", action=re.compile("/decide$"))
    tab(leader, course, "transfer")
    leader.press("/decide", {"agree": "yes", "capacity": "head", "opinion": "批准移送。"})
    assert "已批准，待移送公安机关" in leader.follow().text
    tab(officer, course, "transfer")
    page = officer.press("/send", {"sent_at": "2030-01-01T09:00", "receiver": "治安大队", "receipt": "已签字"}, status=422)
    assert "不能晚于现在" in page.text


def test_a_report_with_mistakes_comes_back_as_typed(course, reader):
    officer = reader("wang_qiang")
    tab(officer, course, "transfer")
    page = officer.press("/crime-transfers", {"charge": "非法采矿罪<b>"}, status=422)
    form = page.find("form", action=f"/cases/{course.case_id}/crime-transfers")
    assert form.find("input", {"name": "charge"})["value"] == "非法采矿罪<b>" and form.find_parent("details").has_attr("open")
