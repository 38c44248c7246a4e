"""The calendar's pages: what is in force, publishing a notice line by line, and the recount seen under way."""
from __future__ import annotations

from datetime import date

import pytest

from engine.jobs.recounting import walk
from engine.law.time import clock as law
from engine.store import clocks
from engine.work import calendars
from tests.course import Course
from tests.invariants import check_invariants
from tests.notices import CHANGED_2027, NO_MAKE_UP_IN_MAY

SOURCE = "（测试虚构，非正式文件）关于2027年部分节假日安排的通知"
#: the invented notice of 2027 as somebody would type it over what the form begins with
TYPED = {"source": SOURCE, "to_0": "2027-01-03", "to_1": "2027-02-11", "work_1": "2027-01-31、2027-02-20", "from_2": "2027-04-03",
         "to_3": "2027-05-05", "work_3": "2027-05-08", "to_6": "2027-10-07", "work_6": "2027-10-09"}


@pytest.fixture
def designer(reader):
    return reader("he_qing")


def test_everybody_sees_the_years_in_force_and_where_they_come_from(reader):
    someone = reader("wang_qiang")
    page = someone.open("/calendars")
    assert page.find("a", {"aria-current": "page"}).text.strip() == "2026" and "国办发明电〔2025〕7号" in page.text
    assert "2026-02-15（星期日） 至 2026-02-23（星期一）" in page.text and "2026-05-09（星期六）" in page.text
    assert page.find("a", href="/calendars/notice?year=2026") is None
    page = someone.open("/calendars?year=2027")
    assert "正式放假安排尚未载入" in page.text and "由县级流程设计岗位公布" in page.text
    assert someone.open("/inbox").find("a", href="/calendars")


def test_a_designer_publishes_a_notice_after_seeing_what_changes(designer, engine):
    page = designer.open("/calendars?year=2027")
    assert page.find("a", href="/calendars/notice?year=2027").text == "公布 2027 年正式安排"
    page = designer.open("/calendars/notice?year=2027")
    assert page.find(id="name_1")["value"] == "春节" and page.find(id="from_1")["value"] == "2027-02-05"
    assert page.find("button", {"name": "digest"}) is None, "nothing is published unseen"
    page = designer.press("/calendars/notice", TYPED, status=200)
    assert f"2027 年有 {len(CHANGED_2027)} 天与现在不同" in page.text
    assert "2027-01-31（星期日） 周日 → 调休上班" in page.find(class_="day-changes").get_text(" ", strip=True).replace("  ", " ")
    button = page.find("button", {"name": "digest"})
    assert button["formaction"] == "/calendars" and button.text == "公布第 1 版"
    designer.press("/calendars/notice", by="digest")
    assert designer.answer.headers["Location"] == "/calendars?year=2027"
    page = designer.follow()
    assert "本县第 1 版" in page.text and "由何晴公布" in page.text and "正式放假安排尚未载入" not in page.text
    assert calendars.get(engine, None, 2027)["source"] == SOURCE
    check_invariants(engine)


def test_what_was_changed_after_the_preview_is_shown_once_more(designer, engine):
    designer.open("/calendars/notice?year=2027")
    designer.press("/calendars/notice", TYPED, status=200)
    page = designer.press("/calendars/notice", {"work_1": "2027-01-31"}, status=200, by="digest")
    assert "内容有改动" in page.text and "有 7 天与现在不同" in page.text
    assert calendars.get(engine, None, 2027)["version"] == 0
    designer.press("/calendars/notice", by="digest")
    assert calendars.get(engine, None, 2027)["version"] == 1


def test_mistakes_come_back_beside_their_fields_with_everything_typed(designer):
    designer.open("/calendars/notice?year=2027")
    page = designer.press("/calendars/notice", {**TYPED, "source": "", "work_1": "一月底", "to_2": "2027-13-01"}, status=422)
    assert "有 3 处需要更正" in page.text
    for name in ("source", "work_1", "to_2"):
        assert page.find(id=f"error-{name}") and page.find(id=name)["aria-invalid"] == "true"
    assert page.find(id="work_1")["value"] == "一月底" and page.find(id="work_3")["value"] == "2027-05-08"


@pytest.mark.parametrize(("typed", "said"), [
    ({"work_1": "2027-02-01"}, "调休上班日不是周末"), ({"to_1": "2027-02-01"}, "起止日期不合理"),
    ({"from_2": "", "to_2": ""}, "缺少：清明"), ({"name_1": 'x"\n[[y]]\nz = "'}, "缺少：春节")])
def test_a_notice_that_cannot_be_is_refused_in_words(designer, engine, typed, said):
    designer.open("/calendars/notice?year=2027")
    page = designer.press("/calendars/notice", {**TYPED, **typed}, status=422)
    assert said in page.find(role="alert").text and "现行安排保持有效" in page.text
    assert calendars.get(engine, None, 2027)["version"] == 0


def test_a_year_nobody_knows_begins_with_the_names_of_the_holidays(designer):
    page = designer.open("/calendars/notice?year=2028")
    assert [page.find(id=f"name_{n}")["value"] for n in range(7)] == ["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"]
    page = designer.press("/calendars/notice", {"source": SOURCE}, status=422)
    assert "缺少：元旦" in page.text


@pytest.mark.parametrize("code", ["wang_qiang", "gao_jun"])
def test_the_desk_is_closed_to_others(reader, code):
    page = reader(code).open("/calendars/notice?year=2027", status=403)
    assert "县级单位的流程设计岗位" in page.text


def test_the_recount_is_seen_under_way_and_told_in_the_case(designer, reader, engine, clock):
    course = Course.begin(engine).to("verify")
    calendars.publish(engine, None, NO_MAKE_UP_IN_MAY, at=course.at)
    section = designer.open("/calendars").find(id="recount")
    assert section["hx-trigger"] == "every 1s" and section.find("progress")["value"] == "0"
    assert designer.open("/calendars/progress").find(id="recount")["hx-get"] == "/calendars/progress"
    walk(engine, lambda: course.at)
    section = designer.open("/calendars/progress").find(id="recount")
    assert not section.has_attr("hx-get") and "核对 1 个期限，1 个有变化" in section.get_text(" ", strip=True)
    page = reader("wang_qiang").open(f"/cases/{course.case_id}?tab=log")
    assert "期限重算，届满日由5月9日改为5月11日" in page.text


def test_a_case_says_that_a_period_is_provisional_until_the_notice_is_published(designer, reader, engine):
    course = Course.begin(engine).to("verify")
    with engine.store.act(None, course.at) as act:
        rules = engine.rules_for(act.conn)
        clocks.write(act.conn, course.case_id, [law.start(rules.clocks["decide"], date(2026, 11, 19), rules.calendar)])
        act.done(traced=False)
    said = "所涉年份的节假日安排尚未公布"
    officer = reader("wang_qiang")
    assert said in officer.open(f"/cases/{course.case_id}?tab=clocks").text
    designer.open("/calendars/notice?year=2027")
    designer.press("/calendars/notice", TYPED, status=200)
    designer.press("/calendars/notice", by="digest")
    walk(engine)
    assert said not in officer.open(f"/cases/{course.case_id}?tab=clocks").text
    assert "仍于2月17日届满" in officer.open(f"/cases/{course.case_id}?tab=log").text
